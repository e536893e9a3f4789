// SPDX-License-Identifier: GPL-2.0-only
/*
 * The margin of a chart's row: the cells without a point, by place, or by backend if all of a
 * backend lack it for the same reason. So no cell is lost from sight.
 */
#include <string.h>
#include "plot/chart.h"
#include "show/words.h"

#define MARGIN_MOST 40 /* characters */

/* Why a cell has no point, in one word; NULL if it has a point or does not exist. */
static const char *margin_word(const struct cell_result *cell)
{
	if (!cell || !is_default_cell(cell) || (has_figure(cell) && cell->floor.value > 0))
		return NULL;
	if (is_hole(cell))
		return "hole";
	return cell->status == STATUS_OK ? "0" : status_names[cell->status];
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

/* "vmx", if all cells of the backend have the same word; or "hvm vmx". */
static struct words margin_place(const struct matrix *matrix, size_t row, size_t column)
{
	const struct matrix_column *place = &matrix->column[column];

	if (is_unanimous(matrix, row, column) || same_text(place->env, place->backend))
		return words("%s", place->backend);
	return words("%s %s", place->env, place->backend);
}

/* An earlier cell, of another form, has the same words. */
static bool is_said(const struct matrix *matrix, size_t row, size_t column)
{
	struct words place = margin_place(matrix, row, column);

	for (size_t i = 0; i < column; i++) {
		const char *other = margin_word(matrix_at(matrix, row, i));

		if (other && same_text(other, margin_word(matrix_at(matrix, row, column))) &&
		    same_text(margin_place(matrix, row, i).text, place.text))
			return true;
	}
	return false;
}

struct words chart_margin(const struct matrix *matrix, size_t row)
{
	struct words margin = { "" };
	const char *last = "";

	for (size_t i = 0; i < matrix->columns; i++) {
		const char *word = margin_word(matrix_at(matrix, row, i));
		bool again = word && same_text(last, word);

		if (!word || is_said(matrix, row, i))
			continue;
		margin = words("%.400s%s%s%s%.80s", margin.text,
			       again   ? ", "
			       : *last ? "; "
				       : "",
			       again ? "" : word, again ? "" : ": ",
			       margin_place(matrix, row, i).text);
		last = word;
	}
	if (strlen(margin.text) > MARGIN_MOST)
		strcpy(margin.text + MARGIN_MOST, "…");
	return margin;
}
