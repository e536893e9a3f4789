/* SPDX-License-Identifier: GPL-2.0-only */
/* The search for a cell, and what one of them is. */
#ifndef HARNESS_RESULT_FIND_H
#define HARNESS_RESULT_FIND_H

#include "result/result.h"

/*
 * Sort the cells by id for result_find(), which otherwise searches one cell after another. The
 * loader calls it; a function that moves cells must call it again. false: no memory.
 */
bool result_index(struct result *result);

/* The cell of this id, or NULL. Cells of different files are matched by it. */
const struct cell_result *result_find(const struct result *result, const char *id);

enum figure { FIGURE_FLOOR, FIGURE_MEDIAN, FIGURE_P99, FIGURES };
extern const char *const figure_names[FIGURES], *const figure_words[FIGURES];
const struct statistic *figure_of(const struct cell_result *cell, enum figure figure);

/*
 * The figure that stands for the cell: where its run looked for neighbours, that of the batches
 * alone on the core, in core cycles; else that of all batches. Without a method it never was alone.
 */
const struct statistic *headline_of(const struct cell_result *cell, enum figure figure);

/* The headlines are in core cycles. */
bool result_is_in_core_cycles(const struct result *result);

/* The TSC's rate; 0: not known, or the file has one that no TSC has. */
double result_tsc_hz(const struct result *result);

/* How fast the cycles of the headlines pass; 0: not known. */
double result_headline_hz(const struct result *result);

/* ok, with a floor, which may be a bound. The cell may be NULL. */
bool has_figure(const struct cell_result *cell);
bool result_has_figure_by(const struct result *result, const char *backend);

/* The same, and the floor is a cost: visible, and above 0. */
bool has_cost(const struct cell_result *cell);

/* A virtualization hole: the cell's reason says so. The cell may be NULL. */
bool is_hole(const struct cell_result *cell);

/* No knobs. */
bool are_default(const char *knobs);
bool is_default_cell(const struct cell_result *cell);

/* The cell of the same operation, environment, backend and ring; or NULL. */
const struct cell_result *cell_sibling(const struct result *result, const struct cell_result *cell,
				       const char *form, const char *knobs);

/* A cell that differs in its ring, and in its knobs at most by having none. */
bool is_in_other_ring(const struct result *result, const struct cell_result *cell);

/* A stamped cell that only splits the cell in full beside it: it has no place in a matrix. */
bool is_leg_cell(const struct result *result, const struct cell_result *cell);

/* The cell without knobs in the innermost ring in which it has a cost; or NULL. */
const struct cell_result *find_plain_cell(const struct result *result, const char *op,
					  const char *env, const char *backend, const char *form);

#endif
