// SPDX-License-Identifier: GPL-2.0-only
/*
 * If the upper side's quantile exceeds the lower's by so much, then wherever one cuts, either the
 * upper's is not below the cut, or the lower's is below the cut by so much. Either is a matter of
 * how many of the values on one side of a cut were chosen: a hypergeometric tail.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include "statistics/permutation_bound.h"

struct question {
	const double *sorted;
	size_t upper, lower;
	double f, difference;
};

/* The quantile lies between the values at this rank and at the next. */
static size_t rank_below(size_t count, double f)
{
	return (size_t)(f * (double)(count - 1));
}

/* How many values are below `value`, or with `or_equal` at most that. */
static size_t count_below(const struct question *question, double value, bool or_equal)
{
	size_t from = 0, to = question->upper + question->lower;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (question->sorted[middle] < value ||
		    (or_equal && question->sorted[middle] == value))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The upper side's quantile is at least `cut`: then at most its rank and the next are below. */
static double chance_upper_is_above(const struct question *question, double cut)
{
	size_t below = count_below(question, cut, false), all = question->upper + question->lower;

	return gsl_cdf_hypergeometric_P((unsigned)rank_below(question->upper, question->f) + 1,
					(unsigned)below, (unsigned)(all - below),
					(unsigned)question->upper);
}

/* The lower side's quantile is at most `cut`: then so are its values up to its rank. */
static double chance_lower_is_below(const struct question *question, double cut)
{
	size_t below = count_below(question, cut, true), all = question->upper + question->lower;

	return gsl_cdf_hypergeometric_Q((unsigned)rank_below(question->lower, question->f),
					(unsigned)below, (unsigned)(all - below),
					(unsigned)question->lower);
}

/*
 * The higher the cut, the less likely the one and the more the other: where they cross, their sum
 * is near its least.
 */
double permutation_bound(const double *sorted, size_t upper, size_t lower, double f,
			 double difference)
{
	const struct question question = { sorted, upper, lower, f, difference };
	size_t from = 0, to = upper + lower - 1;
	double least = 1;

	while (from <= to && to < upper + lower) {
		size_t middle = from + (to - from) / 2;
		double above = chance_upper_is_above(&question, sorted[middle]);
		double below = chance_lower_is_below(&question, sorted[middle] - difference);

		least = fmin(least, above + below);
		if (above > below)
			from = middle + 1;
		else
			to = middle - 1;
	}
	return least;
}
