// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the guest may not reach, whatever a run asks for: masks, bitmaps, tables, the host's MSRs.
 */
#include "fixture.h"

static int is_denied(u32 bit)
{
	const u8 *bitmap = vm.page[PAGE_MSR_BITMAP];

	return bitmap[bit / 8] >> bit % 8 & 1;
}

/* How many of the four quarters (low and high MSRs, read and write) let something through. */
static u32 allowed_bits(void)
{
	u32 allowed = 0;

	for (u32 bit = 0; bit < 8 * PAGE_BYTES; bit++)
		allowed += !is_denied(bit);
	return allowed;
}

TEST(the_msr_bitmap_denies_everything)
{
	run_batch();
	assert_int_equal(allowed_bits(), 0);
	assert_int_equal(fake.vmcs[MSR_BITMAP_ADDRESS], vm.physical[PAGE_MSR_BITMAP]);
}

TEST(a_passed_low_msr_is_allowed_to_read_and_write_and_no_other)
{
	run.msr_pass[0] = IA32_SYSENTER_ESP;
	run_batch();
	assert_int_equal(allowed_bits(), 2);
	assert_false(is_denied(IA32_SYSENTER_ESP));
	assert_false(is_denied(8 * 2048 + IA32_SYSENTER_ESP));
}

TEST(a_passed_high_msr_is_allowed_in_the_high_quarters)
{
	run.msr_pass[3] = IA32_GS_BASE;
	run_batch();
	assert_int_equal(allowed_bits(), 2);
	assert_false(is_denied(8 * 1024 + 0x101));
	assert_false(is_denied(8 * 3072 + 0x101));
}

TEST(each_msr_that_vmx_switches_may_be_passed)
{
	const u32 switched[] = { IA32_SYSENTER_CS, IA32_SYSENTER_ESP, IA32_SYSENTER_EIP,
				 IA32_FS_BASE, IA32_GS_BASE };

	for (u32 i = 0; i < COUNT_OF(switched); i++) {
		run.msr_pass[0] = switched[i];
		assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	}
}

TEST(an_msr_passed_once_is_denied_again_in_the_next_batch)
{
	run.msr_pass[0] = IA32_SYSENTER_ESP;
	run_batch();
	run.msr_pass[0] = 0;
	run_batch();
	assert_int_equal(allowed_bits(), 0);
}

static u32 ports_allowed(void)
{
	const u8 *low = vm.page[PAGE_IO_BITMAP_A], *high = vm.page[PAGE_IO_BITMAP_B];
	u32 allowed = 0;

	for (u32 i = 0; i < PAGE_BYTES; i++)
		allowed += 16 - (u32)__builtin_popcount((u32)low[i] << 8 | high[i]);
	return allowed;
}

TEST(a_port_exits_unless_it_is_the_one_that_may_be_passed)
{
	control_set(run.controls, USE_IO_BITMAPS);
	run_batch();
	assert_int_equal(ports_allowed(), 0);
	assert_int_equal(fake.vmcs[IO_BITMAP_A_ADDRESS], vm.physical[PAGE_IO_BITMAP_A]);
	assert_int_equal(fake.vmcs[IO_BITMAP_B_ADDRESS], vm.physical[PAGE_IO_BITMAP_B]);
	run.port_pass = 0x80;
	run_batch();
	assert_int_equal(ports_allowed(), 1);
	assert_int_equal(((u8 *)vm.page[PAGE_IO_BITMAP_A])[0x80 / 8], 0xfe);
	run.port_pass = 0;
	run_batch();
	assert_int_equal(ports_allowed(), 0);
}

TEST(ac_db_and_mc_are_always_intercepted)
{
	run.exception_bitmap = 1u << VECTOR_UD;
	run_batch();
	assert_int_equal(fake.vmcs[EXCEPTION_BITMAP],
			 1u << VECTOR_UD | 1u << VECTOR_AC | 1u << VECTOR_DB | 1u << VECTOR_MC);
}

TEST(control_registers_are_the_hosts_and_read_as_the_guests)
{
	run.state.cr0 |= CR0_WP;
	run_batch();
	assert_int_equal(fake.vmcs[CR0_GUEST_HOST_MASK], ~0ull);
	assert_int_equal(fake.vmcs[CR4_GUEST_HOST_MASK], ~0ull);
	assert_int_equal(fake.vmcs[CR0_READ_SHADOW], run.state.cr0);
	assert_int_equal(fake.vmcs[CR4_READ_SHADOW], run.state.cr4);
}

TEST(cr0_has_what_vmx_insists_on_and_guards_the_hosts_fpu)
{
	run.state.cr0 = 1ull << 40;
	run_batch();
	assert_int_equal(fake.vmcs[GUEST_CR0], CR0_PE | CR0_NE | CR0_PG | CR0_TS);
}

