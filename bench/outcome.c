// SPDX-License-Identifier: GPL-2.0-only
/* Reading and comparing what operations leave behind. */
#include "cell_parts.h"
#include "outcome.h"

_Static_assert(OFFSET_OF(struct guest_params, outcome) == PARAMS_OUTCOME, "layout.h");

static const char *const item_names[] = {
#define ITEM(name) #name,
	OUTCOME_ITEMS(ITEM)
#undef ITEM
};

/* Bases are below 2^48 here, so base and limit fit in one number. */
static u64 table_register(u64 base, u64 limit)
{
	return base ^ limit << 48;
}

static u64 value_at(const void *at, u32 bytes)
{
	u64 value = 0;

	__builtin_memcpy(&value, at, bytes);
	return value;
}

/* As SGDT stores it and LGDT loads it. */
static u64 table_operand(const u8 *at)
{
	return table_register(value_at(at + 2, 8), value_at(at, 2));
}

static u64 descriptors_hash(const u8 *table)
{
	u64 hash = 0;

	for (u32 i = 0; i < GUEST_DESCRIPTORS_CHANGED; i++)
		hash = hash * 0x100000001b3 + value_at(table + 8 * i, 8);
	return hash;
}

static void read_guest(const struct guest_place *place, const u8 *image, u64 item[])
{
	const struct guest_params *params = (const void *)image;

	item[ITEM_GIVES_RAX] = params->outcome.rax;
	item[ITEM_GIVES_RBX] = params->outcome.rbx;
	item[ITEM_GIVES_RCX] = params->outcome.rcx;
	item[ITEM_GIVES_RDX] = params->outcome.rdx;
	item[ITEM_GIVES_AL] = (u8)params->outcome.rax;
	item[ITEM_GIVES_OPERAND] = table_operand(image + GUEST_SCRATCH);
	item[ITEM_LEAVES_IF] = !!(params->outcome.rflags & RFLAGS_IF);
	item[ITEM_LEAVES_DESCRIPTORS] = descriptors_hash(image + place->descriptors);
	item[ITEM_LEAVES_PTE] = value_at(image + place->pte, place->pte_bytes);
}

static void read_final(const struct guest_final *final, u64 item[])
{
	item[ITEM_LEAVES_GDTR] = table_register(final->gdtr.base, final->gdtr.limit);
	item[ITEM_LEAVES_IDTR] = table_register(final->idtr.base, final->idtr.limit);
	item[ITEM_LEAVES_LDTR] = final->ldtr;
	item[ITEM_LEAVES_TR] = final->tr;
	item[ITEM_LEAVES_SYSENTER_EIP] = final->sysenter_eip;
	item[ITEM_LEAVES_CR0] = final->cr0;
	item[ITEM_LEAVES_CR3] = final->cr3;
	item[ITEM_LEAVES_CR4] = final->cr4;
	item[ITEM_LEAVES_CR8] = final->cr8;
	item[ITEM_LEAVES_DR0] = final->dr[0];
	item[ITEM_LEAVES_GS_BASE] = final->gs_base;
	/* Never done for the guest, and so nowhere to be read: what was asked for stands for it. */
	item[ITEM_LEAVES_XCR0] = GUEST_NEW_XCR0;
}

static void read_virtual_cpu(const u8 *cpu, u64 item[])
{
	item[ITEM_LEAVES_IF] = cpu[VCPU_IF];
	item[ITEM_LEAVES_GDTR] = table_operand(cpu + VCPU_GDTR);
	item[ITEM_LEAVES_IDTR] = table_operand(cpu + VCPU_IDTR);
	item[ITEM_LEAVES_LDTR] = value_at(cpu + VCPU_LDTR, 2);
	item[ITEM_LEAVES_TR] = value_at(cpu + VCPU_TR, 2);
	item[ITEM_LEAVES_SYSENTER_EIP] = value_at(cpu + VCPU_SYSENTER + 16, 8);
	item[ITEM_LEAVES_CR0] = value_at(cpu + VCPU_CR, 8);
	item[ITEM_LEAVES_CR3] = value_at(cpu + VCPU_CR + 8 * 3, 8);
	item[ITEM_LEAVES_CR4] = value_at(cpu + VCPU_CR + 8 * 4, 8);
	item[ITEM_LEAVES_CR8] = value_at(cpu + VCPU_CR + 8 * 8, 8);
	item[ITEM_LEAVES_DR0] = value_at(cpu + VCPU_DR, 8);
	item[ITEM_LEAVES_GS_BASE] = value_at(cpu + VCPU_GS_BASE, 8);
	item[ITEM_LEAVES_XCR0] = value_at(cpu + VCPU_XCR0, 8);
}

void outcome_read(const struct cell *cell, const struct guest_final *final, const void *image,
		  struct outcome *outcome)
{
	const struct guest_place *place = place_of(cell);
	const u8 *bytes = image;

	read_guest(place, bytes, outcome->item);
	if (cell_has_monitor(cell))
		read_virtual_cpu(bytes + place->vcpu, outcome->item);
	else
		read_final(final, outcome->item);
}

u32 outcome_differences(enum op op, const struct outcome *one, const struct outcome *other)
{
	u32 differences = 0;

	for (u32 i = 0; i < OUTCOME_ITEM_COUNT; i++)
		if (BIT_IS_SET(outcome_rows[op].items, i) && one->item[i] != other->item[i])
			differences |= 1u << i;
	return differences;
}

const char *outcome_item_name(u32 items)
{
	for (u32 i = 0; i < OUTCOME_ITEM_COUNT; i++)
		if (BIT_IS_SET(items, i))
			return item_names[i];
	return "nothing";
}
