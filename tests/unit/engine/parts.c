// SPDX-License-Identifier: GPL-2.0-only
/* The parts of an exit that a run asks for: what VMCS and frame get, and what is refused. */
#include "fixture.h"
#include "parts.h"

#define EPT_DIRTY (1u << 6)

static const u32 exchanged[] = { IA32_STAR, IA32_LSTAR, IA32_FMASK, IA32_KERNEL_GS_BASE };

static void ask_for_lists(u32 entry, u32 exit, u32 stored)
{
	run.parts.entry_msrs = entry;
	run.parts.exit_msrs = exit;
	run.parts.stored_msrs = stored;
}

static u64 guests_value(u32 msr)
{
	const u64 values[] = { run.state.star, run.state.lstar, run.state.fmask,
			       run.state.kernel_gs_base };

	for (u32 i = 0; i < COUNT_OF(exchanged); i++)
		if (exchanged[i] == msr)
			return values[i];
	fail_msg("MSR %#x is listed", msr);
	return 0;
}

TEST(a_list_holds_what_the_batch_exchanges_with_the_guests_values)
{
	const struct msr_lists *lists = vm_msr_lists(&vm);

	ask_for_lists(RUN_MSRS_MAX, RUN_MSRS_MAX, RUN_MSRS_MAX);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	for (u32 i = 0; i < RUN_MSRS_MAX; i++) {
		assert_int_equal(lists->on_entry[i].value, guests_value(lists->on_entry[i].msr));
		assert_int_equal(lists->on_exit[i].value, guests_value(lists->on_exit[i].msr));
		guests_value(lists->stored[i].msr);
		assert_int_equal(lists->on_entry[i].zero | lists->on_exit[i].zero, 0);
	}
}

TEST(the_vmcs_points_at_each_list_with_its_own_length)
{
	ask_for_lists(1, 2, 3);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake.vmcs[VM_ENTRY_MSR_LOAD_COUNT], 1);
	assert_int_equal(fake.vmcs[VM_EXIT_MSR_LOAD_COUNT], 2);
	assert_int_equal(fake.vmcs[VM_EXIT_MSR_STORE_COUNT], 3);
	assert_int_equal(fake.vmcs[VM_ENTRY_MSR_LOAD_ADDRESS] - vm.physical[PAGE_MSR_LISTS],
			 OFFSET_OF(struct msr_lists, on_entry));
	assert_int_equal(fake.vmcs[VM_EXIT_MSR_LOAD_ADDRESS] - vm.physical[PAGE_MSR_LISTS],
			 OFFSET_OF(struct msr_lists, on_exit));
	assert_int_equal(fake.vmcs[VM_EXIT_MSR_STORE_ADDRESS], vm.physical[PAGE_MSR_LISTS]);
}

TEST(lists_are_aligned_and_end_in_their_page)
{
	assert_int_equal(OFFSET_OF(struct msr_lists, on_exit) % 16, 0);
	assert_int_equal(OFFSET_OF(struct msr_lists, on_entry) % 16, 0);
	assert_true(sizeof(struct msr_lists) <= PAGE_BYTES);
}

TEST(the_host_has_its_own_msrs_again_after_lists)
{
	const u64 before = fake_msr(IA32_LSTAR)->value;

	ask_for_lists(32, 32, 32);
	run.flags = RUN_DUMP_HOST_STATE;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake_msr(IA32_LSTAR)->value, before);
}

TEST(a_list_with_an_msr_that_the_cpu_lacks_is_refused_before_the_guest_runs)
{
	fake_msr_remove(IA32_LSTAR);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	ask_for_lists(0, 1, 0);
	assert_int_equal(run_batch(), RUN_PART_REFUSED);
	assert_int_equal(run.detail, PART_MSR_LISTS);
	assert_null(strstr(fake.log, "vmlaunch"));
}

TEST(without_parts_the_vmcs_has_none)
{
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake.vmcs[VM_ENTRY_MSR_LOAD_COUNT] | fake.vmcs[VM_EXIT_MSR_LOAD_COUNT] |
			 fake.vmcs[VM_EXIT_MSR_STORE_COUNT] | fake.vmcs[CR3_TARGET_COUNT], 0);
	assert_int_equal(fake.vmcs[EPT_POINTER] & EPT_DIRTY, 0);
}

