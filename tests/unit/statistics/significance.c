// SPDX-License-Identifier: GPL-2.0-only
/*
 * Permutation test, corrections and the bootstrap of a ratio: against numbers that can be counted
 * by hand, against published examples, and, where R is installed, against R.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include "statistics/group.h"
#include "statistics/permutation.h"
#include "statistics/rules.h"
#include "statistics/significance.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TRIALS_MAX 64
#define SIDE(...)                                                                                  \
	((struct side){ (const double[]){ __VA_ARGS__ }, COUNT(((const double[]){ __VA_ARGS__ })) })

static gsl_rng *random_of(unsigned long seed)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(random, seed);
	return random;
}

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g", value, expected);
}

TEST(complete_separation_is_one_permutation_in_all)
{
	struct permutation_test test =
		permutation_test(SIDE(1, 2, 3, 4), SIDE(5, 6, 7, 8), 0.25, true, 1, NULL);

	assert_true(test.is_exact);
	assert_int_equal(test.permutations, 70);
	assert_near(test.p, 1.0 / 70, 1e-12);
	assert_near(test.p_least, 1.0 / 70, 1e-12);
	assert_near(permutation_test(SIDE(1, 2, 3, 4), SIDE(5, 6, 7, 8), 0.25, false, 1, NULL).p,
		    2.0 / 70, 1e-12);
	assert_near(permutation_test(SIDE(5, 6, 7, 8), SIDE(1, 2, 3, 4), 0.25, true, 1, NULL).p, 1,
		    1e-12);
}

/* Of the 10 ways to choose 2 of 5, {8, 9} has the largest median and {7, 9} the next. */
TEST(a_small_test_is_what_counting_by_hand_gives)
{
	assert_near(permutation_test(SIDE(5, 6, 7), SIDE(8, 9), 0.5, true, 1, NULL).p, 0.1, 1e-12);
	assert_near(permutation_test(SIDE(5, 6, 8), SIDE(7, 9), 0.5, true, 1, NULL).p, 0.2, 1e-12);
	assert_near(permutation_test(SIDE(5, 6, 8), SIDE(7, 9), 0.5, false, 1, NULL).p, 0.4, 1e-12);
}

TEST(all_values_equal_show_nothing)
{
	assert_near(permutation_test(SIDE(3, 3, 3, 3), SIDE(3, 3, 3, 3), 0.25, false, 1, NULL).p, 1,
		    0);
	assert_near(permutation_test(SIDE(3, 3, 3, 3), SIDE(3, 3, 3, 3), 0.25, true, 1, NULL).p, 1,
		    0);
}

/*
 * {2, 2} twice among the 6 ways to choose 2 of 1 1 2 2 would be 1 / 6; the tied ones count as they
 * are.
 */
TEST(ties_count_as_often_as_they_are_drawn)
{
	assert_near(permutation_test(SIDE(1, 1), SIDE(2, 2), 0.5, true, 1, NULL).p, 1.0 / 6, 1e-12);
	assert_near(permutation_test(SIDE(1, 2), SIDE(1, 2), 0.5, true, 1, NULL).p, 5.0 / 6, 1e-12);
}

TEST(equal_quantiles_are_told_apart_by_means)
{
	/* The lower quartiles' neighbours are the same; only the means differ. */
	double p =
		permutation_test(SIDE(1, 1, 1, 1, 1), SIDE(1, 1, 1, 1, 9), 0.25, true, 1, NULL).p;

	assert_near(p, 0.5, 1e-12);
}

TEST(without_units_there_is_no_p)
{
	assert_true(isnan(permutation_test((struct side){ 0 }, SIDE(1), 0.5, false, 1, NULL).p));
	assert_true(isnan(permutation_test(SIDE(1), (struct side){ 0 }, 0.5, false, 1, NULL).p));
}

TEST(one_unit_a_side_can_show_nothing)
{
	struct permutation_test test = permutation_test(SIDE(1), SIDE(1000), 0.25, false, 1, NULL);

	assert_near(test.p, 1, 0);
	assert_near(test.p_least, 1, 0);
	assert_near(permutation_test(SIDE(1), SIDE(1000), 0.25, true, 1, NULL).p_least, 0.5, 0);
}

/* `low` from 0 on and `high` far above it, but for the topmost value, which is of `low`. */
static void set_nearly_apart(double *low, double *high, size_t count)
{
	for (size_t i = 0; i < count; i++)
		high[i] = 1000 + (low[i] = (double)i);
	low[count - 1] = 9000;
}

