// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exit, handler and entry of the cells that are split, with their intervals, beside the whole round
 * trip and that of the loop without stamps.
 */
#define _GNU_SOURCE
#include <string.h>
#include "report/html.h"
#include "result/legs.h"
#include "report/page.h"
#include "show/words.h"

static void put_leg(FILE *page, const struct cell_result *cell, enum leg leg,
		    const struct statistic *floor)
{
	fputs("<td data-of=\"", page);
	html_text(page, cell->id);
	fprintf(page, "\" data-leg=\"%s\" data-value=\"%.10g\">", leg_names[leg], floor->value);
	html_text(page, value_text(floor->value).text);
	if (floor->lo != floor->hi)
		html_element(page, "small", "%s to %s", value_text(floor->lo).text,
			     value_text(floor->hi).text);
	fputs("</td>", page);
}

static void put_unstamped(FILE *page, const struct result *result, const struct cell_result *cell)
{
	const struct cell_result *unstamped = leg_figures_unstamped(result, cell);

	fputs("<td>", page);
	if (unstamped)
		html_text(page, value_text(unstamped->floor.value).text);
	if (unstamped && !leg_figures_agree(cell, unstamped))
		html_element(page, "small", "differs");
	fputs("</td>", page);
}

static void put_row(FILE *page, const struct run_file *file, const struct cell_result *cell,
		    const struct leg_figures *legs)
{
	fputs("<tr>", page);
	html_element(page, "th scope=\"row\"", "%s", leg_cell_words(&file->result, cell).text);
	for (int i = 0; i < LEGS; i++)
		put_leg(page, cell, i, &legs->floor[i]);
	if (cell->floor.method)
		html_element(page, "td", "%s", value_text(cell->floor.value).text);
	else
		fputs("<td></td>", page);
	put_unstamped(page, &file->result, cell);
	html_element(page, "td class=\"text\"", "%s",
		     !strcmp(cell->unit, "cycles") ? "TSC cycles" : cell->unit);
	fputs("</tr>\n", page);
}

static void put_head(FILE *page)
{
	fputs("<h3 id=\"legs\">Exit, handler, entry</h3>\n<p class=\"quiet\">From stamp to stamp: "
	      "the guest's last to the host's first, the host's first to its last, the host's last "
	      "to the guest's first. Floors with their 95 % intervals; those of parts need not add "
	      "up to that of the whole, stamps taken off. Beside it the same round trip in a loop "
	      "without stamps, marked where the two differ by more than their intervals: then the "
	      "legs are those of another round trip.</p>\n"
	      "<p class=\"hint\">The table scrolls sideways.</p>\n<div class=\"scroll\" "
	      "tabindex=\"0\"><table class=\"legs sortable\"><thead><tr><th class=\"text\">round "
	      "trip</th><th>exit</th><th>handler</th><th>entry</th><th>whole</th><th>without "
	      "stamps</th><th>unit</th></tr></thead><tbody>\n",
	      page);
}

void page_legs(FILE *page, const struct run_file *file)
{
	bool begun = false;

	for (size_t i = 0; i < file->result.cell_count; i++) {
		const struct cell_result *cell = &file->result.cells[i];
		struct leg_figures legs;

		if (!cell->unit || !leg_figures_of(cell, &legs))
			continue;
		if (!begun)
			put_head(page);
		begun = true;
		put_row(page, file, cell, &legs);
	}
	if (begun)
		fputs("</tbody></table></div>\n", page);
}
