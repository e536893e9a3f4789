// SPDX-License-Identifier: GPL-2.0-only
/*
 * The counters' own batches, after the timed ones of a trial, which they would disturb. Every item runs
 * batches of its usual size and of half of it in turn; the difference is free of what a batch costs
 * around its iterations: the system calls, the first entry, the warm-up.
 */
#include <string.h>
#include <unistd.h>
#include "trial_process.h"

#define PAIRS 5
#define TRIES 20  /* for a batch that nothing disturbed: an interrupted one did not run all its iterations */

struct counters {
	size_t count;
	int file[EVENTS_MAX];         /* -1: not counted here */
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
		if (counters->file[i] >= 0 &&
		    read(counters->file[i], &readings[i], sizeof(readings[i])) != sizeof(readings[i]))
			readings[i] = (struct event_reading){ 0 };
}

/* Value and times are added; the value as it would be had it run all the time. */
static void add_difference(struct event_count *sum, const struct event_reading *before,
			   const struct event_reading *after)
{
	double enabled = (double)(after->enabled_ns - before->enabled_ns);
	double running = (double)(after->running_ns - before->running_ns);

	sum->enabled_ns += enabled;
	sum->running_ns += running;
	if (running > 0)
		sum->per_operation += (double)(after->value - before->value) * enabled / running;
}

/* One batch between two looks; whether it was whole, and what the counters saw. */
static bool try_batch(struct trial *trial, const struct counters *counters, size_t item, size_t iterations,
		      struct event_reading *before, struct event_reading *after)
{
	struct batch batch = { 0 };
	bool ran;

	read_counters(counters, before);
	ran = trial_run_batch(trial, item, iterations, &batch);
	read_counters(counters, after);
	return ran && !batch.disturbed && !batch.elsewhere;
}

static bool count_batch(struct trial *trial, const struct counters *counters, size_t item, size_t iterations,
			struct event_count *sums)
{
	struct event_reading before[EVENTS_MAX], after[EVENTS_MAX];

	for (unsigned i = 0; i < TRIES && trial->runs[item] && !trial->log->stop; i++) {
		if (!try_batch(trial, counters, item, iterations, before, after))
			continue;
		for (size_t event = 0; event < counters->count; event++)
			add_difference(&sums[event], &before[event], &after[event]);
		return true;
	}
	return false;
}

static struct event_count difference(const struct event_count *more, const struct event_count *less,
				     size_t iterations)
{
	return (struct event_count){
		.per_operation = (more->per_operation - less->per_operation) / (double)iterations,
		.enabled_ns = more->enabled_ns + less->enabled_ns,
		.running_ns = more->running_ns + less->running_ns,
	};
}

static void count_item(struct trial *trial, const struct counters *counters, size_t item)
{
	size_t whole = trial_item(trial, item)->iterations, half = whole / 2;
	struct event_count more[EVENTS_MAX] = { 0 }, less[EVENTS_MAX] = { 0 };

	for (unsigned i = 0; i < PAIRS; i++)
		if (!count_batch(trial, counters, item, whole, more) || !count_batch(trial, counters, item, half, less))
			return;
	for (size_t i = 0; i < counters->count; i++)
		trial->log->counts[item][i] = difference(&more[i], &less[i], PAIRS * (whole - half));
}

void trial_count_events(struct trial *trial)
{
	struct counters counters = open_counters(trial->setup->events);

	for (size_t i = 0; i < trial->setup->plan->count && !trial->log->stop; i++)
		if (trial->runs[i])
			count_item(trial, &counters, i);
	close_counters(&counters);
}
