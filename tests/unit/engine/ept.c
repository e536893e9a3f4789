// SPDX-License-Identifier: GPL-2.0-only
/* What a run may have of EPT: the odd page, the log, the second view, and XSAVES with its FPU. */
#include "fixture.h"

#define READ_WRITE_EXECUTE 7ull
#define DIRTY              (1ull << 9)

static const u64 *leaves(void)
{
	return vm.ept.table[PAGING_LEVELS - 1];
}

static u64 rights_of_odd_page(u32 kind)
{
	run.odd_page = kind;
	run_batch();
	assert_int_not_equal(run.outcome, RUN_CONTROL_REFUSED);
	for (u32 i = 0; i < GUEST_PAGES; i++) {
		assert_int_equal(leaves()[i] & ~0xfffull & ~(1ull << 61), vm.memory.physical[i]);
		if (i != RUN_ODD_PAGE)
			assert_int_equal(leaves()[i] & READ_WRITE_EXECUTE, READ_WRITE_EXECUTE);
	}
	return leaves()[RUN_ODD_PAGE] & (READ_WRITE_EXECUTE | 1ull << 61);
}

TEST(the_odd_page_alone_has_other_rights_and_maps_the_same)
{
	control_set(run.controls, SUB_PAGE_WRITE_PERMISSIONS);
	assert_int_equal(rights_of_odd_page(ODD_READ_ONLY), 5);
	assert_int_equal(rights_of_odd_page(ODD_NOT_EXECUTABLE), 3);
	assert_int_equal(rights_of_odd_page(ODD_MISCONFIGURED), 2);
	assert_int_equal(rights_of_odd_page(ODD_SUB_PAGES), 5 | 1ull << 61);
	assert_int_equal(rights_of_odd_page(ODD_NOTHING), 7);
}

TEST(an_odd_page_wants_ept_and_sub_pages_want_their_control)
{
	run.odd_page = ODD_SUB_PAGES;
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, SUB_PAGE_WRITE_PERMISSIONS);
	run.odd_page = ODD_READ_ONLY;
	control_clear(run.controls, ENABLE_EPT);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENABLE_EPT);
	assert_string_equal(fake.log, "");
}

static u32 dirty_pages(void)
{
	u32 dirty = 0;

	for (u32 i = 0; i < GUEST_PAGES; i++)
		dirty += !!(leaves()[i] & DIRTY);
	return dirty;
}

static void writes_odd_pages(struct frame *frame)
{
	u64 *pages = (u64 *)leaves() + RUN_ODD_PAGE;

	(void)frame;
	assert_int_equal(dirty_pages(), GUEST_PAGES - RUN_CLEAN_PAGES);
	pages[0] |= DIRTY;
	pages[1] |= DIRTY;
}

TEST(a_full_log_gets_room_for_two_and_forgets_the_odd_pages)
{
	control_set(run.controls, ENABLE_PML);
	run.odd_page = ODD_CLEAN;
	run.policy[EXIT_PAGE_MODIFICATION_LOG_FULL].action = ACTION_EMPTY_LOG;
	fake_play((struct fake_exit){ .reason = EXIT_PAGE_MODIFICATION_LOG_FULL,
				      .effect = writes_odd_pages });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(dirty_pages(), GUEST_PAGES - RUN_CLEAN_PAGES);
	assert_int_equal(fake.vmcs[GUEST_PML_INDEX], 1);
	assert_int_equal(fake.vmcs[EPT_POINTER] & 1 << 6, 1 << 6);
	assert_non_null(strstr(fake.log, "launch tsc invept:1 resume"));
}

TEST(a_log_is_refused_where_ept_sets_no_dirty_bit)
{
	control_set(run.controls, ENABLE_PML);
	vm.caps.ept_vpid &= ~(1ull << 21);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENABLE_PML);
}

TEST(a_second_view_has_the_same_tables_and_is_forgotten_as_the_first_is)
{
	const u64 *list = vm.page[PAGE_EPTP_LIST];

	control_set(run.controls, ENABLE_VM_FUNCTIONS);
	run.vm_functions = 1;
	run_batch();
	assert_int_equal(fake.vmcs[VM_FUNCTION_CONTROLS], 1);
	assert_int_equal(fake.vmcs[EPTP_LIST_ADDRESS], vm.physical[PAGE_EPTP_LIST]);
	assert_int_equal(list[0], fake.vmcs[EPT_POINTER]);
	assert_int_equal(list[1], vm.physical[PAGE_OTHER_EPT] | (list[0] & 0xfff));
	assert_int_equal(*(u64 *)vm.page[PAGE_OTHER_EPT], *(u64 *)vm.ept.table[0]);
	assert_int_equal(list[2], 0);
	assert_non_null(strstr(fake.log, "invept:1 invept:1"));
	fake_msr(IA32_VMX_VMFUNC)->value = 0;
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENABLE_VM_FUNCTIONS);
}

TEST(both_views_keep_dirty_bits_where_a_run_asks_for_them)
{
	const u64 *list = vm.page[PAGE_EPTP_LIST];

	control_set(run.controls, ENABLE_VM_FUNCTIONS);
	run.vm_functions = run.parts.ept_dirty = 1;
	vm.caps.ept_vpid |= 1ull << CAP_EPT_DIRTY;
	run_batch();
	assert_int_equal(fake.vmcs[EPT_POINTER] & 1 << 6, 1 << 6);
	assert_int_equal(list[0], fake.vmcs[EPT_POINTER]);
	assert_int_equal(list[1] & 1 << 6, 1 << 6);
}

static void sees_lent_fpu(struct frame *frame)
{
	(void)frame;
	assert_int_equal(fake_msr(IA32_XSS)->value, 1 << 8);
	assert_int_equal(fake.vmcs[GUEST_CR0] & CR0_TS, 0);
	assert_int_equal(fake.vmcs[XSS_EXITING_BITMAP], ~0ull);
	assert_non_null(strstr(fake.log, "fpu:1"));
	assert_null(strstr(fake.log, "fpu:0"));
}

TEST(xsaves_has_the_fpu_lent_and_a_bit_of_xss_in_the_batch_alone)
{
	control_set(run.controls, ENABLE_XSAVES);
	run.flags = RUN_DUMP_HOST_STATE;
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = sees_lent_fpu });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake_msr(IA32_XSS)->value, 0);
	assert_non_null(strstr(fake.log, "fpu:0"));
}

TEST(without_xsaves_the_fpu_is_the_hosts)
{
	run_batch();
	assert_null(strstr(fake.log, "fpu"));
	assert_int_equal(fake.vmcs[GUEST_CR0] & CR0_TS, CR0_TS);
	control_set(run.controls, ENABLE_XSAVES);
	fake_msr_remove(IA32_XSS);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENABLE_XSAVES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(the_odd_page_alone_has_other_rights_and_maps_the_same),
		ROW_OF(an_odd_page_wants_ept_and_sub_pages_want_their_control),
		ROW_OF(a_full_log_gets_room_for_two_and_forgets_the_odd_pages),
		ROW_OF(a_log_is_refused_where_ept_sets_no_dirty_bit),
		ROW_OF(a_second_view_has_the_same_tables_and_is_forgotten_as_the_first_is),
		ROW_OF(both_views_keep_dirty_bits_where_a_run_asks_for_them),
		ROW_OF(xsaves_has_the_fpu_lent_and_a_bit_of_xss_in_the_batch_alone),
		ROW_OF(without_xsaves_the_fpu_is_the_hosts),
	};

	return RUN_ALL(tests);
}
