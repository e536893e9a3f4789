/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a round trip splits into its legs: exit, handler, entry. Cells of the form
 * `stamped' have them. Such a cell is no figure of its own where the same cell is
 * there in full, of which it only tells more.
 */
#ifndef HARNESS_LEG_FIGURES_H
#define HARNESS_LEG_FIGURES_H

#include "result.h"

enum leg { LEG_EXIT, LEG_HANDLER, LEG_ENTRY, LEGS };
extern const char *const leg_names[LEGS];

/* Floors of the legs, per operation; `method' is static. */
struct leg_figures {
	struct statistic floor[LEGS];
};

/* false: this cell has no legs, or not all of them. */
bool leg_figures_of(const struct cell_result *cell, struct leg_figures *figures);

/* The same for a cell or, if it has none, for the cell that differs by being stamped. */
bool leg_figures_find(const struct result *result, const struct cell_result *cell, struct leg_figures *figures);

/* Whether all it has to say beside its legs is said by the same cell in full. */
bool is_leg_cell(const struct result *result, const struct cell_result *cell);

#endif
