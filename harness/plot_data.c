// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plots, a row each, and their data. Only positive figures become dots, for
 * the axis is logarithmic; what has none, or is skipped or failed, stands in the
 * margin by name, so that no cell is lost from sight.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "plot_data.h"
#include "table.h"

#define DODGE_MOST  0.16  /* between the dots of a row, in rows */
#define DODGE_SPAN  0.72
#define MARGIN_MOST 44    /* characters */

static bool has_dot(const struct cell_result *cell)
{
	return cell && cell->status == STATUS_OK && cell->floor.method && cell->floor.value > 0;
}

static bool is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* All but rows whose every figure is zero: the twin net of itself says nothing. */
static bool any_row(const struct matrix *matrix, size_t row)
{
	for (size_t column = 0; column < matrix->columns; column++) {
		const struct cell_result *cell = matrix_at(matrix, row, column);

		if (has_dot(cell) || (cell && cell->status != STATUS_OK))
			return true;
	}
	return false;
}

static bool any_column(const struct matrix_column *column)
{
	(void)column;
	return true;
}

static const char *cost_title(const char *unit)
{
	return is(unit, "instructions") ? "What an operation costs, in instructions (counted in an emulator: not a time)"
					: "What an operation costs, in cycles";
}

/* Where nothing is forced, so that vmx and kvm do the same. */
static bool is_unforced(const struct matrix_column *column)
{
	return is(column->env, "hvm");
}

/* Lean cells are those that exit: there is a path to compare. */
static bool has_lean(const struct matrix *matrix, size_t row)
{
	for (size_t i = 0; i < matrix->columns; i++)
		if (is_unforced(&matrix->column[i]) && is(matrix->column[i].form, "lean") &&
		    has_dot(matrix_at(matrix, row, i)))
			return true;
	return false;
}

static const char *path_title(const char *unit)
{
	return is(unit, "instructions") ? "Software path per VM exit, in instructions (counted in an emulator: not a time)"
					: "Round trip of a VM exit, in cycles";
}

const struct plot plots[] = {
	{ .name = "cost", .takes_row = any_row, .takes_column = any_column, .title = cost_title },
	{ .name = "path", .takes_row = has_lean, .takes_column = is_unforced, .title = path_title },
};
const size_t plot_count = sizeof(plots) / sizeof(plots[0]);

/* The rows and columns that the plot takes. */
struct choice {
	const struct matrix *matrix;
	size_t *row, *column;
	size_t rows, columns;
};

static bool has_any_dot(const struct choice *choice, size_t column)
{
	for (size_t i = 0; i < choice->rows; i++)
		if (has_dot(matrix_at(choice->matrix, choice->row[i], column)))
			return true;
	return false;
}

static bool choose(struct choice *choice, const struct plot *plot)
{
	const struct matrix *matrix = choice->matrix;

	choice->row = calloc(matrix->rows + 1, sizeof(*choice->row));
	choice->column = calloc(matrix->columns + 1, sizeof(*choice->column));
	if (!choice->row || !choice->column)
		return false;
	for (size_t row = 0; row < matrix->rows; row++)
		if (plot->takes_row(matrix, row))
			choice->row[choice->rows++] = row;
	for (size_t column = 0; column < matrix->columns; column++)
		if (plot->takes_column(&matrix->column[column]) && has_any_dot(choice, column))
			choice->column[choice->columns++] = column;
	return true;
}

static void widen(size_t *width, const char *text)
{
	if (text_width(text) > *width)
		*width = text_width(text);
}

static void write_rows(const struct choice *choice, FILE *stream, struct plot_extent *extent)
{
	fprintf(stream, "# y\toperation\n");
	for (size_t i = 0; i < choice->rows; i++) {
		const char *label = choice->matrix->labels[choice->row[i]];

		fprintf(stream, "%zu\t%s\n", i + 1, label);
		widen(&extent->label_width, label);
	}
	fputs("\n\n", stream);
}

/* Why a cell of this plot has no dot, in a word; NULL if it has one or is not there. */
static const char *margin_word(const struct cell_result *cell)
{
	if (!cell || has_dot(cell))
		return NULL;
	return cell->status == STATUS_OK ? "0" : status_names[cell->status];
}

/* The first column whose cell of this row is on the same backend. */
static size_t first_of_backend(const struct matrix *matrix, size_t row, size_t column)
{
	size_t first = 0;

	while (first < column && !(matrix_at(matrix, row, first) &&
				   is(matrix->column[first].backend, matrix->column[column].backend)))
		first++;
	return first;
}

