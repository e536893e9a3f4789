// SPDX-License-Identifier: GPL-2.0-only
/* Figures from batches. The rules are constants in statistics/rules.h. */
#include <math.h>
#include <stdlib.h>
#include "measure/estimate.h"
#include "result/histogram.h"
#include "statistics/rules.h"
#include "text/words.h"

static const struct estimator floor_rule = FLOOR_ESTIMATOR;
static const struct estimator median_rule = MEDIAN_ESTIMATOR;
static const struct estimator p99_rule = P99_ESTIMATOR;

static struct interval estimate(const struct trial_data *data, size_t item, size_t twin,
				struct estimator rule, size_t resamples, const gsl_rng *random)
{
	return statistics_interval(trial_samples(data, item), trial_samples(data, twin),
				   data->trials, rule, resamples, random);
}

double estimate_half_width(const struct trial_data *data, const struct plan *plan, size_t item,
			   const gsl_rng *random)
{
	struct interval interval =
		estimate(data, item, plan->items[item].twin, floor_rule,
			 BOOTSTRAP_RESAMPLES_COARSE, random);

	if (interval.value <= 0) /* it will be refused: not worth the budget */
		return 0;
	return interval_relative_width(interval, trial_session_floor(data, item));
}

static struct statistic statistic_of(struct interval interval, const char *method)
{
	return (struct statistic){ interval.value, interval.lo, interval.hi, .method = method };
}

/* Every batch of every trial is the same: then a figure is a count, not an estimate. */
static bool is_constant(const struct trial_data *data, size_t item)
{
	return statistics_are_constant(trial_samples(data, item), data->trials);
}

/* What one trial gives to the cell. */
static struct trial_result trial_result(const struct trial_data *data, const struct plan *plan,
					size_t item, size_t trial)
{
	size_t at = trial_slot(data, item, trial), twin = plan->items[item].twin;
	const struct trial_sample *sample = &data->samples[at];
	const struct trial_sample *off =
		twin == PLAN_NO_TWIN ? NULL : &trial_samples(data, twin)[trial];

	return (struct trial_result){
		.floor = statistics_estimate(sample, off, 1, floor_rule),
		.median = statistics_estimate(sample, off, 1, median_rule),
		.overhead = off ? data->floors[trial_slot(data, twin, trial)] : 0,
		.batches = sample->count, .disturbed = disturbed_total(&data->disturbed[at]),
		.core_cycles = trial_core_cycles(data, trial),
		.number = trial, .slow = data->slow[trial] & plan->items[item].what.backend->id,
		.histogram = histogram_of(sample),
	};
}

static void count_disturbed(const struct disturbed *disturbed, struct cell_result *cell)
{
	for (int cause = DISTURBED_NOT + 1; cause < DISTURBANCES; cause++)
		cell->disturbed_by.by[cause] += disturbed->by[cause];
	cell->disturbed += disturbed_total(disturbed);
}

static bool has_figure(const struct trial_data *data, size_t item, size_t twin, size_t trial)
{
	return trial_samples(data, item)[trial].count &&
	       (twin == PLAN_NO_TWIN || trial_samples(data, twin)[trial].count);
}

static void fill_trials(const struct trial_data *data, const struct plan *plan, size_t item,
			struct cell_result *cell)
{
	double exits[data->trials + 1];
	size_t known = 0;

	cell->trials = calloc(data->trials + 1, sizeof(*cell->trials));
	for (size_t i = 0; cell->trials && i < data->trials; i++) {
		size_t at = trial_slot(data, item, i);

		cell->batches += data->samples[at].count;
		count_disturbed(&data->disturbed[at], cell);
		if (!has_figure(data, item, plan->items[item].twin, i))
			continue;
		exits[known++] = data->exits[at];
		cell->trials[cell->trial_count++] = trial_result(data, plan, item, i);
	}
	statistics_sort(exits, known);
	cell->exits_per_op = known ? statistics_quantile(exits, known, 0.5) : -1;
}

static void fill_figures(const struct trial_data *data, size_t item, size_t twin, bool exact,
			 const gsl_rng *random, struct cell_result *cell)
{
	const struct {
		struct statistic *figure;
		size_t item, twin;
		struct estimator rule;
		const char *method;
	} figures[] = {
		{ &cell->floor, item, twin, floor_rule, FLOOR_RULE INTERVAL_RULE },
		{ &cell->median, item, twin, median_rule, MEDIAN_RULE INTERVAL_RULE },
		{ &cell->p99, item, twin, p99_rule,
		  twin == PLAN_NO_TWIN ? P99_OWN_RULE INTERVAL_RULE : P99_RULE INTERVAL_RULE },
		{ &cell->raw, item, PLAN_NO_TWIN, floor_rule, FLOOR_RULE INTERVAL_RULE },
		{ &cell->overhead, twin, PLAN_NO_TWIN, floor_rule, FLOOR_RULE INTERVAL_RULE },
	};
	bool constant = exact && is_constant(data, item) && is_constant(data, twin);

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (figures[i].item == PLAN_NO_TWIN)
			*figures[i].figure = (struct statistic){ .method = "no twin" };
		else
			*figures[i].figure = statistic_of(
				estimate(data, figures[i].item, figures[i].twin, figures[i].rule,
					 constant ? 0 : BOOTSTRAP_RESAMPLES, random),
				constant ? EXACT_RULE : figures[i].method);
	}
}

