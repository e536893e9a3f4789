// SPDX-License-Identifier: GPL-2.0-only
/*
 * Figures beside published ones: round trips by CPU generation, the table of Adams and Agesen
 * (2006) row by row, and all that are kept, with their sources.
 */
#include <ctype.h>
#include <string.h>
#include "bench/cell.h"
#include "report/html.h"
#include "report/page.h"
#include "result/reading.h"
#include "show/answers.h"
#include "show/words.h"

#define CLASSIC "adams2006-appendix"

static void put_generation(FILE *page, const struct generation *entry)
{
	struct words row[GENERATION_COLUMNS];

	generation_row(entry, row);
	fputs(entry->literature ? "<tr class=\"literature\">" : "<tr>", page);
	html_cells(page, "hntt", row[0].text, row[1].text, row[2].text, row[GENERATION_WHAT].text);
	for (size_t i = GENERATION_WHAT + 1; i < GENERATION_COLUMNS; i++)
		html_cells(page, isalpha((unsigned char)*row[i].text) ? "q" : "n", row[i].text);
	fputs("</tr>\n", page);
}

static void put_generations(FILE *page, const struct generations *generations, enum unit unit)
{
	bool begun = false;

	for (size_t i = 0; i < generations->count; i++) {
		if (generations->list[i].unit != unit)
			continue;
		if (!begun) {
			html_element(page, "h3", "In %s", generation_unit_words(unit));
			html_table_begin(page, "generations sortable",
					 unit == UNIT_CYCLES ? "CPU generations, in cycles"
							     : "CPU generations, in instructions",
					 generation_heads);
		}
		begun = true;
		put_generation(page, &generations->list[i]);
	}
	if (begun)
		html_table_end(page);
}

void page_generations(FILE *page, const struct generations *generations)
{
	if (!generations->count)
		return;
	page_prose(page, "quiet", "generations");
	fputs("<details><summary>Every round trip, measured and published</summary>\n", page);
	put_generations(page, generations, UNIT_CYCLES);
	put_generations(page, generations, UNIT_INSTRUCTIONS);
	fputs("</details>\n", page);
}

static const struct published *table_of(const struct library *library, const char *id)
{
	for (size_t i = 0; i < library->count; i++)
		if (!strcmp(library->tables[i].id, id))
			return &library->tables[i];
	return NULL;
}

/* Techniques of the paper, and our environments that correspond. */
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
		if (table->values[i].op && same_text(table->values[i].op, op) &&
		    same_text(table->values[i].technique, technique))
			return &table->values[i];
	return NULL;
}

/* Of the cells without knobs. `op` may be the literature's name. */
static const struct cell_result *cheapest(const struct result *result, const char *op,
					  const char *env)
{
	const struct cell_result *best = NULL;
	enum op ours = op_named(op);

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (has_cost(cell) && is_default_cell(cell) &&
		    answerer_of(cell, result->machine) <= ANSWERER_CPU &&
		    !strcmp(cell->op, ours < OPS ? ops[ours].name : op) &&
		    !strcmp(cell->env, env) && (!best || cell->floor.value < best->floor.value))
			best = cell;
	}
	return best;
}

/* Cycles of 2005 stand beside cycles, and never beside counts. */
static size_t timed_files(const struct run_files *files)
{
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++)
		count += !is_counted(&files->list[i].result);
	return count;
}

static void put_classic_head(FILE *page, const struct run_files *files)
{
	fputs("<thead><tr><th class=\"text\" rowspan=\"2\">operation</th><th colspan=\"3\">Pentium "
	      "4 672, 2005 (published), cycles</th>",
	      page);
	for (size_t i = 0; i < files->count; i++)
		if (!is_counted(&files->list[i].result))
			html_element(page, "th colspan=\"3\"", "%s, TSC cycles",
				     run_title(&files->list[i]).text);
	fputs("</tr><tr class=\"sub\">", page);
	for (size_t i = 0; i <= timed_files(files); i++)
		for (size_t column = 0; column < COLUMNS; column++)
			html_element(page, "th", "%s",
				     i ? columns[column].env : columns[column].words);
	fputs("</tr></thead>\n<tbody>\n", page);
}

static void put_ours(FILE *page, const struct result *result, const char *op)
{
	for (size_t column = 0; column < COLUMNS; column++) {
		const struct cell_result *cell = cheapest(result, op, columns[column].env);
		double cycles = cell ? cell->floor.value * cycles_per_unit(result, cell) : 0;

		html_cells(page, cell ? "n" : "q", cell ? value_text(cycles).text : "–");
	}
}

static void put_classic_row(FILE *page, const struct run_files *files,
			    const struct published *table, const struct published_value *value)
{
	fputs("<tr>", page);
	html_cells(page, "h", value->what);
	for (size_t column = 0; column < COLUMNS; column++) {
		const struct published_value *theirs =
			value_of(table, value->op, columns[column].technique);

		html_cells(page, theirs ? "l" : "n", theirs ? value_text(theirs->value).text : "");
	}
	for (size_t i = 0; i < files->count; i++)
		if (!is_counted(&files->list[i].result))
			put_ours(page, &files->list[i].result, value->op);
	fputs("</tr>\n", page);
}

void page_classic(FILE *page, const struct run_files *files, const struct library *library)
{
	const struct published *table = table_of(library, CLASSIC);

	if (!table || !timed_files(files))
		return;
	html_element(page, "h2 id=\"classic\"", "Adams and Agesen, 2006, and this machine");
	page_prose(page, "quiet", "classic");
	html_table_begin(page, "classic", "The table of 2006, and now", NULL);
	put_classic_head(page, files);
	for (size_t i = 0; i < table->count; i++)
		if (table->values[i].op && same_text(table->values[i].technique, "native"))
			put_classic_row(page, files, table, &table->values[i]);
	html_table_end(page);
}

static void put_value(FILE *page, const struct published_value *value)
{
	bool range = value->hi > value->value;

	fputs("<tr>", page);
	html_cells(page, "nnnnn", value->what, value->technique ? value->technique : "",
		   value->cpu,
		   words("%s%s%s", value_text(value->value).text, range ? " to " : "",
			 range ? value_text(value->hi).text : "")
			   .text,
		   value->unit);
	fputs("</tr>\n", page);
}

static void put_table(FILE *page, const struct published *table)
{
	bool authors = table->authors && strcmp(table->authors, "unknown");

	html_element(page, "h3", "%s%s%s%s%s", authors ? table->authors : "", authors ? ": " : "",
		     table->paper, table->table ? "; " : "", table->table ? table->table : "");
	html_element(page, "p class=\"caption\"", "%s%s%.0d%s%s", table->venue ? table->venue : "",
		     table->venue && table->year ? " " : "", table->year,
		     table->venue || table->year ? "; " : "",
		     table->verified ? "read at its source"
				     : "UNVERIFIED: seen in an excerpt only");
	html_table_begin(page, "published",
			 words("%.200s: %.100s", table->paper,
			       table->table ? table->table : table->id)
				 .text,
			 HTML_HEADS("what was measured", "technique", "CPU", "value", "unit"));
	for (size_t i = 0; i < table->count; i++)
		put_value(page, &table->values[i]);
	html_table_end(page);
}

void page_literature(FILE *page, const struct library *library)
{
	if (!library->count)
		return;
	fputs("<h2 id=\"literature\">Figures from the literature</h2>\n<details><summary>All "
	      "published figures that exitbench knows, with their sources</summary>\n",
	      page);
	for (size_t i = 0; i < library->count; i++)
		put_table(page, &library->tables[i]);
	fputs("</details>\n", page);
}