TEST(cr4_holds_only_what_the_guest_may_set_and_vmx_insists_on)
{
	const u64 may_set = CR4_VME | CR4_PVI | CR4_TSD | CR4_DE | CR4_PSE | CR4_PAE | CR4_PGE |
			    CR4_PCE | CR4_OSFXSR | CR4_UMIP | CR4_SMXE | CR4_FSGSBASE |
			    CR4_OSXSAVE | CR4_SMEP | CR4_SMAP;

	fake.cr4 &= ~CR4_MCE;
	run.state.cr4 = may_set;
	run_batch();
	assert_int_equal(fake.vmcs[GUEST_CR4], may_set | CR4_VMXE);
	for (u32 bit = 0; bit < 64; bit++) {
		if (BIT_IS_SET(may_set | CR4_VMXE | CR4_MCE, bit))
			continue;
		run.state.cr4 = CR4_PAE | 1ull << bit;
		assert_int_equal(run_batch(), RUN_CR4_REFUSED);
		assert_int_equal(run.detail, bit);
	}
}

TEST(what_the_cpu_lacks_in_cr4_is_refused_by_its_bit)
{
	vm.caps.cr4_fixed1 &= ~CR4_SMAP;
	run.state.cr4 |= CR4_SMAP;
	assert_int_equal(run_batch(), RUN_CR4_REFUSED);
	assert_int_equal(run.detail, 21);
	run.state.cr4 &= ~CR4_SMAP;
	assert_int_not_equal(run_batch(), RUN_CR4_REFUSED);
}

/*
 * MPX's bounds, AMX's tiles, APX's registers and what nobody knows yet; PKRU is
 * behind a bit of CR4 of its own.
 */
TEST(osxsave_is_refused_where_the_host_has_state_on_that_ts_does_not_guard)
{
	run.state.cr4 |= CR4_OSXSAVE;
	for (u32 bit = 0; bit < 64; bit++) {
		int guarded = bit < 3 || (bit >= 5 && bit < 8) || bit == 9;

		fake.cr4 |= CR4_OSXSAVE;
		fake.xcr0 = 1 | 1ull << bit;
		assert_int_equal(run_batch() == RUN_CR4_REFUSED, !guarded);
		assert_int_equal(run.qualification, guarded ? 0 : 1ull << bit);
		fake.cr4 &= ~CR4_OSXSAVE;
		assert_int_not_equal(run_batch(), RUN_CR4_REFUSED);
	}
}

TEST(machine_checks_are_as_deliverable_as_on_the_host)
{
	run_batch();
	assert_int_equal(fake.vmcs[GUEST_CR4] & CR4_MCE, CR4_MCE);
	fake.cr4 &= ~CR4_MCE;
	run.state.cr4 |= CR4_MCE;
	run_batch();
	assert_int_equal(fake.vmcs[GUEST_CR4] & CR4_MCE, 0);
}

TEST(with_ept_the_guest_has_its_own_cr3)
{
	run_batch();
	assert_int_equal(fake.vmcs[GUEST_CR3], run.state.cr3);
	assert_int_equal(fake.vmcs[EPT_POINTER], vm.ept.physical[0] | 3 << 3 | 6);
}

TEST(without_ept_the_guest_is_on_our_tables)
{
	run.controls[SECONDARY].clear = 1u << ENABLE_EPT % 32;
	run_batch();
	assert_int_equal(fake.written[EPT_POINTER], 0);
	assert_int_equal(fake.vmcs[GUEST_CR3], vm.shadow.physical[0]);
}

/* EPT that is asked for in a word the CPU does not look at confines nobody. */
TEST(without_secondary_controls_the_guest_is_on_our_tables)
{
	run.controls[PRIMARY].clear = 1u << ACTIVATE_SECONDARY_CONTROLS % 32;
	run_batch();
	assert_int_equal(fake.vmcs[GUEST_CR3], vm.shadow.physical[0]);
	assert_true(fake.vmcs[PRIMARY_PROCESSOR_BASED_CONTROLS] >> CR3_LOAD_EXITING % 32 & 1);
}

TEST(the_guest_has_a_tag_that_kvm_never_uses)
{
	run_batch();
	assert_int_equal(fake.vmcs[VIRTUAL_PROCESSOR_IDENTIFIER], 0xffff);
}

TEST(the_preemption_timer_counts_in_its_own_ticks)
{
	run_batch();
	assert_int_equal(fake.vmcs[PREEMPTION_TIMER_VALUE], run.time_max_tsc >> 5);
}

TEST(a_time_too_long_for_the_timer_is_cut_to_the_longest)
{
	run.time_max_tsc = 1ull << 37;
	run_batch();
	assert_int_equal(fake.vmcs[PREEMPTION_TIMER_VALUE], 0xffffffff);
}

