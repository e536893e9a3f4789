/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the batches of a session's trials to the figures of its cells: floor, median and p99 net of
 * the twin; and when a figure is refused.
 */
#ifndef HARNESS_ESTIMATE_H
#define HARNESS_ESTIMATE_H

#include "measure/trial_data.h"

/* The relative width of an item's floor, by a quick bootstrap. 0: no cost; NaN: no figure. */
double estimate_half_width(const struct trial_data *data, const struct plan *plan, size_t item,
			   const gsl_rng *random);

/*
 * Fill the figures of `cell` from the item's trials; or its fault, and why there is no figure: no
 * undisturbed batch, or clocks that disagree.
 */
struct words estimate_cell(const struct trial_data *data, const struct plan *plan, size_t item,
			   bool exact, const gsl_rng *random, struct cell_result *cell);

/*
 * Whether the figures that were filled are costs or bounds; or the cell's fault, and why they are
 * nothing: a negative net cost, or an unsteady twin, unless the figures of batches alone on the
 * core, which come first, are steady.
 */
struct words estimate_judge(const struct trial_data *data, const struct plan *plan, size_t item,
			    struct cell_result *cell);

/*
 * Legs: exit (guest stamp to host stamp), handler, entry (host stamp to guest stamp), of stamped
 * cells. Each leg is estimated by itself from the means of its batches, so the floors of the legs,
 * like their medians, need not add up to the round trip's; in every single batch they do.
 * NULL without legs. `stamps` is the cost of the guest's stamps per iteration: the twin's floor.
 * `exact`: all batches of item and twin were equal counts of instructions.
 */
struct legs_result *legs_figures(const struct trial_data *data, size_t item, size_t twin,
				 double stamps, bool exact, const gsl_rng *random);

/*
 * Bound a figure that cannot be told: its interval includes 0, or the twin varies by too much of
 * it. `raw` is the cost with the loop, `unsteady` how much the twin varies.
 */
void estimate_bound(struct statistic *figure, double raw, double unsteady);

/* Who answers a cell that costs so much: struct cell_result. */
enum answerer answerer_find(const struct planned_cell *what, const struct clock *clock,
			    double cost);

/* How the CPU's own clocks disagree with the item's stamps. */
struct words legs_refuse(const struct trial_data *data, size_t item);

#endif
