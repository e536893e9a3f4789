// SPDX-License-Identifier: GPL-2.0-only
/* The request: each malformed member is refused before the CPU is touched. */
#include "fixture.h"
#include "cpu_features.h"

static void form(void)           { run.form = FORM_COUNT; }
static void flags(void)          { run.flags = RUN_FLAGS + 1; }
static void mitigation(void)     { run.mitigation = MITIGATIONS; }
static void mitigated_lean(void) { run.mitigation = MITIGATE_VERW; run.form = FORM_LEAN; }
static void mitigated_in_c(void)
{
	run.mitigation = MITIGATE_VERW;
	run.policy[EXIT_CPUID].action = ACTION_COMPLETE;
}

static void work_lean(void)      { run.parts.work = WORK_INVEPT; run.form = FORM_LEAN; }
static void work_unknown(void)   { run.parts.work = WORKS; }
static void work_without(void)   { run.parts.work_count = 1; }
static void rsp_in_full(void)    { run.parts.work = WORK_HOST_RSP; }
static void rsp_of_fault(void)
{
	run.form = FORM_LEAN;
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.parts.work = WORK_HOST_RSP;
}
static void work_too_often(void)
{
	run.parts.work = WORK_VMREAD;
	run.parts.work_count = RUN_WORK_COUNT_MAX + 1;
}

static void work_mitigated(void)
{
	run.parts.work = WORK_INVEPT;
	run.mitigation = MITIGATE_VERW;
}

static void work_in_c(void)
{
	run.parts.work = WORK_INVEPT;
	run.policy[EXIT_CPUID].action = ACTION_COMPLETE;
}

static void entry_list(void)     { run.parts.entry_msrs = RUN_MSRS_MAX + 1; }
static void exit_list(void)      { run.parts.exit_msrs = RUN_MSRS_MAX + 1; }
static void stored_list(void)    { run.parts.stored_msrs = ~0u; }
static void targets(void)        { run.parts.cr3_targets = RUN_CR3_TARGETS_MAX + 1; }
static void dirty(void)          { run.parts.ept_dirty = 2; }
static void signals(void)        { run.parts.signal = SIGNALS; }
static void many_slow(void)
{
	run.parts.exit_msrs = RUN_MSRS_FAST + 1;
	run.exits_max = RUN_EXITS_MAX_SLOW + 1;
}

