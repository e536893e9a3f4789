/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells are matched between files by their ids. */
#ifndef HARNESS_CELL_INDEX_H
#define HARNESS_CELL_INDEX_H

#include "result/result.h"

/* A result's cells by id, for finding. */
struct cell_index {
	size_t count;
	const struct cell_result **cells;
};

bool cell_index_make(struct cell_index *index, const struct result *result); /* false: no memory */
void cell_index_free(struct cell_index *index);
const struct cell_result *cell_index_find(const struct cell_index *index, const char *id);

#endif
