/* SPDX-License-Identifier: GPL-2.0-only */
/* One cell of a comparison: found in every file of a side, its trials gathered, and tested. */
#ifndef HARNESS_COMPARE_CELL_H
#define HARNESS_COMPARE_CELL_H

#include "compare/compare.h"

/* The side's sessions of one cell. */
struct cell_side {
	size_t count;                     /* of sessions */
	const struct cell_result **cells; /* one for each, NULL where the file has none */
};

/*
 * Fill what the two sides alone decide: figures, ratio, p. What depends on the other cells (the
 * adjusted p, and so the verdict of a tested row) is left to compare().
 */
void compare_cell(const struct comparison *comparison, struct cell_side base,
		  struct cell_side other, const gsl_rng *random, struct compare_row *row);

#endif
