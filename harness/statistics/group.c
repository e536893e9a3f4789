// SPDX-License-Identifier: GPL-2.0-only
/* Figures of groups of sessions, and the bootstrap of their ratio. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include "statistics/group.h"
#include "statistics/rules.h"

void group_sort(struct group *group, double f)
{
	size_t kept = 0;

	for (size_t i = 0; i < group->count; i++) {
		struct group_session *session = &group->sessions[i];

		if (!session->count)
			continue;
		statistics_sort(session->trials, session->count);
		session->figure = statistics_quantile(session->trials, session->count, f);
		group->sessions[kept++] = *session;
	}
	group->count = kept;
}

static double quantile_of(double *values, size_t count, double f)
{
	statistics_sort(values, count);
	return statistics_quantile(values, count, f);
}

double group_figure(const struct group *group, double f)
{
	double *figures = malloc((group->count + 1) * sizeof(*figures));
	double figure = NAN;

	for (size_t i = 0; figures && i < group->count; i++)
		figures[i] = group->sessions[i].figure;
	if (figures)
		figure = quantile_of(figures, group->count, f);
	free(figures);
	return figure;
}

/* Room for what is drawn at either level. */
struct scratch {
	double *figures;
	unsigned *times; /* how often each value was drawn */
};

/*
 * The first value from `i` on at which more than `rank` have been drawn, of which `*seen` before
 * it.
 */
static size_t at_rank(const unsigned *times, size_t rank, size_t i, size_t *seen)
{
	while (*seen + times[i] <= rank)
		*seen += times[i++];
	return i;
}

/* The quantile of as many values as there are, drawn with replacement: no sorting is needed. */
static double drawn_quantile(const double *sorted, size_t count, double f, unsigned *times,
			     const gsl_rng *random)
{
	double position = f * (double)(count - 1);
	size_t below = (size_t)position, seen = 0, lower, upper;

	memset(times, 0, count * sizeof(*times));
	for (size_t i = 0; i < count; i++)
		times[gsl_rng_uniform_int(random, count)]++;
	lower = at_rank(times, below, 0, &seen);
	upper = below + 1 < count ? at_rank(times, below + 1, lower, &seen) : lower;
	return sorted[lower] + (position - (double)below) * (sorted[upper] - sorted[lower]);
}

/*
 * The same distribution without drawing the values: of `count` uniform numbers in order the k-th is
 * beta-distributed, and the next is the least of those that are left above it. David and Nagaraja,
 * "Order Statistics" (2003), sections 2.3 and 2.5.
 */
static double drawn_quantile_of_many(const double *sorted, size_t count, double f,
				     const gsl_rng *random)
{
	double position = f * (double)(count - 1), n = (double)count, lower, upper;
	size_t below = (size_t)position;

	lower = upper = gsl_ran_beta(random, (double)below + 1, n - (double)below);
	if (below + 1 < count)
		upper += (1 - lower) *
			 (1 - pow(gsl_rng_uniform_pos(random), 1 / (n - (double)below - 1)));
	lower = sorted[(size_t)fmin(n * lower, n - 1)];
	upper = sorted[(size_t)fmin(n * upper, n - 1)];
	return lower + (position - (double)below) * (upper - lower);
}

static double group_resample(const struct group *group, const double *sorted, double f,
			     struct scratch *scratch, const gsl_rng *random)
{
	if (group->count >= SESSIONS_MANY)
		return drawn_quantile_of_many(sorted, group->count, f, random);
	for (size_t i = 0; i < group->count; i++) {
		const struct group_session *session =
			&group->sessions[gsl_rng_uniform_int(random, group->count)];

		scratch->figures[i] =
			drawn_quantile(session->trials, session->count, f, scratch->times, random);
	}
	return quantile_of(scratch->figures, group->count, f);
}

static size_t most_of_either_level(const struct group *group)
{
	size_t most = group->count;

	for (size_t i = 0; i < group->count; i++)
		most = group->sessions[i].count > most ? group->sessions[i].count : most;
	return most;
}

/* The figure in so many resamples; false without memory. */
static bool resample(const struct group *group, double f, double *drawn, size_t resamples,
		     const gsl_rng *random)
{
	size_t most = most_of_either_level(group);
	struct scratch scratch = { malloc((most + 1) * sizeof(double)),
				   malloc((most + 1) * sizeof(unsigned)) };
	double *sorted = malloc((group->count + 1) * sizeof(*sorted));
	bool made = scratch.figures && scratch.times && sorted;

	for (size_t i = 0; made && i < group->count; i++)
		sorted[i] = group->sessions[i].figure;
	if (made)
		statistics_sort(sorted, group->count);
	for (size_t i = 0; made && i < resamples; i++)
		drawn[i] = group_resample(group, sorted, f, &scratch, random);
	free(sorted);
	free(scratch.figures);
	free(scratch.times);
	return made;
}

static double ratio_of(double base, double other)
{
	return base > 0 ? other / base : INFINITY;
}

/* Not interpolated between a number and infinity, where there is nothing between. */
static double bound(const double *sorted, size_t count, double f)
{
	double value = statistics_quantile(sorted, count, f);

	return isnan(value) ? INFINITY : value;
}

static struct interval interval_of(double value, double *drawn, size_t count)
{
	double tail = (1 - INTERVAL_LEVEL) / 2;

	statistics_sort(drawn, count);
	return (struct interval){ value, fmin(bound(drawn, count, tail), value),
				  fmax(bound(drawn, count, 1 - tail), value) };
}

struct interval group_ratio(const struct group *base, const struct group *other, double f,
			    size_t resamples, const gsl_rng *random)
{
	double figure = group_figure(base, f),
	       *drawn = malloc((2 * resamples + 1) * sizeof(*drawn));
	struct interval ratio = { NAN, NAN, NAN };

	if (drawn && base->count && other->count && figure > 0 &&
	    resample(base, f, drawn, resamples, random) &&
	    resample(other, f, drawn + resamples, resamples, random)) {
		for (size_t i = 0; i < resamples; i++)
			drawn[i] = ratio_of(drawn[i], drawn[resamples + i]);
		ratio = interval_of(group_figure(other, f) / figure, drawn, resamples);
	}
	free(drawn);
	return ratio;
}

struct interval group_widened(struct interval ratio, size_t sessions)
{
	double tail = (1 - INTERVAL_LEVEL) / 2, factor;

	if (sessions >= SESSIONS_ENOUGH || isnan(ratio.value))
		return ratio;
	if (sessions < 2)
		return (struct interval){ ratio.value, fmin(0, ratio.value), INFINITY };
	factor = gsl_cdf_tdist_Qinv(tail, (double)sessions - 1) / gsl_cdf_ugaussian_Qinv(tail);
	return (struct interval){ ratio.value,
				  fmax(fmin(0, ratio.value),
				       ratio.value - factor * (ratio.value - ratio.lo)),
				  ratio.value + factor * (ratio.hi - ratio.value) };
}

struct interval group_interval(const struct group *group, double f, size_t resamples,
			       const gsl_rng *random)
{
	double *drawn = malloc((resamples + 1) * sizeof(*drawn));
	struct interval interval = { NAN, NAN, NAN };

	if (drawn && group->count && resample(group, f, drawn, resamples, random))
		interval = interval_of(group_figure(group, f), drawn, resamples);
	free(drawn);
	return interval;
}
