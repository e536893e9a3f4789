// SPDX-License-Identifier: GPL-2.0-only
/* Exits that a VMM arranges for: how each is made to come, and that nothing of it is left. */
#include "arrive.h"
#include "fixture.h"
#include "final_state.h"

/* What the VMCS holds at the entry after RDMSR has asked, and at the next one. */
static u64 field, awaited, undone;
static void (*guest_does)(void);

static void at_request(struct frame *frame)
{
	(void)frame;
	if (guest_does)
		guest_does();
}

static void at_arrival(struct frame *frame)
{
	(void)frame;
	awaited = fake.vmcs[field];
	fake.vmcs[GUEST_RFLAGS] |= RFLAGS_IF;
}

static void at_end(struct frame *frame)
{
	(void)frame;
	undone = fake.vmcs[field];
}

static u32 await(u32 reason, u32 watched)
{
	int is_failure = reason == EXIT_INVALID_GUEST_STATE || reason == EXIT_MSR_LOAD_FAILURE;

	field = watched;
	run.policy[EXIT_RDMSR].action = ACTION_AWAIT;
	run.policy[reason].action = ACTION_ARRIVE;
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_RDMSR, .length = 2, .effect = at_request });
	fake_play((struct fake_exit){ .reason = reason | (u32)is_failure << 31,
				      .effect = at_arrival });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = at_end });
	return run_batch();
}

TEST(an_nmi_window_is_awaited_by_its_control_and_delivers_an_nmi)
{
	control_set(run.controls, VIRTUAL_NMIS);
	assert_int_equal(await(EXIT_NMI_WINDOW, PRIMARY_PROCESSOR_BASED_CONTROLS), RUN_DONE);
	assert_int_equal(awaited ^ undone, 1u << NMI_WINDOW_EXITING % 32);
	assert_non_null(strstr(fake.log, "resume inject:80000202 tsc"));
	assert_int_equal(run.exits[EXIT_NMI_WINDOW], 1);
}

TEST(a_step_is_awaited_by_the_monitor_trap_flag)
{
	assert_int_equal(await(EXIT_MONITOR_TRAP_FLAG, PRIMARY_PROCESSOR_BASED_CONTROLS), RUN_DONE);
	assert_int_equal(awaited ^ undone, 1u << MONITOR_TRAP_FLAG % 32);
	assert_null(strstr(fake.log, "inject"));
}

static void raise_priority(void)
{
	*final_state_task_priority(&vm) = 0x90;
}

TEST(a_priority_that_falls_is_awaited_by_a_threshold_and_delivers_the_interrupt)
{
	run.returned = 0x35;
	guest_does = raise_priority;
	assert_int_equal(await(EXIT_TPR_BELOW_THRESHOLD, TPR_THRESHOLD), RUN_DONE);
	assert_int_equal(awaited, 3);
	assert_int_equal(undone, 0);
	assert_non_null(strstr(fake.log, "inject:80000035"));
	/* No entry succeeds with a threshold above the priority. */
	guest_does = NULL;
	assert_int_equal(await(EXIT_TPR_BELOW_THRESHOLD, TPR_THRESHOLD), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, EXIT_RDMSR);
}

TEST(a_timer_that_has_run_out_is_the_batchs_again_afterwards)
{
	assert_int_equal(await(EXIT_PREEMPTION_TIMER, PREEMPTION_TIMER_VALUE), RUN_DONE);
	assert_int_equal(awaited, 0);
	assert_int_equal(undone, run.time_max_tsc >> vm.caps.timer_shift);
	/* Before anything asked for it, it is the end of the guest's time. */
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_PREEMPTION_TIMER });
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
}

TEST(an_entry_fails_by_one_bit_of_rflags_and_then_succeeds)
{
	assert_int_equal(await(EXIT_INVALID_GUEST_STATE, GUEST_RFLAGS), RUN_DONE);
	assert_int_equal(awaited & RFLAGS_FIXED, 0);
	assert_int_equal(undone & RFLAGS_FIXED, RFLAGS_FIXED);
	assert_int_equal(run.exits[EXIT_INVALID_GUEST_STATE], 1);
}

TEST(an_entry_fails_by_a_list_with_the_base_of_fs_alone)
{
	const struct listed_msr *list = &vm_msr_lists(&vm)->refused;

	assert_int_equal(await(EXIT_MSR_LOAD_FAILURE, VM_ENTRY_MSR_LOAD_COUNT), RUN_DONE);
	assert_int_equal(awaited, 1);
	assert_int_equal(undone, 0);
	assert_int_equal(list->msr, IA32_FS_BASE);
	assert_int_equal((u64)list % 16, 0);
}

TEST(after_a_triple_fault_the_guest_goes_on_where_the_policy_says)
{
	run.policy[EXIT_TRIPLE_FAULT].length = 5;
	assert_int_equal(await(EXIT_TRIPLE_FAULT, GUEST_IDTR_LIMIT), RUN_DONE);
	assert_int_equal(awaited, 0);
	assert_int_equal(undone, run.state.idtr.limit);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x1005);
	assert_int_equal(fake.vmcs[GUEST_ACTIVITY_STATE], 0);
}

