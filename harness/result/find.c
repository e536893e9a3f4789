// SPDX-License-Identifier: GPL-2.0-only
/* Cells found by id, among pointers sorted by it, or by coordinates, one after the other. */
#define _GNU_SOURCE
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

const char *const figure_names[FIGURES] = { "floor", "median", "p99" };
const char *const figure_words[FIGURES] = { "undisturbed cost", "typical cost",
					    "what one batch in a hundred exceeds" };

const struct statistic *figure_of(const struct cell_result *cell, enum figure figure)
{
	return figure == FIGURE_FLOOR    ? &cell->floor
	       : figure == FIGURE_MEDIAN ? &cell->median
					 : &cell->p99;
}

bool has_figure(const struct cell_result *cell)
{
	return cell && cell->status == STATUS_OK && cell->floor.method;
}

bool is_hole(const struct cell_result *cell)
{
	return cell && cell->reason && strcasestr(cell->reason, "hole");
}

bool are_default(const char *knobs)
{
	return !knobs || !*knobs || !strcmp(knobs, "default");
}

bool is_default_cell(const struct cell_result *cell)
{
	return are_default(cell->knobs);
}

static bool are_same_knobs(const char *a, const char *b)
{
	return are_default(a) ? are_default(b) : same_text(a, b);
}

const struct cell_result *cell_sibling(const struct result *result, const struct cell_result *cell,
				       const char *form, const char *knobs)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *other = &result->cells[i];

		if (other->ring == cell->ring && same_text(other->form, form) &&
		    same_text(other->op, cell->op) && same_text(other->env, cell->env) &&
		    same_text(other->backend, cell->backend) && are_same_knobs(other->knobs, knobs))
			return other;
	}
	return NULL;
}

bool is_leg_cell(const struct result *result, const struct cell_result *cell)
{
	return same_text(cell->form, "stamped") && cell_sibling(result, cell, "full", cell->knobs);
}

const struct cell_result *find_plain_cell(const struct result *result, const char *op,
					  const char *env, const char *backend, const char *form)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (has_figure(cell) && is_default_cell(cell) && cell->floor.value > 0 &&
		    same_text(cell->op, op) && same_text(cell->env, env) &&
		    same_text(cell->backend, backend) && same_text(cell->form, form))
			return cell;
	}
	return NULL;
}
