// SPDX-License-Identifier: GPL-2.0-only
/* Figures from batches. The rules are constants in statistics.h and estimate.h. */
#include <math.h>
#include <stdlib.h>
#include "estimate.h"

#define COARSE_RESAMPLES 200

static const struct estimator floor_rule = { FLOOR_WITHIN_TRIAL, FLOOR_OVER_TRIALS };
static const struct estimator median_rule = { MEDIAN_WITHIN_TRIAL, MEDIAN_OVER_TRIALS };
static const struct estimator p99_rule = { P99_WITHIN_TRIAL, MEDIAN_OVER_TRIALS };

int trial_data_make(struct trial_data *data, size_t items, size_t trials_max)
{
	size_t slots = items * trials_max + 1;

	*data = (struct trial_data){ .items = items, .capacity = trials_max,
				     .samples = calloc(slots, sizeof(*data->samples)),
				     .disturbed = calloc(slots, sizeof(*data->disturbed)),
				     .exits = calloc(slots, sizeof(*data->exits)) };
	return data->samples && data->disturbed && data->exits ? 0 : -1;
}

void trial_data_free(struct trial_data *data)
{
	for (size_t i = 0; data->samples && i < data->items * data->capacity; i++)
		free(data->samples[i].samples);
	free(data->samples);
	free(data->disturbed);
	free(data->exits);
	*data = (struct trial_data){ 0 };
}

static size_t slot(const struct trial_data *data, size_t item, size_t trial)
{
	return item * data->capacity + trial;
}

static unsigned block_of(unsigned round, size_t rounds)
{
	return rounds <= BLOCKS_PER_TRIAL ? round : (unsigned)(round * BLOCKS_PER_TRIAL / rounds);
}

/*
 * Batches far from the trial's median were held up, though nobody told us: far longer
 * ones in the measured iterations, far shorter ones between the stamps whose distance is taken off.
 */
static size_t drop_gaps(struct trial_sample *sample)
{
	double median = trial_sample_quantile(sample, NULL, 0.5);
	size_t kept = 0, before = sample->count;

	if (!before || median <= 0)
		return 0;
	for (size_t i = 0; i < before; i++)
		if (sample->samples[i].value <= GAP_FACTOR * median &&
		    sample->samples[i].value >= median / GAP_FACTOR)
			sample->samples[kept++] = sample->samples[i];
	sample->count = kept;
	return before - kept;
}

static double median_exits(const struct trial_log *log, unsigned item, double *exits)
{
	size_t count = 0;

	for (size_t i = 0; i < log->count; i++)
		if (log->records[i].item == item && !log->records[i].disturbed)
			exits[count++] = (double)log->records[i].exits_per_op;
	statistics_sort(exits, count);
	return count ? statistics_quantile(exits, count, 0.5) : -1;
}

static void take_item(struct trial_data *data, const struct trial_log *log, size_t item, double *exits)
{
	size_t at = slot(data, item, data->trials);
	struct trial_sample *sample = &data->samples[at];

	sample->count = 0;
	sample->blocks = log->rounds < BLOCKS_PER_TRIAL ? log->rounds : BLOCKS_PER_TRIAL;
	data->disturbed[at] = 0;
	for (size_t i = 0; i < log->count; i++) {
		const struct batch_record *record = &log->records[i];

		if (record->item != item)
			continue;
		if (record->disturbed)
			data->disturbed[at]++;
		else
			sample->samples[sample->count++] =
				(struct sample){ record->value, block_of(record->round, log->rounds) };
	}
	trial_sample_sort(sample);
	data->disturbed[at] += drop_gaps(sample);
	data->exits[at] = median_exits(log, (unsigned)item, exits);
}

int trial_data_add(struct trial_data *data, const struct trial_log *log)
{
	double *exits = malloc((log->count + 1) * sizeof(*exits));
	int failed = !exits || data->trials == data->capacity;

	for (size_t item = 0; !failed && item < data->items; item++) {
		struct trial_sample *sample = &data->samples[slot(data, item, data->trials)];

		free(sample->samples);
		sample->samples = malloc((log->rounds + 1) * sizeof(*sample->samples));
		failed = !sample->samples;
	}
	for (size_t item = 0; !failed && item < data->items; item++)
		take_item(data, log, item, exits);
	free(exits);
	data->trials += !failed;
	return failed ? -1 : 0;
}

static const struct trial_sample *samples_of(const struct trial_data *data, size_t item)
{
	return item == PLAN_NO_TWIN ? NULL : &data->samples[slot(data, item, 0)];
}

bool trial_is_slow(const struct trial_data *data, size_t trial)
{
	const struct trial_sample *canaries = samples_of(data, data->items - 1);
	double usual = statistics_estimate(canaries, NULL, data->trials, floor_rule);

	return trial_sample_quantile(&canaries[trial], NULL, FLOOR_WITHIN_TRIAL) > SLOW_FACTOR * usual;
}