static void zero_segment(void)   { run.state.tr.zero = 1; }
static void zero_table(void)     { run.state.idtr.zero = 1; }
static void reason(void)         { run.expected_reason = EXIT_REASON_COUNT; }
static void reason_host(void)    { run.expected_reason = EXIT_EXTERNAL_INTERRUPT; }
static void reason_fatal(void)   { run.expected_reason = EXIT_TRIPLE_FAULT; }
static void vector(void)         { run.expected_vector = 32; }
static void vector_nmi(void)     { run.expected_vector = VECTOR_NMI; }
static void vector_mc(void)      { run.expected_vector = VECTOR_MC; }
static void no_exits(void)       { run.exits_max = 0; }
static void many_exits(void)     { run.exits_max = RUN_EXITS_MAX + 1; }
static void many_warmups(void)   { run.warmup_exits = RUN_WARMUP_MAX + 1; }
static void slow_warmups(void)
{
	run.parts.exit_msrs = RUN_MSRS_MAX;
	run.exits_max = 1;
	run.warmup_exits = RUN_EXITS_MAX_SLOW + 1;
}
static void pending_warmups(void)
{
	run.form = FORM_LEAN;
	run.expected_reason = EXIT_EXTERNAL_INTERRUPT;
	run.policy[EXIT_EXTERNAL_INTERRUPT].action = ACTION_RESUME;
	run.exits_max = 1;
	run.warmup_exits = RUN_EXITS_MAX_SLOW + 1;
}
static void shutdown_lean(void)
{
	run.form = FORM_LEAN;
	run.expected_reason = EXIT_TRIPLE_FAULT;
	run.policy[EXIT_TRIPLE_FAULT].action = ACTION_ARRIVE;
}
static void sipi(void)           { run.policy[EXIT_SIPI].action = ACTION_ARRIVE; }
static void sipi_reason(void)    { run.expected_reason = EXIT_SIPI; }
static void sipi_for_init(void)  { run.parts.signal = SIGNAL_INIT; sipi(); }
static void init_for_sipi(void)
{
	run.parts.signal = SIGNAL_SIPI;
	run.policy[EXIT_INIT_SIGNAL].action = ACTION_RESUME;
}
static void sipi_lean(void)
{
	run.form = FORM_LEAN;
	run.parts.signal = SIGNAL_SIPI;
	sipi();
}
static void no_time(void)        { run.time_max_tsc = 0; }
static void little_time(void)    { run.time_max_tsc = RUN_TIME_MIN_TSC - 1; }
static void endless_time(void)   { run.time_max_tsc = RUN_TIME_MAX_TSC + 1; }
static void action(void)         { run.policy[EXIT_HLT].action = ACTION_COUNT; }
static void feature(void)        { run.needs = FEATURES; }
static void port(void)           { run.port_pass = 0x81; }
static void odd_page(void)       { run.odd_page = ODD_PAGES; }
static void function(void)       { run.vm_functions = 2; }
static void trap_flag(void)      { run.state.rflags |= RFLAGS_TF; }
static void length(void)         { run.policy[EXIT_HLT].length = 16; }
static void last_action(void)    { run.policy[EXIT_REASON_COUNT - 1].action = ACTION_COUNT; }
static void policy_host(void)    { run.policy[EXIT_EXTERNAL_INTERRUPT].action = ACTION_RESUME; }
static void policy_init(void)    { run.policy[EXIT_INIT_SIGNAL].action = ACTION_RESUME; }
static void policy_mc(void)      { run.policy[EXIT_MACHINE_CHECK].action = ACTION_SKIP; }
static void policy_fatal(void)   { run.policy[EXIT_TRIPLE_FAULT].action = ACTION_DONE; }
static void skip_gp(void)        { run.policy[EXIT_EXCEPTION_NMI].action = ACTION_SKIP; }
static void cpuid_ud(void)       { run.policy[EXIT_EXCEPTION_NMI].action = ACTION_CPUID; }
static void return_ept(void)     { run.policy[EXIT_EPT_VIOLATION].action = ACTION_RETURN; }
static void inject_ept(void)     { run.policy[EXIT_EPT_MISCONFIGURATION].action = ACTION_INJECT; }
static void msr_efer(void)       { run.msr_pass[0] = IA32_EFER; }
static void msr_gs(void)         { run.msr_pass[3] = IA32_KERNEL_GS_BASE; }
static void msr_below(void)      { run.msr_pass[1] = IA32_SYSENTER_CS - 1; }
static void msr_apic(void)       { run.msr_pass[0] = IA32_X2APIC_ICR; }
static void msr_apic_sipi(void)  { run.parts.signal = SIGNAL_SIPI; msr_apic(); }
static void msr_apic_id(void)
{
	run.parts.signal = SIGNAL_INIT;
	run.msr_pass[0] = IA32_X2APIC_ICR + 1;
}
static void msr_between(void)    { run.msr_pass[1] = 0x40000174; }

static const struct {
	void (*spoil)(void);
	enum bad_request what;
} malformed[] = {
	{ form, BAD_FORM },
	{ flags, BAD_FLAGS },
	{ zero_segment, BAD_PADDING },
	{ zero_table, BAD_PADDING },
	{ reason, BAD_REASON },
	{ reason_host, BAD_REASON },
	{ reason_fatal, BAD_REASON },
	{ shutdown_lean, BAD_REASON },
	{ sipi_reason, BAD_REASON },
	{ vector, BAD_VECTOR },
	{ vector_nmi, BAD_VECTOR },
	{ vector_mc, BAD_VECTOR },
	{ no_exits, BAD_EXITS },
	{ many_exits, BAD_EXITS },
	{ many_warmups, BAD_WARMUP },
	{ slow_warmups, BAD_WARMUP },
	{ pending_warmups, BAD_WARMUP },
	{ no_time, BAD_TIME },
	{ little_time, BAD_TIME },
	{ endless_time, BAD_TIME },
	{ mitigation, BAD_MITIGATION },
	{ mitigated_lean, BAD_MITIGATION },
	{ mitigated_in_c, BAD_MITIGATION },
	{ feature, BAD_FEATURE },
	{ port, BAD_PORT },
	{ work_lean, BAD_PARTS },
	{ work_unknown, BAD_PARTS },
	{ work_without, BAD_PARTS },
	{ work_too_often, BAD_PARTS },
	{ rsp_in_full, BAD_PARTS },
	{ rsp_of_fault, BAD_PARTS },
	{ work_mitigated, BAD_PARTS },
	{ work_in_c, BAD_PARTS },
	{ entry_list, BAD_PARTS },
	{ exit_list, BAD_PARTS },
	{ stored_list, BAD_PARTS },
	{ targets, BAD_PARTS },
	{ dirty, BAD_PARTS },
	{ signals, BAD_PARTS },
	{ many_slow, BAD_EXITS },
	{ odd_page, BAD_ODD_PAGE },
	{ function, BAD_FUNCTION },
	{ action, BAD_POLICY },
	{ length, BAD_POLICY },
	{ last_action, BAD_POLICY },
	{ policy_host, BAD_POLICY },
	{ policy_init, BAD_POLICY },
	{ policy_mc, BAD_POLICY },
	{ policy_fatal, BAD_POLICY },
	{ sipi, BAD_POLICY },
	{ sipi_for_init, BAD_POLICY },
	{ init_for_sipi, BAD_POLICY },
	{ sipi_lean, BAD_POLICY },
	{ skip_gp, BAD_POLICY },
	{ cpuid_ud, BAD_POLICY },
	{ return_ept, BAD_POLICY },
	{ inject_ept, BAD_POLICY },
	{ trap_flag, BAD_TRAP_FLAG },
	{ msr_efer, BAD_MSR },
	{ msr_gs, BAD_MSR },
	{ msr_below, BAD_MSR },
	{ msr_between, BAD_MSR },
	{ msr_apic, BAD_MSR },
	{ msr_apic_sipi, BAD_MSR },
	{ msr_apic_id, BAD_MSR },
};

