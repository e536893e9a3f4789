// SPDX-License-Identifier: GPL-2.0-only
/* The cells of many results, by id. */
#include <stdlib.h>
#include "compare/parts.h"

static bool is_in_earlier_file(const struct result *results, size_t file, const char *id)
{
	for (size_t i = 0; i < file; i++)
		if (result_find(&results[i], id))
			return true;
	return false;
}

const struct cell_result **cells_of_all(const struct result *results, size_t files, size_t *count)
{
	const struct cell_result **cells;
	size_t room = 1;

	*count = 0;
	for (size_t i = 0; i < files; i++)
		room += results[i].cell_count;
	cells = malloc(room * sizeof(*cells));
	for (size_t i = 0; cells && i < files; i++)
		for (size_t j = 0; j < results[i].cell_count; j++)
			if (!is_in_earlier_file(results, i, results[i].cells[j].id))
				cells[(*count)++] = &results[i].cells[j];
	return cells;
}
