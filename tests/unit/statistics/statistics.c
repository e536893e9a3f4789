// SPDX-License-Identifier: GPL-2.0-only
/*
 * The statistics against reference values: R's quantile(type = 7) by its documentation, and
 * bootstrap distributions that can be written down exactly.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include "statistics/rules.h"
#include "statistics/statistics.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SAMPLES_MAX 64

static const struct estimator median_of_medians = { 0.5, 0.5, 0 };

static gsl_rng *random_of(unsigned long seed)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(random, seed);
	return random;
}

/* A trial with one sample in each block. */
static struct trial_sample trial_of(struct sample *storage, const double *values, size_t count)
{
	struct trial_sample trial = { .count = count, .blocks = count, .samples = storage };

	for (size_t i = 0; i < count; i++)
		storage[i] = (struct sample){ values[i], (unsigned)i };
	trial_sample_sort(&trial);
	return trial;
}

TEST(quantiles_are_those_of_the_textbook_example)
{
	const double values[] = { 7, 15, 36, 39, 40, 41 };

	assert_true(statistics_quantile(values, COUNT(values), 0.25) == 20.25);
	assert_true(statistics_quantile(values, COUNT(values), 0.50) == 37.5);
	assert_true(statistics_quantile(values, COUNT(values), 0.75) == 39.75);
	assert_true(statistics_quantile(values, COUNT(values), 0.00) == 7);
	assert_true(statistics_quantile(values, COUNT(values), 1.00) == 41);
}

TEST(a_quantile_of_nothing_is_not_a_number)
{
	struct trial_sample nothing = { 0 };

	assert_true(isnan(statistics_quantile(NULL, 0, 0.5)));
	assert_true(isnan(statistics_quantile_of((double[]){ 0 }, 0, 0.5)));
	assert_true(isnan(trial_sample_quantile(&nothing, NULL, 0.5)));
}

TEST(a_quantile_of_one_value_is_that_value)
{
	const double one[] = { 42 };

	assert_true(statistics_quantile(one, 1, 0.05) == 42);
	assert_true(statistics_quantile(one, 1, 0.99) == 42);
}

TEST(ties_and_constants_have_the_quantiles_they_must)
{
	const double ties[] = { 1, 2, 2, 2, 3 }, constant[] = { 5, 5, 5, 5 };

	assert_true(statistics_quantile(ties, COUNT(ties), 0.25) == 2);
	assert_true(statistics_quantile(ties, COUNT(ties), 0.75) == 2);
	assert_true(statistics_quantile(constant, COUNT(constant), 0.05) == 5);
}

TEST(unsorted_values_are_left_as_they_were)
{
	const double values[] = { 3, 1, 2 };

	assert_true(statistics_quantile_of(values, 3, 0.5) == 2);
	assert_true(values[0] == 3 && values[1] == 1 && values[2] == 2);
}

/* Repeat each sample as often as its block counts, and take the quantile of that. */
static double expanded_quantile(const struct trial_sample *trial, const unsigned *weights, double f)
{
	double values[SAMPLES_MAX * 8];
	size_t count = 0;

	for (size_t i = 0; i < trial->count; i++)
		for (unsigned n = 0; n < weights[trial->samples[i].block]; n++)
			values[count++] = trial->samples[i].value;
	return statistics_quantile(values, count, f);
}

TEST(a_weighted_quantile_is_that_of_the_repeated_samples)
{
	gsl_rng *random = random_of(1);
	struct sample storage[SAMPLES_MAX];
	double values[SAMPLES_MAX];
	unsigned weights[SAMPLES_MAX];

	for (unsigned round = 0; round < 2000; round++) {
		size_t count = 1 + gsl_rng_uniform_int(random, SAMPLES_MAX);
		double f = round % 5 * 0.25, expected;
		struct trial_sample trial;

		for (size_t i = 0; i < count; i++) {
			values[i] = (double)gsl_rng_uniform_int(random, 20);
			weights[i] = (unsigned)gsl_rng_uniform_int(random, 4);
		}
		trial = trial_of(storage, values, count);
		expected = expanded_quantile(&trial, weights, f);
		if (isnan(expected))
			assert_true(isnan(trial_sample_quantile(&trial, weights, f)));
		else
			assert_true(fabs(trial_sample_quantile(&trial, weights, f) - expected) <
				    1e-12);
	}
	gsl_rng_free(random);
}

/* Trials of one batch each, with these values. */
static void trials_of(struct trial_sample *trials, struct sample *storage, const double *values,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		trials[i] = trial_of(&storage[i], &values[i], 1);
}

