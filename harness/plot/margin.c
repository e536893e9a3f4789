// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in the margin of a chart's row: the cells without a point, by name
 * or, where all of a backend lack it for the same reason, by the backend's, so
 * that no cell is lost from sight.
 */
#define _GNU_SOURCE
#include <string.h>
#include "plot/charts.h"
#include "show/words.h"

#define MARGIN_MOST 40 /* characters */

/* Why a cell has no point, in a word; NULL if it has one or is not there. */
static const char *margin_word(const struct cell_result *cell)
{
	if (!cell || !is_default_cell(cell) || (has_figure(cell) && cell->floor.value > 0))
		return NULL;
	if (is_hole(cell))
		return "hole";
	return cell->status == STATUS_OK ? "0" : status_names[cell->status];
}

/* The first column whose cell of this row is on the same backend. */
static size_t first_of_backend(const struct matrix *matrix, size_t row, size_t column)
{
	size_t first = 0;

	while (first < column &&
	       !(matrix_at(matrix, row, first) &&
		 same_text(matrix->column[first].backend, matrix->column[column].backend)))
		first++;
	return first;
}

/* Whether all of a row's cells on this backend are without a point for the same reason. */
static bool is_unanimous(const struct matrix *matrix, size_t row, size_t column)
{
	const char *word = margin_word(matrix_at(matrix, row, column));

	for (size_t i = 0; i < matrix->columns; i++) {
		const struct cell_result *cell = matrix_at(matrix, row, i);
		const char *other = margin_word(cell);

		if (cell && same_text(matrix->column[i].backend, matrix->column[column].backend) &&
		    (!other || !same_text(other, word)))
			return false;
	}
	return true;
}

/* A cell that says `op is done twice` by form says it once. */
static bool is_said(const struct matrix *matrix, size_t row, size_t column)
{
	const char *word = margin_word(matrix_at(matrix, row, column));

	for (size_t i = 0; i < column; i++) {
		const char *other = margin_word(matrix_at(matrix, row, i));

		if (other && same_text(other, word) &&
		    same_text(matrix->column[i].env, matrix->column[column].env) &&
		    same_text(matrix->column[i].backend, matrix->column[column].backend))
			return true;
	}
	return is_unanimous(matrix, row, column) && first_of_backend(matrix, row, column) < column;
}

static void say(const struct matrix *matrix, size_t row, size_t column, const char *word,
		const char *last, FILE *stream)
{
	const struct matrix_column *place = &matrix->column[column];
	bool again = same_text(last, word);

	fprintf(stream, "%s%s%s",
		!*last  ? ""
		: again ? ", "
			: "; ",
		again ? "" : word, again ? "" : ": ");
	if (is_unanimous(matrix, row, column) || same_text(place->env, place->backend))
		fputs(place->backend, stream);
	else
		fprintf(stream, "%s %s", place->env, place->backend);
}

void chart_margin(const struct chart_source *source, size_t row, char *text, size_t bytes)
{
	const struct matrix *matrix = source->matrix;
	FILE *stream = fmemopen(text, bytes, "w");
	const char *last = "";

	*text = 0;
	for (size_t i = 0; stream && i < matrix->columns; i++) {
		const char *word = margin_word(matrix_at(matrix, row, i));

		if (!word || is_said(matrix, row, i))
			continue;
		say(matrix, row, i, word, last, stream);
		last = word;
	}
	if (stream)
		fclose(stream);
	text[bytes - 1] = 0;
	if (strlen(text) > MARGIN_MOST)
		strcpy(text + MARGIN_MOST, "…");
}
