// SPDX-License-Identifier: GPL-2.0-only
/* Legs from batches and from single exits. */
#include <math.h>
#include <stdlib.h>
#include "result/fields.h"
#include "measure/estimate.h"
#include "statistics/rules.h"
#include "text/words.h"

const char *const leg_names[LEGS] = {
#define LEG(name) [LEG_##name] = #name,
	CELL_LEGS(LEG)
#undef LEG
};

static json_t *figure(const struct trial_data *data, size_t item, size_t twin, int leg,
		      struct estimator rule, bool exact, const gsl_rng *random, const char *method)
{
	const struct trial_sample *off = leg == LEG_handler ? NULL : trial_samples(data, twin);
	struct interval interval =
		statistics_interval(&data->legs[leg][trial_slot(data, item, 0)], off, data->trials,
				    rule, exact ? 0 : BOOTSTRAP_RESAMPLES, random);
	double scale = leg_scale(leg);
	struct statistic statistic = { interval.value / scale, interval.lo / scale,
				       interval.hi / scale,
				       exact                      ? EXACT_RULE
				       : !off && rule.of_twin > 0 ? P99_OWN_RULE INTERVAL_RULE
								  : method };

	return isnan(interval.value) ? json_null() : field_write(FIELD_STATISTIC, &statistic, NULL);
}

static json_t *real_or_null(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

/* Single exits: how much they vary, which the means of batches hide. */
static json_t *exits(const struct leg_report *report, int leg, double stamps)
{
	static const struct {
		const char *name;
		double f;
	} quantiles[] = {
		{ "p1", 0.01 }, { "p25", 0.25 }, { "p50", 0.5 }, { "p75", 0.75 }, { "p99", 0.99 }
	};
	double overhead = leg == LEG_handler ? 0 : stamps / 2,
	       count = leg_bins_total(report->exits[leg]);
	json_t *json = json_pack("{s:f}", "n", count);

	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++)
		json_object_set_new(json, quantiles[i].name,
				    real_or_null(
					    leg_bins_quantile(report->exits[leg], quantiles[i].f) -
					    overhead));
	json_object_set_new(json, "max",
			    real_or_null(count > 0 ? report->longest[leg] - overhead : NAN));
	return json;
}

static json_t *clock_check(const struct leg_report *report)
{
	const struct clock_check *clocks = &report->clocks;
	double n = (double)clocks->iterations;

	if (!clocks->iterations)
		return json_pack("{s:s}", "reason",
				 *report->clocks_reason.text
					 ? report->clocks_reason.text
					 : "every batch with the clocks on was disturbed");
	return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "exits", n,
			 "stored_outside", (double)clocks->stored_outside, "timer_outside",
			 (double)clocks->timer_outside, "until_stored",
			 (double)clocks->until_stored / n, "since_stored",
			 (double)clocks->since_stored / n, "timer", (double)clocks->timer / n,
			 "stamps_least", (double)clocks->stamps_least / n, "stamps_most",
			 (double)clocks->stamps_most / n, "timer_tick", (double)clocks->timer_tick);
}

json_t *legs_figures(const struct trial_data *data, size_t item, size_t twin, double stamps,
		     bool exact, const gsl_rng *random)
{
	static const struct {
		const char *name;
		struct estimator rule;
		const char *method;
	} figures[] = {
		{ "floor", FLOOR_ESTIMATOR, FLOOR_RULE INTERVAL_RULE },
		{ "median", MEDIAN_ESTIMATOR, MEDIAN_RULE INTERVAL_RULE },
		{ "p99", P99_ESTIMATOR, P99_RULE INTERVAL_RULE },
	};
	const struct leg_report *report = &data->leg_reports[item];
	json_t *json;

	if (!report->is_used)
		return NULL;
	json = json_pack("{s:f, s:o}", "stamps", stamps, "clock_check", clock_check(report));
	for (int leg = 0; leg < LEGS; leg++) {
		bool constant = exact &&
				statistics_are_constant(&data->legs[leg][trial_slot(data, item, 0)],
							data->trials);
		json_t *one = json_object();

		for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
			json_object_set_new(one, figures[i].name,
					    figure(data, item, twin, leg, figures[i].rule, constant,
						   random, figures[i].method));
		json_object_set_new(one, "exits", exits(report, leg, stamps));
		json_object_set_new(json, leg_names[leg], one);
	}
	return json;
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
