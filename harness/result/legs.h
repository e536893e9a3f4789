/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a round trip splits into its legs: exit, handler, entry. Cells of the form `stamped' have
 * them. Also whether stamps changed the round trip, by the same loop without stamps.
 */
#ifndef HARNESS_LEG_FIGURES_H
#define HARNESS_LEG_FIGURES_H

#include "result/result.h"

extern const char *const leg_names[RESULT_LEGS];

void legs_free(struct legs_result *legs, bool borrows_texts);

/* Floors of the legs, per operation. */
struct leg_figures {
	struct statistic floor[RESULT_LEGS];
};

/* false: this cell has no legs, or not all of them. */
bool leg_figures_of(const struct cell_result *cell, struct leg_figures *figures);

/* Those of the cell, or else of the cell that differs from it only by being stamped. */
bool leg_figures_find(const struct result *result, const struct cell_result *cell,
		      struct leg_figures *figures);

/*
 * The cell that makes the same round trip without stamps: in full, and otherwise alike, with a
 * figure in the same unit. NULL if there is none, or if this one has no legs.
 */
const struct cell_result *leg_figures_unstamped(const struct result *result,
						const struct cell_result *cell);

/*
 * The two loops agree: their floors' intervals overlap or lie apart by at most LEGS_APART; where
 * both are exact, the floors are equal.
 */
bool leg_figures_agree(const struct cell_result *stamped, const struct cell_result *unstamped);

/* Why the CPU's own clocks did not check the cell's stamps; NULL: they did, or it has no legs. */
const char *leg_figures_unchecked(const struct cell_result *cell);

#endif
