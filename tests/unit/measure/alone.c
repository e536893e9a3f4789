// SPDX-License-Identifier: GPL-2.0-only
/* Figures of batches alone on the core, with canaries that say what a test wants. */
#include "session_fixture.h"

#define ALONE  2.0 /* cycles of a round of additions */
#define BESIDE 3.5

/* A fake canary is called before and after every batch of a process. */
static unsigned readings;

static struct canary canary_of(double ticks_per_cycle, double round)
{
	return (struct canary){ .chain = CANARY_CHAIN_CYCLES * ticks_per_cycle,
				.additions = CANARY_ADDITION_ROUNDS * round * ticks_per_cycle };
}

static struct canary always_alone(void)
{
	return canary_of(1, ALONE);
}

static struct canary always_beside(void)
{
	return canary_of(1, BESIDE);
}

/* A neighbour beside every third batch, which makes it dearer by two fifths. */
static struct canary sometimes_beside(void)
{
	bool beside = readings++ / 2 % 3 == 2;

	cost_factor = beside ? 1.4 : 1;
	return canary_of(1, beside ? BESIDE : ALONE);
}

/* The core's clock, in every other batch slower by a quarter. */
static struct canary moving_clock(void)
{
	cost_factor = readings++ / 2 % 2 ? 1.25 : 1;
	return canary_of(cost_factor, ALONE);
}

/* It changes in the middle of every batch. */
static struct canary clock_changing_within(void)
{
	return canary_of(readings++ % 2 ? 1.25 : 1, ALONE);
}

/* In every other process a neighbour, which makes the twin's loop dear. */
static struct canary neighbour_of_every_other_trial(void)
{
	bool beside = *processes % 2;

	behaviours[OP_nop].ticks = beside ? 60 : 2;
	return canary_of(1, beside ? BESIDE : ALONE);
}

static void measure_with(struct canary (*canary)(void))
{
	readings = 0;
	options.clock = &cycle_clock;
	options.canary = canary;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
}

TEST(the_headline_is_of_batches_alone_and_beside_is_its_own)
{
	const struct alone_result *alone = &cells[0].alone;

	measure_with(sometimes_beside);
	assert_true(alone->is_known && !alone->never);
	assert_true(fabs(alone->floor.value - 98) < 0.01);
	assert_true(fabs(alone->median.value - 98) < 0.01);
	assert_words(alone->median.method, "alone on the core");
	assert_true(fabs(alone->beside.value - 1.4 * 98) < 0.5);
	assert_words(alone->beside.method, "beside a neighbour");
	assert_in_range(alone->beside_batches * 3, alone->batches, 2 * alone->batches);
	assert_true(fabs(summary.alone_round - ALONE) < 0.01);
	assert_int_equal(summary.cells_never_alone, 0);
}

TEST(trials_keep_what_they_had_alone)
{
	size_t batches = 0;

	measure_with(sometimes_beside);
	for (size_t i = 0; i < cells[0].trial_count; i++) {
		const struct trial_result *trial = &cells[0].trials[i];

		batches += trial->alone_batches;
		assert_true(!trial->alone_batches || fabs(trial->alone_floor - 98) < 0.01);
	}
	assert_int_equal(batches, cells[0].alone.batches);
}

TEST(core_cycles_are_reckoned_batch_by_batch)
{
	measure_with(moving_clock);
	assert_true(cells[0].median.value > cells[0].floor.value + 5 ||
		    cells[0].p99.value > cells[0].floor.value + 20);
	assert_true(fabs(cells[0].alone.floor.value - 98) < 0.01);
	assert_true(fabs(cells[0].alone.median.value - 98) < 0.01);
}

TEST(a_cell_that_never_was_alone_says_so_and_is_measured_longer)
{
	measure_with(always_beside);
	measure_again_if_busy();
	assert_true(cells[0].alone.is_known && cells[0].alone.never);
	assert_null(cells[0].alone.floor.method);
	assert_false(cells[0].precise);
	assert_true(cells[0].alone.beside_batches > 0 && !cells[0].alone.batches);
	assert_true(cells[0].floor.value == 98);
	assert_true(isnan(summary.alone_round));
	assert_int_equal(summary.cells_never_alone, 1);
	assert_true(summary.trials > 10);
}

TEST(where_the_core_has_no_other_thread_every_batch_is_alone)
{
	options.has_no_neighbour = true;
	measure_with(always_beside);
	assert_true(!cells[0].alone.never && cells[0].precise);
	assert_true(fabs(cells[0].alone.floor.value - 98) < 0.01);
	assert_int_equal(cells[0].alone.beside_batches, 0);
}

TEST(a_batch_whose_clock_changed_is_of_neither_kind)
{
	measure_with(clock_changing_within);
	assert_true(cells[0].alone.never);
	assert_int_equal(cells[0].alone.batches + cells[0].alone.beside_batches, 0);
	assert_true(cells[0].batches > 0);
}

TEST(a_session_that_was_always_alone_ends_when_it_is_precise)
{
	options.budget_seconds = 2;
	measure_with(always_alone);
	assert_true(cells[0].precise && !cells[0].alone.never);
	assert_int_equal(summary.trials, 10);
}

TEST(a_twin_that_is_steady_alone_refuses_no_cell)
{
	measure_with(neighbour_of_every_other_trial);
	assert_true(fabs(cells[0].alone.floor.value - 98) < 0.01);
	assert_true(cells[0].precise);
}

TEST(without_canaries_nothing_is_said)
{
	options.clock = &cycle_clock;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_false(cells[0].alone.is_known || cells[0].alone.never);
	assert_null(cells[0].alone.floor.method);
	assert_true(cells[0].precise);
}

TEST(the_real_canaries_take_time)
{
	struct canary canary = { 0 };

	/* an interrupt may fall between two stamps */
	for (int i = 0; i < 100 && !(canary.chain > 0 && canary.additions > 0); i++)
		canary = canary_time();
	assert_true(canary.chain > 0 && canary.additions > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(the_headline_is_of_batches_alone_and_beside_is_its_own),
		ROW(trials_keep_what_they_had_alone),
		ROW(core_cycles_are_reckoned_batch_by_batch),
		ROW(a_cell_that_never_was_alone_says_so_and_is_measured_longer),
		ROW(where_the_core_has_no_other_thread_every_batch_is_alone),
		ROW(a_batch_whose_clock_changed_is_of_neither_kind),
		ROW(a_session_that_was_always_alone_ends_when_it_is_precise),
		ROW(a_twin_that_is_steady_alone_refuses_no_cell),
		ROW(without_canaries_nothing_is_said),
		ROW(the_real_canaries_take_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
