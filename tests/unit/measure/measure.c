// SPDX-License-Identifier: GPL-2.0-only
/* The figures of a session. */
#include "session_fixture.h"

TEST(counted_instructions_are_exact_and_net_of_the_twin)
{
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_string_equal(cells[0].unit, "instructions");
	assert_string_equal(cells[0].id, "cpuid/hvm/vmx/full/0/default");
	assert_true(cells[0].floor.value == 98 && cells[0].floor.lo == 98 &&
		    cells[0].floor.hi == 98);
	assert_string_equal(cells[0].floor.method, "exact");
	assert_true(cells[0].raw.value == 100 && cells[0].overhead.value == 2);
	assert_true(cells[0].exits_per_op == 1);
	assert_int_equal(cells[0].trial_count, 3);
	assert_int_equal(cells[0].batches + cells[0].disturbed, 15); /* context switches happen */
	assert_int_equal(summary.trials, 3);
}

TEST(cycles_take_at_least_ten_trials_and_an_interval)
{
	options.clock = &cycle_clock;
	behaviours[OP_cpuid].jitter = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_in_range(cells[0].trial_count, 10, 20);
	assert_true(cells[0].floor.lo <= cells[0].floor.value &&
		    cells[0].floor.value <= cells[0].floor.hi);
	assert_true(cells[0].floor.value >= 98 && cells[0].floor.value <= 99);
	assert_true(cells[0].median.value >= cells[0].floor.value);
	assert_words(cells[0].floor.method, "5th percentile");
}

/* 80 us of a clock of 1 GHz at 100 ticks an iteration. */
TEST(a_batch_that_seems_to_be_free_does_not_make_the_others_long)
{
	options.clock = &cycle_clock;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	for (unsigned batch = 1; batch <= 9; batch++) {
		behaviours[OP_cpuid].held_up_batch = batch;
		measure();
		assert_int_equal(cells[0].iterations, 800);
		teardown(NULL);
		memset(cells, 0, sizeof(cells));
	}
}

/* A floor is a low percentile: a few such batches would be it. */
TEST(what_holds_up_the_iteration_that_is_taken_off_does_not_make_the_others_cheap)
{
	behaviours[OP_cpuid].held_up_every = 5;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_true(cells[0].floor.value == 98);
	assert_string_equal(cells[0].floor.method, "exact");
	assert_int_equal(cells[0].disturbed_by.by[DISTURBED_BY_GAP], 0);
	assert_true(cells[0].p99.value == 98);
}

TEST(trials_of_an_emulator_are_as_many_as_asked_for)
{
	options.trials = 12;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(summary.trials, 12);
	assert_int_equal(summary.trials_least, 12);
}

/*
 * A twentieth and more of the twin's batches are long, none of the cell's are: its p99 is not the
 * shorter for it.
 */
TEST(the_twins_long_batches_do_not_make_p99_smaller)
{
	options.clock = &cycle_clock;
	behaviours[OP_nop].long_every_tenth = 1.9;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_true(cells[0].p99.value >= cells[0].median.value && cells[0].p99.value < 98.5);
}

TEST(each_trial_says_how_fast_its_core_ran)
{
	options.clock = &cycle_clock;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	for (size_t i = 0; i < cells[0].trial_count; i++)
		assert_true(cells[0].trials[i].core_cycles > 0.1 &&
			    cells[0].trials[i].core_cycles < 10);
	teardown(NULL);
	memset(cells, 0, sizeof(cells));
	options.clock = &exact_clock;
	measure();
	assert_true(cells[0].trials[0].core_cycles == 0);
}

TEST(a_session_that_is_precise_early_ends_early)
{
	options.clock = &cycle_clock;
	options.budget_seconds = 2;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(summary.trials, 10);
	assert_int_equal(summary.cells_imprecise, 0);
}

TEST(what_did_not_reach_the_precision_is_counted)
{
	options.clock = &cycle_clock;
	options.precision_percent = 0.001;
	behaviours[OP_cpuid].jitter = 20;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	measure_again_if_busy();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_int_equal(summary.cells_imprecise, 1);
	assert_true(summary.trials > 10);
}