static u64 seen[4];

static void look_at_syscall_msrs(struct frame *frame)
{
	(void)frame;
	seen[0] = fake_msr(IA32_STAR)->value;
	seen[1] = fake_msr(IA32_LSTAR)->value;
	seen[2] = fake_msr(IA32_FMASK)->value;
	seen[3] = fake_msr(IA32_KERNEL_GS_BASE)->value;
}

static void guest_writes_kernel_gs_base(struct frame *frame)
{
	look_at_syscall_msrs(frame);
	fake_msr(IA32_KERNEL_GS_BASE)->value = 0xbad; /* SWAPGS in the guest */
}

TEST(the_guest_runs_with_its_own_syscall_msrs)
{
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = look_at_syscall_msrs });
	run_batch();
	assert_int_equal(seen[0], 0x111);
	assert_int_equal(seen[1], 0x222);
	assert_int_equal(seen[2], 0x333);
	assert_int_equal(seen[3], 0x444);
}

TEST(the_host_gets_its_syscall_msrs_back)
{
	run.flags = RUN_DUMP_HOST_STATE;
	fake_play(
		(struct fake_exit){ .reason = EXIT_VMCALL, .effect = guest_writes_kernel_gs_base });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake_msr(IA32_LSTAR)->value, 0xffffffff81800100);
	assert_int_equal(fake_msr(IA32_KERNEL_GS_BASE)->value, 0x7f0000002000);
}

TEST(an_msr_the_host_lacks_is_not_swapped)
{
	fake_msr_remove(IA32_STAR);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake_msr(IA32_LSTAR)->writes, 2);
	assert_int_equal(fake_msr(IA32_LSTAR)->value, 0xffffffff81800100);
}

TEST(the_hosts_gs_base_survives_a_host_whose_gs_selector_is_null)
{
	fake.gs = 0;
	run.flags = RUN_DUMP_HOST_STATE;
	fake_play(
		(struct fake_exit){ .reason = EXIT_VMCALL, .effect = guest_writes_kernel_gs_base });
	assert_int_equal(run_batch(), RUN_DONE);
}

static void assert_syscall_msrs_are_the_hosts(void)
{
	assert_int_equal(fake_msr(IA32_STAR)->value, 0x23001000000000);
	assert_int_equal(fake_msr(IA32_LSTAR)->value, 0xffffffff81800100);
	assert_int_equal(fake_msr(IA32_FMASK)->value, 0x257fd5);
	assert_int_equal(fake_msr(IA32_KERNEL_GS_BASE)->value, 0x7f0000002000);
}

static void assert_msrs_refused(void)
{
	run.flags = RUN_DUMP_HOST_STATE;
	assert_int_equal(run_batch(), RUN_BAD_REQUEST);
	assert_int_equal(run.detail, BAD_SYSCALL_MSR);
	assert_null(strstr(fake.log, "launch"));
	assert_false(fake.in_root);
	assert_syscall_msrs_are_the_hosts();
}

TEST(a_non_canonical_lstar_is_refused_and_the_other_msrs_are_back)
{
	run.state.lstar = 0x800000000000;
	assert_msrs_refused();
	assert_int_equal(fake_msr(IA32_LSTAR)->writes, 0);
	assert_int_equal(fake_msr(IA32_STAR)->writes, 2);
}

TEST(each_syscall_msr_that_wrmsr_refuses_is_refused)
{
	run.state.kernel_gs_base = 0xffff000000000000;
	assert_msrs_refused();
	run.state.kernel_gs_base = 0;
	run.state.fmask = 1ull << 32;
	assert_msrs_refused();
}

TEST(a_guest_that_runs_after_a_refused_one_has_its_own_msrs)
{
	run.state.lstar = 0x800000000000;
	assert_msrs_refused();
	run.state.lstar = 0x222;
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = look_at_syscall_msrs });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(seen[1], 0x222);
	assert_syscall_msrs_are_the_hosts();
}

/* Entry loads it, and a CPU with the erratum forgets to on exit. */
static void counters_stay_off(struct frame *frame)
{
	(void)frame;
	assert_int_equal(fake.vmcs[HOST_IA32_PERF_GLOBAL_CTRL], 0xf);
	fake_msr(IA32_PERF_GLOBAL_CTRL)->value = fake.vmcs[GUEST_IA32_PERF_GLOBAL_CTRL];
}

TEST(performance_counters_are_the_hosts_again_after_a_batch_that_switched_them)
{
	run.flags = RUN_DUMP_HOST_STATE;
	control_set(run.controls, ENTRY_LOAD_PERF_GLOBAL_CTRL);
	control_set(run.controls, EXIT_LOAD_PERF_GLOBAL_CTRL);
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = counters_stay_off });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake_msr(IA32_PERF_GLOBAL_CTRL)->value, 0xf);
}