TEST(drawn_permutations_never_give_zero)
{
	double low[12], high[12];
	struct permutation_test test;
	gsl_rng *random = random_of(1);

	set_nearly_apart(low, high, 12);
	test = permutation_test((struct side){ low, 12 }, (struct side){ high, 12 }, 0.25, true, 1,
				random);
	assert_false(test.is_exact);
	assert_int_equal(test.permutations, PERMUTATIONS_DRAWN);
	assert_true(test.p >= 1.0 / (PERMUTATIONS_DRAWN + 1));
	/* (b + 1) / (m + 1) */
	assert_near(test.p * (PERMUTATIONS_DRAWN + 1), round(test.p * (PERMUTATIONS_DRAWN + 1)),
		    1e-9);
	gsl_rng_free(random);
}

/* ln C(2000, 1000) is 1382.3: what would round to 0 must not. */
TEST(sides_that_lie_apart_are_one_permutation_of_all_however_many)
{
	double low[1000], high[1000];
	struct permutation_test test;

	for (size_t i = 0; i < 1000; i++)
		high[i] = 1000 + (low[i] = (double)i);
	test = permutation_test((struct side){ low, 10 }, (struct side){ high, 10 }, 0.25, true, 1,
				NULL);
	assert_true(test.is_exact);
	assert_near(test.p * 184756, 1, 1e-9);
	assert_near(permutation_test((struct side){ high, 10 }, (struct side){ low, 10 }, 0.25,
				     false, 1, NULL)
				    .p *
			    184756,
		    2, 1e-9);
	assert_true(permutation_test((struct side){ low, 1000 }, (struct side){ high, 1000 }, 0.25,
				     true, 1, NULL)
			    .p > 0);
}

/* Two sides of so many units, all but apart, among so many tests: p times their number. */
static double adjusted_of_nearly_apart(size_t units, size_t tests)
{
	double low[500], high[500];
	gsl_rng *random = random_of(1);
	struct permutation_test test;

	set_nearly_apart(low, high, units);
	test = permutation_test((struct side){ low, units }, (struct side){ high, units }, 0.25,
				false, tests, random);
	gsl_rng_free(random);
	return test.p * (double)tests;
}

TEST(more_units_make_no_difference_invisible_among_many_tests)
{
	assert_true(adjusted_of_nearly_apart(20, 194) <= SIGNIFICANCE_LEVEL / 5);
	assert_true(adjusted_of_nearly_apart(100, 194) <= SIGNIFICANCE_LEVEL / 5);
	assert_true(adjusted_of_nearly_apart(500, 600) <= SIGNIFICANCE_LEVEL);
}

/* Counted over all 184756 permutations by a program of its own: 3495 differ so much. */
TEST(drawn_permutations_come_close_to_all_of_them)
{
	struct side a = SIDE(1, 4.2, 6.1, 7.7, 9.3, 12.9, 13.4, 18.8, 19.1, 20.5);
	struct side b = SIDE(9.6, 12.5, 13.2, 14.1, 16.9, 17.3, 19.8, 20.1, 21.4, 22.2);
	gsl_rng *random = random_of(8);
	struct permutation_test test = permutation_test(a, b, 0.25, true, 1000, random);

	/* four standard errors, each a tenth, for drawing ends at a hundred */
	assert_near(test.p, 3495.0 / 184756, 0.4 * 3495 / 184756);
	assert_near(test.p, (double)PERMUTATIONS_ENOUGH / (double)test.permutations, 1e-12);
	gsl_rng_free(random);
}

TEST(a_large_p_takes_few_draws)
{
	struct side a = SIDE(1, 4, 6, 7, 9, 12, 13, 18, 19, 20),
		    b = SIDE(2, 3, 5, 8, 10, 11, 14, 17, 21, 22);
	gsl_rng *random = random_of(9);

	assert_true(permutation_test(a, b, 0.25, false, 1000, random).permutations <
		    10 * PERMUTATIONS_ENOUGH);
	gsl_rng_free(random);
}

