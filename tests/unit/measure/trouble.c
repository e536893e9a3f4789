// SPDX-License-Identifier: GPL-2.0-only
/* What a session makes of cells, processes and signals that give it trouble. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "session_fixture.h"

/* SGDT and its loop by the time stamp counter. */
static void measure_sgdt(double ticks, double ticks_of_loop)
{
	options.clock = &cycle_clock;
	behaviours[OP_sgdt].ticks = ticks;
	behaviours[OP_nop].ticks = ticks_of_loop;
	ask_for(OP_sgdt, ENV_hvm, FORM_FULL);
	measure();
}

/* Beside CPUID, which must not suffer by it. */
static void measure_beside_cpuid(enum op op)
{
	ask_for(op, op == OP_hlt ? ENV_hvm_trap : ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[1].status, STATUS_OK);
}

static void assert_no_figure(enum cell_status status, enum cell_fault fault, const char *reason)
{
	assert_int_equal(cells[0].status, status);
	assert_int_equal(cells[0].fault, fault);
	assert_words(cells[0].reason, reason);
	assert_null(cells[0].floor.method);
}

TEST(what_costs_as_much_as_its_loop_is_a_result_with_a_bound)
{
	behaviours[OP_sgdt].jitter = behaviours[OP_nop].jitter = 0.1;
	measure_sgdt(50, 50);
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_int_equal(cells[0].fault, FAULT_NONE);
	assert_true(is_below(&cells[0].floor) && is_below(&cells[0].median));
	/* no finer than a hundredth of the loop */
	assert_true(cells[0].floor.below >= RESOLUTION * 50 && cells[0].floor.below < 1);
	assert_int_equal(summary.trials, 10); /* and no budget is spent on it */
}

TEST(what_seems_to_cost_a_little_less_than_nothing_is_below_that_much)
{
	measure_sgdt(99, 100);
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_true(cells[0].floor.value < 0);
	assert_true(cells[0].floor.below >= 1 && cells[0].floor.below <= BOUND_MOST * 99);
}

TEST(a_cost_that_is_visible_has_no_bound)
{
	measure_sgdt(103, 100);
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_false(is_below(&cells[0].floor));
	assert_true(fabs(cells[0].floor.value - 3) < 0.1);
}

TEST(far_less_than_nothing_is_no_result)
{
	measure_sgdt(50, 100);
	assert_no_figure(STATUS_FAIL, FAULT_NOISE, "no cost is visible beside the loop's own");
	assert_false(is_below(&cells[0].floor));
}

TEST(a_failed_claim_is_fail_in_the_backends_words)
{
	behaviours[OP_vmcall].failure = "VM exits per iteration differ from the table";
	measure_beside_cpuid(OP_vmcall);
	assert_no_figure(STATUS_FAIL, FAULT_CLAIM, "differ from the table");
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
	assert_no_figure(STATUS_FAIL, FAULT_NOISE, "unsteady");
}

TEST(a_refused_cell_is_skip)
{
	behaviours[OP_rdmsr].refusal = "the CPU lacks a control";
	measure_beside_cpuid(OP_rdmsr);
	assert_int_equal(cells[0].status, STATUS_SKIP);
	assert_int_equal(cells[0].fault, FAULT_UNSUPPORTED);
	assert_string_equal(cells[0].reason, "the CPU lacks a control");
}

TEST(a_backend_that_does_not_open_skips_its_cells)
{
	open_failure = "there is no such device";
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_SKIP);
	assert_int_equal(cells[0].fault, FAULT_ABSENT);
	assert_string_equal(cells[0].reason, "there is no such device");
}

TEST(a_twin_that_fails_takes_its_cells_along)
{
	behaviours[OP_nop].failure = "the guest took an exception";
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	measure();
	assert_no_figure(STATUS_FAIL, FAULT_CLAIM,
			 "its twin nop/hvm does not run: the guest took an exception");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(a_process_that_dies_costs_only_the_cell_it_was_at)
{
	behaviours[OP_rdmsr].dies_after = 1;
	measure_beside_cpuid(OP_rdmsr);
	assert_no_figure(STATUS_ERROR, FAULT_TROUBLE, "died of signal 9");
	assert_true(cells[1].floor.value == 98);
}

/* Three batches calibrate; so this is in mid-trial. */
TEST(a_process_that_dies_in_mid_trial_has_the_trial_repeated)
{
	options.clock = &cycle_clock;
	behaviours[OP_rdmsr].dies_after = 5;
	measure_beside_cpuid(OP_rdmsr);
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_in_range(cells[1].trial_count, 10, 20);
}

TEST(a_process_that_hangs_is_ended_and_costs_only_its_cell)
{
	behaviours[OP_hlt].hangs_after = 1;
	measure_beside_cpuid(OP_hlt);
	assert_int_equal(cells[0].status, STATUS_ERROR);
	assert_words(cells[0].reason, "no progress for 0.4 s");
}

TEST(a_cell_that_is_always_disturbed_fails)
{
	behaviours[OP_cpuid].disturbed_every = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_no_figure(STATUS_FAIL, FAULT_NOISE, "disturbed");
	assert_int_equal(cells[0].disturbed, 15);
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

static void assert_trouble(const char *words_)
{
	assert_int_equal(summary.trouble_count, 1);
	assert_words(summary.troubles[0].reason.text, words_);
	assert_false(summary.interrupted || summary.cut_short);
}

/* The process of each trial is a child of this one. */
static pid_t child_process(void)
{
	char path[64];
	int child = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &child), 1);
	fclose(file);
	return child;
}