/* Whether all of a row's cells on this backend are without a dot for the same reason. */
static bool is_unanimous(const struct matrix *matrix, size_t row, size_t column)
{
	const char *word = margin_word(matrix_at(matrix, row, column));

	for (size_t i = 0; i < matrix->columns; i++) {
		const struct cell_result *cell = matrix_at(matrix, row, i);
		const char *other = margin_word(cell);

		if (cell && is(matrix->column[i].backend, matrix->column[column].backend) &&
		    (!other || !is(other, word)))
			return false;
	}
	return true;
}

/* "skip: vmx; fail: hvm kvm full" */
static void margin_text(const struct choice *choice, const struct plot *plot, size_t row, char *text, size_t bytes)
{
	const struct matrix *matrix = choice->matrix;
	const char *last = "";

	*text = 0;
	for (size_t i = 0; i < matrix->columns; i++) {
		const struct matrix_column *column = &matrix->column[i];
		const char *word = margin_word(matrix_at(matrix, row, i));
		size_t used = strlen(text);

		if (!word || !plot->takes_column(column))
			continue;
		bool all = is_unanimous(matrix, row, i), again = is(last, word);

		if (all && first_of_backend(matrix, row, i) < i)
			continue;
		snprintf(text + used, bytes - used, "%s%s%s", again ? ", " : used ? "; " : "",
			 again ? "" : word, again ? "" : ": ");
		used = strlen(text);
		if (all)
			snprintf(text + used, bytes - used, "%s", column->backend);
		else
			snprintf(text + used, bytes - used, "%s %s %s", column->env, column->backend, column->form);
		last = word;
	}
	if (strlen(text) > MARGIN_MOST)
		strcpy(text + MARGIN_MOST, "…");
}

static void write_margin(const struct choice *choice, const struct plot *plot, FILE *stream,
			 struct plot_extent *extent)
{
	char text[256];

	fprintf(stream, "# y\twithout a dot\n");
	for (size_t i = 0; i < choice->rows; i++) {
		margin_text(choice, plot, choice->row[i], text, sizeof(text));
		fprintf(stream, "%zu\t%s\n", i + 1, text);
		widen(&extent->margin_width, text);
	}
	fputs("\n\n", stream);
}

static void stretch(struct plot_extent *extent, double value)
{
	if (value > 0 && (!extent->points || value < extent->least))
		extent->least = value;
	if (value > 0 && (!extent->points || value > extent->most))
		extent->most = value;
}

static void write_dot(const struct cell_result *cell, double y, FILE *stream, struct plot_extent *extent)
{
	const struct statistic *floor = &cell->floor;
	double lo = floor->lo > 0 ? floor->lo : floor->value;

	fprintf(stream, "%.10g\t%.10g\t%.10g\t%.4f\t%s\n", floor->value, lo, floor->hi, y,
		value_text(floor->value).text);
	stretch(extent, floor->value);
	extent->points++;
	stretch(extent, lo);
	stretch(extent, floor->hi);
}

static void write_series(const struct choice *choice, size_t series, FILE *stream, struct plot_extent *extent)
{
	const struct matrix_column *column = &choice->matrix->column[choice->column[series]];
	double step = DODGE_SPAN / (double)choice->columns;

	step = step > DODGE_MOST ? DODGE_MOST : step;
	fprintf(stream, "# %s/%s/%s %s: value\tlo\thi\ty\ttext\n", column->env, column->backend, column->form,
		choice->matrix->unit);
	for (size_t i = 0; i < choice->rows; i++) {
		const struct cell_result *cell = matrix_at(choice->matrix, choice->row[i], choice->column[series]);

		if (has_dot(cell))
			write_dot(cell, (double)(i + 1) + step * ((double)series - (double)(choice->columns - 1) / 2),
				  stream, extent);
	}
	fputs("\n\n", stream);
}

static char *names_of(const struct choice *choice)
{
	char *names = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&names, &bytes);

	for (size_t i = 0; stream && i < choice->columns; i++) {
		const struct matrix_column *column = &choice->matrix->column[choice->column[i]];
		bool plain = !column->knobs || is(column->knobs, "default");

		fprintf(stream, "%s%s/%s/%s%s%s", i ? " " : "", column->env, column->backend, column->form,
			plain ? "" : "/", plain ? "" : column->knobs);
	}
	if (stream)
		fclose(stream);
	return names;
}

bool plot_write(const struct plot *plot, const struct matrix *matrix, FILE *stream,
		struct plot_extent *extent)
{
	struct choice choice = { .matrix = matrix };
	bool chosen = choose(&choice, plot);

	*extent = (struct plot_extent){ 0 };
	if (chosen) {
		write_rows(&choice, stream, extent);
		write_margin(&choice, plot, stream, extent);
		for (size_t i = 0; i < choice.columns; i++)
			write_series(&choice, i, stream, extent);
		extent->rows = choice.rows;
		extent->series = choice.columns;
		extent->series_names = names_of(&choice);
	}
	free(choice.row);
	free(choice.column);
	return chosen && extent->series_names && !ferror(stream);
}
