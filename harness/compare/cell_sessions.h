/* SPDX-License-Identifier: GPL-2.0-only */
/* One side's sessions of one cell, as what the test and the interval are made from. */
#ifndef HARNESS_CELL_SESSIONS_H
#define HARNESS_CELL_SESSIONS_H

#include "compare/cell.h"
#include "statistics/group.h"

/* Which quantile over trials, and over sessions, the figure is. */
double cell_sessions_quantile(enum figure figure);

/*
 * The sessions of a side, whose results are `files`, in which the cell is ok; false without memory.
 * Free it in either case.
 */
bool cell_sessions_make(struct cell_side side, const struct result *files,
			const struct comparison *comparison, struct group *group);
void cell_sessions_free(struct group *group);

#endif
