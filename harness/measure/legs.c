// SPDX-License-Identifier: GPL-2.0-only
/* Legs from batches and from single exits. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/estimate.h"
#include "statistics/rules.h"
#include "text/words.h"

_Static_assert(LEGS == (int)RESULT_LEGS && LEG_exit == (int)RESULT_EXIT &&
		       LEG_handler == (int)RESULT_HANDLER && LEG_entry == (int)RESULT_ENTRY,
	       "the legs of a result are those of a cell");

static struct statistic figure(const struct trial_data *data, size_t item, size_t twin, int leg,
			       struct estimator rule, bool exact, const gsl_rng *random,
			       const char *method)
{
	const struct trial_sample *off = leg == LEG_handler ? NULL : trial_samples(data, twin);
	struct interval interval =
		statistics_interval(&data->legs[leg][trial_slot(data, item, 0)], off, data->trials,
				    rule, exact ? 0 : BOOTSTRAP_RESAMPLES, random);
	double scale = leg_scale(leg);

	if (isnan(interval.value))
		return (struct statistic){ 0 };
	return (struct statistic){ interval.value / scale, interval.lo / scale,
				   interval.hi / scale,
				   .method = exact            ? EXACT_RULE
				   : !off && rule.of_twin > 0 ? P99_OWN_RULE INTERVAL_RULE
							      : method };
}

/* Every exit by itself: how far single ones stray, which the means of batches hide. */
static struct leg_exits exits(const struct leg_report *report, int leg, double stamps)
{
	const unsigned *bins = report->exits[leg];
	double overhead = leg == LEG_handler ? 0 : stamps / 2, count = leg_bins_total(bins);

	return (struct leg_exits){
		.n = count,
		.p1 = leg_bins_quantile(bins, EXITS_P1) - overhead,
		.p25 = leg_bins_quantile(bins, EXITS_P25) - overhead,
		.p50 = leg_bins_quantile(bins, EXITS_P50) - overhead,
		.p75 = leg_bins_quantile(bins, EXITS_P75) - overhead,
		.p99 = leg_bins_quantile(bins, EXITS_P99) - overhead,
		.max = count > 0 ? report->longest[leg] - overhead : NAN,
	};
}

static struct leg_clocks clocks_of(const struct leg_report *report)
{
	const struct clock_check *clocks = &report->clocks;
	const char *reason = *report->clocks_reason.text
				     ? report->clocks_reason.text
				     : "every batch with the clocks on was disturbed";
	double n = (double)clocks->iterations;

	if (!clocks->iterations)
		return (struct leg_clocks){ .reason = strdup(reason) };
	return (struct leg_clocks){
		.exits = n,
		.stored_outside = (double)clocks->stored_outside,
		.timer_outside = (double)clocks->timer_outside,
		.until_stored = (double)clocks->until_stored / n,
		.since_stored = (double)clocks->since_stored / n,
		.timer = (double)clocks->timer / n,
		.stamps_least = (double)clocks->stamps_least / n,
		.stamps_most = (double)clocks->stamps_most / n,
		.timer_tick = (double)clocks->timer_tick,
	};
}

static struct leg_result leg_figures(const struct trial_data *data, size_t item, size_t twin,
				     int leg, bool exact, const gsl_rng *random)
{
	return (struct leg_result){
		.floor = figure(data, item, twin, leg, (struct estimator)FLOOR_ESTIMATOR, exact,
				random, FLOOR_RULE INTERVAL_RULE),
		.median = figure(data, item, twin, leg, (struct estimator)MEDIAN_ESTIMATOR, exact,
				 random, MEDIAN_RULE INTERVAL_RULE),
		.p99 = figure(data, item, twin, leg, (struct estimator)P99_ESTIMATOR, exact,
			      random, P99_RULE INTERVAL_RULE),
	};
}

struct legs_result *legs_figures(const struct trial_data *data, size_t item, size_t twin,
				 double stamps, bool exact, const gsl_rng *random)
{
	const struct leg_report *report = &data->leg_reports[item];
	struct legs_result *legs = report->is_used ? calloc(1, sizeof(*legs)) : NULL;

	if (!legs)
		return NULL;
	legs->stamps = stamps;
	legs->clocks = clocks_of(report);
	for (int leg = 0; leg < LEGS; leg++) {
		const struct trial_sample *samples = &data->legs[leg][trial_slot(data, item, 0)];
		bool constant = exact && statistics_are_constant(samples, data->trials);

		legs->leg[leg] = leg_figures(data, item, twin, leg, constant, random);
		legs->leg[leg].exits = exits(report, leg, stamps);
	}
	return legs;
}

/* The timer is coarse for a single exit; the sum must agree within half a step per exit. */
static bool sums_agree(const struct clock_check *clocks)
{
	s64 slack = (s64)(clocks->iterations * clocks->timer_tick / 2);

	return clocks->timer + slack >= clocks->stamps_least &&
	       clocks->timer <= clocks->stamps_most + slack;
}

struct words legs_refuse(const struct trial_data *data, size_t item)
{
	const struct clock_check *clocks = &data->leg_reports[item].clocks;
	double allowed = CLOCKS_OUTSIDE * (double)clocks->iterations;

	if ((double)clocks->stored_outside <= allowed && (double)clocks->timer_outside <= allowed &&
	    sums_agree(clocks))
		return NO_WORDS;
	return words("the CPU's own clocks contradict the stamps: of %llu exits, the "
		     "TSC it stored lies outside them in %llu, the preemption timer's time "
		     "in %llu",
		     clocks->iterations, clocks->stored_outside, clocks->timer_outside);
}
