/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legs of a round trip as figures: exit (guest stamp to host stamp), handler, entry (host stamp
 * to guest stamp), of stamped cells. Each leg is estimated by itself from the means of its batches,
 * so the floors of the legs, like their medians, need not add up to the round trip's; in every
 * single batch they do.
 */
#ifndef HARNESS_LEGS_H
#define HARNESS_LEGS_H

#include "measure/trial_data.h"

extern const char *const leg_names[LEGS];

/*
 * {"exit": {"floor", "median", "p99", "exits"}, "handler", "entry", "stamps", "clock_check"}, as
 * results/schema.json says; NULL where the item has no legs. `stamps` is what the guest's stamps
 * cost an iteration: the twin's floor. `exact`: an emulator's clock, and every batch of item and
 * twin was the same: a leg that is, too, is a count.
 */
json_t *legs_figures(const struct trial_data *data, size_t item, size_t twin, double stamps,
		     bool exact, const gsl_rng *random);

/* NULL, or how the CPU's own clocks disagree with the item's stamps. */
const char *legs_refuse(const struct trial_data *data, size_t item);

#endif
