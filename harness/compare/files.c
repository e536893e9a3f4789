// SPDX-License-Identifier: GPL-2.0-only
/* The cells of many results, by id. */
#include <stdlib.h>
#include "compare/parts.h"

const struct cell_result **cells_of_all(const struct result *results, size_t files, size_t *count)
{
	const struct cell_result **cells;
	struct texts ids = { 0 };
	size_t room = 1;

	*count = 0;
	for (size_t i = 0; i < files; i++)
		room += results[i].cell_count;
	cells = malloc(room * sizeof(*cells));
	for (size_t i = 0; cells && i < files; i++)
		for (size_t j = 0; j < results[i].cell_count; j++)
			if (texts_add(&ids, results[i].cells[j].id))
				cells[(*count)++] = &results[i].cells[j];
	texts_free(&ids);
	return cells;
}
