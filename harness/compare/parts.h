/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files behind compare.h and merge.h ask of each other. */
#ifndef HARNESS_COMPARE_PARTS_H
#define HARNESS_COMPARE_PARTS_H

#include <gsl/gsl_rng.h>
#include "compare/compare.h"
#include "result/find.h"

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

/* Adjust p over all rows, judge those that have one, and count the verdicts of all. */
void compare_judge(struct comparison *comparison);

/*
 * Fill `merged`, which is empty, from the cells of this id, in as many files as have one. NULL, or
 * why not in words.
 */
const char *merge_cell(struct cell_result *merged, const char *id, const struct result *results,
		       const struct cell_index *indexes, size_t count, const gsl_rng *random);

/* Of an object only the members that are the same in the other. NULL is an object without any. */
void merge_keep_equal(json_t *kept, const json_t *other);

/* How many sessions a file is of: 1, unless it was merged itself. */
size_t merge_sessions(const struct result *file);

/* The precision of the session that asked for most, in per cent; NaN where one does not tell. */
double merge_precision(const struct result *results, size_t count);

#endif
