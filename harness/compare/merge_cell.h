/* SPDX-License-Identifier: GPL-2.0-only */
/* One cell of a merged file. */
#ifndef HARNESS_MERGE_CELL_H
#define HARNESS_MERGE_CELL_H

#include <gsl/gsl_rng.h>
#include "result/find.h"

/*
 * Fill `merged`, which is empty, from the cells of this id, in as many files as have one. NULL, or
 * why not in words.
 */
const char *merge_cell(struct cell_result *merged, const char *id, const struct result *results,
		       const struct cell_index *indexes, size_t count, const gsl_rng *random);

/* Of an object only the members that are the same in the other. NULL is an object without any. */
void merge_keep_equal(json_t *kept, const json_t *other);

#endif
