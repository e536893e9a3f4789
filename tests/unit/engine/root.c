// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMX operation: our own where nobody has it, borrowed where somebody does, and in
 * both cases given back as it was found. The log holds every instruction in order.
 */
#include "fixture.h"

#define ENTER_OURS    "vmxe=1 vmxon vmclear vmptrld"
#define LEAVE_OURS    "vmclear vmxoff vmxe=0"
#define INVALIDATE    "invept:1 invvpid:1:ffff"
#define RUN_FROM_ROOT INVALIDATE " tsc deadline tsc launch tsc tr gs:3b " INVALIDATE

static struct root root;

static void assert_as_before(u64 cr4, u64 current)
{
	assert_int_equal(fake.cr4, cr4);
	assert_int_equal(fake.in_root, !!(cr4 & CR4_VMXE));
	assert_int_equal(fake.current, current);
}

TEST(a_batch_of_our_own_turns_vmx_on_and_off_once)
{
	u64 cr4 = fake.cr4;

	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_string_equal(fake.log, ENTER_OURS " " RUN_FROM_ROOT " " LEAVE_OURS " deadline=0");
	assert_int_equal(run.borrowed, 0);
	assert_as_before(cr4, FAKE_NO_VMCS);
}

TEST(a_borrowed_batch_never_turns_vmx_on_or_off)
{
	lend_root(FAKE_LENDER);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_string_equal(fake.log,
			    "vmclear vmptrld " RUN_FROM_ROOT " vmclear vmptrld:lender deadline=0");
	assert_int_equal(run.borrowed, 1);
	assert_as_before(fake.cr4 | CR4_VMXE, FAKE_LENDER);
}

TEST(a_lender_without_a_current_vmcs_is_left_without_one)
{
	lend_root(FAKE_NO_VMCS);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_string_equal(fake.log, "vmclear vmptrld " RUN_FROM_ROOT " vmclear deadline=0");
	assert_as_before(fake.cr4 | CR4_VMXE, FAKE_NO_VMCS);
}

TEST(a_failed_vmxon_leaves_vmxe_clear_and_never_vmxoffs)
{
	u64 cr4 = fake.cr4;

	fake.refuse_vmxon = 1;
	assert_int_equal(run_batch(), RUN_VMXON_FAILED);
	assert_string_equal(fake.log, "vmxe=1 vmxon vmxe=0");
	assert_as_before(cr4, FAKE_NO_VMCS);
}

TEST(a_failed_vmxon_names_what_ia32_feature_control_says)
{
	fake.refuse_vmxon = 1;
	assert_int_equal(run_batch(), RUN_VMXON_FAILED);
	assert_int_equal(run.detail, FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMX);
}

/* Whether the CPU is inside is known by trying; KVM, if it is in VMX operation, has tried. */
TEST(a_failed_vmxon_that_is_allowed_only_inside_smx_is_told_so)
{
	vm.caps.feature_control = FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMX_IN_SMX;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	fake.refuse_vmxon = 1;
	assert_int_equal(run_batch(), RUN_NO_VMX);
	assert_int_equal(run.detail, VMX_ONLY_IN_SMX);
	lend_root(FAKE_LENDER);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
}

TEST(a_failed_vmptrld_of_ours_turns_vmx_off_again)
{
	u64 cr4 = fake.cr4;

	fake.refuse_vmptrld = 1;
	assert_int_equal(run_batch(), RUN_VMXON_FAILED);
	assert_string_equal(fake.log, ENTER_OURS " vmxoff vmxe=0");
	assert_as_before(cr4, FAKE_NO_VMCS);
}

TEST(a_failed_vmclear_of_ours_turns_vmx_off_again)
{
	fake.refuse_vmclear = 1;
	assert_int_equal(run_batch(), RUN_VMXON_FAILED);
	assert_string_equal(fake.log, "vmxe=1 vmxon vmclear vmxoff vmxe=0");
}

