// SPDX-License-Identifier: GPL-2.0-only
/* Exits: the host's first, then a name for what no policy lists, and a bound for the rest. */
#include "exits.h"

/* --- what the host must have --- */

TEST(an_nmi_is_handed_over_before_anything_else_and_the_batch_goes_on)
{
	play_event(EVENT(VECTOR_NMI, 2));
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_non_null(strstr(fake.log, "launch deliver:2 tsc resume tsc"));
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], 0);
}

TEST(an_nmi_is_handed_over_even_where_reason_0_is_expected)
{
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.expected_vector = VECTOR_UD;
	run.exception_bitmap = 1u << VECTOR_UD | 1u << VECTOR_NMI;
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_DONE, 0 };
	play_event(EVENT(VECTOR_NMI, 2));
	play_event(EVENT(VECTOR_UD, 3));
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], 1);
}

TEST(an_nmi_is_handed_over_even_where_an_exception_is_answered_as_cpuid)
{
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.expected_vector = VECTOR_UD;
	run.exception_bitmap = 1u << VECTOR_UD | 1u << VECTOR_NMI;
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_CPUID, 2 };
	play_event(EVENT(VECTOR_NMI, 2));
	play_event(EVENT(VECTOR_UD, 3));
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake.vmcs[HOST_RIP], FULL(return));
	assert_non_null(strstr(fake.log, "launch deliver:2 tsc resume"));
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], 1);
	assert_int_equal(rip(), 0x1002);
}

TEST(an_external_interrupt_ends_the_batch_and_is_left_to_the_host)
{
	fake_play((struct fake_exit){ .hot = 7, .reason = EXIT_EXTERNAL_INTERRUPT });
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
	assert_int_equal(run.exits[EXIT_CPUID], 7);
	assert_null(strstr(fake.log, "deliver"));
}

TEST(init_ends_the_batch)
{
	play(EXIT_INIT_SIGNAL, 0);
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
}

/* The guest's own, which the host has lent it the means for: it goes on. */
TEST(an_init_that_is_expected_follows_the_policy)
{
	run.parts.signal = SIGNAL_INIT;
	run.policy[EXIT_INIT_SIGNAL].action = ACTION_RESUME;
	play(EXIT_INIT_SIGNAL, 0);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_INIT_SIGNAL], 1);
}

TEST(an_interrupt_after_the_deadline_is_a_timeout)
{
	fake.tsc_step = run.time_max_tsc;
	play(EXIT_EXTERNAL_INTERRUPT, 0);
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
}

TEST(a_machine_check_in_the_guest_is_handed_over_and_ends_the_batch)
{
	play_event(EVENT(VECTOR_MC, 3));
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
	assert_non_null(strstr(fake.log, "launch deliver:18 tsc"));
}

TEST(a_machine_check_during_entry_is_handed_over_and_ends_the_batch)
{
	play(EXIT_MACHINE_CHECK | 1u << 31, 0);
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
	assert_non_null(strstr(fake.log, "launch deliver:18"));
}

/* Bus lock, enclave, pending MTF, root operation: bits 26 to 29 are remarks on the exit. */
TEST(a_remark_in_the_reason_is_not_part_of_it)
{
	for (u32 bit = 26; bit < 30; bit++) {
		fake.script_count = fake.script_next = 0;
		play(EXIT_VMCALL | 1u << bit, 3);
		assert_int_equal(run_batch(), RUN_DONE);
		assert_int_equal(run.exits[EXIT_VMCALL], 1);
		assert_int_equal(run.exit_reason, EXIT_VMCALL | 1u << bit);
	}
}

TEST(a_machine_check_with_a_remark_is_handed_over)
{
	for (u32 bit = 26; bit < 30; bit++) {
		fake.script_count = fake.script_next = 0;
		play(EXIT_MACHINE_CHECK | 1u << 31 | 1u << bit, 0);
		assert_int_equal(run_batch(), RUN_INTERRUPTED);
		assert_non_null(strstr(fake.log, "launch deliver:18"));
	}
}

TEST(an_nmi_with_a_remark_is_handed_over)
{
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI | 1u << 26,
				      .interruption = EVENT(VECTOR_NMI, 2) });
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.nmis, 1);
}

TEST(an_interrupt_with_a_remark_ends_the_batch)
{
	play(EXIT_EXTERNAL_INTERRUPT | 1u << 26, 0);
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
}

TEST(the_preemption_timer_is_a_timeout)
{
	play(EXIT_PREEMPTION_TIMER, 0);
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
}

/* --- what nobody listed --- */

