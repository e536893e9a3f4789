// SPDX-License-Identifier: GPL-2.0-only
/* A loaded result made over for a reader. What is written to a file again is never made over. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "result/find.h"
#include "result/reading.h"

struct place {
	struct cell_result cell;
	const char *name;
	double key; /* descending */
	size_t first, at;
};

/* What sorts an operation: its dearest cell, or that as a multiple of its cheapest native one. */
static double key_of(const struct result *result, const char *op, enum result_order order)
{
	double most = 0, native = INFINITY;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (!has_figure(cell) || !same_text(cell->op, op))
			continue;
		most = fmax(most, cell->floor.value);
		if (same_text(cell->backend, "native") && cell->floor.value > 0)
			native = fmin(native, cell->floor.value);
	}
	return order == ORDER_COST ? most : most / native;
}

static int by_key(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? 1 : -1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

static int by_name(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->at < y->at ? -1 : 1;
}

static void fill(const struct result *result, enum result_order order, struct place *places)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];
		size_t first = 0;

		while (!same_text(result->cells[first].op, cell->op))
			first++;
		places[i] = (struct place){
			.cell = *cell, .name = cell->op ? cell->op : "", .first = first, .at = i
		};
		if (order != ORDER_NAME)
			places[i].key =
				first < i ? places[first].key : key_of(result, cell->op, order);
	}
}

void result_sort(struct result *result, enum result_order order)
{
	struct place *places =
		order == ORDER_TABLE ? NULL : calloc(result->cell_count + 1, sizeof(*places));

	if (!places)
		return;
	fill(result, order, places);
	qsort(places, result->cell_count, sizeof(*places), order == ORDER_NAME ? by_name : by_key);
	for (size_t i = 0; i < result->cell_count; i++)
		result->cells[i] = places[i].cell;
	free(places);
	if (result->by_id)
		result_index(result);
}

void statistic_scale(struct statistic *statistic, double factor)
{
	statistic->value *= factor;
	statistic->lo *= factor;
	statistic->hi *= factor;
	statistic->below *= factor;
}

static void scale_trial(struct cell_result *cell, size_t i, double factor, double alone)
{
	if (cell->trials) {
		cell->trials[i].floor *= factor;
		cell->trials[i].median *= factor;
		cell->trials[i].alone_floor *= alone;
		cell->trials[i].alone_median *= alone;
		cell->trials[i].histogram.lo *= factor;
		cell->trials[i].histogram.hi *= factor;
		cell->trials[i].overhead *= factor;
	} else if (cell->trial_figures) {
		cell->trial_figures[i].floor *= factor;
		cell->trial_figures[i].median *= factor;
		cell->trial_figures[i].alone_floor *= alone;
		cell->trial_figures[i].alone_median *= alone;
	}
}

/* `alone`: the factor of what is in core cycles. */
static void scale_cell(struct cell_result *cell, double factor, double alone)
{
	struct statistic *figures[] = { &cell->floor, &cell->median, &cell->p99, &cell->raw,
					&cell->overhead };

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		statistic_scale(figures[i], factor);
	for (int i = 0; cell->legs && i < RESULT_LEGS; i++)
		statistic_scale(&cell->legs->leg[i].floor, factor);
	statistic_scale(&cell->alone.floor, alone);
	statistic_scale(&cell->alone.median, alone);
	statistic_scale(&cell->alone.beside, alone);
	for (size_t i = 0; (cell->trials || cell->trial_figures) && i < cell->trial_count; i++)
		scale_trial(cell, i, factor, alone);
	cell->unit = (char *)unit_names[UNIT_NS];
}

double cycles_per_unit(const struct result *result, const struct cell_result *cell)
{
	return unit_of(cell->unit) == UNIT_NS ? result_tsc_hz(result) / 1e9 : 1;
}

bool result_to_ns(struct result *result)
{
	double hz = result_tsc_hz(result);
	bool is_known = hz > 0 && result_headline_hz(result) > 0;

	for (size_t i = 0; i < result->cell_count && result->borrows_texts; i++)
		if (cell_is_timed(&result->cells[i]) && is_known)
			scale_cell(&result->cells[i], 1e9 / hz,
				   1e9 / result_headline_hz(result));
		else if (cell_is_timed(&result->cells[i]))
			return false;
	return true;
}
