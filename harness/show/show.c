// SPDX-License-Identifier: GPL-2.0-only
/*
 * The matrix as a table for each figure and unit, then the reasons of the cells
 * without a figure, then the warnings. Shows what the file says, computes only
 * ratios and half-widths.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "show/matrix.h"
#include "text/notes.h"
#include "show/show.h"
#include "show/events.h"
#include "show/legs.h"
#include "text/table.h"
#include "show/warnings.h"
#include "show/words.h"

/* Half the interval's width: in percent where there is something to take it of. */
static void interval_text(const struct statistic *statistic, char *text, size_t bytes)
{
	double half = (statistic->hi - statistic->lo) / 2, size = fabs(statistic->value);

	if (!(half > 0))
		*text = 0;
	else if (size >= 1)
		snprintf(text, bytes, " ±%.*f%%", half / size < 0.0995 ? 1 : 0, half / size * 100);
	else
		snprintf(text, bytes, " ±%.2g", half);
}

static void ratio_text(const struct matrix *matrix, const struct cell_result *cell,
		       enum figure figure, char *text, size_t bytes)
{
	const struct cell_result *native = matrix_native(matrix, cell, figure);
	double ratio;

	*text = 0;
	if (!native || !strcmp(cell->backend, "native"))
		return;
	ratio = figure_of(cell, figure)->value / figure_of(native, figure)->value;
	snprintf(text, bytes, " (%.*fx)", ratio < 10 ? 2 : ratio < 100 ? 1 : 0, ratio);
}

static void put_cell(struct table *table, const struct matrix *matrix, size_t row, size_t column,
		     enum figure figure)
{
	const struct cell_result *cell = matrix_at(matrix, row, column);
	const struct statistic *statistic = cell ? figure_of(cell, figure) : NULL;
	char interval[32], ratio[32];

	if (!cell)
		return;
	if (cell->status != STATUS_OK || !statistic->method) {
		table_set(table, row + 2, column + 1, "%s",
			  cell->status == STATUS_OK ? "-" : status_names[cell->status]);
		return;
	}
	interval_text(statistic, interval, sizeof(interval));
	ratio_text(matrix, cell, figure, ratio, sizeof(ratio));
	table_set(table, row + 2, column + 1, "%s%s%s", value_text(statistic->value).text, interval,
		  ratio);
}

static void put_head(struct table *table, const struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->columns; i++) {
		const struct matrix_column *column = &matrix->column[i];
		bool plain = is_default_place(column);

		table_set(table, 0, i + 1, "%s", column->env);
		table_set(table, 1, i + 1, "%s %s%s%s", column->backend, column->form,
			  plain ? "" : " ", plain ? "" : column->knobs);
	}
}

static void print_matrix(const struct matrix *matrix, enum figure figure, FILE *stream)
{
	struct table *table = table_new(matrix->columns + 1, false);

	fprintf(stream, "\n%s: %s, %s per operation\n", figure_names[figure], figure_words[figure],
		matrix->unit);
	put_head(table, matrix);
	for (size_t row = 0; row < matrix->rows; row++) {
		table_set(table, row + 2, 0, "%s", matrix->labels[row]);
		for (size_t column = 0; column < matrix->columns; column++)
			put_cell(table, matrix, row, column, figure);
	}
	if (table)
		table_print(table, terminal_width(stream), stream);
	table_free(table);
}

/* Whether every cell's median is its floor: then one table says it all. */
static bool medians_are_floors(const struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->rows * matrix->columns; i++)
		if (matrix->cells[i] && matrix->cells[i]->status == STATUS_OK &&
		    matrix->cells[i]->floor.value != matrix->cells[i]->median.value)
			return false;
	return true;
}

static void print_unit(const struct result *result, const char *unit, FILE *stream)
{
	struct matrix matrix;

	if (!matrix_make(&matrix, result, unit, ROWS_BY_RING)) {
		fprintf(stream, "\nToo many environments for a table.\n");
	} else {
		print_matrix(&matrix, FIGURE_FLOOR, stream);
		if (medians_are_floors(&matrix))
			fprintf(stream, "median: the same, to the digit\n");
		else
			print_matrix(&matrix, FIGURE_MEDIAN, stream);
	}
	matrix_free(&matrix);
}

/* What runs but not as on a CPU of its own: the reasons VT-x exists. */
static void print_holes(const struct result *result, size_t width, FILE *stream)
{
	struct notes notes = { 0 };

	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status == STATUS_OK && result->cells[i].reason)
			notes_add(&notes, result->cells[i].reason, result->cells[i].id);
	if (notes.count)
		fprintf(stream, "\nHoles: a figure, but not the right outcome\n");
	notes_print(&notes, width, stream);
	notes_free(&notes);
}

static void print_reasons(const struct result *result, size_t width, FILE *stream)
{
	struct notes notes = { 0 };

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];
		char text[RESULT_TEXT_MAX + 16];

		if (cell->status == STATUS_OK)
			continue;
		snprintf(text, sizeof(text), "%s: %s", status_names[cell->status],
			 cell->reason ? cell->reason : "no reason was given");
		notes_add(&notes, text, cell->id);
	}
	if (notes.count)
		fprintf(stream, "\nWithout a figure\n");
	notes_print(&notes, width, stream);
	notes_free(&notes);
}

static void print_warnings(const struct result *result, size_t width, FILE *stream)
{
	struct notes notes = { 0 };

	warnings_collect(result, &notes);
	if (notes.count)
		fprintf(stream, "\nWarnings\n");
	notes_print(&notes, width, stream);
	notes_free(&notes);
}

static void print_heading(const struct result *result, const char *name, FILE *stream)
{
	const char *label = json_string_value(json_object_get(result->run, "label"));
	char *caption = machine_caption(result->machine, result->run);

	if (name)
		fprintf(stream, "%s%s\n", name, result->complete ? "" : " (interrupted)");
	if (label)
		fprintf(stream, "%s\n", label);
	print_wrapped(stream, caption ? caption : "", 0, prose_width(stream));
	free(caption);
}

void show_result(const struct result *result, const char *name, FILE *stream)
{
	struct units units = matrix_units(result);
	size_t width = prose_width(stream);

	print_heading(result, name, stream);
	for (size_t i = 0; units.unit[i]; i++)
		print_unit(result, units.unit[i], stream);
	show_legs(result, stream);
	show_events(result, stream);
	if (!result->cell_count)
		fprintf(stream, "\nNo cells.\n");
	print_holes(result, width, stream);
	print_reasons(result, width, stream);
	print_warnings(result, width, stream);
}