static struct interval estimate(const struct trial_data *data, size_t item, size_t twin,
				struct estimator rule, size_t resamples, const gsl_rng *random)
{
	return statistics_bootstrap(samples_of(data, item), samples_of(data, twin), data->trials,
				    rule, resamples, random);
}

double estimate_half_width(const struct trial_data *data, const struct plan *plan, size_t item,
			   const gsl_rng *random)
{
	return statistics_half_width(estimate(data, item, plan->items[item].twin, floor_rule,
					      COARSE_RESAMPLES, random));
}

static struct statistic statistic_of(struct interval interval, const char *method)
{
	return (struct statistic){ interval.value, interval.lo, interval.hi, method };
}

/* Every batch of every trial the same: then a figure is a count, not an estimate. */
static bool is_constant(const struct trial_data *data, size_t item)
{
	const struct trial_sample *trials = samples_of(data, item);
	double first = NAN;

	for (size_t i = 0; trials && i < data->trials; i++) {
		if (!trials[i].count)
			continue;
		if (isnan(first))
			first = trials[i].samples[0].value;
		if (trials[i].samples[0].value != first || trials[i].samples[trials[i].count - 1].value != first)
			return false;
	}
	return true;
}

static void fill_trials(const struct trial_data *data, size_t item, size_t twin, struct cell_result *cell)
{
	double exits[data->trials + 1];
	size_t known = 0;

	cell->trials = calloc(data->trials + 1, sizeof(*cell->trials));
	for (size_t i = 0; cell->trials && i < data->trials; i++) {
		size_t at = slot(data, item, i);
		const struct trial_sample *sample = &data->samples[at], *off = samples_of(data, twin);

		cell->batches += sample->count;
		cell->disturbed += data->disturbed[at];
		if (!sample->count || (off && !off[i].count))
			continue;
		exits[known++] = data->exits[at];
		cell->trials[cell->trial_count++] = (struct trial_result){
			.floor = statistics_estimate(sample, off ? &off[i] : NULL, 1, floor_rule),
			.median = statistics_estimate(sample, off ? &off[i] : NULL, 1, median_rule),
			.batches = sample->count, .disturbed = data->disturbed[at],
			.slow = trial_is_slow(data, i),
		};
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
		{ &cell->p99, item, twin, p99_rule, P99_RULE INTERVAL_RULE },
		{ &cell->raw, item, PLAN_NO_TWIN, floor_rule, FLOOR_RULE INTERVAL_RULE },
		{ &cell->overhead, twin, PLAN_NO_TWIN, floor_rule, FLOOR_RULE INTERVAL_RULE },
	};
	bool constant = exact && is_constant(data, item) && is_constant(data, twin);

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (figures[i].item == PLAN_NO_TWIN)
			*figures[i].figure = statistic_of((struct interval){ 0, 0, 0 }, "no twin");
		else
			*figures[i].figure = statistic_of(
				estimate(data, figures[i].item, figures[i].twin, figures[i].rule,
					 constant ? 0 : BOOTSTRAP_RESAMPLES, random),
				constant ? EXACT_RULE : figures[i].method);
	}
}

/*
 * How far the overhead strays on its own: half the interquartile range, over trials, of the twin's share
 * of the cell. A share, because a slow trial is slow for both and makes neither of them unsteady.
 */
static double twin_spread(const struct trial_data *data, size_t item, size_t twin)
{
	double shares[data->trials + 1];
	size_t known = 0;

	for (size_t i = 0; i < data->trials; i++) {
		double cell = trial_sample_quantile(&samples_of(data, item)[i], NULL, FLOOR_WITHIN_TRIAL);
		double off = trial_sample_quantile(&samples_of(data, twin)[i], NULL, FLOOR_WITHIN_TRIAL);

		if (!isnan(cell) && !isnan(off) && cell > 0)
			shares[known++] = off / cell;
	}
	statistics_sort(shares, known);
	return known ? (statistics_quantile(shares, known, 0.75) - statistics_quantile(shares, known, 0.25)) / 2 : 0;
}

static const char *refuse(const struct cell_result *cell, double spread)
{
	double unsteady = spread * cell->raw.value;

	if (cell->floor.value < 0 || cell->median.value < 0)
		return backend_words("the net cost is negative: %.6g measured, %.6g of it the loop's own by its "
				     "nop twin", cell->raw.value, cell->overhead.value);
	if (unsteady > UNSTEADY_TWIN * cell->floor.value)
		return backend_words("its nop twin is unsteady: %.6g +- %.2g, against a net cost of %.6g",
				     cell->overhead.value, unsteady, cell->floor.value);
	return NULL;
}

const char *estimate_cell(const struct trial_data *data, const struct plan *plan, size_t item, bool exact,
			  const gsl_rng *random, struct cell_result *cell)
{
	size_t twin = plan->items[item].twin;

	fill_trials(data, item, twin, cell);
	if (!cell->trial_count)
		return "every batch was disturbed";
	fill_figures(data, item, twin, exact, random, cell);
	return twin == PLAN_NO_TWIN ? NULL : refuse(cell, twin_spread(data, item, twin));
}
