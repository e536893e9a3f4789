// SPDX-License-Identifier: GPL-2.0-only
/* From a trial's log to samples in blocks; which batches were held up, which trials were slow. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/trial_data.h"
#include "statistics/rules.h"

int trial_data_make(struct trial_data *data, size_t items, size_t trials_max)
{
	size_t slots = items * trials_max + 1;

	*data = (struct trial_data){ .items = items, .capacity = trials_max,
				     .samples = calloc(slots, sizeof(*data->samples)),
				     .disturbed = calloc(slots, sizeof(*data->disturbed)),
				     .floors = calloc(slots, sizeof(*data->floors)),
				     .exits = calloc(slots, sizeof(*data->exits)),
				     .counts = calloc(slots * EVENTS_MAX, sizeof(*data->counts)),
				     .slow = calloc(trials_max + 1, sizeof(*data->slow)),
				     .leg_reports = calloc(items, sizeof(*data->leg_reports)) };
	for (int leg = 0; leg < LEGS; leg++)
		data->legs[leg] = calloc(slots, sizeof(*data->legs[leg]));
	return data->samples && data->disturbed && data->floors && data->exits && data->counts &&
			       data->slow && data->leg_reports && data->legs[LEG_exit] &&
			       data->legs[LEG_handler] && data->legs[LEG_entry]
		       ? 0
		       : -1;
}

static void free_samples(struct trial_sample *samples, size_t count)
{
	for (size_t i = 0; samples && i < count; i++)
		free(samples[i].samples);
	free(samples);
}

void trial_data_free(struct trial_data *data)
{
	free_samples(data->samples, data->items * data->capacity);
	for (int leg = 0; leg < LEGS; leg++)
		free_samples(data->legs[leg], data->items * data->capacity);
	free(data->leg_reports);
	free(data->disturbed);
	free(data->floors);
	free(data->exits);
	free(data->counts);
	free(data->slow);
	*data = (struct trial_data){ 0 };
}

/* Empty, with room for one batch a round, in blocks of successive rounds. -1 without memory. */
static int begin_sample(struct trial_sample *sample, size_t rounds)
{
	free(sample->samples);
	*sample = (struct trial_sample){
		.samples = malloc((rounds + 1) * sizeof(*sample->samples)),
		.blocks = trial_blocks(rounds),
	};
	return sample->samples ? 0 : -1;
}

static void add_sample(struct trial_sample *sample, double value, unsigned round, size_t rounds)
{
	sample->samples[sample->count++] = (struct sample){ value, trial_block(round, rounds) };
}

static size_t drop_gaps(struct trial_sample *sample)
{
	double median = trial_sample_quantile(sample, NULL, 0.5);
	size_t kept = 0, before = sample->count;

	if (!before || median <= 0)
		return 0;
	for (size_t i = 0; i < before; i++)
		if (!trial_has_gap(sample->samples[i].value, median))
			sample->samples[kept++] = sample->samples[i];
	sample->count = kept;
	return before - kept;
}

static double taken_off(const struct batch_record *record) { return record->taken_off; }
static double exits_of(const struct batch_record *record) { return (double)record->exits_per_op; }

/* The median over the item's undisturbed batches; `none` without any. */
static double median_of(const struct trial_log *log, size_t item,
			double (*of)(const struct batch_record *), double none, double *scratch)
{
	size_t count = 0;

	for (size_t i = 0; i < log->count; i++)
		if (log->records[i].item == item && log->records[i].disturbance == DISTURBED_NOT)
			scratch[count++] = of(&log->records[i]);
	statistics_sort(scratch, count);
	return count ? statistics_quantile(scratch, count, 0.5) : none;
}

static void add_clock_check(struct clock_check *sum, const struct clock_check *one)
{
	sum->iterations += one->iterations;
	sum->stored_outside += one->stored_outside;
	sum->timer_outside += one->timer_outside;
	sum->until_stored += one->until_stored;
	sum->since_stored += one->since_stored;
	sum->timer += one->timer;
	sum->stamps_least += one->stamps_least;
	sum->stamps_most += one->stamps_most;
	sum->timer_tick = one->timer_tick;
}

static void add_report(struct leg_report *sum, const struct leg_report *one)
{
	for (int leg = 0; leg < LEGS; leg++) {
		for (size_t bin = 0; bin < LEG_BINS; bin++)
			sum->exits[leg][bin] += one->exits[leg][bin];
		sum->longest[leg] = fmax(sum->longest[leg], one->longest[leg]);
	}
	add_clock_check(&sum->clocks, &one->clocks);
	sum->clocks_reason = one->clocks_reason;
	sum->is_used = true;
}

/* Without memory the leg has no samples, and no figure. */
static void take_leg(struct trial_sample *sample, const struct trial_log *log, size_t item, int leg,
		     double median)
{
	if (begin_sample(sample, log->rounds))
		return;
	for (size_t i = 0; i < log->count; i++) {
		const struct batch_record *record = &log->records[i];

		if (record->item == item && record->has_legs &&
		    record->disturbance == DISTURBED_NOT && !trial_has_gap(record->value, median))
			add_sample(sample, leg_scale(leg) * record->legs[leg], record->round,
				   log->rounds);
	}
	trial_sample_sort(sample);
}

