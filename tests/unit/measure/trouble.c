// SPDX-License-Identifier: GPL-2.0-only
/* What a session makes of cells, processes and signals that give it trouble. */
#include "session_fixture.h"

TEST(what_costs_as_much_as_its_loop_is_refused_in_these_words)
{
	options.clock = &cycle_clock;
	behaviours[OP_sgdt].ticks = behaviours[OP_nop].ticks = 50;
	behaviours[OP_sgdt].jitter = behaviours[OP_nop].jitter = 0.1;
	ask_for(OP_sgdt, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "no cost is visible beside the loop's own");
	assert_int_equal(summary.trials, 10); /* and no budget is spent on it */
}

TEST(a_failed_claim_is_fail_in_the_backends_words)
{
	behaviours[OP_vmcall].failure = "VM exits per iteration differ from the table";
	ask_for(OP_vmcall, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "differ from the table");
	assert_null(cells[0].floor.method);
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_negative_net_is_fail)
{
	behaviours[OP_sgdt].ticks = 1;
	ask_for(OP_sgdt, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "negative");
	assert_null(cells[0].floor.method);
	assert_true(cells[0].raw.value == 1 && cells[0].overhead.value == 2);
}

TEST(an_unsteady_twin_refuses_the_cell)
{
	options.clock = &cycle_clock;
	behaviours[OP_nop].jitter = 60;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "unsteady");
}

TEST(a_refused_cell_is_skip)
{
	behaviours[OP_rdmsr].refusal = "the CPU lacks a control";
	ask_for(OP_rdmsr, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_SKIP);
	assert_string_equal(cells[0].reason, "the CPU lacks a control");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_backend_that_does_not_open_skips_its_cells)
{
	open_failure = "there is no such device";
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_SKIP);
	assert_string_equal(cells[0].reason, "there is no such device");
}

TEST(a_twin_that_fails_takes_its_cells_along)
{
	behaviours[OP_nop].failure = "the guest took an exception";
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "its twin nop/hvm does not run: the guest took an exception");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_process_that_dies_costs_only_the_cell_it_was_at)
{
	behaviours[OP_rdmsr].dies_after = 1;
	ask_for(OP_rdmsr, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_words(cells[0].reason, "died of signal 9");
	assert_int_equal(cells[1].status, STATUS_OK);
	assert_true(cells[1].floor.value == 98);
}

/* Three batches calibrate; so this is in mid-trial. */
TEST(a_process_that_dies_in_mid_trial_has_the_trial_repeated)
{
	options.clock = &cycle_clock;
	behaviours[OP_rdmsr].dies_after = 5;
	ask_for(OP_rdmsr, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_int_equal(cells[1].status, STATUS_OK);
	assert_in_range(cells[1].trial_count, 10, 20);
}

TEST(a_process_that_hangs_is_ended_and_costs_only_its_cell)
{
	behaviours[OP_hlt].hangs_after = 1;
	ask_for(OP_hlt, ENV_hvm_trap, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_words(cells[0].reason, "no progress for 0.4 s");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_cell_that_is_always_disturbed_fails)
{
	behaviours[OP_cpuid].disturbed_every = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_words(cells[0].reason, "disturbed");
	assert_int_equal(cells[0].disturbed, 30);
}

static void stop_at_once(const struct measure_progress *progress, void *data)
{
	if (progress->trial >= *(size_t *)data)
		raise(SIGINT);
}

TEST(an_interrupt_keeps_what_was_measured)
{
	size_t trial = 3;

	options.clock = &cycle_clock;
	options.budget_seconds = 20;
	options.progress = stop_at_once;
	options.progress_data = &trial;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_true(summary.interrupted);
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_in_range(cells[0].trial_count, 2, 3);
}

TEST(a_cpu_that_does_not_exist_is_refused)
{
	options.cpu = 100000;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	assert_words(measure_run(plan, cell_count, &options, cells, &summary).text, "CPU 100000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(what_costs_as_much_as_its_loop_is_refused_in_these_words),
		ROW(a_failed_claim_is_fail_in_the_backends_words),
		ROW(a_negative_net_is_fail),
		ROW(an_unsteady_twin_refuses_the_cell),
		ROW(a_refused_cell_is_skip),
		ROW(a_backend_that_does_not_open_skips_its_cells),
		ROW(a_twin_that_fails_takes_its_cells_along),
		ROW(a_process_that_dies_costs_only_the_cell_it_was_at),
		ROW(a_process_that_dies_in_mid_trial_has_the_trial_repeated),
		ROW(a_process_that_hangs_is_ended_and_costs_only_its_cell),
		ROW(a_cell_that_is_always_disturbed_fails),
		ROW(an_interrupt_keeps_what_was_measured),
		ROW(a_cpu_that_does_not_exist_is_refused),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