/* With drawing that ends early, too, p is at most 0.05 in one of twenty cases. */
TEST(ending_early_does_not_alarm_more_often)
{
	gsl_rng *random = random_of(10);
	unsigned alarms[2] = { 0 };

	for (unsigned i = 0; i < 400; i++) {
		double values[2][10];

		for (size_t j = 0; j < 10; j++)
			for (size_t side = 0; side < 2; side++)
				values[side][j] = gsl_ran_exponential(random, 1);
		for (int one_sided = 0; one_sided < 2; one_sided++)
			alarms[one_sided] += permutation_test((struct side){ values[0], 10 },
							      (struct side){ values[1], 10 }, 0.25,
							      one_sided, 1, random)
						     .p <= 0.05;
	}
	assert_in_range(alarms[0], 6, 36);
	assert_in_range(alarms[1], 6, 36);
	gsl_rng_free(random);
}

/*
 * 500 units a side, uniform, a sixth of their range apart: p is far less than one in a million. No
 * draw differs as much, which bounds p, and low enough for 600 tests.
 */
TEST(a_p_below_what_draws_can_show_is_bounded_and_still_found)
{
	double low[500], high[500], draws;
	gsl_rng *random = random_of(13);
	struct permutation_test test;

	for (size_t i = 0; i < 500; i++) {
		low[i] = gsl_rng_uniform(random);
		high[i] = 1.0 / 6 + gsl_rng_uniform(random);
	}
	test = permutation_test((struct side){ low, 500 }, (struct side){ high, 500 }, 0.25, true,
				600, random);
	draws = (double)test.permutations;
	assert_false(test.is_exact);
	assert_true(draws > PERMUTATIONS_DRAWN);
	assert_near(test.p, 1 / (draws + 1), 1e-15);
	assert_true(test.p * 600 <= SIGNIFICANCE_LEVEL / 4);
	test = permutation_test((struct side){ high, 500 }, (struct side){ low, 500 }, 0.25, false,
				600, random);
	assert_near(test.p, 2 / ((double)test.permutations + 1), 1e-15);
	assert_true(test.p * 600 <= SIGNIFICANCE_LEVEL / 4);
	assert_true(permutation_test((struct side){ high, 500 }, (struct side){ low, 500 }, 0.25,
				     true, 600, random)
			    .p > 0.9);
	gsl_rng_free(random);
}

/* Quantiles' difference, with a weight for that of the means which only ties can feel. */
static double plain_difference(const double *a, size_t a_count, const double *b, size_t b_count,
			       double f)
{
	double difference =
		statistics_quantile_of(b, b_count, f) - statistics_quantile_of(a, a_count, f);

	for (size_t i = 0; i < b_count; i++)
		difference += 1e-9 * b[i] / (double)b_count;
	for (size_t i = 0; i < a_count; i++)
		difference -= 1e-9 * a[i] / (double)a_count;
	return difference;
}

/* The share of shuffles that do at least as well, the plain way. */
static double shuffled(const double *a, size_t a_count, const double *b, size_t b_count, double f,
		       gsl_rng *random)
{
	double pool[TRIALS_MAX], seen = plain_difference(a, a_count, b, b_count, f);
	unsigned as_large = 0, shuffles = 20000;

	memcpy(pool, a, a_count * sizeof(*a));
	memcpy(pool + a_count, b, b_count * sizeof(*b));
	for (unsigned i = 0; i < shuffles; i++) {
		gsl_ran_shuffle(random, pool, a_count + b_count, sizeof(*pool));
		as_large +=
			plain_difference(pool, a_count, pool + a_count, b_count, f) >= seen - 1e-13;
	}
	return (double)as_large / shuffles;
}

/*
 * So every permutation is as likely as any other, for sides of unlike sizes, too. Whole numbers
 * have ties of the quantiles. Four standard errors of the shuffled p are 0.014, of the drawn one a
 * tenth of it more.
 */
TEST(enumerated_and_drawn_permutations_are_those_of_shuffling)
{
	static const size_t counts[][2] = { { 8, 8 }, { 8, 9 }, { 5, 40 }, { 40, 5 }, { 3, 60 },
					    { 20, 33 } };
	double a[TRIALS_MAX], b[TRIALS_MAX];
	gsl_rng *random = random_of(2);

	for (size_t i = 0; i < 4 * COUNT(counts); i++) {
		struct side base = { a, counts[i / 4][0] }, other = { b, counts[i / 4][1] };
		double f = i % 4 / 2 ? 0.5 : 0.25, expected;
		struct permutation_test test;

		for (size_t j = 0; j < TRIALS_MAX; j++) {
			a[j] = gsl_ran_gaussian(random, 4);
			b[j] = 1 + gsl_ran_gaussian(random, 4);
			if (i % 2)
				a[j] = round(a[j]), b[j] = round(b[j]);
		}
		test = permutation_test(base, other, f, true, 1, random);
		expected = shuffled(a, base.count, b, other.count, f, random);
		assert_int_equal(test.is_exact, i / 4 == 0);
		assert_near(test.p, expected, test.is_exact ? 0.015 : 0.015 + 0.4 * expected);
	}
	gsl_rng_free(random);
}

