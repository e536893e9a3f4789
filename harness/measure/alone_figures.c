// SPDX-License-Identifier: GPL-2.0-only
/* Quantiles of the batches of one kind, of all trials together. */
#include <math.h>
#include "measure/alone.h"
#include "statistics/rules.h"

static const struct estimator floor_rule = FLOOR_ESTIMATOR;
static const struct estimator median_rule = MEDIAN_ESTIMATOR;

/* The batches of an item and of its twin, of one kind. */
struct pair {
	struct alone_samples of, twin;
	bool has_twin;
};

static struct pair pair_make(const struct alone_data *data, const struct plan *plan, size_t item,
			     enum neighbour which)
{
	size_t twin = plan->items[item].twin;
	double round = alone_round(data);
	struct pair pair = { .of = alone_samples_make(data, item, which, round),
			     .has_twin = twin != PLAN_NO_TWIN };

	if (pair.has_twin)
		pair.twin = alone_samples_make(data, twin, which, round);
	return pair;
}

static void pair_free(struct pair *pair, const struct alone_data *data)
{
	alone_samples_free(&pair->of, data);
	alone_samples_free(&pair->twin, data);
}

static bool is_enough(const struct pair *pair)
{
	return pair->of.trials && (!pair->has_twin || pair->twin.trials) &&
	       alone_is_enough(&pair->of, pair->has_twin ? &pair->twin : NULL);
}

static struct interval estimate(const struct pair *pair, const struct alone_data *data,
				struct estimator rule, size_t resamples, const gsl_rng *random)
{
	return statistics_pooled(pair->of.trials, pair->has_twin ? pair->twin.trials : NULL,
				 data->trials, rule, resamples, random);
}

double alone_half_width(const struct alone_data *data, const struct plan *plan, size_t item,
			const gsl_rng *random)
{
	struct pair pair = pair_make(data, plan, item, NEIGHBOUR_NONE);
	double width = NAN;

	if (is_enough(&pair))
		width = interval_relative_width(
			estimate(&pair, data, floor_rule, BOOTSTRAP_RESAMPLES_COARSE, random),
			statistics_pooled(pair.of.trials, NULL, data->trials, floor_rule, 0,
					  random)
				.value);
	pair_free(&pair, data);
	return width;
}

static struct statistic figure(const struct pair *pair, const struct alone_data *data,
			       struct estimator rule, const char *method, const gsl_rng *random)
{
	struct interval interval = estimate(pair, data, rule, BOOTSTRAP_RESAMPLES, random);

	return (struct statistic){ interval.value, interval.lo, interval.hi, .method = method };
}

static double of_trial(const struct pair *pair, size_t trial, struct estimator rule)
{
	return statistics_estimate(&pair->of.trials[trial],
				   pair->has_twin ? &pair->twin.trials[trial] : NULL, 1, rule);
}

/* A trial of which the item or its twin has no such batch has none. */
static void fill_trial(const struct pair *pair, struct trial_result *trial)
{
	size_t count = pair->of.trials[trial->number].count;
	double floor = of_trial(pair, trial->number, floor_rule);

	if (!count || isnan(floor))
		return;
	trial->alone_batches = count;
	trial->alone_floor = floor;
	trial->alone_median = of_trial(pair, trial->number, median_rule);
}

static void fill_alone(const struct pair *pair, const struct alone_data *data,
		       const gsl_rng *random, struct cell_result *cell)
{
	cell->alone.batches = pair->of.batches;
	cell->alone.never = !is_enough(pair);
	if (cell->alone.never)
		return;
	cell->alone.floor =
		figure(pair, data, floor_rule, ALONE_FLOOR_RULE INTERVAL_RULE, random);
	cell->alone.median =
		figure(pair, data, median_rule, ALONE_MEDIAN_RULE INTERVAL_RULE, random);
	for (size_t i = 0; i < cell->trial_count; i++)
		fill_trial(pair, &cell->trials[i]);
}

void alone_fill(const struct alone_data *data, const struct plan *plan, size_t item,
		const gsl_rng *random, struct cell_result *cell)
{
	struct pair alone = pair_make(data, plan, item, NEIGHBOUR_NONE),
		    beside = pair_make(data, plan, item, NEIGHBOUR_THERE);

	cell->alone.is_known = true;
	fill_alone(&alone, data, random, cell);
	cell->alone.beside_batches = beside.of.batches;
	if (is_enough(&beside))
		cell->alone.beside = figure(&beside, data, median_rule,
					    BESIDE_MEDIAN_RULE INTERVAL_RULE, random);
	pair_free(&alone, data);
	pair_free(&beside, data);
}
