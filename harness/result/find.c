// SPDX-License-Identifier: GPL-2.0-only
/* Pointers to a result's cells, sorted by id. */
#include <stdlib.h>
#include <string.h>
#include "result/find.h"

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct cell_result *const *)a)->id,
		      (*(const struct cell_result *const *)b)->id);
}

bool cell_index_make(struct cell_index *index, const struct result *result)
{
	index->count = result->cell_count;
	index->cells = calloc(index->count + 1, sizeof(*index->cells));
	if (!index->cells)
		return false;
	for (size_t i = 0; i < index->count; i++)
		index->cells[i] = &result->cells[i];
	qsort(index->cells, index->count, sizeof(*index->cells), by_id);
	return true;
}

void cell_index_free(struct cell_index *index)
{
	free(index->cells);
}

const struct cell_result *cell_index_find(const struct cell_index *index, const char *id)
{
	const struct cell_result wanted = { .id = (char *)id }, *key = &wanted;
	const struct cell_result **found =
		bsearch(&key, index->cells, index->count, sizeof(*index->cells), by_id);

	return found ? *found : NULL;
}