static u32 refused_part(void)
{
	assert_int_equal(run_batch(), RUN_PART_REFUSED);
	assert_string_equal(fake.log, "");
	return run.detail;
}

/* It would be the host's memory that the guest chose its page table in. */
TEST(a_cr3_target_needs_ept_and_a_cpu_that_has_it)
{
	run.parts.cr3_targets = 4;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake.vmcs[CR3_TARGET_COUNT], 4);
	assert_int_equal(fake.vmcs[CR3_TARGET_VALUE_3], run.state.cr3);
	vm.caps.misc = 3u << 16;
	assert_int_equal(refused_part(), PART_CR3_TARGETS);
	capabilities_read(&vm.caps);
	control_clear(run.controls, ENABLE_EPT);
	assert_int_equal(refused_part(), PART_CR3_TARGETS);
}

TEST(accessed_and_dirty_bits_need_ept_that_has_them)
{
	run.parts.ept_dirty = 1;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake.vmcs[EPT_POINTER] & EPT_DIRTY, EPT_DIRTY);
	vm.caps.ept_vpid &= ~(1ull << 21);
	assert_int_equal(refused_part(), PART_EPT_DIRTY);
	capabilities_read(&vm.caps);
	control_clear(run.controls, ENABLE_EPT);
	assert_int_equal(refused_part(), PART_EPT_DIRTY);
}

TEST(each_work_has_exit_points_of_its_own)
{
	const u32 sets[] = { SET_full, SET_vmread, SET_vmwrite, SET_invept, SET_invvpid,
				  SET_vmptrld, SET_vmclear, SET_vmxoff, SET_other_vmclear };

	_Static_assert(COUNT_OF(sets) == WORK_HOST_RSP, "but for the one that is lean");
	for (run.parts.work = 0; run.parts.work < COUNT_OF(sets); run.parts.work++) {
		assert_int_equal(run_batch(), RUN_EXITS_SPENT);
		assert_int_equal(fake.vmcs[HOST_RIP],
				 exit_points[sets[run.parts.work]][POINT_cpuid]);
	}
	run.form = FORM_LEAN;
	run.parts.work = WORK_HOST_RSP;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake.vmcs[HOST_RIP], (u64)exit_lean_host_rsp);
}

TEST(the_frame_has_what_the_work_needs)
{
	run.parts.work = WORK_VMREAD;
	run.parts.work_count = 33;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->work_count, 33);
	run.parts.work = WORK_VMXOFF;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->vmcs, vm.physical[PAGE_VMCS]);
	assert_int_equal(vm.frame->region, vm.physical[PAGE_VMXON]);
	run.parts.work = WORK_VMPTRLD;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->region, vm.physical[PAGE_OTHER_VMCS]);
	assert_int_equal(*(u32 *)vm.page[PAGE_OTHER_VMCS], vm.caps.revision);
}

TEST(an_invalidation_is_of_our_own_tags_and_no_wider_than_need_be)
{
	run.parts.work = WORK_INVEPT;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->invalidation, 1);
	assert_int_equal(vm.frame->invalidated[0], fake.vmcs[EPT_POINTER]);
	run.parts.work = WORK_INVVPID;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->invalidation, 1);
	assert_int_equal(vm.frame->invalidated[0], 0xffff);
	control_clear(run.controls, ENABLE_VPID);
	assert_int_equal(refused_part(), PART_INVVPID);
	run.parts.work = WORK_INVEPT;
	control_clear(run.controls, ENABLE_EPT);
	assert_int_equal(refused_part(), PART_INVEPT);
}

static u32 times_logged(const char *word)
{
	u32 times = 0;

	for (const char *at = fake.log; (at = strstr(at, word)); at++)
		times++;
	return times;
}

