// SPDX-License-Identifier: GPL-2.0-only
/*
 * The permutation test over ranks of the pooled, sorted values. Few permutations are enumerated; of
 * many some are drawn. A draw starts between the quantiles with how many values below are the other
 * side's, and decides from there rank by rank, down and up, whose the value is: Knuth's selection
 * sampling ("The Art of Computer Programming" 2, section 3.4.2, algorithm S). It ends as soon as
 * both quantiles are known, so 500 units a side take about thirty ranks, not a thousand.
 */
#include <float.h>
#include <gsl/gsl_combination.h>
#include <gsl/gsl_permute.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "statistics/permutation.h"
#include "statistics/rules.h"

/* One side in the current permutation. */
struct part {
	size_t count;
	size_t rank;     /* the quantile lies between the side's value of this rank and the next, */
	double fraction; /* this fraction of the way */
	size_t *ranks;   /* in the pool, of its values first .. end - 1; the others are undecided */
	size_t first, end;
};

struct pool {
	double *values;       /* of both sides, ascending */
	size_t count;
	size_t from, to;      /* whose the values are is decided for the ranks from .. to - 1 */
	struct part parts[2]; /* [is_other] */
	double sum, tolerance;
};

struct difference {
	double quantiles, means;
};

/* How many permutations differ at least as much as what was observed, in either direction. */
struct tails {
	size_t above, below;
};

static bool part_make(struct part *part, size_t count, double f)
{
	double position = f * (double)(count - 1);

	*part = (struct part){ .count = count, .rank = (size_t)position };
	part->fraction = position - (double)part->rank;
	part->ranks = malloc(count * sizeof(*part->ranks));
	return part->ranks;
}

/* False without units or memory. Its permutation is the observed one. */
static bool pool_make(struct pool *pool, struct side base, struct side other, double f)
{
	size_t count = base.count + other.count, *order = malloc((count + 1) * sizeof(*order));
	bool made;

	*pool = (struct pool){ .count = count, .values = malloc((count + 1) * sizeof(double)) };
	made = base.count && other.count && order && pool->values &&
	       part_make(&pool->parts[false], base.count, f) &&
	       part_make(&pool->parts[true], other.count, f);
	if (made) {
		memcpy(pool->values, base.values, base.count * sizeof(*base.values));
		memcpy(pool->values + base.count, other.values, other.count * sizeof(double));
		gsl_sort_index(order, pool->values, 1, count);
		gsl_permute(order, pool->values, 1, count);
		pool->tolerance = 1e-12 * fmax(fabs(pool->values[0]),
					       fabs(pool->values[count - 1]));
	}
	for (; made && pool->to < count; pool->to++) {
		struct part *part = &pool->parts[order[pool->to] >= base.count];

		part->ranks[part->end++] = pool->to;
		pool->sum += pool->values[pool->to];
	}
	free(order);
	return made;
}

static void pool_free(struct pool *pool)
{
	free(pool->values);
	free(pool->parts[false].ranks);
	free(pool->parts[true].ranks);
}

/* Even, but for one part in 2^32 / count. The generator must give 32 bits a call. */
static size_t draw_below(size_t count, const gsl_rng *random)
{
	return (uint64_t)gsl_rng_get(random) * count >> 32;
}

/* Decide whose the value below `from` is: each of the undecided is equally likely to be there. */
static void decide_down(struct pool *pool, const gsl_rng *random)
{
	bool is_other = draw_below(pool->from, random) < pool->parts[true].first;
	struct part *part = &pool->parts[is_other];

	part->ranks[--part->first] = --pool->from;
}

static void decide_up(struct pool *pool, const gsl_rng *random)
{
	size_t others = pool->parts[true].count - pool->parts[true].end;
	bool is_other = draw_below(pool->count - pool->to, random) < others;
	struct part *part = &pool->parts[is_other];

	part->ranks[part->end++] = pool->to++;
}

static void decide_all(struct pool *pool, const gsl_rng *random)
{
	while (pool->from)
		decide_down(pool, random);
	while (pool->to < pool->count)
		decide_up(pool, random);
}

static bool is_below(const struct part *part)
{
	return part->first > part->rank;
}

static bool is_above(const struct part *part)
{
	return part->end < part->rank + 1 + (part->fraction > 0);
}

/* `others`: how many of the values below the cut are the other side's. */
static void draw(struct pool *pool, size_t cut, size_t others, const gsl_rng *random)
{
	struct part *base = &pool->parts[false], *other = &pool->parts[true];

	pool->from = pool->to = cut;
	base->first = base->end = cut - others;
	other->first = other->end = others;
	while (is_below(base) || is_below(other))
		decide_down(pool, random);
	while (is_above(base) || is_above(other))
		decide_up(pool, random);
}

static double quantile(const struct pool *pool, const struct part *part)
{
	double lower = pool->values[part->ranks[part->rank]];

	if (!(part->fraction > 0))
		return lower;
	return lower + part->fraction * (pool->values[part->ranks[part->rank + 1]] - lower);
}

static double difference_of_quantiles(const struct pool *pool)
{
	return quantile(pool, &pool->parts[true]) - quantile(pool, &pool->parts[false]);
}

static double difference_of_means(const struct pool *pool)
{
	const struct part *base = &pool->parts[false], *other = &pool->parts[true];
	double sum = 0;

	for (size_t i = 0; i < other->count; i++)
		sum += pool->values[other->ranks[i]];
	return sum / (double)other->count - (pool->sum - sum) / (double)base->count;
}

