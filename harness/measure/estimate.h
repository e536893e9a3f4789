/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the batches of a session's trials to the figures of its cells: floor, median and
 * p99 net of the twin, and when a figure is refused.
 */
#ifndef HARNESS_ESTIMATE_H
#define HARNESS_ESTIMATE_H

#include "measure/trial_data.h"

/* what the twin's spread over trials may make of the cell's net figure */
#define UNSTEADY_TWIN 0.10

/*
 * of what was measured, the twin's share with it: a smaller net cost is not asked for more
 * precisely
 */
#define RESOLUTION    0.01
#define TRIALS_FEW    5     /* fewer make no interval that could be called precise */

/*
 * Half an interval's width as a fraction of its value, or of what an operation must cost to be told
 * from its loop.
 */
double estimate_relative_width(double lo, double hi, double value, double raw);

/*
 * Whether the interval of its floor is so narrow, of so many trials that this means something;
 * exact ones need none.
 */
bool estimate_is_precise(const struct cell_result *cell, double fraction);

/*
 * The width of an item's floor; a quick, coarser bootstrap. 0 where nothing costs anything; NaN: no
 * figure.
 */
double estimate_half_width(const struct trial_data *data, const struct plan *plan, size_t item,
			   const gsl_rng *random);

/*
 * Fill the figures of `cell` from the item's trials. NULL, or why there is no figure:
 * no undisturbed batch, an unsteady twin, a negative net.
 */
const char *estimate_cell(const struct trial_data *data, const struct plan *plan, size_t item,
			  bool exact, const gsl_rng *random, struct cell_result *cell);

#endif
