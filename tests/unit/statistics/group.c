// SPDX-License-Identifier: GPL-2.0-only
/* Figures of groups of sessions, their ratio, and how often its interval holds the truth. */
#include "statistics/numbers.h"
#include "statistics/group.h"
#include "statistics/rules.h"

static double storage[2][TRIALS_MAX];

/* A group of one session. */
static struct group group_of(int side, struct group_session *session, const double *values,
			     size_t count, double f)
{
	struct group group = { 1, session };

	memcpy(storage[side], values, count * sizeof(*values));
	*session = (struct group_session){ .trials = storage[side], .count = count };
	group_sort(&group, f);
	return group;
}

TEST(a_ratio_of_constants_has_an_interval_of_no_width)
{
	struct group_session sessions[2];
	gsl_rng *random = random_of(4);
	struct group base = group_of(0, &sessions[0], (double[]){ 4, 4, 4 }, 3, 0.25);
	struct group other = group_of(1, &sessions[1], (double[]){ 5, 5, 5 }, 3, 0.25);
	struct interval ratio = group_ratio(&base, &other, 0.25, 100, random);

	assert_true(ratio.value == 1.25 && ratio.lo == 1.25 && ratio.hi == 1.25);
	gsl_rng_free(random);
}

TEST(a_base_that_may_be_zero_leaves_the_ratio_without_a_bound)
{
	struct group_session sessions[2];
	gsl_rng *random = random_of(5);
	struct group base = group_of(0, &sessions[0], (double[]){ -1, 3, 3, 3 }, 4, 0.5);
	struct group other = group_of(1, &sessions[1], (double[]){ 5, 5, 5, 5 }, 4, 0.5);
	struct interval ratio = group_ratio(&base, &other, 0.5, 1000, random);

	assert_near(ratio.value, 5.0 / 3, 1e-12);
	assert_true(isinf(ratio.hi) && isfinite(ratio.lo));
	base = group_of(0, &sessions[0], (double[]){ -1, -1 }, 2, 0.5);
	assert_true(isnan(group_ratio(&base, &other, 0.5, 10, random).value));
	gsl_rng_free(random);
}

/*
 * Of 25 values drawn with replacement the median is at most the i-th where at least 13 of the draws
 * are.
 */
static size_t least_median_at(double level)
{
	size_t i = 0;

	while (gsl_cdf_binomial_Q(12, (double)(i + 1) / 25, 25) < level)
		i++;
	return i;
}

TEST(many_sessions_are_resampled_as_if_each_were_drawn)
{
	struct group_session sessions[25];
	struct group group = { 25, sessions };
	gsl_rng *random = random_of(7);
	double values[25];
	struct interval interval;

	for (size_t i = 0; i < 25; i++) {
		values[i] = (double)i;
		sessions[i] = (struct group_session){ .trials = &values[i], .count = 1 };
	}
	group_sort(&group, 0.5);
	interval = group_interval(&group, 0.5, 20000, random);
	assert_near(interval.lo, (double)least_median_at(0.025), 1e-12);
	assert_near(interval.hi, (double)least_median_at(0.975), 1e-12);
	gsl_rng_free(random);
}

TEST(an_empty_group_has_no_figure)
{
	struct group empty = { 0 };
	gsl_rng *random = random_of(6);

	assert_true(isnan(group_figure(&empty, 0.25)));
	assert_true(isnan(group_interval(&empty, 0.25, 10, random).value));
	assert_true(isnan(group_ratio(&empty, &empty, 0.25, 10, random).hi));
	gsl_rng_free(random);
}

#define SIMULATIONS 300

/*
 * Sessions around 1000 and 1100, trials around their session, the quantile f of either: does the
 * interval hold 1.1?
 */
static unsigned simulate(gsl_rng *random, size_t count, size_t trials, double f, bool is_widened)
{
	double values[2][count][trials];
	struct group_session sessions[2][count];
	struct group groups[2];
	struct interval ratio;

	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < count; i++) {
			double centre = (side ? 1.1 : 1) * (1000 + gsl_ran_gaussian(random, 10));

			for (size_t j = 0; j < trials; j++)
				values[side][i][j] =
					centre + (side ? 1.1 : 1) * gsl_ran_gaussian(random, 5);
			sessions[side][i] = (struct group_session){ values[side][i], trials, 0 };
		}
		groups[side] = (struct group){ count, sessions[side] };
		group_sort(&groups[side], f);
	}
	ratio = group_ratio(&groups[0], &groups[1], f, 200, random);
	if (is_widened)
		ratio = group_widened(ratio, count);
	return ratio.lo <= 1.1 && 1.1 <= ratio.hi;
}

TEST(intervals_of_ratios_hold_the_truth_about_as_often_as_they_say)
{
	gsl_rng *random = random_of(7);
	unsigned nested = 0, many = 0;

	for (unsigned i = 0; i < SIMULATIONS; i++) {
		nested += simulate(random, 8, 5, 0.5, false);
		many += simulate(random, SESSIONS_MANY + 10, 3, 0.5, false);
	}
	assert_in_range(nested, SIMULATIONS * 90 / 100, SIMULATIONS);
	assert_in_range(many, SIMULATIONS * 90 / 100, SIMULATIONS);
	gsl_rng_free(random);
}

/*
 * The floor's rule, ten trials a session. The share of intervals that hold the truth, in per mille.
 */
static unsigned coverage_of_floor(size_t sessions, bool is_widened)
{
	gsl_rng *random = random_of(sessions);
	unsigned held = 0, simulations = 600;

	for (unsigned i = 0; i < simulations; i++)
		held += simulate(random, sessions, 10, FLOOR_OVER_TRIALS, is_widened);
	gsl_rng_free(random);
	return held * 1000 / simulations;
}

/* Two standard errors are 18 per mille. */
TEST(intervals_of_floors_hold_with_enough_sessions_and_widened_with_fewer)
{
	assert_in_range(coverage_of_floor(SESSIONS_ENOUGH, true), 930, 1000);
	assert_in_range(coverage_of_floor(6, true), 940, 1000);
	assert_in_range(coverage_of_floor(4, true), 940, 1000);
	assert_in_range(coverage_of_floor(3, true), 940, 1000);
	assert_in_range(coverage_of_floor(2, true), 940, 1000);
	assert_in_range(coverage_of_floor(3, false), 0, 900);
}

TEST(one_session_has_no_bound)
{
	struct interval ratio = group_widened((struct interval){ 1.1, 1.05, 1.15 }, 1);

	assert_true(ratio.value == 1.1 && isinf(ratio.hi) && ratio.lo <= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ratio_of_constants_has_an_interval_of_no_width),
		cmocka_unit_test(a_base_that_may_be_zero_leaves_the_ratio_without_a_bound),
		cmocka_unit_test(many_sessions_are_resampled_as_if_each_were_drawn),
		cmocka_unit_test(an_empty_group_has_no_figure),
		cmocka_unit_test(intervals_of_ratios_hold_the_truth_about_as_often_as_they_say),
		cmocka_unit_test(
			intervals_of_floors_hold_with_enough_sessions_and_widened_with_fewer),
		cmocka_unit_test(one_session_has_no_bound),
	};

	return cmocka_run_group_tests_name("statistics/group", tests, NULL, NULL);
}
