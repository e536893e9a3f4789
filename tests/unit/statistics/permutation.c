// SPDX-License-Identifier: GPL-2.0-only
/*
 * The permutation test, against numbers that can be counted by hand and against plain shuffling.
 */
#include "statistics/numbers.h"
#include "statistics/permutation.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

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

TEST(equal_quantiles_are_distinguished_by_means)
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

/* Two sides that are nearly apart, among other tests: p times the number of tests. */
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

/* Counted over all 184756 permutations by another program: 3495 differ as much. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete_separation_is_one_permutation_in_all),
		cmocka_unit_test(a_small_test_is_what_counting_by_hand_gives),
		cmocka_unit_test(all_values_equal_show_nothing),
		cmocka_unit_test(ties_count_as_often_as_they_are_drawn),
		cmocka_unit_test(equal_quantiles_are_distinguished_by_means),
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
	};

	return cmocka_run_group_tests_name("statistics/permutation", tests, NULL, NULL);
}
