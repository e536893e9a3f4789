// SPDX-License-Identifier: GPL-2.0-only
/* The cells of many results, by id. */
#include <stdlib.h>
#include "compare/parts.h"

bool files_make(struct files *files, const struct result *results, size_t count)
{
	*files = (struct files){ .results = results };
	files->indexes = calloc(count + 1, sizeof(*files->indexes));
	while (files->indexes && files->count < count &&
	       cell_index_make(&files->indexes[files->count], &results[files->count]))
		files->count++;
	return files->indexes && files->count == count;
}

void files_free(struct files *files)
{
	while (files->count)
		cell_index_free(&files->indexes[--files->count]);
	free(files->indexes);
}

static bool is_in_earlier_file(const struct files *files, size_t file, const char *id)
{
	for (size_t i = 0; i < file; i++)
		if (cell_index_find(&files->indexes[i], id))
			return true;
	return false;
}

const struct cell_result **files_cells(const struct files *files, size_t *count)
{
	const struct cell_result **cells;
	size_t room = 1;

	*count = 0;
	for (size_t i = 0; i < files->count; i++)
		room += files->results[i].cell_count;
	cells = malloc(room * sizeof(*cells));
	for (size_t i = 0; cells && i < files->count; i++)
		for (size_t j = 0; j < files->results[i].cell_count; j++) {
			const struct cell_result *cell = &files->results[i].cells[j];

			if (!is_in_earlier_file(files, i, cell->id))
				cells[(*count)++] = cell;
		}
	return cells;
}
