/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID as the guest sees it: the host's leaves, read once outside the batch,
 * less a listed few bits. Executing CPUID in an exit handler is slow, and under
 * another hypervisor it exits again.
 */
#ifndef ENGINE_CPUID_TABLE_H
#define ENGINE_CPUID_TABLE_H

/* The hot table: 64 slots of 32 bytes, indexed by the top bits of leaf * CPUID_HASH. */
#define CPUID_HOT        64
#define CPUID_HASH       0x9e3779b1
#define CPUID_SLOT_SHIFT 21      /* the hash's top 6 bits, times 32 */
#define CPUID_SLOT_MASK  0x7e0

/* Offsets in struct cpuid_entry. */
#define CPUID_ENTRY_LEAF         0
#define CPUID_ENTRY_SUBLEAF      4
#define CPUID_ENTRY_SUBLEAF_MASK 8
#define CPUID_ENTRY_EAX          16

#ifndef __ASSEMBLER__
#include "types.h"

struct cpuid_entry {
	u32 leaf, subleaf;
	u32 subleaf_mask;   /* 0 for a leaf that ignores ECX */
	u32 used;
	u32 out[4];         /* EAX, EBX, ECX, EDX */
};

#define CPUID_ENTRIES (PAGE_BYTES / sizeof(struct cpuid_entry))

struct cpuid_answers {
	struct cpuid_entry *hot;  /* [CPUID_HOT] */
	struct cpuid_entry *all;  /* [CPUID_ENTRIES] */
	u32 count;
};

/* Read every leaf of this CPU; `hot` and `all` are zeroed pages. */
void cpuid_table_fill(struct cpuid_answers *table);

/*
 * The entry that answers (leaf, subleaf), brought into its hot slot so that the
 * next such exit is answered in assembly. Leaves beyond the last answer zeros.
 */
const struct cpuid_entry *cpuid_table_find(struct cpuid_answers *table, u32 leaf, u32 subleaf);
#endif

#endif