TEST(an_estimate_is_a_quantile_over_trials_of_quantiles_within)
{
	const double values[][3] = { { 3, 1, 2 }, { 30, 10, 20 }, { 300, 100, 200 } };
	struct sample storage[3][3];
	struct trial_sample trials[3];

	for (size_t i = 0; i < 3; i++)
		trials[i] = trial_of(storage[i], values[i], 3);
	assert_true(statistics_estimate(trials, NULL, 3, median_of_medians) == 20);
	assert_true(statistics_estimate(trials, NULL, 3, (struct estimator){ 0, 0, 0 }) == 1);
	assert_true(statistics_estimate(trials, NULL, 3, (struct estimator){ 1, 1, 0 }) == 300);
}

TEST(the_twin_of_the_same_trial_is_taken_off)
{
	const double cells[] = { 110, 250, 130 }, twins[] = { 10, 150, 30 };
	struct sample storage[2][3];
	struct trial_sample cell[3], twin[3];

	trials_of(cell, storage[0], cells, 3);
	trials_of(twin, storage[1], twins, 3);
	assert_true(statistics_estimate(cell, twin, 3, median_of_medians) == 100);
}

TEST(a_trial_without_samples_does_not_count)
{
	const double values[] = { 1, 2, 3 };
	struct sample storage[3];
	struct trial_sample trials[3];

	trials_of(trials, storage, values, 3);
	trials[0].count = 0;
	assert_true(statistics_estimate(trials, NULL, 3, median_of_medians) == 2.5);
}

TEST(no_trial_gives_no_figure)
{
	gsl_rng *random = random_of(1);
	struct interval interval =
		statistics_bootstrap(NULL, NULL, 0, median_of_medians, 100, random);

	assert_true(isnan(interval.value) && isnan(interval.lo) && isnan(interval.hi));
	gsl_rng_free(random);
}

TEST(constant_trials_have_an_interval_of_no_width)
{
	const double values[] = { 7, 7, 7, 7 };
	struct sample storage[4];
	struct trial_sample trials[4];
	gsl_rng *random = random_of(1);
	struct interval interval;

	trials_of(trials, storage, values, 4);
	interval = statistics_bootstrap(trials, NULL, 4, median_of_medians, 500, random);
	assert_true(interval.value == 7 && interval.lo == 7 && interval.hi == 7);
	gsl_rng_free(random);
}

/*
 * The median of n odd resampled values is at most the k-th when at least (n + 1) / 2 draws are:
 * binomial. For n = 11 the 2.5 % tail lies at the third value (0.7 % at the second, 4.4 % there).
 */
TEST(the_bootstrap_of_a_median_is_the_one_that_can_be_written_down)
{
	const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
	struct sample storage[11];
	struct trial_sample trials[11];
	gsl_rng *random = random_of(7);
	struct interval interval;

	trials_of(trials, storage, values, 11);
	interval = statistics_bootstrap(trials, NULL, 11, median_of_medians, 2000, random);
	assert_true(interval.value == 6 && interval.lo == 3 && interval.hi == 9);
	gsl_rng_free(random);
}

TEST(within_one_trial_blocks_are_resampled)
{
	const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
	struct sample storage[11];
	struct trial_sample trial = trial_of(storage, values, 11);
	gsl_rng *random = random_of(7);
	struct interval interval =
		statistics_bootstrap(&trial, NULL, 1, median_of_medians, 2000, random);

	assert_true(interval.value == 6 && interval.lo == 3 && interval.hi == 9);
	gsl_rng_free(random);
}

/* Cell and twin move together from block to block: resampled apart, the net would vary. */
TEST(cell_and_twin_are_resampled_together)
{
	const double slow[] = { 10, 20, 30, 40, 50 };
	double cells[5];
	struct sample storage[2][5];
	struct trial_sample cell, twin;
	gsl_rng *random = random_of(3);
	struct interval interval;

	for (size_t i = 0; i < 5; i++)
		cells[i] = slow[i] + 100;
	cell = trial_of(storage[0], cells, 5);
	twin = trial_of(storage[1], slow, 5);
	interval = statistics_bootstrap(&cell, &twin, 1, median_of_medians, 500, random);
	assert_true(interval.value == 100 && interval.lo == 100 && interval.hi == 100);
	gsl_rng_free(random);
}

TEST(the_same_seed_gives_the_same_interval)
{
	const double values[] = { 5, 1, 4, 2, 3 };
	struct sample storage[5];
	struct trial_sample trials[5];
	gsl_rng *first = random_of(9), *second = random_of(9);
	struct interval a, b;

	trials_of(trials, storage, values, 5);
	a = statistics_bootstrap(trials, NULL, 5, median_of_medians, 200, first);
	b = statistics_bootstrap(trials, NULL, 5, median_of_medians, 200, second);
	assert_memory_equal(&a, &b, sizeof(a));
	gsl_rng_free(first);
	gsl_rng_free(second);
}

