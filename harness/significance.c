// SPDX-License-Identifier: GPL-2.0-only
/*
 * The permutation test and the corrections for many tests. A permutation is which of the pooled,
 * sorted values are the other side's: its quantile is then found by position, not by sorting again.
 */
#include <gsl/gsl_combination.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "significance.h"
#include "statistics.h"

struct pool {
	double *values; /* of both sides, ascending */
	size_t count, base_count, other_count;
	double sum, tolerance, f;
};

struct difference {
	double quantiles, means;
};

/* The position of the k-th of the values that are not chosen. */
static size_t unchosen(const size_t *chosen, size_t count, size_t k)
{
	for (size_t i = 0; i < count && chosen[i] <= k; i++)
		k++;
	return k;
}

static double other_value(const struct pool *pool, const size_t *chosen, size_t k)
{
	return pool->values[chosen[k]];
}

static double base_value(const struct pool *pool, const size_t *chosen, size_t k)
{
	return pool->values[unchosen(chosen, pool->other_count, k)];
}

static double quantile(const struct pool *pool, const size_t *chosen, size_t count,
		       double (*value)(const struct pool *, const size_t *, size_t))
{
	double position = pool->f * (double)(count - 1), lower;
	size_t below = (size_t)position;

	lower = value(pool, chosen, below);
	if (below + 1 >= count || position == (double)below)
		return lower;
	return lower + (position - (double)below) * (value(pool, chosen, below + 1) - lower);
}

/* `chosen` ascends: the other side's positions in the pool. */
static struct difference difference_of(const struct pool *pool, const size_t *chosen)
{
	double sum = 0;

	for (size_t i = 0; i < pool->other_count; i++)
		sum += pool->values[chosen[i]];
	return (struct difference){
		quantile(pool, chosen, pool->other_count, other_value) -
		quantile(pool, chosen, pool->base_count, base_value),
		sum / (double)pool->other_count - (pool->sum - sum) / (double)pool->base_count,
	};
}

/* How many permutations differ at least so much, in either direction. */
struct tails {
	size_t above, below;
};

static int compare_differences(const struct pool *pool, struct difference a, struct difference b)
{
	double further = a.quantiles - b.quantiles;

	if (fabs(further) <= pool->tolerance)
		further = a.means - b.means;
	return (further > pool->tolerance) - (further < -pool->tolerance);
}

static void count_one(const struct pool *pool, const size_t *chosen, struct difference observed, struct tails *tails)
{
	int order = compare_differences(pool, difference_of(pool, chosen), observed);

	tails->above += order >= 0;
	tails->below += order <= 0;
}

static bool count_all(const struct pool *pool, struct difference observed, struct tails *tails)
{
	gsl_combination *chosen = gsl_combination_calloc(pool->count, pool->other_count);

	if (!chosen)
		return false;
	do
		count_one(pool, gsl_combination_data(chosen), observed, tails);
	while (!gsl_combination_next(chosen));
	gsl_combination_free(chosen);
	return true;
}

/* Positions in the pool in some order, and which of them are chosen. */
struct deck {
	uint32_t *positions;
	bool *is_chosen;
	size_t *chosen; /* ascending */
};

/* An even draw below `count`, but for one part in 2^32 / count. */
static size_t draw_below(size_t count, const gsl_rng *random)
{
	return (size_t)((uint64_t)gsl_rng_get(random) * count >> 32);
}

/*
 * Every set is as likely as any other: as many cards as the smaller side has are dealt, from whatever order the last deal
 * left, and read off in ascending order. gsl_ran_choose() draws for each of the pool, which is most of a comparison's time.
 */
static void deal(const struct deck *deck, const struct pool *pool, const gsl_rng *random)
{
	bool is_other = pool->other_count <= pool->base_count;
	size_t dealt = is_other ? pool->other_count : pool->base_count, found = 0;

	for (size_t i = 0; i < pool->count; i++)
		deck->is_chosen[i] = !is_other;
	for (size_t i = 0; i < dealt; i++) {
		size_t card = i + draw_below(pool->count - i, random);
		uint32_t position = deck->positions[card];

		deck->positions[card] = deck->positions[i];
		deck->positions[i] = position;
		deck->is_chosen[position] = is_other;
	}
	for (size_t i = 0; i < pool->count; i++) {
		deck->chosen[found] = i;
		found += deck->is_chosen[i];
	}
}

