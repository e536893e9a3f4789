/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells by id and by coordinates, and what one of them is. */
#ifndef HARNESS_CELL_INDEX_H
#define HARNESS_CELL_INDEX_H

#include "result/result.h"

/* A result's cells by id: cells of different files are matched by it. */
struct cell_index {
	size_t count;
	const struct cell_result **cells;
};

bool cell_index_make(struct cell_index *index, const struct result *result); /* false: no memory */
void cell_index_free(struct cell_index *index);
const struct cell_result *cell_index_find(const struct cell_index *index, const char *id);

enum figure { FIGURE_FLOOR, FIGURE_MEDIAN, FIGURE_P99, FIGURES };
extern const char *const figure_names[FIGURES], *const figure_words[FIGURES];
const struct statistic *figure_of(const struct cell_result *cell, enum figure figure);

/* ok, with a floor. The cell may be NULL. */
bool has_figure(const struct cell_result *cell);

/* A virtualization hole: the cell's reason says so. The cell may be NULL. */
bool is_hole(const struct cell_result *cell);

/* Without knobs. */
bool are_default(const char *knobs);
bool is_default_cell(const struct cell_result *cell);

/*
 * The cell of the same operation, environment, backend and ring, in this form and under these
 * knobs; or NULL.
 */
const struct cell_result *cell_sibling(const struct result *result, const struct cell_result *cell,
				       const char *form, const char *knobs);

/* A stamped cell that only splits the cell in full beside it: it has no place in a matrix. */
bool is_leg_cell(const struct result *result, const struct cell_result *cell);

/* The cell without knobs in any ring, if its floor is above 0; or NULL. */
const struct cell_result *find_plain_cell(const struct result *result, const char *op,
					  const char *env, const char *backend, const char *form);

#endif