/* Take an item's legs, but not those of batches far from `median`. */
static void take_legs(struct trial_data *data, const struct trial_log *log, size_t item,
		      double median)
{
	if (item + 1 == data->items || !log->legs[item].is_used)
		return;
	add_report(&data->leg_reports[item], &log->legs[item]);
	for (int leg = 0; leg < LEGS; leg++)
		take_leg(&data->legs[leg][trial_slot(data, item, data->trials)], log, item, leg,
			 median);
}

/* `usual` is what the trial's batches had subtracted, by the median. */
static void take_batches(struct trial_sample *sample, struct disturbed *disturbed,
			 const struct trial_log *log, size_t item, double usual)
{
	*disturbed = (struct disturbed){ 0 };
	for (size_t i = 0; i < log->count; i++) {
		const struct batch_record *record = &log->records[i];

		if (record->item != item)
			continue;
		if (record->disturbance == DISTURBED_NOT)
			add_sample(sample, record->value + (record->taken_off - usual),
				   record->round, log->rounds);
		else
			disturbed->by[record->disturbance]++;
	}
	trial_sample_sort(sample);
}

static void take_item(struct trial_data *data, const struct trial_log *log, size_t item,
		      double *scratch)
{
	size_t at = trial_slot(data, item, data->trials);
	struct trial_sample *sample = &data->samples[at];

	take_batches(sample, &data->disturbed[at], log, item,
		     median_of(log, item, taken_off, 0, scratch));
	take_legs(data, log, item, trial_sample_quantile(sample, NULL, 0.5));
	data->disturbed[at].by[DISTURBED_BY_GAP] = drop_gaps(sample);
	data->floors[at] = trial_sample_quantile(sample, NULL, FLOOR_WITHIN_TRIAL);
	data->exits[at] = median_of(log, item, exits_of, -1, scratch);
	if (item + 1 < data->items)
		memcpy(&data->counts[at * EVENTS_MAX], log->counts[item],
		       sizeof(log->counts[item]));
}

int trial_data_add(struct trial_data *data, const struct trial_log *log)
{
	double *scratch = malloc((log->count + 1) * sizeof(*scratch));
	int failed = !scratch || data->trials == data->capacity;

	for (size_t item = 0; !failed && item < data->items; item++)
		failed = begin_sample(&data->samples[trial_slot(data, item, data->trials)],
				      log->rounds);
	for (size_t item = 0; !failed && item < data->items; item++)
		take_item(data, log, item, scratch);
	free(scratch);
	data->trials += !failed;
	return failed ? -1 : 0;
}

double trial_session_floor(const struct trial_data *data, size_t item)
{
	double known[data->trials + 1];
	size_t count = 0;

	for (size_t i = 0; i < data->trials; i++)
		if (!isnan(data->floors[trial_slot(data, item, i)]))
			known[count++] = data->floors[trial_slot(data, item, i)];
	return statistics_quantile_of(known, count, FLOOR_OVER_TRIALS);
}

double trial_core_cycles(const struct trial_data *data, size_t trial)
{
	double ticks = data->floors[trial_slot(data, data->items - 1, trial)];

	return ticks > 0 ? CANARY_CYCLES_PER_STEP / ticks : 0;
}

/* Whether the items of a backend, by their median, were slower than usual in a trial. */
static bool backend_is_slow(const struct trial_data *data, const struct plan *plan, size_t trial,
			    enum backend backend, const double *usual)
{
	double factors[data->items];
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++) {
		double factor = data->floors[trial_slot(data, i, trial)] / usual[i];

		if (plan->items[i].what.backend->id == backend && usual[i] > 0 && !isnan(factor))
			factors[count++] = factor;
	}
	return count > 1 && statistics_quantile_of(factors, count, 0.5) > SLOW_FACTOR;
}

static unsigned slow_backends(const struct trial_data *data, const struct plan *plan, size_t trial,
			      const double *usual)
{
	size_t canary = data->items - 1;
	unsigned slow = 0;

	if (usual[canary] > 0 &&
	    data->floors[trial_slot(data, canary, trial)] / usual[canary] > SLOW_CANARY)
		return TRIAL_ANY_BACKEND;
	for (size_t i = 0; i < backend_count; i++)
		if (backend_is_slow(data, plan, trial, backends[i].id, usual))
			slow |= backends[i].id;
	return slow;
}

void trial_data_find_slow(struct trial_data *data, const struct plan *plan)
{
	double usual[data->items];

	for (size_t i = 0; i < data->items; i++)
		usual[i] = trial_session_floor(data, i);
	for (size_t trial = 0; trial < data->trials; trial++)
		data->slow[trial] = slow_backends(data, plan, trial, usual);
}
