/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One cell in the sessions of one side of a comparison: sessions, and trials in them. Its figure is
 * a quantile over trials, then the same quantile over sessions; the interval of a ratio resamples
 * both levels. Pure functions.
 */
#ifndef HARNESS_GROUP_H
#define HARNESS_GROUP_H

#include "statistics/statistics.h"

struct group {
	size_t count; /* of sessions */
	struct group_session {
		double *trials; /* ascending; see group_sort */
		size_t count;
		double figure;  /* their quantile; see group_sort */
	} *sessions;
};

/* Sort each session's trials, set its figure, the quantile f, and drop sessions without trials. */
void group_sort(struct group *group, double f);

/* The group's figure. NaN if it is empty. */
double group_figure(const struct group *group, double f);

/*
 * other / base with its bootstrap interval (see statistics_bootstrap). If the base may be 0 or less
 * the ratio has no upper bound, and hi is infinite. If it is 0 or less, or a group is empty, all is
 * NaN.
 */
struct interval group_ratio(const struct group *base, const struct group *other, double f,
			    size_t resamples, const gsl_rng *random);

/*
 * The ratio's interval, widened about its value if the smaller side has fewer than SESSIONS_ENOUGH
 * sessions: by interval_factor(). One session does not show how far sessions differ, so the ratio
 * has no upper bound.
 */
struct interval group_widened(struct interval ratio, size_t sessions);

/* The figure of one group with its interval. */
struct interval group_interval(const struct group *group, double f, size_t resamples,
			       const gsl_rng *random);

#endif
