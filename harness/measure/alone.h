/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Batches in core cycles, by the chains beside them, and sorted by whether another hardware thread
 * worked on the core. All trials of a session decide together what a reading alone on the core is.
 */
#ifndef HARNESS_ALONE_H
#define HARNESS_ALONE_H

#include "measure/plan.h"
#include "measure/trial.h"
#include "statistics/neighbour.h"
#include "statistics/statistics.h"

/* An undisturbed batch whose clock held still. */
struct clocked {
	double gross, taken_off; /* core cycles per iteration: with, and what the stamps cost */
	struct neighbour_reading reading;
	unsigned block;
};

struct alone_data {
	size_t items, capacity, trials;
	bool has_no_neighbour; /* the machine can have none: every batch is alone */
	struct clocked_trial {
		size_t count, blocks;
		struct clocked *batches;
	} *slots;              /* [item * capacity + trial] */
	struct round_counts rounds;
};

/* 0, or -1 without memory. Free it in either case. */
int alone_data_make(struct alone_data *data, size_t items, size_t trials_max);
void alone_data_free(struct alone_data *data);

/* Take the next trial, of this number, from its log. Without memory it has no batches. */
void alone_data_add(struct alone_data *data, const struct trial_log *log, size_t trial);

/* A round's cycles alone on the core; NaN: the session never was. */
double alone_round(const struct alone_data *data);

/* An item's batches in core cycles, one sample for each trial. `trials` is NULL without memory. */
struct alone_samples {
	size_t count, batches; /* trials with any, and batches in all of them */
	struct trial_sample *trials;
};

/* Those with a neighbour, or with none; `round` is alone_round(). Free it in either case. */
struct alone_samples alone_samples_make(const struct alone_data *data, size_t item,
					enum neighbour which, double round);
void alone_samples_free(struct alone_samples *samples, const struct alone_data *data);

/* Its batches, and those of its twin if it has one, are enough for a figure. */
bool alone_is_enough(const struct alone_samples *of, const struct alone_samples *twin);

/* The relative width of the floor's interval, by a quick bootstrap; NaN: it never was alone. */
double alone_half_width(const struct alone_data *data, const struct plan *plan, size_t item,
			const gsl_rng *random);

/* Fill cell->alone and what its trials have of it, or say that it never was alone. */
void alone_fill(const struct alone_data *data, const struct plan *plan, size_t item,
		const gsl_rng *random, struct cell_result *cell);

#endif