TEST(a_failed_vmptrld_while_borrowing_gives_the_lender_its_own)
{
	lend_root(FAKE_LENDER);
	fake.refuse_vmptrld = 1;
	assert_int_equal(run_batch(), RUN_VMXON_FAILED);
	assert_string_equal(fake.log, "vmclear vmptrld vmptrld:lender");
	assert_as_before(fake.cr4 | CR4_VMXE, FAKE_LENDER);
}

TEST(both_regions_carry_the_revision)
{
	assert_int_equal(root_enter(&root, &vm), 0);
	assert_int_equal(*(u32 *)vm.page[PAGE_VMXON], vm.caps.revision);
	assert_int_equal(*(u32 *)vm.page[PAGE_VMCS], vm.caps.revision);
	assert_int_equal(fake.current, vm.physical[PAGE_VMCS]);
	root_leave(&root, &vm);
}

TEST(a_refused_field_still_leaves_vmx_operation_and_the_host_as_it_was)
{
	u64 cr4 = fake.cr4;

	run.flags = RUN_DUMP_HOST_STATE;
	fake.refused_field = HOST_CR3;
	assert_int_equal(run_batch(), RUN_FIELD_REFUSED);
	assert_int_equal(run.detail, HOST_CR3);
	assert_string_equal(fake.log, ENTER_OURS " " INVALIDATE " " LEAVE_OURS " deadline=0");
	assert_as_before(cr4, FAKE_NO_VMCS);
}

/* --- invalidation: what the controls use and the CPU offers --- */

static const char *invalidation(void)
{
	enter_root();
	fake.log[0] = '\0';
	root_invalidate(&vm);
	return fake.log;
}

static void use(enum control control)
{
	vm.image.control.controls.word[control / 32] |= 1u << control % 32;
}

TEST(nothing_is_invalidated_that_no_control_uses)
{
	assert_string_equal(invalidation(), "");
	use(ENABLE_EPT);
	assert_string_equal(invalidation(), "invept:1");
	vm.image.control.controls.word[SECONDARY] = 0;
	use(ENABLE_VPID);
	assert_string_equal(invalidation(), "invvpid:1:0");
}

TEST(without_single_context_all_contexts_are_invalidated)
{
	use(ENABLE_EPT);
	use(ENABLE_VPID);
	vm.caps.ept_vpid &= ~(1ull << 25 | 1ull << 41);
	assert_string_equal(invalidation(), "invept:2 invvpid:2:0");
}

TEST(an_instruction_the_cpu_lacks_is_not_executed)
{
	use(ENABLE_EPT);
	use(ENABLE_VPID);
	vm.caps.ept_vpid = 0;
	assert_string_equal(invalidation(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_batch_of_our_own_turns_vmx_on_and_off_once),
		ROW_OF(a_borrowed_batch_never_turns_vmx_on_or_off),
		ROW_OF(a_lender_without_a_current_vmcs_is_left_without_one),
		ROW_OF(a_failed_vmxon_leaves_vmxe_clear_and_never_vmxoffs),
		ROW_OF(a_failed_vmxon_names_what_ia32_feature_control_says),
		ROW_OF(a_failed_vmxon_that_is_allowed_only_inside_smx_is_told_so),
		ROW_OF(a_failed_vmptrld_of_ours_turns_vmx_off_again),
		ROW_OF(a_failed_vmclear_of_ours_turns_vmx_off_again),
		ROW_OF(a_failed_vmptrld_while_borrowing_gives_the_lender_its_own),
		ROW_OF(both_regions_carry_the_revision),
		ROW_OF(a_refused_field_still_leaves_vmx_operation_and_the_host_as_it_was),
		ROW_OF(nothing_is_invalidated_that_no_control_uses),
		ROW_OF(without_single_context_all_contexts_are_invalidated),
		ROW_OF(an_instruction_the_cpu_lacks_is_not_executed),
	};

	return RUN_ALL(tests);
}