TEST(each_malformed_member_is_refused)
{
	for (u32 i = 0; i < COUNT_OF(malformed); i++) {
		request_cpuid(&run);
		malformed[i].spoil();
		assert_int_equal(run_batch(), RUN_BAD_REQUEST);
		assert_int_equal(run.detail, malformed[i].what);
	}
}

/*
 * Whether a SYSCALL MSR takes its value shows only when it is loaded; EFER and paging
 * are svm.c's.
 */
TEST(every_fault_has_a_request_here_that_has_it)
{
	u32 seen = 1u << BAD_NOTHING | 1u << BAD_SYSCALL_MSR | 1u << BAD_EFER | 1u << BAD_PAGING;

	for (u32 i = 0; i < COUNT_OF(malformed); i++)
		seen |= 1u << malformed[i].what;
#define BAD_REQUEST(name, words) assert_true(BIT_IS_SET(seen, name));
	RUN_BAD_REQUESTS(BAD_REQUEST)
#undef BAD_REQUEST
}

TEST(a_refused_request_does_not_touch_the_cpu)
{
	for (u32 i = 0; i < COUNT_OF(malformed); i++) {
		request_cpuid(&run);
		malformed[i].spoil();
		run_batch();
		assert_string_equal(fake.log, "");
	}
}

TEST(limits_themselves_are_allowed)
{
	run.form = FORM_LEAN;
	run.exits_max = run.warmup_exits = RUN_WARMUP_MAX;
	run.time_max_tsc = RUN_TIME_MIN_TSC;
	run.policy[EXIT_HLT].length = 15;
	run.flags = RUN_FLAGS & ~RUN_CROSS_CHECK;
	assert_int_equal(run_batch(), RUN_DONE);
	run.form = FORM_STAMPED;
	run.exits_max = RUN_STAMPED_EXITS_MAX;
	run.flags = RUN_FLAGS;
	assert_int_equal(run_batch(), RUN_DONE);
	run.exits_max++;
	assert_int_equal(run_batch(), RUN_BAD_REQUEST);
}

TEST(a_mitigation_the_cpu_lacks_is_refused_by_name)
{
	fake_cpuid_set(7, 0, 0, 0, 0, 1u << 26);
	run.mitigation = MITIGATE_IBPB;
	assert_int_not_equal(run_batch(), RUN_MITIGATION_REFUSED);
	run.mitigation = MITIGATE_SPEC_CTRL;
	assert_int_not_equal(run_batch(), RUN_MITIGATION_REFUSED);
	run.mitigation = MITIGATE_L1D;
	assert_int_equal(run_batch(), RUN_MITIGATION_REFUSED);
	assert_int_equal(run.detail, MITIGATE_L1D);
	fake_cpuid_set(7, 0, 0, 0, 0, 1u << 28);
	assert_int_not_equal(run_batch(), RUN_MITIGATION_REFUSED);
	run.mitigation = MITIGATE_IBPB;
	assert_int_equal(run_batch(), RUN_MITIGATION_REFUSED);
	run.mitigation = MITIGATE_SPEC_CTRL;
	assert_int_equal(run_batch(), RUN_MITIGATION_REFUSED);
	run.mitigation = MITIGATE_RSB;
	assert_int_not_equal(run_batch(), RUN_MITIGATION_REFUSED);
}

