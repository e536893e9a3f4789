// SPDX-License-Identifier: GPL-2.0-only
/* Every figure of every cell, and the reasons of those that have none. */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "show/warnings.h"
#include "show/words.h"

#define WARNED_MOST 6 /* cells, of each warning */

static void put_statistic(FILE *page, const struct statistic *statistic)
{
	if (!statistic->method)
		fputs("<td></td>", page);
	else if (statistic->lo == statistic->hi)
		html_element(page, "td", "%s", value_text(statistic->value).text);
	else
		html_element(page, "td", "%s [%s, %s]", value_text(statistic->value).text,
			     value_text(statistic->lo).text, value_text(statistic->hi).text);
}

static void put_cell(FILE *page, const struct cell_result *cell)
{
	fputs("<tr>", page);
	html_element(page, "th scope=\"row\"", "%s", cell->id);
	html_element(page, "td class=\"text\"", "%s", status_names[cell->status]);
	html_element(page, "td class=\"text\"", "%s", cell->unit ? cell->unit : "");
	put_statistic(page, &cell->floor);
	put_statistic(page, &cell->median);
	put_statistic(page, &cell->p99);
	put_statistic(page, &cell->overhead);
	if (cell->exits_per_op >= 0)
		html_element(page, "td", "%.4g", cell->exits_per_op);
	else
		fputs("<td></td>", page);
	html_element(page, "td", "%zu", cell->trial_count);
	html_element(page, "td", "%zu", cell->batches);
	html_element(page, "td", "%zu", cell->disturbed);
	fputs("</tr>\n", page);
}

void page_details(FILE *page, const struct run_file *file)
{
	fputs("<h2 id=\"cells\">Every cell</h2>\n<details><summary>All figures with their "
	      "intervals</summary>\n"
	      "<div class=\"scroll\" tabindex=\"0\"><table class=\"cells sortable\"><thead><tr><th "
	      "class=\"text\">cell</th><th>status</th><th>unit</th><th>floor</th><th>median</th>"
	      "<th>p99</th><th>overhead "
	      "taken off</th><th>exits per operation</th><th>trials</th><th>batches "
	      "used</th><th>disturbed</th></tr></thead><tbody>\n",
	      page);
	for (size_t i = 0; i < file->result.cell_count; i++)
		put_cell(page, &file->result.cells[i]);
	fputs("</tbody></table></div></details>\n", page);
}

static void collect_reasons(const struct result *result, struct notes *notes)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status == STATUS_OK && !is_hole(cell))
			continue;
		notes_add_why(notes,
			      cell->status == STATUS_OK ? "ok, but" : status_names[cell->status],
			      cell->reason ? cell->reason : "no reason was given", cell->id);
	}
}

void page_reasons(FILE *page, const struct run_file *file)
{
	struct notes reasons = { 0 }, warnings = { 0 };

	warnings_collect(&file->result, &warnings);
	if (warnings.count) {
		fputs("<h3>What to keep in mind</h3>\n", page);
		page_notes(page, &warnings, WARNED_MOST);
	}
	collect_reasons(&file->result, &reasons);
	if (reasons.count) {
		fputs("<details><summary>Cells without a figure, and holes, with their "
		      "reasons</summary>\n",
		      page);
		page_notes(page, &reasons, SIZE_MAX);
		fputs("</details>\n", page);
	}
	notes_free(&warnings);
	notes_free(&reasons);
}
