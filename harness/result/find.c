// SPDX-License-Identifier: GPL-2.0-only
/* One search, by id; coordinates are made an id first. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "result/find.h"

/* Of clocks that count cycles; Bochs's is 50 MHz. */
#define HZ_LEAST 1e6
#define HZ_MOST  1e11

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct cell_result *const *)a)->id,
		      (*(const struct cell_result *const *)b)->id);
}

bool result_index(struct result *result)
{
	free(result->by_id);
	result->by_id = calloc(result->cell_count + 1, sizeof(*result->by_id));
	for (size_t i = 0; result->by_id && i < result->cell_count; i++)
		result->by_id[i] = &result->cells[i];
	if (result->by_id)
		qsort(result->by_id, result->cell_count, sizeof(*result->by_id), by_id);
	return result->by_id;
}

const struct cell_result *result_find(const struct result *result, const char *id)
{
	const struct cell_result wanted = { .id = (char *)id }, *key = &wanted, **found;

	if (result->by_id) {
		found = bsearch(&key, result->by_id, result->cell_count, sizeof(*found), by_id);
		return found ? *found : NULL;
	}
	for (size_t i = 0; i < result->cell_count; i++)
		if (!strcmp(result->cells[i].id, id))
			return &result->cells[i];
	return NULL;
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

const struct statistic *headline_of(const struct cell_result *cell, enum figure figure)
{
	if (!cell->alone.is_known || figure == FIGURE_P99)
		return figure_of(cell, figure);
	return figure == FIGURE_FLOOR ? &cell->alone.floor : &cell->alone.median;
}

bool result_is_in_core_cycles(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].alone.is_known)
			return true;
	return false;
}

/* 0: unknown, or the rate of no clock that a CPU has. */
static double rate_of(const json_t *clock)
{
	double hz = json_number_value(json_object_get(clock, "hz"));

	return hz >= HZ_LEAST && hz <= HZ_MOST ? hz : 0;
}

double result_tsc_hz(const struct result *result)
{
	return rate_of(json_object_get(result->machine, "clock"));
}

double result_headline_hz(const struct result *result)
{
	if (!result_is_in_core_cycles(result))
		return result_tsc_hz(result);
	return rate_of(json_object_get(json_object_get(result->run, "during"), "canary"));
}

bool has_figure(const struct cell_result *cell)
{
	return cell && cell->status == STATUS_OK && cell->floor.method;
}

bool result_has_figure_by(const struct result *result, const char *backend)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (has_figure(&result->cells[i]) && same_text(result->cells[i].backend, backend))
			return true;
	return false;
}

bool has_cost(const struct cell_result *cell)
{
	return has_figure(cell) && !is_below(&cell->floor) && cell->floor.value > 0;
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

static const struct cell_result *find_at(const struct result *result, const char *op,
					 const char *env, const char *backend, const char *form,
					 int ring, const char *knobs)
{
	return result_find(result, words("%s/%s/%s/%s/%d/%s", op, env, backend, form, ring,
					 are_default(knobs) ? "default" : knobs)
					   .text);
}

const struct cell_result *cell_sibling(const struct result *result, const struct cell_result *cell,
				       const char *form, const char *knobs)
{
	return find_at(result, cell->op, cell->env, cell->backend, form, cell->ring, knobs);
}

bool is_in_other_ring(const struct result *result, const struct cell_result *cell)
{
	struct cell_result other = *cell;

	for (other.ring = 0; other.ring <= RING_MAX; other.ring++)
		if (other.ring != cell->ring &&
		    (cell_sibling(result, &other, cell->form, cell->knobs) ||
		     cell_sibling(result, &other, cell->form, NULL)))
			return true;
	return false;
}

bool is_leg_cell(const struct result *result, const struct cell_result *cell)
{
	return same_text(cell->form, "stamped") && cell_sibling(result, cell, "full", cell->knobs);
}

const struct cell_result *find_plain_cell(const struct result *result, const char *op,
					  const char *env, const char *backend, const char *form)
{
	for (int ring = 0; ring <= RING_MAX; ring++) {
		const struct cell_result *cell =
			find_at(result, op, env, backend, form, ring, NULL);

		if (has_cost(cell))
			return cell;
	}
	return NULL;
}