TEST(an_unexpected_exit_is_named_with_everything_that_tells_what_it_was)
{
	fake_play((struct fake_exit){ .hot = 2, .reason = EXIT_EPT_VIOLATION, .length = 5,
		.interruption = 0x80000b0e, .qualification = 0x181, .guest_physical = 0xfee00000 });
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, EXIT_EPT_VIOLATION);
	assert_int_equal(run.qualification, 0x181);
	assert_int_equal(run.guest_rip, 0x1000);
	assert_int_equal(run.instruction_length, 5);
	assert_int_equal(run.guest_physical, 0xfee00000);
	assert_int_equal(run.interruption_information, 0x80000b0e);
	assert_int_equal(run.exits[EXIT_EPT_VIOLATION], 1);
	assert_int_equal(run.exits[EXIT_CPUID], 2);
}

TEST(every_reason_without_a_policy_stops_the_run)
{
	for (u32 reason = 1; reason < EXIT_REASON_COUNT; reason++) {
		u32 expected = reason == EXIT_EXTERNAL_INTERRUPT || reason == EXIT_INIT_SIGNAL ?
			RUN_INTERRUPTED : reason == EXIT_PREEMPTION_TIMER ?
			RUN_TIMED_OUT : RUN_UNEXPECTED_EXIT;

		if (run.policy[reason].action)
			continue;
		fake.script_count = fake.script_next = 0;
		play(reason, 1);
		assert_int_equal(run_batch(), expected);
		assert_int_equal(run.exit_reason, reason);
	}
}

TEST(a_reason_beyond_the_table_stops_the_run)
{
	play(EXIT_REASON_COUNT, 1);
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, EXIT_REASON_COUNT);
}

/* Intercepted for the host's sake, or not at all: the policy for exceptions is not for these. */
TEST(an_exception_the_run_did_not_ask_for_stops_it)
{
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_SKIP, 2 };
	run.exception_bitmap = 1u << VECTOR_GP;
	play_event(EVENT(VECTOR_DB, 3));
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.interruption_information & 0xff, VECTOR_DB);
}

TEST(an_exception_the_run_asked_for_follows_its_policy)
{
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_SKIP, 2 };
	run.exception_bitmap = 1u << VECTOR_GP;
	play_event(EVENT(VECTOR_GP, 3) | 1u << 11);
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(rip(), 0x1002);
}

/* --- bounds and counts --- */

TEST(hot_exits_are_bounded_and_counted)
{
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_CPUID], run.exits_max);
}

TEST(exits_served_in_c_are_counted_with_those_served_in_assembly)
{
	fake_play((struct fake_exit){ .hot = 10, .reason = EXIT_CPUID, .length = 2 });
	fake_play((struct fake_exit){ .hot = 20, .reason = EXIT_VMCALL });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.exits[EXIT_CPUID], 31);
}

TEST(an_exit_left_to_c_altogether_is_bounded_too)
{
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.expected_vector = VECTOR_GP;
	run.exception_bitmap = 1u << VECTOR_GP;
	run.policy[EXIT_EXCEPTION_NMI].action = ACTION_RESUME;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], run.exits_max + 1); /* the one too many */
}

TEST(exits_that_are_not_hot_are_bounded_too)
{
	run.exits_max = 3;
	run.policy[EXIT_RDMSR].action = ACTION_RESUME;
	for (u32 i = 0; i < 5; i++)
		play(EXIT_RDMSR, 2);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_RDMSR], run.exits_max + 1);
}

static u32 resume_reads_at(u64 step)
{
	fake.tsc_step = step;
	run.policy[EXIT_RDMSR].action = ACTION_RESUME;
	play(EXIT_RDMSR, 2);
	play(EXIT_VMCALL, 3);
	return run_batch();
}

/* An exit that outranks interrupts hides the deadline: C looks at the time itself. */
TEST(an_exit_in_c_after_twice_the_time_is_a_timeout)
{
	assert_int_equal(resume_reads_at(2 * run.time_max_tsc + 1), RUN_TIMED_OUT);
	assert_int_equal(run.exit_reason, EXIT_RDMSR);
	assert_int_equal(run.guest_rip, 0x1000);
}

/* The host's watchdog sends NMIs to a guest that never exits, should its deadline never come. */
TEST(an_nmi_after_twice_the_time_is_handed_over_and_is_a_timeout)
{
	fake.tsc_step = 2 * run.time_max_tsc + 1;
	play_event(EVENT(VECTOR_NMI, 2));
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
	assert_int_equal(run.nmis, 1);
	assert_non_null(strstr(fake.log, "launch deliver:2 tsc"));
}

TEST(an_exit_in_c_at_twice_the_time_is_still_served)
{
	assert_int_equal(resume_reads_at(run.time_max_tsc), RUN_DONE);
}

TEST(exits_in_c_without_end_are_ended_by_time)
{
	fake.tsc_step = run.time_max_tsc / 4;
	run.policy[EXIT_RDMSR].action = ACTION_RESUME;
	for (u32 i = 0; i < COUNT_OF(fake.script); i++)
		play(EXIT_RDMSR, 2);
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
	assert_int_equal(run.exits[EXIT_RDMSR], 9);
}

/* --- lean runs --- */