/*
 * How much the overhead varies: half the interquartile range, over trials, of the twin's share of
 * the cell. A share, because a slow trial slows both and makes neither of them unsteady.
 */
static double twin_spread(const struct trial_data *data, size_t item, size_t twin)
{
	double shares[data->trials + 1];
	size_t known = 0;

	for (size_t i = 0; i < data->trials; i++) {
		double cell = data->floors[trial_slot(data, item, i)],
		       off = data->floors[trial_slot(data, twin, i)];

		if (!isnan(cell) && !isnan(off) && cell > 0)
			shares[known++] = off / cell;
	}
	statistics_sort(shares, known);
	return known ? (statistics_quantile(shares, known, 0.75) -
			statistics_quantile(shares, known, 0.25)) /
			       2
		     : 0;
}

/* Alone on the core it is steady, and so is the loop: the headline stands. */
static bool is_steady_alone(const struct cell_result *cell)
{
	return cell->alone.floor.method && cell->alone.floor.lo > 0 &&
	       cell_is_precise(cell, UNSTEADY_TWIN);
}

void estimate_bound(struct statistic *figure, double raw, double unsteady)
{
	if (figure->lo > 0 && unsteady <= UNSTEADY_TWIN * figure->value)
		return;
	figure->below = fmax(fmax(fabs(figure->lo), fabs(figure->hi)),
			     fmax(fabs(figure->value) + unsteady, RESOLUTION * raw));
}

static struct words explain_bound(const struct cell_result *cell, double unsteady)
{
	if (cell->floor.lo > 0)
		return words("its nop twin is unsteady: %.2f ±%.2f, against a net cost of %.2f",
			     cell->overhead.value, unsteady, cell->floor.value);
	return words("no cost is visible beside the loop's own: %.2f measured, %.2f of it its nop "
		     "twin's, which leaves %.2f to %.2f",
		     cell->raw.value, cell->overhead.value, cell->floor.lo, cell->floor.hi);
}

/* A count may be 0, but not less. */
static struct words judge_count(struct cell_result *cell)
{
	if (cell->floor.value >= 0)
		return NO_WORDS;
	cell->fault = FAULT_CLAIM;
	return words("the net cost is negative: %.2f measured, %.2f of it the loop's own by its "
		     "nop twin",
		     cell->raw.value, cell->overhead.value);
}

/* As wide as its interval may be. */
static bool is_cost(const struct cell_result *cell, double unsteady)
{
	return cell->floor.value > 0 && cell->median.value >= 0 &&
	       unsteady <= UNSTEADY_TWIN * cell->floor.value;
}

/* Whether figures are costs, bounds or nothing. */
static struct words judge(struct cell_result *cell, double spread)
{
	double unsteady = spread * cell->raw.value,
	       most = fmax(BOUND_ALWAYS, BOUND_MOST * cell->raw.value);

	estimate_bound(&cell->floor, cell->raw.value, unsteady);
	if (is_below(&cell->floor) && cell->floor.below <= most) {
		estimate_bound(&cell->median, cell->raw.value, unsteady);
		return NO_WORDS;
	}
	cell->floor.below = 0;
	if (is_cost(cell, unsteady))
		return NO_WORDS;
	cell->fault = FAULT_NOISE;
	return explain_bound(cell, unsteady);
}

struct words estimate_cell(const struct trial_data *data, const struct plan *plan, size_t item,
			   bool exact, const gsl_rng *random, struct cell_result *cell)
{
	size_t twin = plan->items[item].twin;
	struct words refusal;

	fill_trials(data, plan, item, cell);
	cell->fault = cell->trial_count ? FAULT_NONE : FAULT_NOISE;
	if (cell->fault)
		return words("every batch was disturbed");
	fill_figures(data, item, twin, exact, random, cell);
	cell->legs =
		legs_figures(data, item, twin, cell->overhead.value,
			     exact && is_constant(data, item) && is_constant(data, twin), random);
	refusal = legs_refuse(data, item);
	cell->fault = *refusal.text ? FAULT_CLAIM : FAULT_NONE;
	return refusal;
}

struct words estimate_judge(const struct trial_data *data, const struct plan *plan, size_t item,
			    struct cell_result *cell)
{
	size_t twin = plan->items[item].twin;

	if (twin == PLAN_NO_TWIN)
		return NO_WORDS;
	if (is_exact_figure(&cell->floor))
		return judge_count(cell);
	return judge(cell, is_steady_alone(cell) ? 0 : twin_spread(data, item, twin));
}