/* Under no difference p is uniform: about one in twenty is at most 0.05, and never many more. */
TEST(no_difference_alarms_about_as_often_as_it_may)
{
	gsl_rng *random = random_of(3);
	unsigned alarms = 0;

	for (unsigned i = 0; i < 400; i++) {
		double a[6], b[6];

		for (size_t j = 0; j < 6; j++) {
			a[j] = gsl_ran_exponential(random, 1);
			b[j] = gsl_ran_exponential(random, 1);
		}
		alarms += permutation_test((struct side){ a, 6 }, (struct side){ b, 6 }, 0.25,
					   false, 1, random)
				  .p <= 0.05;
	}
	/* 20 expected; beyond these with a chance below 1 in 2000 */
	assert_in_range(alarms, 6, 36);
	gsl_rng_free(random);
}

/* R 4.2: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm"), and "BH". */
TEST(corrections_are_those_of_the_reference)
{
	const double p[] = { 0.01, 0.02, 0.03, 0.04, 0.05 },
		     holm[] = { 0.05, 0.08, 0.09, 0.09, 0.09 };
	double adjusted[5];

	significance_holm(p, 5, adjusted);
	for (size_t i = 0; i < 5; i++)
		assert_near(adjusted[i], holm[i], 1e-12);
	significance_benjamini_hochberg(p, 5, adjusted);
	for (size_t i = 0; i < 5; i++)
		assert_near(adjusted[i], 0.05, 1e-12);
}

/*
 * Benjamini and Hochberg (1995), section 4: 15 p-values; the first 4 are found at 0.05, and by
 * Bonferroni's kind 3.
 */
TEST(corrections_find_what_the_paper_finds)
{
	const double p[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
			     0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0 };
	double holm[COUNT(p)], fdr[COUNT(p)];
	unsigned found_by_holm = 0, found = 0;

	significance_holm(p, COUNT(p), holm);
	significance_benjamini_hochberg(p, COUNT(p), fdr);
	for (size_t i = 0; i < COUNT(p); i++) {
		found_by_holm += holm[i] <= 0.05;
		found += fdr[i] <= 0.05;
	}
	assert_int_equal(found_by_holm, 3);
	assert_int_equal(found, 4);
}

/*
 * C(12, 6) is 924, C(14, 7) 3432, C(16, 8) 12870: 0.05 of these, and half as much for either
 * direction.
 */
TEST(units_needed_are_those_whose_permutations_are_enough)
{
	assert_int_equal(significance_units_needed(1, true), 3);
	assert_int_equal(significance_units_needed(46, true), 6);
	assert_int_equal(significance_units_needed(47, true), 7);
	assert_int_equal(significance_units_needed(643, true), 8);
	assert_int_equal(significance_units_needed(644, true), 9);
	assert_int_equal(significance_units_needed(85, false), 7);
	assert_int_equal(significance_units_needed(321, false), 8);
	assert_int_equal(significance_units_needed(322, false), 9);
}

TEST(what_was_not_tested_does_not_count)
{
	const double p[] = { NAN, 0.02, NAN, 0.01 };
	double adjusted[4];

	significance_holm(p, 4, adjusted);
	assert_true(isnan(adjusted[0]) && isnan(adjusted[2]));
	assert_near(adjusted[1], 0.02, 1e-12);
	assert_near(adjusted[3], 0.02, 1e-12);
	significance_benjamini_hochberg(p, 0, adjusted);
}

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
TEST(intervals_of_floors_hold_with_as_many_sessions_as_are_enough_and_widened_with_fewer)
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

