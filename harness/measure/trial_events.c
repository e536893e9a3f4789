// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches for the counters, after a trial's timed batches, which counters would disturb. Every item
 * runs batches of its usual size and of half that size; the difference is free of what a batch
 * costs besides its iterations: system calls, the first entry, the warm-up.
 */
#include <string.h>
#include <unistd.h>
#include "measure/event_counts.h"
#include "measure/trial_parts.h"

#define BATCHES   5    /* of each size, for each event */
#define PAIRS_MAX 40   /* some are disturbed, and counters that take turns miss most */
#define MISSES    200  /* batches in a row without the counter on the PMU: it gets no turn */

struct counters {
	size_t count;
	int file[EVENTS_MAX];         /* -1: not counted here */
	unsigned missed[EVENTS_MAX];  /* batches in a row */
};

static struct counters open_counters(const struct events *events)
{
	struct counters counters = { .count = events->count };

	for (size_t i = 0; i < events->count; i++)
		counters.file[i] = events->list[i].reason ? -1 : event_open(&events->list[i]);
	return counters;
}

static void close_counters(const struct counters *counters)
{
	for (size_t i = 0; i < counters->count; i++)
		if (counters->file[i] >= 0)
			close(counters->file[i]);
}

static void read_counters(const struct counters *counters, struct event_reading *readings)
{
	memset(readings, 0, EVENTS_MAX * sizeof(*readings));
	for (size_t i = 0; i < counters->count; i++)
		if (counters->file[i] >= 0 && read(counters->file[i], &readings[i],
						   sizeof(readings[i])) != sizeof(readings[i]))
			readings[i] = (struct event_reading){ 0 };
}

/* One batch between two readings. Whether it was whole. */
static bool try_batch(struct trial *trial, const struct counters *counters, size_t item,
		      size_t iterations, struct event_reading *before, struct event_reading *after)
{
	struct batch batch = { 0 };
	bool ran;

	read_counters(counters, before);
	ran = trial_run_batch(trial, item, iterations, &batch);
	read_counters(counters, after);
	return ran && !batch.disturbed && !batch.elsewhere;
}

static void note_turn(struct counters *counters, size_t i, bool had_turn)
{
	counters->missed[i] = had_turn ? 0 : counters->missed[i] + 1;
	if (counters->missed[i] < MISSES)
		return;
	close(counters->file[i]);
	counters->file[i] = -1;
}

/* A counter takes BATCHES of each size and no more, so that the sizes stay even. */
static void count_batch(struct trial *trial, struct counters *counters, size_t item,
			size_t iterations, struct event_tally *tallies)
{
	struct event_reading before[EVENTS_MAX], after[EVENTS_MAX];

	if (!try_batch(trial, counters, item, iterations, before, after))
		return;
	for (size_t i = 0; i < counters->count; i++)
		if (counters->file[i] >= 0 && tallies[i].batches < BATCHES)
			note_turn(counters, i, event_tally_add(&tallies[i], &before[i], &after[i]));
}

static bool have_enough(const struct counters *counters, const struct event_tally *more,
			const struct event_tally *less)
{
	for (size_t i = 0; i < counters->count; i++)
		if (counters->file[i] >= 0 &&
		    (more[i].batches < BATCHES || less[i].batches < BATCHES))
			return false;
	return true;
}

static void count_item(struct trial *trial, struct counters *counters, size_t item)
{
	size_t whole = trial_item(trial, item)->iterations, half = whole / 2;
	struct event_tally more[EVENTS_MAX] = { 0 }, less[EVENTS_MAX] = { 0 };

	for (unsigned i = 0; i < PAIRS_MAX && trial->runs[item] && !trial->log->stop &&
			     !have_enough(counters, more, less); i++) {
		count_batch(trial, counters, item, whole, more);
		if (trial->runs[item])
			count_batch(trial, counters, item, half, less);
	}
	for (size_t i = 0; i < counters->count; i++)
		trial->log->counts[item][i] =
			event_tally_difference(&more[i], &less[i], whole - half);
}

/* A loop in another process is not counted. */
static bool is_counted(const struct trial *trial, size_t item)
{
	return trial->runs[item] && !cell_claim(&trial_item(trial, item)->what.cell)->in_32_bit;
}

void trial_count_events(struct trial *trial)
{
	struct counters counters = open_counters(trial->setup->events);

	for (size_t i = 0; i < trial->setup->plan->count && !trial->log->stop; i++)
		if (is_counted(trial, i))
			count_item(trial, &counters, i);
	close_counters(&counters);
}
