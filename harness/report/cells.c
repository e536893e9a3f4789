// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cells one by one: how round trips split into legs, every figure of every cell, and the reasons
 * of those that have none.
 */
#include <stdint.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "result/legs.h"
#include "show/show.h"
#include "show/words.h"

#define WARNED_MOST 6 /* cells, of each warning */

static void put_leg(FILE *page, const struct statistic *floor)
{
	fprintf(page, "<td data-value=\"%.10g\">", floor->value);
	html_text(page, value_text(floor->value).text);
	if (floor->lo != floor->hi)
		html_element(page, "small", "%s to %s", value_text(floor->lo).text,
			     value_text(floor->hi).text);
}

static void put_legs(FILE *page, const struct run_file *file, const struct cell_result *cell,
		     const struct words *row, const struct leg_figures *legs)
{
	/* One that stands alone is in the matrix, which is where a link to it leads. */
	fputs("<tr", page);
	html_attribute(page, is_leg_cell(&file->result, cell) ? "id" : "data-of", "%s", cell->id);
	fputs(">", page);
	html_cells(page, "h", row->text);
	for (int i = 0; i < RESULT_LEGS; i++)
		put_leg(page, &legs->floor[i]);
	for (size_t i = 1 + RESULT_LEGS; i < LEG_COLUMNS; i++)
		html_cells(page, "n", row[i].text);
	fputs("</tr>\n", page);
}

bool page_has_legs(const struct result *result)
{
	struct words row[LEG_COLUMNS];
	struct leg_figures legs;

	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].unit && leg_figures_of(&result->cells[i], &legs) &&
		    leg_row(result, &result->cells[i], row))
			return true;
	return false;
}

/* Stamped cells are of one backend, and so of one unit. */
static void begin_legs(FILE *page, const char *unit)
{
	page_prose(page, "quiet", "legs");
	html_table_begin(page, "legs sortable",
			 words("Legs of round trips, in %s", unit_words(unit)).text, leg_heads);
}

void page_legs(FILE *page, const struct run_file *file)
{
	bool begun = false;

	for (size_t i = 0; i < file->result.cell_count; i++) {
		const struct cell_result *cell = &file->result.cells[i];
		struct words row[LEG_COLUMNS];
		struct leg_figures legs;

		if (!cell->unit || !leg_figures_of(cell, &legs) ||
		    !leg_row(&file->result, cell, row))
			continue;
		if (!begun)
			begin_legs(page, cell->unit);
		begun = true;
		put_legs(page, file, cell, row, &legs);
	}
	if (begun)
		html_table_end(page);
}

static struct words statistic_words(const struct statistic *statistic)
{
	if (!statistic->method)
		return words("%s", "");
	if (statistic->lo == statistic->hi || is_below(statistic))
		return figure_text(statistic);
	return words("%s [%s, %s]", value_text(statistic->value).text,
		     value_text(statistic->lo).text, value_text(statistic->hi).text);
}

/* Of what a run found that looked for neighbours; the cell and its floor and median are there. */
static void put_neighbour(FILE *page, const struct cell_result *cell)
{
	struct words row[NEIGHBOUR_COLUMNS] = { NO_WORDS };

	neighbour_row(cell, row);
	html_cells(page, "nnnn", row[1].text, row[2].text, row[3].text, row[4].text);
}

static void put_cell(FILE *page, const struct cell_result *cell, bool is_watched)
{
	fputs("<tr>", page);
	html_cells(page, "hnnnnnnnnnn", cell->id, status_names[cell->status],
		   cell->unit ? cell->unit : "", statistic_words(&cell->floor).text,
		   statistic_words(&cell->median).text, statistic_words(&cell->p99).text,
		   statistic_words(&cell->overhead).text,
		   cell->exits_per_op < 0 ? "" : words("%.4g", cell->exits_per_op).text,
		   words("%zu", cell->trial_count).text, words("%zu", cell->batches).text,
		   words("%zu", cell->disturbed).text);
	if (is_watched)
		put_neighbour(page, cell);
	fputs("</tr>\n", page);
}

static void begin_cells(FILE *page, bool is_watched)
{
	const char *heads[] = { "cell", "status", "unit", "floor", "median", "p99",
				"overhead subtracted", "exits per operation", "trials",
				"batches used", "disturbed", NULL, NULL, NULL, NULL, NULL };
	size_t known = 11;

	for (size_t i = 1; is_watched && i <= 4; i++)
		heads[known++] = neighbour_heads[i];
	if (is_watched)
		page_prose(page, "quiet", "neighbour");
	html_table_begin(page, "cells sortable filtered", "Every figure of every cell", heads);
}

void page_cells(FILE *page, const struct run_file *file)
{
	const struct result *result = &file->result;
	struct words row[NEIGHBOUR_COLUMNS];
	bool is_watched = false;

	for (size_t i = 0; i < result->cell_count; i++)
		is_watched |= neighbour_row(&result->cells[i], row);
	begin_cells(page, is_watched);
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status != STATUS_SKIP)
			put_cell(page, &result->cells[i], is_watched);
	html_table_end(page);
}

void page_reasons(FILE *page, const struct run_file *file)
{
	struct notes reasons = { 0 }, warnings = { 0 };

	warnings_collect(&file->result, &warnings);
	if (warnings.count) {
		fputs("<h3>What to keep in mind</h3>\n", page);
		page_notes(page, &warnings, WARNED_MOST);
	}
	reasons_collect(&file->result, &reasons, &reasons);
	if (reasons.count) {
		fputs("<details><summary>Cells without a figure, and virtualization holes, with "
		      "their reasons</summary>\n",
		      page);
		page_notes(page, &reasons, SIZE_MAX);
		fputs("</details>\n", page);
	}
	notes_free(&warnings);
	notes_free(&reasons);
}