TEST(the_twin_itself_and_lean_cells_have_nothing_taken_off)
{
	ask_for(OP_nop, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	measure();
	assert_true(cells[0].floor.value == 2 && cells[0].overhead.value == 0);
	assert_true(cells[1].floor.value == 100 && cells[1].overhead.value == 0);
}

TEST(disturbed_batches_are_counted_and_not_used)
{
	behaviours[OP_cpuid].disturbed_every = 2;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_true(cells[0].p99.value == 98);
	assert_in_range(cells[0].disturbed, 6, 12); /* every second of a trial, and some for real */
	assert_int_equal(cells[0].batches + cells[0].disturbed, 15);
}

TEST(disturbed_batches_are_told_by_cause)
{
	behaviours[OP_cpuid].disturbed_every = 2;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_in_range(cells[0].disturbed_by.by[DISTURBED_BY_INTERRUPT], 6, 12);
	assert_int_equal(disturbed_total(&cells[0].disturbed_by), cells[0].disturbed);
}

TEST(a_backend_that_is_slow_in_a_trial_marks_it_though_arithmetic_is_not)
{
	size_t slow = 0;

	options.clock = &cycle_clock;
	behaviours[OP_cpuid].slow_factor = behaviours[OP_nop].slow_factor = 1.5;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	for (size_t i = 0; i < cells[0].trial_count; i++) {
		const struct trial_result *trial = &cells[0].trials[i];

		slow += trial->slow;
		assert_true(trial->slow || trial->floor < 99);
	}
	assert_true(slow >= 2);
	assert_int_equal(summary.slow_trials, slow);
	assert_in_range(cells[0].trial_count, 10, 20); /* marked, never dropped */
}

TEST(every_batch_is_in_the_histogram_of_its_block)
{
	unsigned counts[BLOCKS_PER_TRIAL * HISTOGRAM_BINS];

	options.clock = &cycle_clock;
	/* on a busy machine, too, more rounds a trial than it has blocks */
	options.budget_seconds = 2;
	behaviours[OP_cpuid].disturbed_every = 5;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	for (size_t i = 0; i < cells[0].trial_count; i++) {
		size_t sum = 0;

		assert_int_equal(histogram_read(&cells[0].trials[i].histogram, counts,
						BLOCKS_PER_TRIAL),
				 BLOCKS_PER_TRIAL);
		for (size_t bin = 0; bin < BLOCKS_PER_TRIAL * HISTOGRAM_BINS; bin++)
			sum += counts[bin];
		assert_int_equal(sum, cells[0].trials[i].batches);
	}
}

static const char *member_of(const struct cell_result *cell, const char *event, const char *member)
{
	return json_string_value(json_object_get(json_object_get(cell->events, event), member));
}

TEST(events_come_from_undisturbed_batches_only)
{
	struct events events;

	assert_string_equal(events_parse(&events, "task-clock").text, "");
	events_probe(&events);
	if (events.list[0].reason) {
		events_free(&events);
		skip();
	}
	options.events = &events;
	behaviours[OP_vmcall].disturbed_every = 1;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_vmcall, ENV_hvm, FORM_LEAN);
	measure();
	assert_null(member_of(&cells[0], "task-clock", "reason"));
	assert_words(member_of(&cells[0], "task-clock", "counts"), "guest and engine");
	events_free(&events);
	assert_null(cells[1].floor.method);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(counted_instructions_are_exact_and_net_of_the_twin),
		ROW(cycles_take_at_least_ten_trials_and_an_interval),
		ROW(a_batch_that_seems_to_be_free_does_not_make_the_others_long),
		ROW(what_holds_up_the_iteration_that_is_taken_off_does_not_make_the_others_cheap),
		ROW(trials_of_an_emulator_are_as_many_as_asked_for),
		ROW(the_twins_long_batches_do_not_make_p99_smaller),
		ROW(each_trial_says_how_fast_its_core_ran),
		ROW(a_session_that_is_precise_early_ends_early),
		ROW(what_did_not_reach_the_precision_is_counted),
		ROW(the_twin_itself_and_lean_cells_have_nothing_taken_off),
		ROW(disturbed_batches_are_counted_and_not_used),
		ROW(disturbed_batches_are_told_by_cause),
		ROW(a_backend_that_is_slow_in_a_trial_marks_it_though_arithmetic_is_not),
		ROW(every_batch_is_in_the_histogram_of_its_block),
		ROW(events_come_from_undisturbed_batches_only),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
