// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts of one result's cells: cost, software path, overhead. Only positive
 * figures become points, for the axis is logarithmic; the rest is in the margin.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "plot/charts.h"
#include "show/words.h"

const struct chart_row chart_rows[] = {
	{ "cost", "What each operation costs, by where it ran", chart_cost },
	{ "overhead", "Cost as a multiple of the native one", chart_overhead },
	{ "knobs", "What a setting changes", chart_knobs },
	{ "path", "One round trip out of the guest, by who handles it", chart_path },
	{ "legs", "A round trip's legs: exit, handler, entry", chart_legs },
	{ "distribution", "How the batches of a cell are distributed", chart_distribution },
};
const size_t chart_row_count = sizeof(chart_rows) / sizeof(chart_rows[0]);

typedef bool cell_question(const struct chart_source *source, size_t row, size_t column);

static bool is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

static bool is_exact(const struct chart_source *source)
{
	return is(source->matrix->unit, "instructions");
}

static bool has_point(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);

	return has_figure(cell) && cell->floor.value > 0;
}

/* All but rows whose every figure is zero: the twin net of itself says nothing. */
static bool is_worth_a_row(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);

	return has_point(source, row, column) || (cell && cell->status != STATUS_OK);
}

/* Lean cells where nothing is forced are those that exit: there is a path to compare. */
static bool is_lean_exit(const struct chart_source *source, size_t row, size_t column)
{
	const struct matrix_column *place = &source->matrix->column[column];

	return is(place->env, "hvm") && is(place->form, "lean") && has_point(source, row, column);
}

static bool is_unforced(const struct chart_source *source, size_t row, size_t column)
{
	return is(source->matrix->column[column].env, "hvm") && has_point(source, row, column);
}

static bool has_native(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column), *native;

	if (!cell)
		return false;
	native = matrix_native(source->matrix, cell, FIGURE_FLOOR);
	return native && native != cell && has_point(source, row, column);
}

static bool any_column(const struct chart_source *source, size_t row, cell_question *question)
{
	for (size_t column = 0; column < source->matrix->columns; column++)
		if (is_default_place(&source->matrix->column[column]) &&
		    question(source, row, column))
			return true;
	return false;
}

char *chart_title(const struct result *result, const char *title)
{
	const char *label = json_string_value(json_object_get(result->run, "label"));
	char *text;

	return asprintf(&text, "%s%s%s", label ? label : "", label ? ": " : "", title) < 0 ? NULL
											   : text;
}

static struct chart *start(const struct chart_source *source, const char *script, const char *title,
			   const char *axis, bool beside)
{
	char *whole = chart_title(source->result, title), name[64];
	struct chart *chart;

	snprintf(name, sizeof(name), "%s-%s", script, source->matrix->unit);
	chart = chart_new(script, name, whole, axis);
	if (chart)
		chart->beside = beside;
	free(whole);
	return chart;
}

static struct chart_point point_of(const struct cell_result *cell, size_t row)
{
	const struct statistic *floor = &cell->floor;
	struct chart_point point = { .row = row,
				     .value = floor->value,
				     .hi = floor->hi,
				     .hollow = is_hole(cell),
				     .lo = floor->lo > 0 ? floor->lo : floor->value };

	snprintf(point.text, sizeof(point.text), "%s", value_text(floor->value).text);
	return point;
}

/* As a multiple of the native figure, whose own interval is left out: the cost is in the text. */
static struct chart_point ratio_of(const struct chart_source *source,
				   const struct cell_result *cell, size_t chart_row)
{
	const struct cell_result *native = matrix_native(source->matrix, cell, FIGURE_FLOOR);
	struct chart_point point = point_of(cell, chart_row);

	point.value /= native->floor.value;
	point.lo /= native->floor.value;
	point.hi /= native->floor.value;
	return point;
}

/* `of_row` decides on rows, `of_cell` on points; `ratio`: against native. */
struct choice {
	cell_question *of_row, *of_cell;
	bool ratio, margin;
};

static void add_rows(struct chart *chart, const struct chart_source *source, struct choice choice,
		     size_t *rows)
{
	char margin[512];

	for (size_t row = 0; row < source->matrix->rows; row++) {
		*margin = 0;
		rows[row] = 0;
		if (!any_column(source, row, choice.of_row))
			continue;
		if (choice.margin)
			chart_margin(source, row, margin, sizeof(margin));
		rows[row] = chart_add_row(chart, source->matrix->labels[row], margin);
	}
}

static void add_column(struct chart *chart, const struct chart_source *source, struct choice choice,
		       const size_t *rows, size_t column)
{
	const struct matrix_column *place = &source->matrix->column[column];
	bool vmx = is(place->backend, "vmx");
	struct chart_series *series =
		chart_add_series(chart, place_words(place, source->result->machine).text,
				 place->env, vmx ? place->form : place->backend);

	for (size_t row = 0; row < source->matrix->rows; row++) {
		const struct cell_result *cell = matrix_at(source->matrix, row, column);

		if (rows[row] && choice.of_cell(source, row, column))
			chart_add_point(series, choice.ratio ? ratio_of(source, cell, rows[row])
							     : point_of(cell, rows[row]));
	}
}

static struct chart *fill(struct chart *chart, const struct chart_source *source,
			  struct choice choice)
{
	size_t *rows = calloc(source->matrix->rows + 1, sizeof(*rows));

	if (chart && rows) {
		add_rows(chart, source, choice, rows);
		for (size_t column = 0; column < source->matrix->columns; column++)
			if (is_default_place(&source->matrix->column[column]))
				add_column(chart, source, choice, rows, column);
	}
	free(rows);
	if (chart && chart_trim(chart))
		return chart;
	chart_free(chart);
	return NULL;
}

struct chart *chart_cost(const struct chart_source *source)
{
	struct choice choice = { .of_row = is_worth_a_row, .of_cell = has_point, .margin = true };
	struct chart *chart =
		is_exact(source)
			? start(source, "cost",
				"What an operation costs, in instructions (counted in an emulator: "
				"not a time)",
				"instructions per operation, with an interval where batches "
				"differ; logarithmic axis; hollow: a virtualization hole",
				false)
			: start(source, "cost", "What an operation costs, in TSC cycles",
				"TSC cycles per operation: floor, with its 95 % interval; "
				"logarithmic axis; hollow: a virtualization hole",
				false);

	return fill(chart, source, choice);
}

struct chart *chart_path(const struct chart_source *source)
{
	struct choice choice = { .of_row = is_lean_exit, .of_cell = is_unforced };
	struct chart *chart =
		is_exact(source) ? start(source, "path",
					 "Software path of a VM exit, in instructions (counted in "
					 "an emulator: not a time)",
					 "instructions per operation, with an interval where "
					 "batches differ; logarithmic axis",
					 true)
				 : start(source, "path", "Round trip of a VM exit, in TSC cycles",
					 "TSC cycles per operation: floor, with its 95 % interval; "
					 "logarithmic axis",
					 true);

	return fill(chart, source, choice);
}

struct chart *chart_overhead(const struct chart_source *source)
{
	struct choice choice = { .of_row = has_native, .of_cell = has_native, .ratio = true };

	return fill(start(source, "overhead",
			  is_exact(source) ? "Cost relative to native, by instructions (counted in "
					     "an emulator: not a time)"
					   : "Cost relative to native",
			  is_exact(source) ? "multiple of the native count; logarithmic axis; "
					     "beside each point, the cost itself in instructions"
					   : "multiple of the native floor; logarithmic axis; "
					     "beside each point, the cost itself in TSC cycles",
			  true),
		    source, choice);
}
