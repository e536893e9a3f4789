// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts of one result's cells: cost, software path, overhead. Only positive figures become points,
 * for the axis is logarithmic; the others are in the margin.
 */
#include <stdlib.h>
#include "plot/chart.h"
#include "show/words.h"

typedef bool cell_question(const struct chart_source *source, size_t row, size_t column);

static bool has_point(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);

	return has_figure(cell) && cell->floor.value > 0;
}

/* A row whose every figure is zero says nothing, as the twin net of itself. */
static bool is_worth_a_row(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);

	return has_point(source, row, column) || (cell && cell->status != STATUS_OK);
}

static bool is_unforced(const struct chart_source *source, size_t row, size_t column)
{
	return same_text(source->matrix->column[column].env, "hvm") &&
	       has_point(source, row, column);
}

/* Lean cells where nothing is forced are those that exit: there is a path to compare. */
static bool is_lean_exit(const struct chart_source *source, size_t row, size_t column)
{
	return same_text(source->matrix->column[column].form, "lean") &&
	       is_unforced(source, row, column);
}

static bool has_native(const struct chart_source *source, size_t row, size_t column)
{
	const struct cell_result *cell = matrix_at(source->matrix, row, column);
	const struct cell_result *native = matrix_native(source->matrix, row, FIGURE_FLOOR);

	return native && native != cell && has_point(source, row, column);
}

static bool any_column(const struct chart_source *source, size_t row, cell_question *question)
{
	for (size_t column = 0; column < source->matrix->columns; column++)
		if (are_default(source->matrix->column[column].knobs) &&
		    question(source, row, column))
			return true;
	return false;
}

static struct chart_point point_of(const struct cell_result *cell, size_t row)
{
	struct chart_point point = chart_point_of(&cell->floor, row);

	point.hollow = is_hole(cell);
	return point;
}

/* A multiple of the native figure, without the native interval. The text is the cost. */
static struct chart_point ratio_of(const struct cell_result *cell,
				   const struct cell_result *native, size_t chart_row)
{
	struct chart_point point = point_of(cell, chart_row);

	point.value /= native->floor.value;
	point.lo /= native->floor.value;
	point.hi /= native->floor.value;
	return point;
}

/* A chart of cells: of_row decides on rows, of_cell on points. */
struct choice {
	struct chart_kind kind;
	cell_question *of_row, *of_cell;
	bool ratio;  /* to the native cell */
	bool margin; /* with the cells that have no point */
};

static void add_rows(struct chart *chart, const struct chart_source *source,
		     const struct choice *choice, size_t *rows)
{
	const struct matrix *matrix = source->matrix;

	for (size_t row = 0; row < matrix->rows; row++)
		if (any_column(source, row, choice->of_row))
			rows[row] =
				chart_add_row(chart, matrix->labels[row],
					      choice->margin ? chart_margin(matrix, row).text : "");
}

static void add_column(struct chart *chart, const struct chart_source *source,
		       const struct choice *choice, const size_t *rows, size_t column)
{
	const struct matrix_column *place = &source->matrix->column[column];
	bool vmx = same_text(place->backend, "vmx");
	struct chart_series *series =
		chart_add_series(chart, place_words(place, source->result->machine).text,
				 place->env, vmx ? place->form : place->backend);

	for (size_t row = 0; row < source->matrix->rows; row++) {
		const struct cell_result *cell = matrix_at(source->matrix, row, column);
		const struct cell_result *native =
			choice->ratio ? matrix_native(source->matrix, row, FIGURE_FLOOR) : NULL;

		if (rows[row] && choice->of_cell(source, row, column))
			chart_add_point(series, native ? ratio_of(cell, native, rows[row])
						       : point_of(cell, rows[row]));
	}
}

static struct chart *draw(const struct chart_source *source, const struct choice *choice)
{
	struct chart *chart = chart_new(&choice->kind, source->matrix->unit, source->result);
	size_t *rows = calloc(source->matrix->rows + 1, sizeof(*rows));

	if (chart && rows) {
		add_rows(chart, source, choice, rows);
		for (size_t column = 0; column < source->matrix->columns; column++)
			if (are_default(source->matrix->column[column].knobs))
				add_column(chart, source, choice, rows, column);
	}
	free(rows);
	return chart_finish(chart);
}

struct chart *chart_cost(const struct chart_source *source)
{
	static const struct choice cost = {
		.kind = { .script = "cost",
			  .name = "cost",
			  .title = { "What an operation costs, in TSC cycles",
				     "What an operation costs, in instructions (counted in an "
				     "emulator: not a time)" },
			  .axis = { "TSC cycles per operation: floor, with its 95 % interval; "
				    "logarithmic axis; hollow: a virtualization hole",
				    "instructions per operation, with an interval where batches "
				    "differ; logarithmic axis; hollow: a virtualization hole" } },
		.of_row = is_worth_a_row,
		.of_cell = has_point,
		.margin = true,
	};

	return draw(source, &cost);
}

struct chart *chart_path(const struct chart_source *source)
{
	static const struct choice path = {
		.kind = { .script = "path",
			  .name = "path",
			  .title = { "Round trip of a VM exit, in TSC cycles",
				     "Software path of a VM exit, in instructions (counted in an "
				     "emulator: not a time)" },
			  .axis = { "TSC cycles per operation: floor, with its 95 % interval; "
				    "logarithmic axis",
				    "instructions per operation, with an interval where batches "
				    "differ; logarithmic axis" },
			  .beside = true },
		.of_row = is_lean_exit,
		.of_cell = is_unforced,
	};

	return draw(source, &path);
}

struct chart *chart_overhead(const struct chart_source *source)
{
	static const struct choice overhead = {
		.kind = { .script = "overhead",
			  .name = "overhead",
			  .title = { "Cost relative to native",
				     "Cost relative to native, by instructions (counted in an "
				     "emulator: not a time)" },
			  .axis = { "multiple of the native floor; logarithmic axis; beside each "
				    "point, the cost itself in TSC cycles",
				    "multiple of the native count; logarithmic axis; beside each "
				    "point, the cost itself in instructions" },
			  .beside = true },
		.of_row = has_native,
		.of_cell = has_native,
		.ratio = true,
	};

	return draw(source, &overhead);
}
