// SPDX-License-Identifier: GPL-2.0-only
/*
 * Published figures: all of them as a list with sources, and the table of Adams and
 * Agesen (2006) row by row with this machine's figures beside theirs.
 */
#define _GNU_SOURCE
#include <string.h>
#include "bench/cell.h"
#include "report/html.h"
#include "report/page.h"
#include "show/words.h"

#define CLASSIC "adams2006-appendix"

static const struct published *table_of(const struct library *library, const char *id)
{
	for (size_t i = 0; i < library->count; i++)
		if (!strcmp(library->tables[i].id, id))
			return &library->tables[i];
	return NULL;
}

/* Their techniques, and the environments of ours that do the same. */
static const struct {
	const char *technique, *words, *env;
} columns[] = {
	{ "native", "native", "native" },
	{ "software", "software VMM", "translated" },
	{ "hardware", "VT-x", "hvm" },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct published_value *value_of(const struct published *table, const char *op,
					      const char *technique)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->values[i].op && table->values[i].technique &&
		    !strcmp(table->values[i].op, op) &&
		    !strcmp(table->values[i].technique, technique))
			return &table->values[i];
	return NULL;
}

/*
 * The cheapest plain cell of that operation, which may go by the literature's name, and
 * environment: lean, if there.
 */
static const struct cell_result *cheapest(const struct result *result, const char *op,
					  const char *env)
{
	const struct cell_result *best = NULL;
	enum op ours = op_named(op);

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (has_figure(cell) && is_default_cell(cell) &&
		    !strcmp(cell->op, ours < OPS ? ops[ours].name : op) &&
		    !strcmp(cell->env, env) && (!best || cell->floor.value < best->floor.value))
			best = cell;
	}
	return best;
}

static void put_head(FILE *page, const struct run_files *files)
{
	fputs("<thead><tr><th class=\"text\" rowspan=\"2\">operation</th><th colspan=\"3\">Pentium "
	      "4 672, 2005 (published), cycles</th>",
	      page);
	for (size_t i = 0; i < files->count; i++) {
		fprintf(page, "<th colspan=\"%zu\">", COLUMNS);
		html_print(page, "%s, %s", run_title(&files->list[i]).text,
			   is_counted(&files->list[i].result) ? "instructions" : "TSC cycles");
		fputs("</th>", page);
	}
	fputs("</tr><tr class=\"sub\">", page);
	for (size_t i = 0; i <= files->count; i++)
		for (size_t column = 0; column < COLUMNS; column++)
			html_element(page, "th", "%s",
				     i ? columns[column].env : columns[column].words);
	fputs("</tr></thead>\n", page);
}

static void put_ours(FILE *page, const struct run_files *files, const char *op)
{
	for (size_t i = 0; i < files->count; i++)
		for (size_t column = 0; column < COLUMNS; column++) {
			const struct cell_result *cell =
				cheapest(&files->list[i].result, op, columns[column].env);

			if (cell)
				html_element(page, "td", "%s", value_text(cell->floor.value).text);
			else
				fputs("<td class=\"none\">–</td>", page);
		}
}

static void put_row(FILE *page, const struct run_files *files, const struct published *table,
		    const struct published_value *value)
{
	fputs("<tr>", page);
	html_element(page, "th scope=\"row\"", "%s", value->what);
	for (size_t column = 0; column < COLUMNS; column++) {
		const struct published_value *theirs =
			value_of(table, value->op, columns[column].technique);

		if (theirs)
			html_element(page, "td class=\"literature\"", "%s",
				     value_text(theirs->value).text);
		else
			fputs("<td></td>", page);
	}
	put_ours(page, files, value->op);
	fputs("</tr>\n", page);
}

void page_classic(FILE *page, const struct run_files *files, const struct library *library)
{
	const struct published *table = table_of(library, CLASSIC);

	if (!table)
		return;
	fputs("<h2 id=\"classic\">Adams and Agesen, 2006, beside this</h2>\n"
	      "<p class=\"quiet\">Their table row by row (ASPLOS 2006, appendix; in italics), and "
	      "the same operations here: the cheapest form of each environment. A dash: not "
	      "measured here. Cycles of a 3.8 GHz Pentium 4, TSC cycles of today's CPUs and "
	      "instruction counts are three different units.</p>\n<p class=\"hint\">The table "
	      "scrolls sideways.</p>\n"
	      "<div class=\"scroll\" tabindex=\"0\"><table class=\"classic\">",
	      page);
	put_head(page, files);
	fputs("<tbody>\n", page);
	for (size_t i = 0; i < table->count; i++)
		if (table->values[i].op && !strcmp(table->values[i].technique, "native"))
			put_row(page, files, table, &table->values[i]);
	fputs("</tbody></table></div>\n", page);
}

static void put_value(FILE *page, const struct published *table,
		      const struct published_value *value)
{
	fputs("<tr class=\"literature\">", page);
	html_element(page, "td class=\"wrap\"", "%s", value->what);
	html_element(page, "td class=\"text\"", "%s", value->technique ? value->technique : "");
	html_element(page, "td class=\"text\"", "%s", value->cpu);
	if (value->hi > value->value)
		html_element(page, "td", "%s to %s", value_text(value->value).text,
			     value_text(value->hi).text);
	else
		html_element(page, "td", "%s", value_text(value->value).text);
	html_element(page, "td class=\"text\"", "%s", value->unit);
	html_element(page, "td class=\"text\"", "%s",
		     table->verified ? "read at its source"
				     : "UNVERIFIED: seen in an excerpt only");
	fputs("</tr>\n", page);
}

static void put_table(FILE *page, const struct published *table)
{
	html_element(page, "h4", "%s%s%s%s%s",
		     table->authors && strcmp(table->authors, "unknown") ? table->authors : "",
		     table->authors && strcmp(table->authors, "unknown") ? ": " : "", table->paper,
		     table->table ? "; " : "", table->table ? table->table : "");
	if (table->year)
		html_element(page, "p class=\"caption\"", "%s %d", table->venue ? table->venue : "",
			     table->year);
	fputs("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th class=\"text\">what was "
	      "measured</th><th>technique</th><th>CPU</th><th>value</th><th>unit</th>"
	      "<th>checked</th></tr></thead><tbody>\n",
	      page);
	for (size_t i = 0; i < table->count; i++)
		put_value(page, table, &table->values[i]);
	fputs("</tbody></table></div>\n", page);
}

void page_literature(FILE *page, const struct library *library)
{
	if (!library->count)
		return;
	fputs("<h2 id=\"literature\">Figures from the literature</h2>\n<details><summary>All that "
	      "are kept, with their sources</summary>\n",
	      page);
	for (size_t i = 0; i < library->count; i++)
		put_table(page, &library->tables[i]);
	fputs("</details>\n", page);
}
