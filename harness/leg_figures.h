/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read back from a result: how a round trip splits into its legs, exit, handler and
 * entry. Cells of the form `stamped' have them.
 */
#ifndef HARNESS_LEG_FIGURES_H
#define HARNESS_LEG_FIGURES_H

#include "legs.h"
#include "result.h"

/* Floors of the legs, per operation; `method' is static. */
struct leg_figures {
	struct statistic floor[LEGS];
};

/* false: this cell has no legs, or not all of them. */
bool leg_figures_of(const struct cell_result *cell, struct leg_figures *figures);

/* The same for a cell or, if it has none, for the cell that differs by being stamped. */
bool leg_figures_find(const struct result *result, const struct cell_result *cell, struct leg_figures *figures);

#endif
