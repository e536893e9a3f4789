// SPDX-License-Identifier: GPL-2.0-only
/*
 * All that a result says: a table for each unit, then why cells have no figure, then warnings.
 * Prints what the file says; computes only ratios and half-widths.
 */
#include <string.h>
#include "show/answers.h"
#include "show/matrix.h"
#include "text/notes.h"
#include "show/anatomy.h"
#include "show/show.h"
#include "text/table.h"
#include "show/words.h"

#define NAMED_MOST 3 /* cells that a note names, unless all were asked for */

/* "57/61 (1.2x) ±1.1%": the median if it is another. `native` may be NULL. */
static void put_cell(struct table *table, size_t row, size_t column, const struct cell_result *cell,
		     const struct cell_result *native)
{
	const struct statistic *of_floor, *of_median, *of_native;
	struct words floor, median, interval, ratio = NO_WORDS;

	if (!has_figure(cell) || !headline_of(cell, FIGURE_FLOOR)->method) {
		if (cell)
			table_set(table, row + 2, column + 1, "%s", missing_words(cell).text);
		return;
	}
	of_floor = headline_of(cell, FIGURE_FLOOR);
	of_median = headline_of(cell, FIGURE_MEDIAN);
	of_native = native ? headline_of(native, FIGURE_FLOOR) : NULL;
	floor = figure_text(of_floor);
	median = of_median->method ? figure_text(of_median) : floor;
	interval = interval_words(of_floor);
	if (of_native && of_native->method && strcmp(cell->backend, "native"))
		ratio = multiple_words(of_floor, of_native);
	table_set(table, row + 2, column + 1, "%s%s%s%s%s%s%s%s", floor.text,
		  strcmp(floor.text, median.text) ? "/" : "",
		  strcmp(floor.text, median.text) ? median.text : "", *ratio.text ? " (" : "",
		  ratio.text, *ratio.text ? "x)" : "", *interval.text ? " " : "", interval.text);
}

static void put_head(struct table *table, const struct matrix *matrix, size_t at)
{
	const struct matrix_column *column = &matrix->column[at];
	bool plain = are_default(column->knobs);
	struct words answerer = answerer_words(column->answered_by, matrix->result->machine);

	table_set(table, 0, at + 1, "%s",
		  column->answered_by > ANSWERER_CPU ? answerer.text : column->env);
	table_set(table, 1, at + 1, "%s%s%s %s%s%s", column->backend, column->also ? ", " : "",
		  column->also ? column->also : "", column->form, plain ? "" : " ",
		  plain ? "" : column->knobs);
}

static void put_row(struct table *table, const struct matrix *matrix, size_t row)
{
	const struct cell_result *native = matrix_native(matrix, row, FIGURE_FLOOR);

	table_set(table, row + 2, 0, "%s", matrix->labels[row]);
	for (size_t column = 0; column < matrix->columns; column++)
		put_cell(table, row, column, matrix_at(matrix, row, column), native);
}

static bool has_never_alone(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].alone.never)
			return true;
	return false;
}

static void print_matrix(const struct matrix *matrix, const struct result *result,
			 enum table_format format, FILE *stream)
{
	struct table *table = table_new(matrix->columns + 1, 2, false);
	bool is_alone = result_is_in_core_cycles(result);

	fprintf(stream, "\n%s per operation%s: floor/median (times native) ± half the floor's "
			"interval\n",
		is_alone ? headline_label(result, matrix->unit) : matrix->unit,
		is_alone ? ", alone on the core" : "");
	for (size_t column = 0; column < matrix->columns; column++)
		put_head(table, matrix, column);
	for (size_t row = 0; row < matrix->rows; row++)
		put_row(table, matrix, row);
	table_put(table, format, stream);
	table_free(table);
	if (has_never_alone(result))
		fprintf(stream, "%s\n", BY_NEIGHBOUR_IS);
}

static void print_unit(const struct result *result, const char *unit,
		       const struct show_options *options, FILE *stream)
{
	struct matrix matrix;

	if (matrix_make(&matrix, result, unit, ROWS_FOLDED) && matrix.columns)
		print_matrix(&matrix, result, options->format, stream);
	else if (matrix.columns)
		fprintf(stream, "\nToo many environments for a table.\n");
	matrix_free(&matrix);
}

/* The notes, which are freed, under a heading; nothing if there are none. */
static void print_notes(struct notes *notes, const char *heading, size_t most, FILE *stream)
{
	if (notes->count)
		fprintf(stream, "\n%s\n", heading);
	notes_print(notes, most, prose_width(stream), stream);
	notes_free(notes);
}

/* Of some kinds each cell has its own reason, and the kind says all that a reader wants. */
static const char *reason_words(const struct cell_result *cell)
{
	if (cell->fault == FAULT_SOFTWARE_KVM || cell->fault == FAULT_NOISE)
		return fault_words[cell->fault];
	return cell->reason ? cell->reason : "no reason was given";
}

void reasons_collect(const struct result *result, struct notes *reasons, struct notes *holes)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status != STATUS_OK)
			notes_add_why(reasons, status_names[cell->status], reason_words(cell),
				      cell->id);
		else if (cell->reason)
			notes_add(holes, cell->reason, cell->id);
	}
}

static void print_all_notes(const struct result *result, size_t most, FILE *stream)
{
	struct notes reasons = { 0 }, holes = { 0 }, warnings = { 0 };

	reasons_collect(result, &reasons, &holes);
	warnings_collect(result, &warnings);
	print_notes(&holes, "Virtualization holes: a cost, but a wrong result", most, stream);
	print_notes(&reasons, "Without a figure", most, stream);
	print_notes(&warnings, "Warnings", most, stream);
}

static void print_heading(const struct result *result, const char *name, FILE *stream)
{
	const char *label = json_string_value(json_object_get(result->run, "label"));
	struct words caption = machine_caption(result->machine, result->run);

	if (name) {
		print_name(stream, name);
		fputs(result->complete ? "\n" : " (interrupted)\n", stream);
	}
	if (label)
		fprintf(stream, "%s\n", label);
	print_wrapped(stream, caption.text, 0, prose_width(stream));
}

static void show_all(const struct result *result, const struct show_options *options, FILE *stream)
{
	struct units units = matrix_units(result);

	for (size_t i = 0; units.unit[i]; i++)
		print_unit(result, units.unit[i], options, stream);
	show_neighbour(result, options->format, stream);
	show_anatomy(result, options->format, stream);
	show_legs(result, options->format, stream);
	show_events(result, options->format, stream);
	if (!result->cell_count)
		fprintf(stream, "\nNo cells.\n");
}

static bool has_any_figure(const struct result *result)
{
	size_t i = 0;

	while (i < result->cell_count && !has_figure(&result->cells[i]))
		i++;
	return i < result->cell_count;
}

void show_result(const struct result *result, const char *name, const struct show_options *options,
		 FILE *stream)
{
	bool is_screen = !options->all && !options->notes;

	if (is_screen) {
		show_screen(result, name, options, stream);
		show_events(result, options->format, stream);
	} else {
		print_heading(result, name, stream);
	}
	if (options->all)
		show_all(result, options, stream);
	if (!is_screen || !has_any_figure(result))
		print_all_notes(result, options->notes && options->all ? NOTES_ALL : NAMED_MOST,
				stream);
}