TEST(a_feature_the_cpu_lacks_is_refused_by_name)
{
	run.needs = FEATURE_MONITOR;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	fake_cpuid_set(1, 0, 0x506e3, 0x100800, ~(1u << 3), 0);
	assert_int_equal(run_batch(), RUN_FEATURE_REFUSED);
	assert_int_equal(run.detail, FEATURE_MONITOR);
	run.needs = FEATURE_WBNOINVD;
	fake_cpuid_set(0x80000008, 0, 0, 1u << 9, 0, 0);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	/* Leaves beyond the last say what an older CPU's last leaf says. */
	fake_cpuid_set(0x80000000, 0, 0x80000007, 0, 0, 0);
	assert_int_equal(run_batch(), RUN_FEATURE_REFUSED);
	assert_string_equal(fake.log, "");
}

static const u32 without_length[] = {
	EXIT_EXCEPTION_NMI, EXIT_EPT_VIOLATION, EXIT_EPT_MISCONFIGURATION, EXIT_APIC_ACCESS,
	EXIT_APIC_WRITE, EXIT_VIRTUALIZED_EOI, EXIT_TPR_BELOW_THRESHOLD,
	EXIT_PAGE_MODIFICATION_LOG_FULL, EXIT_SPP_EVENT, EXIT_INTERRUPT_WINDOW, EXIT_NMI_WINDOW,
	EXIT_MONITOR_TRAP_FLAG, EXIT_PREEMPTION_TIMER, EXIT_BUS_LOCK };
static const u8 moving_rip[] = { ACTION_SKIP, ACTION_RETURN, ACTION_INJECT, ACTION_CPUID };

static u32 check_policy(u32 reason, u8 action, u8 length)
{
	request_cpuid(&run);
	run.flags = RUN_CHECK_ONLY;
	run.policy[reason] = (struct exit_policy){ action, length };
	return run_batch();
}

/* Where the CPU does not say how long the instruction was, the policy must. */
TEST(a_policy_that_moves_rip_needs_a_length_where_the_cpu_has_none)
{
	for (u32 i = 0; i < COUNT_OF(without_length); i++)
		for (u32 j = 0; j < COUNT_OF(moving_rip); j++) {
			assert_int_equal(check_policy(without_length[i], moving_rip[j], 0),
					 RUN_BAD_REQUEST);
			assert_int_equal(run.detail, BAD_POLICY);
			assert_int_equal(check_policy(without_length[i], moving_rip[j], 1),
					 RUN_DONE);
		}
}

TEST(a_policy_that_leaves_rip_alone_or_has_the_cpus_length_needs_none)
{
	for (u32 i = 0; i < COUNT_OF(without_length); i++) {
		assert_int_equal(check_policy(without_length[i], ACTION_RESUME, 0), RUN_DONE);
		assert_int_equal(check_policy(without_length[i], ACTION_DONE, 0), RUN_DONE);
		/* What completes an instruction there says itself where the guest goes on. */
		assert_int_equal(check_policy(without_length[i], ACTION_COMPLETE, 0), RUN_DONE);
	}
	for (u32 j = 0; j < COUNT_OF(moving_rip); j++)
		assert_int_equal(check_policy(EXIT_RDMSR, moving_rip[j], 0), RUN_DONE);
}

/*
 * The bound on what no interrupt may end: a millisecond's worth or two, also
 * where an exit takes microseconds.
 */
TEST(the_bound_on_exits_is_two_thousand_and_a_tenth_of_that_where_they_are_slow)
{
	assert_int_equal(RUN_EXITS_MAX, 2000);
	assert_int_equal(RUN_EXITS_MAX_SLOW, 200);
	fake_cpuid_set(7, 0, 0, 0, 0, 1u << 26);
	run.mitigation = MITIGATE_IBPB;
	run.exits_max = RUN_EXITS_MAX_SLOW + 1;
	assert_int_equal(run_batch(), RUN_BAD_REQUEST);
}

TEST(results_of_an_earlier_run_are_cleared)
{
	memset((u8 *)&run + offsetof(struct vmx_run, outcome), 0xff,
	       sizeof(run) - offsetof(struct vmx_run, outcome));
	run.flags = RUN_CHECK_ONLY;
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.exits[EXIT_CPUID], 0);
	assert_int_equal(run.stamps[2] | run.nmis | run.qualification | run.borrowed, 0);
}

TEST(an_obstacle_is_told_and_nothing_entered)
{
	vm.caps.obstacle = VMX_LOCKED_OFF;
	assert_int_equal(run_batch(), RUN_NO_VMX);
	assert_int_equal(run.detail, VMX_LOCKED_OFF);
	assert_string_equal(fake.log, "");
}

