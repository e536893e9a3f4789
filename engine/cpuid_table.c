// SPDX-License-Identifier: GPL-2.0-only
/* CPUID answers: filled from the CPU, masked by a list, found by leaf and subleaf. */
#include <cpu_queries.h>
#include "cpuid_table.h"

_Static_assert(sizeof(struct cpuid_entry) == 32, "slots are 32 bytes in world_switch.S");
_Static_assert(OFFSET_OF(struct cpuid_entry, subleaf) == CPUID_ENTRY_SUBLEAF, "cpuid_table.h");
_Static_assert(OFFSET_OF(struct cpuid_entry, subleaf_mask) == CPUID_ENTRY_SUBLEAF_MASK,
	       "cpuid_table.h");
_Static_assert(OFFSET_OF(struct cpuid_entry, out) == CPUID_ENTRY_EAX, "cpuid_table.h");

enum { EAX, EBX, ECX, EDX };

/* The bits in which the guest's answer differs from the host's: all of them, and why. */
static const struct {
	u32 leaf, subleaf, output, clear;
} hidden[] = {
	{ 1, 0, ECX, 1u << 5 },   /* VMX: CR4.VMXE is the host's */
	{ 1, 0, ECX, 1u << 6 },   /* SMX: CR4.SMXE likewise */
	{ 1, 0, ECX, 1u << 27 },  /* OSXSAVE: clear, or set by a run for XSETBV alone */
	{ 7, 0, ECX, 1u << 4 },   /* OSPKE: the guest's CR4.PKE is clear */
	{ 0x80000001, 0, ECX, 1u << 2 },  /* SVM: EFER.SVME is the host's, */
	{ 0x8000000a, 0, EAX, ~0u },      /* and so is what it offers */
	{ 0x8000000a, 0, EBX, ~0u },
	{ 0x8000000a, 0, ECX, ~0u },
	{ 0x8000000a, 0, EDX, ~0u },
};

/*
 * Leaves whose answer depends on ECX (Intel SDM volume 2, CPUID; AMD64 APM volume 3, appendix E),
 * and how many to keep.
 */
static u32 subleaves_of(u32 leaf)
{
	switch (leaf) {
	case 0x04: case 0x0b: case 0x1f: case 0x12: case 0x14:
	case 0x8000001d: case 0x80000026:
		return 5;
	case 0x80000020:
		return 4;
	case 0x0d:
		return 20;
	case 0x07: case 0x0f: case 0x10: case 0x17: case 0x18: case 0x1d:
		return 3;
	}
	return 1;
}

static struct cpuid_entry *slot_of(struct cpuid_answers *table, u32 leaf)
{
	u32 hash = leaf * CPUID_HASH;

	return &table->hot[(hash >> CPUID_SLOT_SHIFT & CPUID_SLOT_MASK) / sizeof(*table->hot)];
}

static int is_zero(const u32 out[4])
{
	return !(out[EAX] | out[EBX] | out[ECX] | out[EDX]);
}

/* What is all zeros is what a leaf answers that is not there. 0, or -1 where the table is full. */
static int add(struct cpuid_answers *table, u32 leaf, u32 subleaf, u32 mask)
{
	struct cpuid_entry entry = { leaf, subleaf, mask, 1, { 0 } };

	cpuid(leaf, subleaf, entry.out);
	for (u32 i = 0; i < COUNT_OF(hidden); i++)
		if (hidden[i].leaf == leaf && hidden[i].subleaf == subleaf)
			entry.out[hidden[i].output] &= ~hidden[i].clear;
	if (is_zero(entry.out))
		return 0;
	if (table->count == CPUID_ENTRIES)
		return -1;
	table->all[table->count++] = entry;
	return 0;
}

static int add_leaf(struct cpuid_answers *table, u32 leaf)
{
	u32 count = subleaves_of(leaf);

	for (u32 subleaf = 0; subleaf < count; subleaf++)
		if (add(table, leaf, subleaf, count > 1 ? ~0u : 0))
			return -1;
	return 0;
}

/* The first says which is the last: one that is here, so that no leaf is promised and is not. */
static void add_range(struct cpuid_answers *table, u32 first, u32 most)
{
	u32 out[4], last = first, at = table->count;

	cpuid(first, 0, out);
	if (out[EAX] < first || out[EAX] > first + most)
		out[EAX] = out[EAX] < first ? first : first + most;
	for (u32 leaf = first; leaf <= out[EAX] && !add_leaf(table, leaf); leaf++)
		last = leaf;
	if (at < table->count && table->all[at].out[EAX] > last)
		table->all[at].out[EAX] = last;
}

void cpuid_table_fill(struct cpuid_answers *table)
{
	/* No leaf is ~0, so an empty slot never matches... */
	for (u32 i = 0; i < CPUID_HOT; i++)
		table->hot[i].leaf = ~0u;
	add_range(table, 0, 0x24);
	add_range(table, 0x80000000, 0x28);
	/* ...and filling backwards leaves the first subleaf of each leaf in its slot. */
	for (u32 i = table->count; i-- > 0;)
		*slot_of(table, table->all[i].leaf) = table->all[i];
}

const struct cpuid_entry *cpuid_table_find(struct cpuid_answers *table, u32 leaf, u32 subleaf)
{
	struct cpuid_entry *slot = slot_of(table, leaf);

	for (u32 i = 0; i < table->count; i++)
		if (table->all[i].leaf == leaf &&
		    (subleaf & table->all[i].subleaf_mask) == table->all[i].subleaf) {
			*slot = table->all[i];
			return slot;
		}
	*slot = (struct cpuid_entry){ .leaf = leaf, .subleaf = subleaf, .subleaf_mask = ~0u };
	return slot;
}