static void run_lean(void)
{
	run.form = FORM_LEAN;
	run.policy[EXIT_CPUID] = (struct exit_policy){ ACTION_SKIP, 2 };
	run.warmup_exits = 10;
	run.exits_max = 50;
	run_batch();
}

/* 11 exits took some 1,000,000 TSC cycles: 51 more would take far over twice the 1000 allowed. */
TEST(a_lean_run_whose_warm_up_was_too_slow_is_not_begun)
{
	run.time_max_tsc = RUN_TIME_MIN_TSC;
	fake.tsc_step = 1000000;
	run_lean();
	assert_int_equal(run.outcome, RUN_TIMED_OUT);
	assert_int_equal(run.exits[EXIT_CPUID], 11);
	assert_int_equal(run.stamps[1], 0);
}

TEST(a_lean_run_stamps_after_the_warm_up_after_one_exit_and_after_the_rest)
{
	run_lean();
	assert_non_null(strstr(fake.log, "tsc launch tsc resume tsc resume tsc tsc tr"));
	assert_true(run.entered < run.stamps[0] && run.stamps[0] < run.stamps[1] &&
		    run.stamps[1] < run.stamps[2] && run.stamps[2] < run.left);
	assert_int_equal(fake.vmcs[HOST_RIP], (u64)exit_lean);
}

/* Two differences of stamps hold the same code but for exits_max exits. */
TEST(a_lean_run_counts_every_exit_it_made)
{
	run_lean();
	assert_int_equal(run.outcome, RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_CPUID], 10 + 1 + 1 + 50 + 1);
}

TEST(an_interrupted_lean_run_has_no_later_stamps)
{
	fake_play((struct fake_exit){ .hot = 12, .reason = EXIT_EXTERNAL_INTERRUPT });
	run_lean();
	assert_int_equal(run.outcome, RUN_INTERRUPTED);
	assert_true(run.stamps[0] && run.stamps[1]);
	assert_int_equal(run.stamps[2], 0);
	assert_int_equal(run.exits[EXIT_CPUID], 12);
}

TEST(an_nmi_does_not_end_a_lean_run)
{
	fake_play((struct fake_exit){ .hot = 30, .reason = EXIT_EXCEPTION_NMI,
				      .interruption = EVENT(VECTOR_NMI, 2) });
	run_lean();
	assert_int_equal(run.outcome, RUN_EXITS_SPENT);
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_CPUID], 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_lean_run_whose_warm_up_was_too_slow_is_not_begun),
		ROW_OF(an_nmi_is_handed_over_before_anything_else_and_the_batch_goes_on),
		ROW_OF(an_nmi_is_handed_over_even_where_reason_0_is_expected),
		ROW_OF(an_nmi_is_handed_over_even_where_an_exception_is_answered_as_cpuid),
		ROW_OF(an_external_interrupt_ends_the_batch_and_is_left_to_the_host),
		ROW_OF(init_ends_the_batch),
		ROW_OF(an_init_that_is_expected_follows_the_policy),
		ROW_OF(an_interrupt_after_the_deadline_is_a_timeout),
		ROW_OF(a_machine_check_in_the_guest_is_handed_over_and_ends_the_batch),
		ROW_OF(a_machine_check_during_entry_is_handed_over_and_ends_the_batch),
		ROW_OF(a_remark_in_the_reason_is_not_part_of_it),
		ROW_OF(a_machine_check_with_a_remark_is_handed_over),
		ROW_OF(an_nmi_with_a_remark_is_handed_over),
		ROW_OF(an_interrupt_with_a_remark_ends_the_batch),
		ROW_OF(the_preemption_timer_is_a_timeout),
		ROW_OF(an_unexpected_exit_is_named_with_everything_that_tells_what_it_was),
		ROW_OF(every_reason_without_a_policy_stops_the_run),
		ROW_OF(a_reason_beyond_the_table_stops_the_run),
		ROW_OF(an_exception_the_run_did_not_ask_for_stops_it),
		ROW_OF(an_exception_the_run_asked_for_follows_its_policy),
		ROW_OF(hot_exits_are_bounded_and_counted),
		ROW_OF(exits_served_in_c_are_counted_with_those_served_in_assembly),
		ROW_OF(an_exit_left_to_c_altogether_is_bounded_too),
		ROW_OF(exits_that_are_not_hot_are_bounded_too),
		ROW_OF(an_exit_in_c_after_twice_the_time_is_a_timeout),
		ROW_OF(an_nmi_after_twice_the_time_is_handed_over_and_is_a_timeout),
		ROW_OF(an_exit_in_c_at_twice_the_time_is_still_served),
		ROW_OF(exits_in_c_without_end_are_ended_by_time),
		ROW_OF(a_lean_run_stamps_after_the_warm_up_after_one_exit_and_after_the_rest),
		ROW_OF(a_lean_run_counts_every_exit_it_made),
		ROW_OF(an_interrupted_lean_run_has_no_later_stamps),
		ROW_OF(an_nmi_does_not_end_a_lean_run),
	};

	return RUN_ALL(tests);
}
