/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the batches of a session's trials to the figures of its cells: floor, median and
 * p99 net of the twin, and when a figure is refused.
 */
#ifndef HARNESS_ESTIMATE_H
#define HARNESS_ESTIMATE_H

#include "measure/trial_data.h"

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