/* The same numbers out of R: prints p-values of both tests, both corrections, and two quantiles. */
static const char r_program[] =
	"a <- c(12.1, 11.8, 12.4, 12.0, 13.5, 11.9); b <- c(12.3, 12.6, 12.2, 12.9, 12.3)\n"
	"t <- function(x, y) quantile(y, 0.25, type = 7) - quantile(x, 0.25, type = 7) + 1e-9 * "
	"(mean(y) - mean(x))\n"
	"pool <- c(a, b); all <- combn(length(pool), length(b), function(k) t(pool[-k], pool[k]))\n"
	"seen <- t(a, b); up <- mean(all >= seen - 1e-13); down <- mean(all <= seen + 1e-13)\n"
	"p <- c(0.011, 0.2, 0.013, 0.5, 0.04)\n"
	"cat(up, min(1, 2 * min(up, down)), p.adjust(p, 'holm'), p.adjust(p, 'BH'), sep = '\\n')\n";

static size_t ask_r(double *numbers, size_t most)
{
	char path[] = "/tmp/exitbench-r-XXXXXX", command[96];
	int file = mkstemp(path);
	FILE *script = fdopen(file, "w"), *answer;
	size_t count = 0;

	fputs(r_program, script);
	fclose(script);
	snprintf(command, sizeof(command), "Rscript --vanilla %s 2>/dev/null", path);
	answer = popen(command, "r");
	while (answer && count < most && fscanf(answer, "%lf", &numbers[count]) == 1)
		count++;
	if (answer)
		pclose(answer);
	remove(path);
	return count;
}

TEST(r_finds_the_same)
{
	struct side a = SIDE(12.1, 11.8, 12.4, 12.0, 13.5, 11.9),
		    b = SIDE(12.3, 12.6, 12.2, 12.9, 12.3);
	const double p[] = { 0.011, 0.2, 0.013, 0.5, 0.04 };
	double ours[12], theirs[12];

	if (ask_r(theirs, COUNT(theirs)) != COUNT(theirs))
		skip();
	ours[0] = permutation_test(a, b, 0.25, true, 1, NULL).p;
	ours[1] = permutation_test(a, b, 0.25, false, 1, NULL).p;
	significance_holm(p, 5, &ours[2]);
	significance_benjamini_hochberg(p, 5, &ours[7]);
	for (size_t i = 0; i < COUNT(ours); i++)
		assert_near(ours[i], theirs[i], 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete_separation_is_one_permutation_in_all),
		cmocka_unit_test(a_small_test_is_what_counting_by_hand_gives),
		cmocka_unit_test(all_values_equal_show_nothing),
		cmocka_unit_test(ties_count_as_often_as_they_are_drawn),
		cmocka_unit_test(equal_quantiles_are_told_apart_by_means),
		cmocka_unit_test(without_units_there_is_no_p),
		cmocka_unit_test(one_unit_a_side_can_show_nothing),
		cmocka_unit_test(drawn_permutations_never_give_zero),
		cmocka_unit_test(sides_that_lie_apart_are_one_permutation_of_all_however_many),
		cmocka_unit_test(more_units_make_no_difference_invisible_among_many_tests),
		cmocka_unit_test(drawn_permutations_come_close_to_all_of_them),
		cmocka_unit_test(a_large_p_takes_few_draws),
		cmocka_unit_test(ending_early_does_not_alarm_more_often),
		cmocka_unit_test(a_p_below_what_draws_can_show_is_bounded_and_still_found),
		cmocka_unit_test(enumerated_and_drawn_permutations_are_those_of_shuffling),
		cmocka_unit_test(no_difference_alarms_about_as_often_as_it_may),
		cmocka_unit_test(corrections_are_those_of_the_reference),
		cmocka_unit_test(corrections_find_what_the_paper_finds),
		cmocka_unit_test(units_needed_are_those_whose_permutations_are_enough),
		cmocka_unit_test(what_was_not_tested_does_not_count),
		cmocka_unit_test(a_ratio_of_constants_has_an_interval_of_no_width),
		cmocka_unit_test(a_base_that_may_be_zero_leaves_the_ratio_without_a_bound),
		cmocka_unit_test(many_sessions_are_resampled_as_if_each_were_drawn),
		cmocka_unit_test(an_empty_group_has_no_figure),
		cmocka_unit_test(intervals_of_ratios_hold_the_truth_about_as_often_as_they_say),
		cmocka_unit_test(
			intervals_of_floors_hold_with_as_many_sessions_as_are_enough_and_widened_with_fewer),
		cmocka_unit_test(one_session_has_no_bound),
		cmocka_unit_test(r_finds_the_same),
	};

	return cmocka_run_group_tests_name("harness_significance", tests, NULL, NULL);
}