/* It would write to the host's linear addresses through the guest's page tables. */
TEST(pebs_that_is_active_is_told_and_nothing_entered)
{
	fake_msr_set(IA32_PEBS_ENABLE, 1);
	assert_int_equal(run_batch(), RUN_NO_VMX);
	assert_int_equal(run.detail, VMX_PEBS_ACTIVE);
	assert_string_equal(fake.log, "");
}

/* Enabled counter by counter, and not in IA32_PEBS_ENABLE. */
TEST(architectural_pebs_on_any_counter_is_told_and_nothing_entered)
{
	const u32 configs[] = { IA32_PMC_GP0_CFG_C, IA32_PMC_GP0_CFG_C + 4 * 7,
				IA32_PMC_FX0_CFG_C, IA32_PMC_FX0_CFG_C + 4 * 2 };

	vm.caps.pebs_general = 0xff;
	vm.caps.pebs_fixed = 0x7;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	for (u32 i = 0; i < COUNT_OF(configs); i++) {
		fake_msr_set(configs[i], ~PMC_CFG_C_PEBS);
		assert_int_equal(run_batch(), RUN_EXITS_SPENT);
		fake_msr_set(configs[i], PMC_CFG_C_PEBS);
		fake.log[0] = '\0';
		assert_int_equal(run_batch(), RUN_NO_VMX);
		assert_int_equal(run.detail, VMX_PEBS_ACTIVE);
		assert_string_equal(fake.log, "");
		fake_msr_remove(configs[i]);
	}
}

TEST(pebs_is_looked_at_for_every_batch)
{
	fake_msr_set(IA32_PEBS_ENABLE, 0);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	fake_msr(IA32_PEBS_ENABLE)->value = 1ull << 32;
	assert_int_equal(run_batch(), RUN_NO_VMX);
	fake_msr(IA32_PEBS_ENABLE)->value = 0;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
}

TEST(a_refused_control_is_named_and_nothing_entered)
{
	control_set(run.controls, USE_TSC_OFFSETTING);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, USE_TSC_OFFSETTING);
	assert_string_equal(fake.log, "");
}

TEST(a_check_tells_the_controls_and_enters_nothing)
{
	run.flags = RUN_CHECK_ONLY;
	control_set(run.controls, PAUSE_EXITING);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_true(run.control_used[PRIMARY] >> PAUSE_EXITING % 32 & 1);
	assert_string_equal(fake.log, "");
}

TEST(controls_used_are_those_written)
{
	run_batch();
	assert_int_equal(fake.vmcs[PIN_BASED_VM_EXECUTION_CONTROLS], run.control_used[PIN]);
	assert_int_equal(fake.vmcs[PRIMARY_PROCESSOR_BASED_CONTROLS], run.control_used[PRIMARY]);
	assert_int_equal(fake.vmcs[SECONDARY_PROCESSOR_BASED_CONTROLS],
			 run.control_used[SECONDARY]);
	assert_int_equal(fake.vmcs[PRIMARY_VM_EXIT_CONTROLS], run.control_used[EXIT]);
	assert_int_equal(fake.vmcs[VM_ENTRY_CONTROLS], run.control_used[ENTRY]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(each_malformed_member_is_refused),
		ROW_OF(every_fault_has_a_request_here_that_has_it),
		ROW_OF(a_refused_request_does_not_touch_the_cpu),
		ROW_OF(limits_themselves_are_allowed),
		ROW_OF(a_mitigation_the_cpu_lacks_is_refused_by_name),
		ROW_OF(a_feature_the_cpu_lacks_is_refused_by_name),
		ROW_OF(a_policy_that_moves_rip_needs_a_length_where_the_cpu_has_none),
		ROW_OF(a_policy_that_leaves_rip_alone_or_has_the_cpus_length_needs_none),
		ROW_OF(the_bound_on_exits_is_two_thousand_and_a_tenth_of_that_where_they_are_slow),
		ROW_OF(results_of_an_earlier_run_are_cleared),
		ROW_OF(an_obstacle_is_told_and_nothing_entered),
		ROW_OF(pebs_that_is_active_is_told_and_nothing_entered),
		ROW_OF(architectural_pebs_on_any_counter_is_told_and_nothing_entered),
		ROW_OF(pebs_is_looked_at_for_every_batch),
		ROW_OF(a_refused_control_is_named_and_nothing_entered),
		ROW_OF(a_check_tells_the_controls_and_enters_nothing),
		ROW_OF(controls_used_are_those_written),
	};

	return RUN_ALL(tests);
}