/* As a cpuset does. */
static void move_from_trial_4(const struct measure_progress *progress, void *data)
{
	cpu_set_t cpus;

	if (progress->trial < 4 || *(bool *)data)
		return;
	*(bool *)data = true;
	CPU_ZERO(&cpus);
	CPU_SET(summary.cpu ? 0 : 1, &cpus);
	assert_int_equal(sched_setaffinity(child_process(), sizeof(cpus), &cpus), 0);
}

static void kill_from_trial_4(const struct measure_progress *progress, void *data)
{
	if (progress->trial >= 4 && !*(bool *)data)
		kill(child_process(), SIGKILL);
	*(bool *)data |= progress->trial >= 4;
}

TEST(a_process_that_is_killed_costs_no_trial_that_was_done)
{
	bool was_killed = false;

	options.clock = &cycle_clock;
	options.budget_seconds = 8;
	options.precision_percent = 1e-9;
	behaviours[OP_cpuid].jitter = 1;
	options.progress = kill_from_trial_4;
	options.progress_data = &was_killed;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_trouble("died of signal 9");
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_int_equal(cells[0].troubled, 1);
	assert_int_equal(cells[0].trial_count, summary.trials);
	assert_in_range(summary.trials, 10, 20);
}

TEST(a_device_that_is_gone_for_a_while_costs_only_the_trials_meanwhile)
{
	options.clock = &cycle_clock;
	open_failure = "there is no such device";
	open_fails_in = 5;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_trouble("there is no such device");
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_true(cells[0].floor.value == 98);
	assert_in_range(cells[0].trial_count, 10, 20);
}

TEST(what_the_kernel_refuses_once_is_no_failed_claim)
{
	options.clock = &cycle_clock;
	behaviours[OP_rdmsr].trouble_in = 4;
	measure_beside_cpuid(OP_rdmsr);
	assert_trouble("temporarily unavailable");
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_int_equal(cells[0].troubled, 1);
	assert_int_equal(cells[0].trial_count + 1, cells[1].trial_count);
	assert_int_equal(cells[1].troubled, 0);
}

TEST(trouble_before_the_first_trial_is_tried_again)
{
	behaviours[OP_cpuid].trouble_in = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_trouble("temporarily unavailable");
	assert_int_equal(cells[0].status, STATUS_OK);
}

/* Other tests must be able to fork, so a child has the limit; root has none. */
TEST(a_run_that_gets_no_process_ends_and_says_why)
{
	pid_t child = fork();
	int status;

	if (!child) {
		if (setrlimit(RLIMIT_NPROC, &(struct rlimit){ 0, 0 }) || setuid(65534))
			_exit(2);
		ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
		measure();
		_exit(!(cells[0].status == STATUS_ERROR && summary.trouble_count == 1 &&
			strstr(cells[0].reason, "no process for a trial")));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

TEST(a_cpu_that_is_taken_away_ends_the_trial_and_is_named)
{
	cpu_set_t before;
	pid_t child;
	int status;

	sched_getaffinity(0, sizeof(before), &before);
	if (CPU_COUNT(&before) < 2)
		skip();
	child = fork();
	if (!child) {
		bool was_moved = false;

		options.clock = &cycle_clock;
		options.budget_seconds = 8;
		options.precision_percent = 1e-9;
		options.progress = move_from_trial_4;
		options.progress_data = &was_moved;
		ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
		measure();
		_exit(!(cells[0].status == STATUS_OK && summary.trouble_count == 1 &&
			strstr(summary.troubles[0].reason.text, "taken away")));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
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
		ROW(what_costs_as_much_as_its_loop_is_a_result_with_a_bound),
		ROW(what_seems_to_cost_a_little_less_than_nothing_is_below_that_much),
		ROW(a_cost_that_is_visible_has_no_bound),
		ROW(far_less_than_nothing_is_no_result),
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
		ROW(a_process_that_is_killed_costs_no_trial_that_was_done),
		ROW(a_device_that_is_gone_for_a_while_costs_only_the_trials_meanwhile),
		ROW(what_the_kernel_refuses_once_is_no_failed_claim),
		ROW(trouble_before_the_first_trial_is_tried_again),
		ROW(a_run_that_gets_no_process_ends_and_says_why),
		ROW(a_cpu_that_is_taken_away_ends_the_trial_and_is_named),
		ROW(a_cpu_that_does_not_exist_is_refused),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
