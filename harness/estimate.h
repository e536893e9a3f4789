/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the batches of a session's trials to the figures of its cells: what is disturbed,
 * which trials were slow, floor, median and p99 net of the twin, and when a figure is refused.
 */
#ifndef HARNESS_ESTIMATE_H
#define HARNESS_ESTIMATE_H

#include "statistics.h"
#include "trial.h"

#define GAP_FACTOR    2.0   /* a batch so many times longer or shorter than its trial's median was held up */
#define SLOW_FACTOR   1.05  /* a trial's canary over the canaries' floor */
#define UNSTEADY_TWIN 0.10  /* what the twin's spread over trials may make of the cell's net figure */

/* Everything kept of the trials: samples[item * capacity + trial], and so on; the canary is the last item. */
struct trial_data {
	size_t items;         /* with the canary */
	size_t trials, capacity;
	struct trial_sample *samples;
	size_t *disturbed;
	double *exits;        /* median of a trial's exits per operation; negative: unknown */
};

/* 0, or -1 without memory. Free it in either case. */
int trial_data_make(struct trial_data *data, size_t items, size_t trials_max);
void trial_data_free(struct trial_data *data);

/* Take one more trial from its log: 0, or -1 without memory, and nothing is taken. */
int trial_data_add(struct trial_data *data, const struct trial_log *log);

/* Whether the canary says that this trial's machine was slow. */
bool trial_is_slow(const struct trial_data *data, size_t trial);

/* The half-width of an item's floor as a fraction of it; a quick, coarser bootstrap. NaN: no figure. */
double estimate_half_width(const struct trial_data *data, const struct plan *plan, size_t item,
			   const gsl_rng *random);

/*
 * Fill the figures of `cell` from the item's trials. NULL, or why there is no figure:
 * no undisturbed batch, an unsteady twin, a negative net.
 */
const char *estimate_cell(const struct trial_data *data, const struct plan *plan, size_t item,
			  bool exact, const gsl_rng *random, struct cell_result *cell);

#endif
