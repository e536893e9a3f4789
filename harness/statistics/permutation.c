// SPDX-License-Identifier: GPL-2.0-only
/*
 * The permutation test. A permutation is which of the pooled, sorted values are the other side's:
 * its quantile is then found by position, not by sorting again.
 */
#include <float.h>
#include <gsl/gsl_combination.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "statistics/permutation.h"
#include "statistics/permutation_bound.h"
#include "statistics/rules.h"
#include "statistics/significance.h"
#include "statistics/statistics.h"
#include "statistics/subset.h"

struct pool {
	double *values; /* of both sides, ascending */
	size_t count, base_count, other_count;
	double sum, tolerance, f;
};

struct difference {
	double quantiles, means;
};

/* What a test by draws is told besides the pool. */
struct question {
	bool one_sided;
	size_t draws; /* at most */
	const gsl_rng *random;
};

static double quantile(const struct pool *pool, const struct subset *others, bool of_others)
{
	size_t count = of_others ? pool->other_count : pool->base_count, below, at;
	double position = pool->f * (double)(count - 1), lower;

	below = (size_t)position;
	at = subset_find(others, of_others, below);
	lower = pool->values[at];
	if (below + 1 >= count || position == (double)below)
		return lower;
	return lower + (position - (double)below) *
			       (pool->values[subset_next(others, of_others, at)] - lower);
}

static double difference_of_quantiles(const struct pool *pool, const struct subset *others)
{
	return quantile(pool, others, true) - quantile(pool, others, false);
}

static double difference_of_means(const struct pool *pool, const struct subset *others)
{
	double sum = 0;
	size_t at;

	for (size_t i = 0; i < pool->other_count; i++) {
		at = i ? subset_next(others, true, at) : subset_find(others, true, 0);
		sum += pool->values[at];
	}
	return sum / (double)pool->other_count - (pool->sum - sum) / (double)pool->base_count;
}

/* How many permutations differ at least so much, in either direction. */
struct tails {
	size_t above, below;
};

/* The means are asked only where the quantiles are equal, which they seldom are. */
static void count_one(const struct pool *pool, const struct subset *others,
		      struct difference observed, struct tails *tails)
{
	double further = difference_of_quantiles(pool, others) - observed.quantiles;

	if (fabs(further) <= pool->tolerance)
		further = difference_of_means(pool, others) - observed.means;
	tails->above += further >= -pool->tolerance;
	tails->below += further <= pool->tolerance;
}

static bool count_all(const struct pool *pool, struct difference observed, struct subset *others,
		      struct tails *tails)
{
	gsl_combination *chosen = gsl_combination_calloc(pool->count, pool->other_count);

	if (!chosen)
		return false;
	do {
		subset_set(others, gsl_combination_data(chosen), pool->other_count);
		count_one(pool, others, observed, tails);
	} while (!gsl_combination_next(chosen));
	gsl_combination_free(chosen);
	return true;
}

/* The tail that p is about. */
static size_t tail_of(struct tails tails, bool one_sided)
{
	return one_sided || tails.above < tails.below ? tails.above : tails.below;
}

/* Until the tail has enough, or all draws are done; how many were. */
static size_t count_drawn(const struct pool *pool, struct difference observed,
			  const struct question *question, struct subset *others,
			  struct tails *tails)
{
	size_t drawn = 0;

	while (drawn < question->draws &&
	       tail_of(*tails, question->one_sided) < PERMUTATIONS_ENOUGH) {
		subset_draw(others, pool->other_count, question->random);
		count_one(pool, others, observed, tails);
		drawn++;
	}
	return drawn;
}

static bool pool_make(struct pool *pool, struct side base, struct side other, double f)
{
	*pool = (struct pool){ .count = base.count + other.count, .base_count = base.count,
			       .other_count = other.count, .f = f };
	pool->values =
		base.count && other.count ? malloc(pool->count * sizeof(*pool->values)) : NULL;
	if (!pool->values)
		return false;
	memcpy(pool->values, base.values, base.count * sizeof(*base.values));
	memcpy(pool->values + base.count, other.values, other.count * sizeof(*other.values));
	statistics_sort(pool->values, pool->count);
	for (size_t i = 0; i < pool->count; i++)
		pool->sum += pool->values[i];
	pool->tolerance = 1e-12 * fmax(fabs(pool->values[0]), fabs(pool->values[pool->count - 1]));
	return true;
}

static double mean(struct side side)
{
	double sum = 0;

	for (size_t i = 0; i < side.count; i++)
		sum += side.values[i];
	return sum / (double)side.count;
}

static struct difference observe(const struct pool *pool, struct side base, struct side other)
{
	return (struct difference){
		statistics_quantile_of(other.values, other.count, pool->f) -
		statistics_quantile_of(base.values, base.count, pool->f),
		mean(other) - mean(base),
	};
}