/* The CPU may keep what it knows of a VMCS until it is cleared, and its page is freed one day. */
TEST(the_other_vmcs_is_cleared_before_the_batch_and_after)
{
	const u32 using_it[] = { WORK_VMPTRLD, WORK_OTHER_VMCLEAR };
	u32 usual;

	run_batch();
	usual = times_logged("vmclear");
	for (u32 i = 0; i < COUNT_OF(using_it); i++) {
		run.parts.work = using_it[i];
		run_batch();
		assert_int_equal(times_logged("vmclear"), usual + 3);
		assert_int_equal(vm.frame->region, vm.physical[PAGE_OTHER_VMCS]);
	}
}

TEST(a_cpu_that_refuses_the_other_vmcs_runs_no_guest_beside_it)
{
	fake.refused_region = vm.physical[PAGE_OTHER_VMCS];
	run.parts.work = WORK_VMPTRLD;
	assert_int_equal(run_batch(), RUN_PART_REFUSED);
	assert_int_equal(run.detail, PART_OTHER_VMCS);
	assert_null(strstr(fake.log, "vmlaunch"));
	run.parts.work = WORK_VMCLEAR;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
}

TEST(vmx_that_another_has_turned_on_is_not_turned_off)
{
	run.parts.work = WORK_VMXOFF;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	lend_root(FAKE_LENDER);
	assert_int_equal(refused_part(), PART_VMXOFF);
	assert_int_equal(fake.current, FAKE_LENDER);
}

static u32 signal_in_guest;

static void note_signal(struct frame *frame)
{
	(void)frame;
	signal_in_guest = fake.signal_lent;
}

TEST(a_signal_is_lent_for_the_batch_and_no_longer)
{
	for (run.parts.signal = SIGNAL_INIT; run.parts.signal < SIGNALS; run.parts.signal++) {
		fake.script_count = fake.script_next = 0;
		fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = note_signal });
		run_batch();
		assert_int_equal(signal_in_guest, run.parts.signal);
		assert_int_equal(fake.signal_lent, SIGNAL_NOTHING);
	}
}

TEST(a_host_that_keeps_its_signals_runs_no_guest_that_wants_one)
{
	const u32 parts[] = { [SIGNAL_INIT] = PART_INIT, [SIGNAL_SIPI] = PART_SIPI };

	fake.keeps_signals = 1;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	run.flags = RUN_CHECK_ONLY;
	fake.log[0] = '\0';
	for (run.parts.signal = SIGNAL_INIT; run.parts.signal < SIGNALS; run.parts.signal++)
		assert_int_equal(refused_part(), parts[run.parts.signal]);
}

TEST(a_cpu_whose_guests_cannot_wait_for_a_start_up_ipi_is_no_place_for_one)
{
	run.parts.signal = SIGNAL_SIPI;
	vm.caps.misc &= ~(1ull << 8);
	assert_int_equal(refused_part(), PART_SIPI);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_list_holds_what_the_batch_exchanges_with_the_guests_values),
		ROW_OF(the_vmcs_points_at_each_list_with_its_own_length),
		ROW_OF(lists_are_aligned_and_end_in_their_page),
		ROW_OF(the_host_has_its_own_msrs_again_after_lists),
		ROW_OF(a_list_with_an_msr_that_the_cpu_lacks_is_refused_before_the_guest_runs),
		ROW_OF(without_parts_the_vmcs_has_none),
		ROW_OF(a_cr3_target_needs_ept_and_a_cpu_that_has_it),
		ROW_OF(accessed_and_dirty_bits_need_ept_that_has_them),
		ROW_OF(each_work_has_exit_points_of_its_own),
		ROW_OF(the_frame_has_what_the_work_needs),
		ROW_OF(an_invalidation_is_of_our_own_tags_and_no_wider_than_need_be),
		ROW_OF(the_other_vmcs_is_cleared_before_the_batch_and_after),
		ROW_OF(a_cpu_that_refuses_the_other_vmcs_runs_no_guest_beside_it),
		ROW_OF(vmx_that_another_has_turned_on_is_not_turned_off),
		ROW_OF(a_signal_is_lent_for_the_batch_and_no_longer),
		ROW_OF(a_host_that_keeps_its_signals_runs_no_guest_that_wants_one),
		ROW_OF(a_cpu_whose_guests_cannot_wait_for_a_start_up_ipi_is_no_place_for_one),
	};

	return RUN_ALL(tests);
}
