/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files behind compare.h and merge.h ask of each other. */
#ifndef HARNESS_COMPARE_PARTS_H
#define HARNESS_COMPARE_PARTS_H

#include "compare/compare.h"
#include "statistics/group.h"

/* Every cell once, by id, from the first file that has it. To be freed; NULL without memory. */
const struct cell_result **cells_of_all(const struct result *results, size_t files, size_t *count);

/* The side's sessions of one cell. */
struct cell_side {
	size_t count;                     /* of sessions */
	const struct cell_result **cells; /* one for each, NULL where the file has none */
};

/* It keeps them, in one way or the other. */
bool cell_has_trials(const struct cell_result *cell);

/* In how many of them the cell is ok and was alone on its core often enough for a figure. */
size_t side_cells_alone(struct cell_side side);

/*
 * The figure of each trial alone on the core, or, `as_one`, that of all their batches together if
 * the session has it; none if they are too few.
 */
void session_gather_alone(const struct cell_result *cell, enum figure figure, bool as_one,
			  struct group_session *session);

/*
 * Fill what the two sides alone decide: figures, ratio, p. What depends on the other cells (the
 * adjusted p, and so the verdict of a tested row) is left to compare_judge().
 */
void compare_cell(const struct comparison *comparison, struct cell_side base,
		  struct cell_side other, const gsl_rng *random, struct compare_row *row);

/* Adjust p over all rows, judge those that have one, and count the verdicts of all. */
void compare_judge(struct comparison *comparison);

/* What is merged. */
struct merging {
	const struct result *results;
	size_t count;               /* of them */
	double precision_percent;   /* of the strictest session; NaN if one has none */
	gsl_rng *random;
};

/* Fill `merged`, which is empty, from the cells of this id. What is wrong, if anything. */
struct words merge_cell(struct cell_result *merged, const char *id, const struct merging *merging);

/* Keep only the members that are the same in the other object. NULL is an object without any. */
void merge_keep_equal(json_t *kept, const json_t *other);

/* How many sessions a file is of: 1, unless it was merged itself. */
size_t merge_sessions(const struct result *file);

/*
 * Differences of the machine's state, and of version, rules, events, table and module: an array of
 * {"name": "state/governor", "base": ["powersave"], "other": ["performance"]}, with all values of a
 * side. What changes from minute to minute (load, counters, measured frequencies) is left out. A
 * new reference.
 */
json_t *machine_differences(const struct result *base, size_t base_count,
			    const struct result *other, size_t other_count);

#endif
