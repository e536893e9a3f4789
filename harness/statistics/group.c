// SPDX-License-Identifier: GPL-2.0-only
/* Figures of groups of sessions, and the bootstrap of their ratio. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <stdbool.h>
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

/* NULL without memory. */
static double *sorted_figures(const struct group *group)
{
	double *figures = malloc((group->count + 1) * sizeof(*figures));

	for (size_t i = 0; figures && i < group->count; i++)
		figures[i] = group->sessions[i].figure;
	if (figures)
		statistics_sort(figures, group->count);
	return figures;
}

double group_figure(const struct group *group, double f)
{
	double *figures = sorted_figures(group),
	       figure = figures ? statistics_quantile(figures, group->count, f) : NAN;

	free(figures);
	return figure;
}

/* The first value from `i` on by which more than `rank` values are drawn, `*seen` before it. */
static size_t at_rank(const unsigned *times, size_t rank, size_t i, size_t *seen)
{
	while (*seen + times[i] <= rank)
		*seen += times[i++];
	return i;
}

/* The quantile of a resample. `times`: how often each value is drawn, which saves sorting. */
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
 * The same distribution without drawing the values. Of `count` ordered uniform numbers the k-th is
 * beta-distributed, and the next is the least of those above it: David and Nagaraja, "Order
 * Statistics" (2003), sections 2.3 and 2.5.
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

static double group_resample(const struct group *group, double f, unsigned *times,
			     const gsl_rng *random)
{
	double figures[SESSIONS_MANY];

	for (size_t i = 0; i < group->count; i++) {
		const struct group_session *session =
			&group->sessions[gsl_rng_uniform_int(random, group->count)];

		figures[i] = drawn_quantile(session->trials, session->count, f, times, random);
	}
	statistics_sort(figures, group->count);
	return statistics_quantile(figures, group->count, f);
}

/* The figure in that many resamples; false without memory or sessions. */
static bool resample(const struct group *group, double f, double *drawn, size_t resamples,
		     const gsl_rng *random)
{
	double *sorted = sorted_figures(group);
	unsigned *times;
	size_t most = 0;
	bool made;

	for (size_t i = 0; i < group->count; i++)
		most = group->sessions[i].count > most ? group->sessions[i].count : most;
	times = most ? malloc(most * sizeof(*times)) : NULL;
	made = sorted && times;
	for (size_t i = 0; made && i < resamples; i++)
		drawn[i] = group->count < SESSIONS_MANY
				   ? group_resample(group, f, times, random)
				   : drawn_quantile_of_many(sorted, group->count, f, random);
	free(sorted);
	free(times);
	return made;
}

static double ratio_of(double base, double other)
{
	return base > 0 ? other / base : INFINITY;
}

/* Of `group`, or with a base of the ratio to it. */
static struct interval bootstrap(const struct group *base, const struct group *group, double f,
				 size_t resamples, const gsl_rng *random)
{
	double *drawn = malloc((2 * resamples + 1) * sizeof(*drawn)), *of_base = drawn + resamples,
	       scale = base ? group_figure(base, f) : 1;
	struct interval interval = { NAN, NAN, NAN };

	if (drawn && scale > 0 && (!base || resample(base, f, of_base, resamples, random)) &&
	    resample(group, f, drawn, resamples, random)) {
		for (size_t i = 0; base && i < resamples; i++)
			drawn[i] = ratio_of(of_base[i], drawn[i]);
		interval = percentile_interval(group_figure(group, f) / scale, drawn, resamples);
	}
	free(drawn);
	return interval;
}

struct interval group_ratio(const struct group *base, const struct group *other, double f,
			    size_t resamples, const gsl_rng *random)
{
	return bootstrap(base, other, f, resamples, random);
}

struct interval group_interval(const struct group *group, double f, size_t resamples,
			       const gsl_rng *random)
{
	return bootstrap(NULL, group, f, resamples, random);
}

struct interval group_widened(struct interval ratio, size_t sessions)
{
	double factor;

	if (sessions >= SESSIONS_ENOUGH || isnan(ratio.value))
		return ratio;
	if (sessions < 2)
		return (struct interval){ ratio.value, fmin(0, ratio.value), INFINITY };
	factor = interval_factor(sessions);
	return (struct interval){ ratio.value,
				  fmax(fmin(0, ratio.value),
				       ratio.value - factor * (ratio.value - ratio.lo)),
				  ratio.value + factor * (ratio.hi - ratio.value) };
}
