// SPDX-License-Identifier: GPL-2.0-only
/* Figures of all trials' batches as one sample. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "statistics/rules.h"
#include "statistics/statistics.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define TRIALS  8
#define SAMPLES 40

static const struct estimator floor_rule = FLOOR_ESTIMATOR, median_rule = MEDIAN_ESTIMATOR;
static struct sample cell_samples[TRIALS][SAMPLES], twin_samples[TRIALS][SAMPLES];
static struct trial_sample cells[TRIALS], twins[TRIALS];
static gsl_rng *generator;

/* In each trial that many batches of 100 to 101 ticks; the twin's take 10. */
static int setup(void **state)
{
	(void)state;
	for (size_t t = 0; t < TRIALS; t++) {
		cells[t] = (struct trial_sample){ 5 + 5 * (t % 2), 5, cell_samples[t] };
		twins[t] = (struct trial_sample){ 5, 5, twin_samples[t] };
		for (unsigned i = 0; i < SAMPLES; i++) {
			cell_samples[t][i] = (struct sample){ 100 + (i * 7 + t * 3) % 10 / 10.0,
							      i % 5 };
			twin_samples[t][i] = (struct sample){ 10, i % 5 };
		}
		trial_sample_sort(&cells[t]);
	}
	generator = gsl_rng_alloc(gsl_rng_mt19937);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gsl_rng_free(generator);
	return 0;
}

TEST(the_figure_is_the_quantile_of_all_net_of_the_twins)
{
	struct interval median =
		statistics_pooled(cells, twins, TRIALS, median_rule, 500, generator);

	assert_true(median.value > 90.3 && median.value < 90.6);
	assert_true(median.lo <= median.value && median.value <= median.hi);
	assert_true(median.hi - median.lo > 0 && median.hi - median.lo < 1);
}

TEST(without_a_twin_nothing_is_subtracted)
{
	struct interval floor = statistics_pooled(cells, NULL, TRIALS, floor_rule, 0, generator);

	assert_true(floor.value >= 100 && floor.value < 100.2);
	assert_true(floor.lo == floor.value && floor.hi == floor.value);
}

/* A trial of one batch counts as one batch, not as a trial. */
TEST(a_trial_with_a_stray_batch_weighs_little)
{
	cells[0].count = 1;
	cell_samples[0][0].value = 190;
	assert_true(statistics_pooled(cells, NULL, TRIALS, median_rule, 0, generator).value < 101);
}

TEST(trials_that_differ_make_the_interval_wide)
{
	struct interval alike = statistics_pooled(cells, NULL, TRIALS, median_rule, 500, generator),
			apart;

	for (size_t t = 0; t < TRIALS; t += 2)
		for (size_t i = 0; i < SAMPLES; i++)
			cell_samples[t][i].value += 20;
	apart = statistics_pooled(cells, NULL, TRIALS, median_rule, 500, generator);
	assert_true(apart.hi - apart.lo > 10 * (alike.hi - alike.lo));
}

TEST(without_samples_there_is_no_figure)
{
	for (size_t t = 0; t < TRIALS; t++)
		twins[t].count = 0;
	assert_true(isnan(
		statistics_pooled(cells, twins, TRIALS, floor_rule, 100, generator).value));
	assert_int_equal(statistics_known(cells, twins, TRIALS), 0);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(the_figure_is_the_quantile_of_all_net_of_the_twins),
		ROW(without_a_twin_nothing_is_subtracted),
		ROW(a_trial_with_a_stray_batch_weighs_little),
		ROW(trials_that_differ_make_the_interval_wide),
		ROW(without_samples_there_is_no_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
