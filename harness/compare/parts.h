/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files behind compare.h and merge.h ask of each other. */
#ifndef HARNESS_COMPARE_PARTS_H
#define HARNESS_COMPARE_PARTS_H

#include "compare/compare.h"
#include "statistics/group.h"

/* Every cell once, by id, from the first file that has it. To be freed; NULL without memory. */
const struct cell_result **cells_of_all(const struct result *results, size_t files, size_t *count);

/* What cells of a row have in common in many sessions. Texts are borrowed. */
struct session_kind {
	const struct session_kind *next; /* of the row's others */
	enum cell_status status;
	enum answerer answered_by;
	bool is_noisy, is_exact, is_below;
	bool was_alone;             /* on the core, often enough for a figure */
	bool has_alone;             /* a figure of all its batches alone */
	bool is_one;                /* one value stands for all trials, one for those alone */
	const char *reason, *unit, *clock;
	size_t count, alone_count;  /* of the values */
};

/* What is compared of a cell in one session: session_cell.c knows where which value is. */
struct session_cell {
	const struct session_kind *kind;
	size_t session, row;
	double values[];
};

/* The session's own figure, of an exact cell. */
double session_figure(const struct session_cell *cell);
size_t session_cell_size(const struct session_cell *cell);

/* false, with errno: no memory, or no room for them. Free them in either case. */
void session_cells_begin(struct comparison *comparison);
bool session_cells_make(struct comparison *comparison, size_t session, bool is_base);
void session_cells_free(struct comparison *comparison);

/*
 * The figure of each trial, or that of the session where it stands for them: without trials, and
 * alone on the core, where all their batches together have one. None if they are too few. false: no
 * memory.
 */
bool session_gather(const struct session_cell *cell, const struct comparison *comparison,
		    struct group_session *session);

/* The side's sessions of one cell. */
struct cell_side {
	size_t count;                      /* of sessions */
	const struct session_cell **cells; /* one for each, NULL where the file has none */
};

/* Which quantile over trials, and over sessions, the figure is. */
double quantile_of(enum figure figure);

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
