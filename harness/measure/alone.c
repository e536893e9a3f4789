// SPDX-License-Identifier: GPL-2.0-only
/* From a trial's log to batches in core cycles, and from these to those alone on the core. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "measure/alone.h"
#include "measure/trial_data.h"
#include "statistics/rules.h"

int alone_data_make(struct alone_data *data, size_t items, size_t trials_max)
{
	*data = (struct alone_data){ .items = items, .capacity = trials_max };
	data->slots = calloc(items * trials_max + 1, sizeof(*data->slots));
	return data->slots ? 0 : -1;
}

void alone_data_free(struct alone_data *data)
{
	for (size_t i = 0; data->slots && i < data->items * data->capacity; i++)
		free(data->slots[i].batches);
	free(data->slots);
	*data = (struct alone_data){ 0 };
}

static struct clocked_trial *slot_of(const struct alone_data *data, size_t item, size_t trial)
{
	return &data->slots[item * data->capacity + trial];
}

static struct neighbour_reading reading_of(const struct batch_record *record)
{
	struct neighbour_reading reading = { .clock = { 0 } };

	for (int i = 0; i < 2 && record->chain[0] > 0 && record->chain[1] > 0; i++) {
		reading.clock[i] = CANARY_CHAIN_CYCLES / (double)record->chain[i];
		reading.round[i] = (double)record->additions[i] * reading.clock[i] /
				   CANARY_ADDITION_ROUNDS;
	}
	return reading;
}

static double clock_of(const struct neighbour_reading *reading)
{
	return (reading->clock[0] + reading->clock[1]) / 2;
}

static bool is_usable(const struct batch_record *record, size_t item)
{
	struct neighbour_reading reading = reading_of(record);

	return record->item == item && record->disturbance == DISTURBED_NOT &&
	       clock_is_steady(&reading);
}

static size_t count_usable(const struct trial_log *log, size_t item)
{
	size_t count = 0;

	for (size_t i = 0; i < log->count; i++)
		count += is_usable(&log->records[i], item);
	return count;
}

static void take_batch(struct clocked_trial *trial, const struct batch_record *record,
		       size_t rounds)
{
	struct neighbour_reading reading = reading_of(record);
	double clock = clock_of(&reading);

	trial->batches[trial->count++] = (struct clocked){
		.gross = (record->value + record->taken_off) * clock,
		.taken_off = record->taken_off * clock,
		.reading = reading,
		.block = trial_block(record->round, rounds),
	};
}

static void take_item(const struct trial_log *log, size_t item, struct clocked_trial *trial)
{
	size_t usable = count_usable(log, item);

	free(trial->batches);
	*trial = (struct clocked_trial){ .blocks = trial_blocks(log->rounds),
					 .batches = malloc((usable + 1) *
							   sizeof(*trial->batches)) };
	for (size_t i = 0; trial->batches && i < log->count; i++)
		if (is_usable(&log->records[i], item))
			take_batch(trial, &log->records[i], log->rounds);
}

static void count_rounds(struct round_counts *counts, const struct clocked_trial *trial)
{
	for (size_t i = 0; i < trial->count; i++)
		for (int at = 0; at < 2; at++)
			round_counts_add(counts, trial->batches[i].reading.round[at]);
}

void alone_data_add(struct alone_data *data, const struct trial_log *log, size_t trial)
{
	for (size_t item = 0; item < data->items; item++) {
		struct clocked_trial *slot = slot_of(data, item, trial);

		take_item(log, item, slot);
		count_rounds(&data->rounds, slot);
	}
	data->trials = trial + 1;
}

double alone_round(const struct alone_data *data)
{
	return round_counts_alone(&data->rounds);
}

static bool is_wanted(const struct alone_data *data, const struct clocked *batch,
		      enum neighbour which, double round)
{
	return data->has_no_neighbour ? which == NEIGHBOUR_NONE
				      : neighbour_of(&batch->reading, round) == which;
}

/* The median of what the sample's batches, still in their order, had taken off. */
static double usual_overhead(const struct trial_sample *sample, const struct clocked **batches)
{
	double *values = malloc((sample->count + 1) * sizeof(*values));
	double usual = 0;

	for (size_t i = 0; values && i < sample->count; i++)
		values[i] = batches[i]->taken_off;
	if (values && sample->count)
		usual = statistics_quantile_of(values, sample->count, 0.5);
	free(values);
	return usual;
}

static void drop_gaps(struct trial_sample *sample)
{
	double median = trial_sample_quantile(sample, NULL, 0.5);
	size_t kept = 0;

	for (size_t i = 0; i < sample->count; i++)
		if (!trial_has_gap(sample->samples[i].value, median))
			sample->samples[kept++] = sample->samples[i];
	sample->count = kept;
}

/* Sorted, and without what is far from its median: held up by something unknown. */
static void take_samples(struct trial_sample *sample, const struct alone_data *data,
			 const struct clocked_trial *trial, enum neighbour which, double round)
{
	const struct clocked **batches = malloc((trial->count + 1) * sizeof(*batches));
	double overhead;

	for (size_t i = 0; batches && i < trial->count; i++)
		if (is_wanted(data, &trial->batches[i], which, round))
			batches[sample->count++] = &trial->batches[i];
	overhead = usual_overhead(sample, batches);
	for (size_t i = 0; i < sample->count; i++)
		sample->samples[i] =
			(struct sample){ batches[i]->gross - overhead, batches[i]->block };
	free(batches);
	trial_sample_sort(sample);
	drop_gaps(sample);
}

struct alone_samples alone_samples_make(const struct alone_data *data, size_t item,
					enum neighbour which, double round)
{
	struct alone_samples made = { .trials = calloc(data->trials + 1, sizeof(*made.trials)) };

	for (size_t i = 0; made.trials && i < data->trials; i++) {
		const struct clocked_trial *trial = slot_of(data, item, i);
		struct trial_sample *sample = &made.trials[i];

		*sample = (struct trial_sample){
			.blocks = trial->blocks,
			.samples = malloc((trial->count + 1) * sizeof(*sample->samples)),
		};
		if (sample->samples)
			take_samples(sample, data, trial, which, round);
		made.batches += sample->count;
		made.count += sample->count != 0;
	}
	return made;
}

void alone_samples_free(struct alone_samples *samples, const struct alone_data *data)
{
	for (size_t i = 0; samples->trials && i < data->trials; i++)
		free(samples->trials[i].samples);
	free(samples->trials);
	*samples = (struct alone_samples){ 0 };
}

bool alone_is_enough(const struct alone_samples *of, const struct alone_samples *twin)
{
	return of->batches >= ALONE_BATCHES && of->count >= TRIALS_FEW &&
	       (!twin || alone_is_enough(twin, NULL));
}