TEST(performance_counters_are_not_touched_by_a_batch_that_does_not_switch_them)
{
	run_batch();
	assert_int_equal(fake_msr(IA32_PERF_GLOBAL_CTRL)->writes, 0);
}

TEST(every_enclave_instruction_exits)
{
	run_batch();
	assert_int_equal(fake.vmcs[ENCLS_EXITING_BITMAP], ~0ull);
}

static void guest_changes_dr3(struct frame *frame)
{
	(void)frame;
	fake.dr3 = 0xbad;
}

TEST(a_host_that_was_changed_is_told_by_the_row_of_the_dump)
{
	run.flags = RUN_DUMP_HOST_STATE;
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = guest_changes_dr3 });
	assert_int_equal(run_batch(), RUN_HOST_CHANGED);
	assert_int_equal(run.detail, 8); /* DR3 in host_dump.def */
}

TEST(every_outcome_leaves_the_host_as_it_was)
{
	static const struct fake_exit ends[] = {
		{ .reason = EXIT_VMCALL },
		{ .reason = EXIT_EXTERNAL_INTERRUPT },
		{ .reason = EXIT_PREEMPTION_TIMER },
		{ .reason = EXIT_TRIPLE_FAULT },
		{ .reason = EXIT_INVALID_GUEST_STATE | 1u << 31 },
		{ .reason = EXIT_EXCEPTION_NMI, .interruption = EVENT(VECTOR_MC, 3) },
		{ .returns = ENTER_FAIL_VALID },
		{ .returns = ENTER_FAULTED },
	};

	run.flags = RUN_DUMP_HOST_STATE;
	for (u32 i = 0; i < COUNT_OF(ends); i++) {
		fake.script_count = fake.script_next = 0;
		fake_play(ends[i]);
		assert_int_not_equal(run_batch(), RUN_HOST_CHANGED);
		assert_int_equal(fake.deadline, 0);
		assert_false(fake.in_root);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(the_msr_bitmap_denies_everything),
		ROW_OF(a_passed_low_msr_is_allowed_to_read_and_write_and_no_other),
		ROW_OF(a_passed_high_msr_is_allowed_in_the_high_quarters),
		ROW_OF(each_msr_that_vmx_switches_may_be_passed),
		ROW_OF(an_msr_passed_once_is_denied_again_in_the_next_batch),
		ROW_OF(a_port_exits_unless_it_is_the_one_that_may_be_passed),
		ROW_OF(ac_db_and_mc_are_always_intercepted),
		ROW_OF(control_registers_are_the_hosts_and_read_as_the_guests),
		ROW_OF(cr0_has_what_vmx_insists_on_and_guards_the_hosts_fpu),
		ROW_OF(cr4_holds_only_what_the_guest_may_set_and_vmx_insists_on),
		ROW_OF(what_the_cpu_lacks_in_cr4_is_refused_by_its_bit),
		ROW_OF(osxsave_is_refused_where_the_host_has_state_on_that_ts_does_not_guard),
		ROW_OF(machine_checks_are_as_deliverable_as_on_the_host),
		ROW_OF(with_ept_the_guest_has_its_own_cr3),
		ROW_OF(without_ept_the_guest_is_on_our_tables),
		ROW_OF(without_secondary_controls_the_guest_is_on_our_tables),
		ROW_OF(the_guest_has_a_tag_that_kvm_never_uses),
		ROW_OF(the_preemption_timer_counts_in_its_own_ticks),
		ROW_OF(a_time_too_long_for_the_timer_is_cut_to_the_longest),
		ROW_OF(the_guest_runs_with_its_own_syscall_msrs),
		ROW_OF(the_host_gets_its_syscall_msrs_back),
		ROW_OF(an_msr_the_host_lacks_is_not_swapped),
		ROW_OF(the_hosts_gs_base_survives_a_host_whose_gs_selector_is_null),
		ROW_OF(a_non_canonical_lstar_is_refused_and_the_other_msrs_are_back),
		ROW_OF(each_syscall_msr_that_wrmsr_refuses_is_refused),
		ROW_OF(a_guest_that_runs_after_a_refused_one_has_its_own_msrs),
		ROW_OF(performance_counters_are_the_hosts_again_after_a_batch_that_switched_them),
		ROW_OF(performance_counters_are_not_touched_by_a_batch_that_does_not_switch_them),
		ROW_OF(every_enclave_instruction_exits),
		ROW_OF(a_host_that_was_changed_is_told_by_the_row_of_the_dump),
		ROW_OF(every_outcome_leaves_the_host_as_it_was),
	};

	return RUN_ALL(tests);
}
