// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory, the tables that confine the guest to it, and a VM's life without memory. */
#include "fixture.h"

static const u64 *leaves_of(const struct paging *paging)
{
	return paging->table[PAGING_LEVELS - 1];
}

TEST(ept_maps_each_guest_page_write_back_with_all_rights)
{
	for (u32 i = 0; i < GUEST_PAGES; i++)
		assert_int_equal(leaves_of(&vm.ept)[i], vm.memory.physical[i] | 6u << 3 | 7);
}

TEST(shadow_tables_map_each_guest_page_accessed_and_dirty)
{
	for (u32 i = 0; i < GUEST_PAGES; i++)
		assert_int_equal(leaves_of(&vm.shadow)[i],
				 vm.memory.physical[i] | 1u << 5 | 1u << 6 | 7);
}

static void assert_only_first_entries(const struct paging *paging)
{
	for (u32 level = 0; level + 1 < PAGING_LEVELS; level++) {
		const u64 *table = paging->table[level];

		assert_int_equal(table[0], paging->physical[level + 1] | 7);
		for (u32 i = 1; i < 512; i++)
			assert_int_equal(table[i], 0);
	}
	for (u32 i = GUEST_PAGES; i < 512; i++)
		assert_int_equal(leaves_of(paging)[i], 0);
}

TEST(nothing_else_is_mapped)
{
	assert_only_first_entries(&vm.ept);
	assert_only_first_entries(&vm.shadow);
}

TEST(no_table_lies_in_what_the_guest_can_reach)
{
	for (u32 i = 0; i < GUEST_PAGES; i++)
		for (u32 level = 0; level < PAGING_LEVELS; level++) {
			assert_int_not_equal(vm.memory.physical[i], vm.ept.physical[level]);
			assert_int_not_equal(vm.memory.physical[i], vm.shadow.physical[level]);
		}
}

TEST(the_frame_ends_its_page)
{
	assert_int_equal(((u64)vm.frame + sizeof(*vm.frame)) % PAGE_BYTES, 0);
	assert_int_equal((u64)vm.frame & ~(u64)(PAGE_BYTES - 1), (u64)vm.page[PAGE_FRAME]);
}

/* Whichever page is not to be had: what was allocated is freed by vm_destroy, and no more. */
TEST(without_memory_creation_fails_and_leaves_nothing)
{
	int needed = fake.pages_live;

	vm_destroy(&vm);
	for (int allowed = 0; allowed < needed; allowed++) {
		memset(&vm, 0, sizeof(vm));
		fake.pages_allowed = allowed;
		assert_int_equal(vm_create(&vm), -1);
		assert_int_equal(fake.pages_live, allowed);
		vm_destroy(&vm);
		assert_int_equal(fake.pages_live, 0);
	}
	memset(&vm, 0, sizeof(vm));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(ept_maps_each_guest_page_write_back_with_all_rights),
		ROW_OF(shadow_tables_map_each_guest_page_accessed_and_dirty),
		ROW_OF(nothing_else_is_mapped),
		ROW_OF(no_table_lies_in_what_the_guest_can_reach),
		ROW_OF(the_frame_ends_its_page),
		ROW_OF(without_memory_creation_fails_and_leaves_nothing),
	};

	return RUN_ALL(tests);
}