/* What was observed is one of those drawn. */
static bool count_drawn(const struct pool *pool, struct difference observed, size_t draws, const gsl_rng *random,
			struct tails *tails)
{
	struct deck deck = { malloc(pool->count * sizeof(*deck.positions)), malloc(pool->count * sizeof(*deck.is_chosen)),
			     malloc((pool->count + 1) * sizeof(*deck.chosen)) };
	bool made = deck.positions && deck.is_chosen && deck.chosen;

	for (size_t i = 0; made && i < pool->count; i++)
		deck.positions[i] = (uint32_t)i;
	for (size_t i = 0; made && i < draws; i++) {
		deal(&deck, pool, random);
		count_one(pool, deck.chosen, observed, tails);
	}
	*tails = (struct tails){ tails->above + 1, tails->below + 1 };
	free(deck.positions);
	free(deck.is_chosen);
	free(deck.chosen);
	return made;
}

static bool pool_make(struct pool *pool, struct side base, struct side other, double f)
{
	*pool = (struct pool){ .count = base.count + other.count, .base_count = base.count,
			       .other_count = other.count, .f = f };
	pool->values = base.count && other.count ? malloc(pool->count * sizeof(*pool->values)) : NULL;
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
static double p_of(struct tails tails, double each, bool one_sided)
{
	size_t least = tails.below < tails.above ? tails.below : tails.above;

	return one_sided ? (double)tails.above * each : fmin(1, 2 * (double)least * each);
}

static size_t draws_for(size_t units)
{
	size_t draws = PERMUTATIONS_WORK / units;

	return draws < PERMUTATIONS_DRAWN_MIN ? PERMUTATIONS_DRAWN_MIN
	     : draws > PERMUTATIONS_DRAWN ? PERMUTATIONS_DRAWN : draws;
}

struct permutation_test permutation_test(struct side base, struct side other, double f, bool one_sided,
					 const gsl_rng *random)
{
	struct permutation_test test = { .p = NAN, .p_least = NAN };
	struct tails tails = { 0 };
	struct difference observed;
	struct pool pool;
	double all, each;

	if (!pool_make(&pool, base, other, f))
		return test;
	all = exp(gsl_sf_lnchoose((unsigned)pool.count, (unsigned)pool.other_count));
	observed = observe(&pool, base, other);
	test.is_exact = all < PERMUTATIONS_EXACT_MAX + 0.5;
	test.permutations = test.is_exact ? (size_t)llround(all) : draws_for(pool.count);
	each = 1 / (double)(test.permutations + !test.is_exact);
	if (test.is_exact ? count_all(&pool, observed, &tails)
			  : count_drawn(&pool, observed, test.permutations, random, &tails)) {
		test.p = p_of(tails, each, one_sided);
		test.p_least = p_of((struct tails){ 1, SIZE_MAX }, each, one_sided);
	}
	free(pool.values);
	return test;
}

/* The tests' numbers, those with a p-value, by ascending p; how many. */
static size_t order_of(const double *p, size_t count, size_t *order)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		size_t at = known;

		if (isnan(p[i]))
			continue;
		for (; at && p[order[at - 1]] > p[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
		known++;
	}
	return known;
}

void significance_holm(const double *p, size_t count, double *adjusted)
{
	size_t *order = malloc((count + 1) * sizeof(*order));
	size_t known = order ? order_of(p, count, order) : 0;
	double most = 0;

	for (size_t i = 0; i < count; i++)
		adjusted[i] = NAN;
	for (size_t i = 0; i < known; i++) {
		most = fmax(most, fmin(1, (double)(known - i) * p[order[i]]));
		adjusted[order[i]] = most;
	}
	free(order);
}

void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted)
{
	size_t *order = malloc((count + 1) * sizeof(*order));
	size_t known = order ? order_of(p, count, order) : 0;
	double least = 1;

	for (size_t i = 0; i < count; i++)
		adjusted[i] = NAN;
	for (size_t i = known; i-- > 0;) {
		least = fmin(least, (double)known / (double)(i + 1) * p[order[i]]);
		adjusted[order[i]] = least;
	}
	free(order);
}
