// SPDX-License-Identifier: GPL-2.0-only
/*
 * A table for each unit and figure, then why cells have no figure, then warnings. Prints what the
 * file says; computes only ratios and half-widths.
 */
#include <string.h>
#include "show/matrix.h"
#include "text/notes.h"
#include "show/show.h"
#include "text/table.h"
#include "show/words.h"

static struct words native_ratio(const struct matrix *matrix, const struct cell_result *cell,
				 enum figure figure)
{
	const struct cell_result *native = matrix_native(matrix, cell, figure);

	if (!native || !strcmp(cell->backend, "native"))
		return (struct words){ "" };
	return ratio_words(figure_of(cell, figure)->value / figure_of(native, figure)->value);
}

static void put_cell(struct table *table, const struct matrix *matrix, size_t row, size_t column,
		     enum figure figure)
{
	const struct cell_result *cell = matrix_at(matrix, row, column);
	const struct statistic *statistic = cell ? figure_of(cell, figure) : NULL;
	struct words interval, ratio;

	if (!cell)
		return;
	if (cell->status != STATUS_OK || !statistic->method) {
		table_set(table, row + 2, column + 1, "%s",
			  cell->status == STATUS_OK ? "-" : status_names[cell->status]);
		return;
	}
	interval = interval_words(statistic);
	ratio = native_ratio(matrix, cell, figure);
	table_set(table, row + 2, column + 1, "%s%s%s%s%s%s", value_text(statistic->value).text,
		  *interval.text ? " " : "", interval.text, *ratio.text ? " (" : "", ratio.text,
		  *ratio.text ? "x)" : "");
}

static void put_head(struct table *table, const struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->columns; i++) {
		const struct matrix_column *column = &matrix->column[i];
		bool plain = are_default(column->knobs);

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
			fprintf(stream, "median: equal to the floor in every cell\n");
		else
			print_matrix(&matrix, FIGURE_MEDIAN, stream);
	}
	matrix_free(&matrix);
}

/* The notes, which are freed, under a heading; nothing if there are none. */
static void print_notes(struct notes *notes, const char *heading, FILE *stream)
{
	if (notes->count)
		fprintf(stream, "\n%s\n", heading);
	notes_print(notes, prose_width(stream), stream);
	notes_free(notes);
}

void reasons_collect(const struct result *result, struct notes *reasons, struct notes *holes)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status != STATUS_OK)
			notes_add_why(reasons, status_names[cell->status],
				      cell->reason ? cell->reason : "no reason was given",
				      cell->id);
		else if (cell->reason)
			notes_add(holes, cell->reason, cell->id);
	}
}

static void print_reasons(const struct result *result, FILE *stream)
{
	struct notes reasons = { 0 }, holes = { 0 };

	reasons_collect(result, &reasons, &holes);
	print_notes(&holes, "Virtualization holes: a cost, but a wrong result", stream);
	print_notes(&reasons, "Without a figure", stream);
}

static void print_warnings(const struct result *result, FILE *stream)
{
	struct notes warnings = { 0 };

	warnings_collect(result, &warnings);
	print_notes(&warnings, "Warnings", stream);
}

static void print_heading(const struct result *result, const char *name, FILE *stream)
{
	const char *label = json_string_value(json_object_get(result->run, "label"));
	struct words caption = machine_caption(result->machine, result->run);

	if (name)
		fprintf(stream, "%s%s\n", name, result->complete ? "" : " (interrupted)");
	if (label)
		fprintf(stream, "%s\n", label);
	print_wrapped(stream, caption.text, 0, prose_width(stream));
}

void show_result(const struct result *result, const char *name, FILE *stream)
{
	struct units units = matrix_units(result);

	print_heading(result, name, stream);
	for (size_t i = 0; units.unit[i]; i++)
		print_unit(result, units.unit[i], stream);
	show_legs(result, stream);
	show_events(result, stream);
	if (!result->cell_count)
		fprintf(stream, "\nNo cells.\n");
	print_reasons(result, stream);
	print_warnings(result, stream);
}