/* Two-sided: twice the smaller tail, for the tails are unlike when the sides are of unlike size. */
static double p_of(double share, bool one_sided)
{
	return one_sided ? share : fmin(1, 2 * share);
}

/*
 * Fine enough that p times the number of tests can come well below the level, less fine where units
 * are very many.
 */
static size_t draws_for(size_t units, size_t tests, bool one_sided)
{
	double level = (double)tests * (one_sided ? 1 : 2) / SIGNIFICANCE_LEVEL;
	double fine = fmax(PERMUTATIONS_DRAWN, PERMUTATIONS_FINE * level);
	double least = fmax(PERMUTATIONS_DRAWN_MIN, PERMUTATIONS_COARSE * level);

	return (size_t)ceil(fmax(least, fmin(fine, PERMUTATIONS_WORK / (double)units)));
}

/*
 * How many permutations differ so much is known where the sides lie apart: this one alone, for any
 * other takes a smaller value to the upper side. The gap must be more than rounding can hide in a
 * mean.
 */
static bool are_apart(const struct pool *pool, struct side lower, struct side upper)
{
	double most = -INFINITY, least = INFINITY;

	for (size_t i = 0; i < lower.count; i++)
		most = fmax(most, lower.values[i]);
	for (size_t i = 0; i < upper.count; i++)
		least = fmin(least, upper.values[i]);
	return least - most > pool->tolerance * (double)pool->count;
}

static void test_exactly(const struct pool *pool, struct difference observed, bool one_sided,
			 struct subset *others, struct permutation_test *test)
{
	double all = (double)test->permutations;
	struct tails tails = { 0 };

	if (count_all(pool, observed, others, &tails))
		test->p = p_of((double)tail_of(tails, one_sided) / all, one_sided);
}

/* Stopped early, the tail's share; otherwise what was observed is one of those drawn. */
static void test_by_draws(const struct pool *pool, struct difference observed,
			  const struct question *question, struct subset *others,
			  struct permutation_test *test)
{
	struct tails tails = { 0 };
	size_t drawn = count_drawn(pool, observed, question, others, &tails);
	size_t tail = tail_of(tails, question->one_sided);
	bool is_enough = tail >= PERMUTATIONS_ENOUGH;

	test->permutations = drawn;
	test->p = p_of((double)(tail + !is_enough) / (double)(drawn + !is_enough),
		       question->one_sided);
}

/* In the direction of what was observed; 1 where that is not asked about. */
static double bound_of(const struct pool *pool, struct difference observed, bool one_sided)
{
	double difference = fabs(observed.quantiles) - 2 * pool->tolerance;

	if (!(difference > 0) || (one_sided && observed.quantiles < 0))
		return 1;
	return observed.quantiles > 0 ? permutation_bound(pool->values, pool->other_count,
							  pool->base_count, pool->f, difference)
				      : permutation_bound(pool->values, pool->base_count,
							  pool->other_count, pool->f, difference);
}

/*
 * Where no draw is likely to differ so much, p is at most its bound, and drawing could not tell it
 * better.
 */
static void test_by_bound_or_draws(const struct pool *pool, struct difference observed,
				   const struct question *question, struct subset *others,
				   struct permutation_test *test)
{
	double bound = bound_of(pool, observed, question->one_sided);

	if (bound * (double)(question->draws + 1) > 1)
		test_by_draws(pool, observed, question, others, test);
	else
		test->p = fmax(p_of(bound, question->one_sided), test->p_least);
}

static void test_pool(const struct pool *pool, struct difference observed,
		      const struct question *question, struct permutation_test *test)
{
	struct subset others;

	if (!subset_make(&others, pool->count))
		return;
	if (test->is_exact)
		test_exactly(pool, observed, question->one_sided, &others, test);
	else
		test_by_bound_or_draws(pool, observed, question, &others, test);
	subset_free(&others);
}

struct permutation_test permutation_test(struct side base, struct side other, double f,
					 bool one_sided, size_t tests, const gsl_rng *random)
{
	struct permutation_test test = { .p = NAN, .p_least = NAN };
	struct question question;
	struct pool pool;
	double all;

	if (!pool_make(&pool, base, other, f))
		return test;
	question = (struct question){ one_sided, draws_for(pool.count, tests, one_sided), random };
	all = exp(gsl_sf_lnchoose((unsigned)pool.count, (unsigned)pool.other_count));
	test.is_exact = all < PERMUTATIONS_EXACT_MAX + 0.5;
	test.permutations = test.is_exact ? (size_t)llround(all) : 0;
	test.p_least = p_of(fmax(1 / all, DBL_MIN), one_sided);
	test.is_exact |=
		are_apart(&pool, base, other) || (!one_sided && are_apart(&pool, other, base));
	if (test.is_exact && !test.permutations)
		test.p = test.p_least;
	else
		test_pool(&pool, observe(&pool, base, other), &question, &test);
	free(pool.values);
	return test;
}