/* Means break ties of the quantiles' differences; only they need the whole permutation. */
static void count_one(struct pool *pool, struct difference observed, const gsl_rng *random,
		      struct tails *tails)
{
	double further = difference_of_quantiles(pool) - observed.quantiles;

	if (fabs(further) <= pool->tolerance) {
		decide_all(pool, random);
		further = difference_of_means(pool) - observed.means;
	}
	tails->above += further >= -pool->tolerance;
	tails->below += further <= pool->tolerance;
}

/* The tail that p is about. */
static size_t tail_of(struct tails tails, bool one_sided)
{
	return one_sided || tails.above < tails.below ? tails.above : tails.below;
}

/* Two-sided: twice the smaller tail, since sides of unlike size have unlike tails. */
static double p_of(double share, bool one_sided)
{
	return one_sided ? share : fmin(1, 2 * share);
}

static void set_all(struct pool *pool, const gsl_combination *others)
{
	const size_t *chosen = gsl_combination_data(others);
	size_t next = 0;

	for (size_t i = 0; i < pool->count; i++)
		if (next < pool->parts[true].count && chosen[next] == i)
			pool->parts[true].ranks[next++] = i;
		else
			pool->parts[false].ranks[i - next] = i;
}

static double p_of_all(struct pool *pool, struct difference observed, bool one_sided)
{
	gsl_combination *others = gsl_combination_calloc(pool->count, pool->parts[true].count);
	struct tails tails = { 0 };
	double permutations = 0;

	if (!others)
		return NAN;
	do {
		set_all(pool, others);
		count_one(pool, observed, NULL, &tails);
		permutations++;
	} while (!gsl_combination_next(others));
	gsl_combination_free(others);
	return p_of((double)tail_of(tails, one_sided) / permutations, one_sided);
}

/* The chances of each number of the other side's values among the lowest `cut` of the pool. */
static gsl_ran_discrete_t *others_below(const struct pool *pool, size_t cut)
{
	size_t bases = pool->parts[false].count, others = pool->parts[true].count;
	double *chances = malloc((cut + 1) * sizeof(*chances));
	gsl_ran_discrete_t *table = NULL;

	for (size_t i = 0; chances && i <= cut; i++)
		chances[i] = gsl_ran_hypergeometric_pdf((unsigned)i, (unsigned)others,
							(unsigned)bases, (unsigned)cut);
	if (chances)
		table = gsl_ran_discrete_preproc(cut + 1, chances);
	free(chances);
	return table;
}

/*
 * Stopped early, p is the tail's share of the draws; otherwise the observed permutation counts as
 * one of them.
 */
static double p_of_draws(struct pool *pool, struct difference observed, bool one_sided,
			 size_t draws, const gsl_rng *random, size_t *drawn)
{
	size_t cut = pool->parts[false].rank + pool->parts[true].rank + 2;
	gsl_ran_discrete_t *table = others_below(pool, cut);
	struct tails tails = { 0 };
	bool is_enough = false;

	if (!table)
		return NAN;
	for (*drawn = 0; *drawn < draws && !is_enough; ++*drawn) {
		draw(pool, cut, gsl_ran_discrete(random, table), random);
		count_one(pool, observed, random, &tails);
		is_enough = tail_of(tails, one_sided) >= PERMUTATIONS_ENOUGH;
	}
	gsl_ran_discrete_free(table);
	return p_of((double)(tail_of(tails, one_sided) + !is_enough) /
			    (double)(*drawn + !is_enough),
		    one_sided);
}

/*
 * Then only the observed permutation differs as much, for any other takes a smaller value to the
 * upper side. The gap must be more than rounding can hide in a mean.
 */
static bool are_apart(const struct pool *pool, const struct part *lower)
{
	double gap = pool->values[lower->count] - pool->values[lower->count - 1];

	return lower->ranks[lower->count - 1] == lower->count - 1 &&
	       gap > pool->tolerance * (double)pool->count;
}

static size_t draws_for(size_t tests, bool one_sided)
{
	double level = (double)tests * (one_sided ? 1 : 2) / SIGNIFICANCE_LEVEL;

	return (size_t)ceil(fmax(PERMUTATIONS_DRAWN, PERMUTATIONS_AT_LEVEL * level));
}

static void test_pool(struct pool *pool, bool one_sided, size_t tests, const gsl_rng *random,
		      struct permutation_test *test)
{
	double all = exp(gsl_sf_lnchoose((unsigned)pool->count, (unsigned)pool->parts[true].count));
	struct difference observed = { difference_of_quantiles(pool), difference_of_means(pool) };

	test->p_least = p_of(fmax(1 / all, DBL_MIN), one_sided);
	test->is_exact = true;
	if (all < PERMUTATIONS_EXACT_MAX + 0.5) {
		test->permutations = (size_t)llround(all);
		test->p = p_of_all(pool, observed, one_sided);
	} else if (are_apart(pool, &pool->parts[false]) ||
		   (!one_sided && are_apart(pool, &pool->parts[true]))) {
		test->p = test->p_least;
	} else {
		test->is_exact = false;
		test->p = p_of_draws(pool, observed, one_sided, draws_for(tests, one_sided), random,
				     &test->permutations);
	}
}

struct permutation_test permutation_test(struct side base, struct side other, double f,
					 bool one_sided, size_t tests, const gsl_rng *random)
{
	struct permutation_test test = { .p = NAN, .p_least = NAN };
	struct pool pool;

	if (pool_make(&pool, base, other, f))
		test_pool(&pool, one_sided, tests, random, &test);
	pool_free(&pool);
	return test;
}