TEST(an_interval_is_widened_for_few_trials)
{
	const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	struct sample storage[10];
	struct trial_sample trials[10];
	gsl_rng *first = random_of(9), *second = random_of(9);
	struct interval plain, wide;

	trials_of(trials, storage, values, 10);
	plain = statistics_bootstrap(trials, NULL, 10, median_of_medians, 500, first);
	wide = statistics_interval(trials, NULL, 10, median_of_medians, 500, second);
	/* Student's t with 9 degrees of freedom, 2.2622, by 1.9600 and times sqrt(10 / 9). */
	assert_float_equal((wide.hi - wide.value) / (plain.hi - plain.value), 1.2166, 1e-4);
	assert_float_equal((wide.value - wide.lo) / (plain.value - plain.lo), 1.2166, 1e-4);
	wide = statistics_interval(trials, NULL, 1, median_of_medians, 500, second);
	assert_true(wide.lo == 1 && wide.hi == 1);
	gsl_rng_free(first);
	gsl_rng_free(second);
}

#define SIMULATIONS 400
#define TRIALS      10   /* the least a session has */
#define BATCHES     60
#define BLOCKS      20
#define LINGERS     0.7  /* from one batch to the next */

/* Normal trials around 1000; batches normal around their trial, each much like the one before. */
static struct trial_sample simulated_trial(struct sample *storage, gsl_rng *random)
{
	double centre = 1000 + gsl_ran_gaussian(random, 10), stray = gsl_ran_gaussian(random, 5);
	struct trial_sample trial = { BATCHES, BLOCKS, storage };

	for (unsigned i = 0; i < BATCHES; i++) {
		storage[i] = (struct sample){ centre + stray, i * BLOCKS / BATCHES };
		stray = LINGERS * stray + sqrt(1 - LINGERS * LINGERS) * gsl_ran_gaussian(random, 5);
	}
	trial_sample_sort(&trial);
	return trial;
}

static bool interval_holds(struct estimator estimator, double truth, gsl_rng *random)
{
	struct sample storage[TRIALS][BATCHES];
	struct trial_sample trials[TRIALS];
	struct interval interval;

	for (size_t i = 0; i < TRIALS; i++)
		trials[i] = simulated_trial(storage[i], random);
	interval = statistics_interval(trials, NULL, TRIALS, estimator, 200, random);
	return interval.lo <= truth && truth <= interval.hi;
}

static unsigned held(struct estimator estimator, double truth)
{
	gsl_rng *random = random_of(11);
	unsigned count = 0;

	for (unsigned i = 0; i < SIMULATIONS; i++)
		count += interval_holds(estimator, truth, random);
	gsl_rng_free(random);
	return count;
}

/*
 * The truth: what many trials of many batches come to. 1.6449 and 0.6745 are the normal
 * distribution's.
 */
TEST(intervals_hold_the_truth_about_as_often_as_they_say)
{
	struct estimator floors = FLOOR_ESTIMATOR, medians = MEDIAN_ESTIMATOR;

	assert_in_range(held(medians, 1000), SIMULATIONS * 93 / 100, SIMULATIONS);
	assert_in_range(held(floors, 1000 - 0.6745 * 10 - 1.6449 * 5), SIMULATIONS * 93 / 100,
			SIMULATIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_those_of_the_textbook_example),
		cmocka_unit_test(a_quantile_of_nothing_is_not_a_number),
		cmocka_unit_test(a_quantile_of_one_value_is_that_value),
		cmocka_unit_test(ties_and_constants_have_the_quantiles_they_must),
		cmocka_unit_test(unsorted_values_are_left_as_they_were),
		cmocka_unit_test(a_weighted_quantile_is_that_of_the_repeated_samples),
		cmocka_unit_test(an_estimate_is_a_quantile_over_trials_of_quantiles_within),
		cmocka_unit_test(the_twin_of_the_same_trial_is_taken_off),
		cmocka_unit_test(a_trial_without_samples_does_not_count),
		cmocka_unit_test(no_trial_gives_no_figure),
		cmocka_unit_test(constant_trials_have_an_interval_of_no_width),
		cmocka_unit_test(the_bootstrap_of_a_median_is_the_one_that_can_be_written_down),
		cmocka_unit_test(within_one_trial_blocks_are_resampled),
		cmocka_unit_test(cell_and_twin_are_resampled_together),
		cmocka_unit_test(the_same_seed_gives_the_same_interval),
		cmocka_unit_test(an_interval_is_widened_for_few_trials),
		cmocka_unit_test(intervals_hold_the_truth_about_as_often_as_they_say),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
