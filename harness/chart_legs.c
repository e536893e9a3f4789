// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legs of round trips, stacked. Cells whose file has no legs are left out.
 * Medians of legs do not add up to the median of the whole: the title says so.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "charts.h"
#include "wording.h"

static const struct {
	const char *name, *colour;
} legs[] = {
	{ "exit", "hvm" }, { "handler", "literature" }, { "entry", "hvm-trap" },
};
#define LEGS (sizeof(legs) / sizeof(legs[0]))

/* The leg's floor, or its median, or what stands there as a plain statistic; negative: it is not there. */
static double leg_value(const json_t *cell, const char *name)
{
	const json_t *leg = json_object_get(json_object_get(cell, "legs"), name);
	const json_t *floor = json_object_get(leg, "floor"), *median = json_object_get(leg, "median");
	const json_t *statistic = floor ? floor : median ? median : leg;
	const json_t *value = json_object_get(statistic, "value");

	return json_is_number(value) ? json_number_value(value) : -1;
}

static bool has_legs(const json_t *cell)
{
	for (size_t i = 0; i < LEGS; i++)
		if (leg_value(cell, legs[i].name) < 0)
			return false;
	return true;
}

/* The same cell in the lean form has legs, too: that one is shown. */
static bool is_shown_lean(const struct chart_source *source, const struct cell_result *cell)
{
	for (size_t i = 0; strcmp(cell->form, "lean") && i < source->result->cell_count; i++) {
		const struct cell_result *other = &source->result->cells[i];

		if (!strcmp(other->form, "lean") && !strcmp(other->op, cell->op) && !strcmp(other->env, cell->env) &&
		    !strcmp(other->backend, cell->backend) && has_legs(other->unknown))
			return true;
	}
	return false;
}

static void add_cell(struct chart *chart, const struct cell_result *cell, const json_t *json)
{
	struct matrix_column place = { cell->env, cell->backend, cell->form, cell->knobs };
	char label[160];
	double from = 0;
	size_t row;

	snprintf(label, sizeof(label), "%.48s, %.100s", cell->op, place_words(&place, NULL).text);
	row = chart_add_row(chart, label, "");
	for (size_t i = 0; row && i < LEGS; i++) {
		double value = leg_value(json, legs[i].name);
		struct chart_point point = { .row = row, .value = value, .lo = from, .hi = from + value };

		snprintf(point.text, sizeof(point.text), "%s", value_text(value).text);
		chart_add_point(&chart->series[i], point);
		from += value;
	}
}

struct chart *chart_legs(const struct chart_source *source)
{
	char name[64];
	struct chart *chart;

	snprintf(name, sizeof(name), "legs-%s", source->matrix->unit);
	chart = chart_new("legs", name, "Where a round trip goes: exit, handler, entry",
			  !strcmp(source->matrix->unit, "cycles") ? "TSC cycles; each leg drawn by its own floor, so a bar's end is not the round trip's"
							      : "instructions (counted in an emulator: not a time)");
	for (size_t i = 0; chart && i < LEGS; i++)
		chart_add_series(chart, legs[i].name, legs[i].colour, "full");
	for (size_t i = 0; chart && chart->series_count == LEGS && i < source->result->cell_count; i++) {
		const struct cell_result *cell = &source->result->cells[i];

		if (has_figure(cell) && cell->unit && !strcmp(cell->unit, source->matrix->unit) && has_legs(cell->unknown) &&
		    !is_shown_lean(source, cell))
			add_cell(chart, cell, cell->unknown);
	}
	if (chart && chart_trim(chart))
		return chart;
	chart_free(chart);
	return NULL;
}
