/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest memory and the tables that confine the guest to it: EPT, or where the CPU
 * has none, page tables of the engine's own that map linear to host-physical.
 */
#ifndef ENGINE_PAGING_H
#define ENGINE_PAGING_H

#include "run.h"

struct guest_memory {
	void *page[GUEST_PAGES];
	u64 physical[GUEST_PAGES];
};

#define PAGING_LEVELS 4

struct paging {
	void *table[PAGING_LEVELS]; /* root first */
	u64 physical[PAGING_LEVELS];
};

/*
 * Leaf bits besides read/write/execute (EPT) or present/write/user (page tables),
 * which are the same three: write-back memory; accessed and dirty.
 */
#define PAGING_EPT    (6u << 3)
#define PAGING_SHADOW (3u << 5)

/* 0, or -1 without memory; what was allocated is kept for the matching free. */
int guest_memory_alloc(struct guest_memory *memory);
void guest_memory_free(struct guest_memory *memory);

/* Map all of `memory` from address 0, and nothing else. 0, or -1 without memory. */
int paging_build(struct paging *paging, const struct guest_memory *memory, u32 leaf_bits);
void paging_free(struct paging *paging);

#endif
