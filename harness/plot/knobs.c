// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a setting changes: cells with a knob as a multiple of the same cell without.
 * The interval is the widest that the two floors' own allow.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "plot/charts.h"
#include "show/words.h"

#define ROWS_MOST 80

/* The same cell as it is by default. */
static const struct cell_result *default_of(const struct result *result,
					    const struct cell_result *cell)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *other = &result->cells[i];

		if (is_default_cell(other) && other->ring == cell->ring &&
		    !strcmp(other->op, cell->op) && !strcmp(other->env, cell->env) &&
		    !strcmp(other->backend, cell->backend) && !strcmp(other->form, cell->form))
			return other;
	}
	return NULL;
}

static bool is_positive(const struct cell_result *cell, const char *unit)
{
	return has_figure(cell) && cell->floor.value > 0 && cell->floor.lo > 0 && cell->unit &&
	       !strcmp(cell->unit, unit);
}

static void add_cell(struct chart *chart, const struct result *result,
		     const struct cell_result *cell, const struct cell_result *plain)
{
	struct chart_point point = { .row = chart_add_row(chart, cell_words(result, cell).text, ""),
				     .value = cell->floor.value / plain->floor.value,
				     .lo = cell->floor.lo / plain->floor.hi,
				     .hi = cell->floor.hi / plain->floor.lo };

	snprintf(point.text, sizeof(point.text), "%.15s instead of %.15s",
		 value_text(cell->floor.value).text, value_text(plain->floor.value).text);
	chart_add_point(&chart->series[0], point);
}

static struct chart *start(const struct chart_source *source)
{
	bool exact = !strcmp(source->matrix->unit, "instructions");
	char *title = chart_title(source->result, "What a setting changes"), name[64];
	struct chart *chart;

	snprintf(name, sizeof(name), "knobs-%s", source->matrix->unit);
	chart = chart_new("against", name, title,
			  exact ? "multiple of the count without the setting; logarithmic axis; "
				  "beside it, both in instructions (not a time)"
				: "multiple of the floor without the setting, with the widest "
				  "interval that both allow; logarithmic axis; "
				  "beside it, both in TSC cycles");
	free(title);
	if (chart && chart_add_series(chart, "with the setting / without", "hvm", "full")) {
		chart->span = 1.2;
		chart->beside = true;
		return chart;
	}
	chart_free(chart);
	return NULL;
}

struct chart *chart_knobs(const struct chart_source *source)
{
	const struct result *result = source->result;
	const char *unit = source->matrix->unit;
	struct chart *chart = start(source);

	for (size_t i = 0; chart && i < result->cell_count && chart->rows < ROWS_MOST; i++) {
		const struct cell_result *cell = &result->cells[i], *plain;

		if (is_default_cell(cell) || !is_positive(cell, unit))
			continue;
		plain = default_of(result, cell);
		if (plain && is_positive(plain, unit))
			add_cell(chart, result, cell, plain);
	}
	if (chart && chart_trim(chart))
		return chart;
	chart_free(chart);
	return NULL;
}
