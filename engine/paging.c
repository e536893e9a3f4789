// SPDX-License-Identifier: GPL-2.0-only
/*
 * One builder for both kinds of table: an EPT entry's read, write and execute bits
 * are a page-table entry's present, write and user bits.
 */
#include "host.h"
#include "paging.h"

#define ENTRY_ALL 7u

int guest_memory_alloc(struct guest_memory *memory)
{
	for (u32 i = 0; i < GUEST_PAGES; i++) {
		memory->page[i] = host_page_alloc(&memory->physical[i]);
		if (!memory->page[i])
			return -1;
	}
	return 0;
}

void guest_memory_free(struct guest_memory *memory)
{
	for (u32 i = 0; i < GUEST_PAGES; i++)
		if (memory->page[i])
			host_page_free(memory->page[i]);
}

int paging_build(struct paging *paging, const struct guest_memory *memory, u32 leaf_bits)
{
	_Static_assert(GUEST_PAGES < 512,
		       "one table of each level maps the guest and leaves a hole");
	u64 *leaves;

	for (u32 level = 0; level < PAGING_LEVELS; level++) {
		paging->table[level] = host_page_alloc(&paging->physical[level]);
		if (!paging->table[level])
			return -1;
		if (level)
			*(u64 *)paging->table[level - 1] = paging->physical[level] | ENTRY_ALL;
	}
	leaves = paging->table[PAGING_LEVELS - 1];
	for (u32 i = 0; i < GUEST_PAGES; i++)
		leaves[i] = memory->physical[i] | leaf_bits | ENTRY_ALL;
	return 0;
}

void paging_free(struct paging *paging)
{
	for (u32 level = 0; level < PAGING_LEVELS; level++)
		if (paging->table[level])
			host_page_free(paging->table[level]);
}