TEST(a_start_up_ipi_is_awaited_by_an_activity_state_and_the_guest_goes_on)
{
	run.parts.signal = SIGNAL_SIPI;
	assert_int_equal(await(EXIT_SIPI, GUEST_ACTIVITY_STATE), RUN_DONE);
	assert_int_equal(awaited, 3);
	assert_int_equal(undone, 0);
	assert_int_equal(run.exits[EXIT_SIPI], 1);
}

static const u8 all[] = { EXIT_INTERRUPT_WINDOW,    EXIT_NMI_WINDOW,       EXIT_MONITOR_TRAP_FLAG,
			  EXIT_TPR_BELOW_THRESHOLD, EXIT_TRIPLE_FAULT,     EXIT_INVALID_GUEST_STATE,
			  EXIT_MSR_LOAD_FAILURE, EXIT_SIPI };

TEST(what_nothing_asked_for_ends_the_run)
{
	control_set(run.controls, VIRTUAL_NMIS);
	run.parts.signal = SIGNAL_SIPI;
	for (u32 i = 0; i < COUNT_OF(all); i++) {
		int is_failure = all[i] == EXIT_INVALID_GUEST_STATE ||
				 all[i] == EXIT_MSR_LOAD_FAILURE;

		memset(run.policy, 0, sizeof(run.policy));
		run.policy[all[i]].action = ACTION_ARRIVE;
		fake.script_count = fake.script_next = 0;
		fake_play((struct fake_exit){ .reason = all[i] | (u32)is_failure << 31 });
		assert_int_equal(run_batch(), is_failure ? RUN_ENTRY_FAILED : RUN_UNEXPECTED_EXIT);
		assert_null(strstr(fake.log, "inject"));
	}
}

TEST(no_other_exit_can_be_awaited)
{
	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++) {
		int known = reason == EXIT_PREEMPTION_TIMER;

		for (u32 i = 0; i < COUNT_OF(all); i++)
			known |= all[i] == reason;
		assert_int_equal(can_be_awaited(reason), known);
		request_cpuid(&run);
		control_set(run.controls, VIRTUAL_NMIS);
		run.flags = RUN_CHECK_ONLY;
		run.parts.signal = SIGNAL_SIPI;
		run.policy[reason].action = ACTION_ARRIVE;
		assert_int_equal(run_batch(), known ? RUN_DONE : RUN_BAD_REQUEST);
	}
}

TEST(a_control_the_cpu_lacks_for_it_is_named)
{
	run.policy[EXIT_NMI_WINDOW].action = ACTION_ARRIVE;
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, VIRTUAL_NMIS);
	control_set(run.controls, VIRTUAL_NMIS);
	vm.caps.may_be_1[PRIMARY] &= ~(1u << NMI_WINDOW_EXITING % 32);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, NMI_WINDOW_EXITING);
}

static void at_deadline(struct frame *frame)
{
	(void)frame;
	awaited = fake.deadline;
}

/* Over and over, while it is pending; it comes by a deadline as near as may be. */
TEST(a_pending_interrupt_may_be_expected_in_the_lean_form_alone)
{
	run.expected_reason = EXIT_EXTERNAL_INTERRUPT;
	run.policy[EXIT_EXTERNAL_INTERRUPT].action = ACTION_RESUME;
	assert_int_equal(run_batch(), RUN_BAD_REQUEST);
	run.form = FORM_LEAN;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	fake_play((struct fake_exit){ .reason = EXIT_EXTERNAL_INTERRUPT, .effect = at_deadline });
	run_batch();
	assert_int_equal(awaited, RUN_TIME_MIN_TSC);
	run.policy[EXIT_EXTERNAL_INTERRUPT].action = ACTION_SKIP;
	assert_int_equal(run_batch(), RUN_BAD_REQUEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(an_nmi_window_is_awaited_by_its_control_and_delivers_an_nmi),
		ROW_OF(a_step_is_awaited_by_the_monitor_trap_flag),
		ROW_OF(a_priority_that_falls_is_awaited_by_a_threshold_and_delivers_the_interrupt),
		ROW_OF(a_timer_that_has_run_out_is_the_batchs_again_afterwards),
		ROW_OF(an_entry_fails_by_one_bit_of_rflags_and_then_succeeds),
		ROW_OF(an_entry_fails_by_a_list_with_the_base_of_fs_alone),
		ROW_OF(after_a_triple_fault_the_guest_goes_on_where_the_policy_says),
		ROW_OF(a_start_up_ipi_is_awaited_by_an_activity_state_and_the_guest_goes_on),
		ROW_OF(what_nothing_asked_for_ends_the_run),
		ROW_OF(no_other_exit_can_be_awaited),
		ROW_OF(a_control_the_cpu_lacks_for_it_is_named),
		ROW_OF(a_pending_interrupt_may_be_expected_in_the_lean_form_alone),
	};

	return RUN_ALL(tests);
}
