// SPDX-License-Identifier: GPL-2.0-only
/*
 * Round trips by CPU generation as a table: measured ones first in each year, published ones in
 * italics.
 */
#define _GNU_SOURCE
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "show/words.h"

static void put_maybe(FILE *page, double value)
{
	if (value >= 0)
		html_element(page, "td", "%s", value_text(value).text);
	else
		fputs("<td class=\"none\">not split</td>", page);
}

static void put_time(FILE *page, const struct generation *entry)
{
	struct words time = time_words(entry->round_trip.value, entry->unit, entry->tsc_hz);

	if (!strcmp(entry->unit, "instructions"))
		fputs("<td class=\"none\">not a time</td>", page);
	else if (*time.text)
		html_element(page, "td", "%s", time.text);
	else
		fputs("<td class=\"none\">clock unknown</td>", page);
}

static void put_core_cycles(FILE *page, const struct generation *entry)
{
	if (entry->core_cycles > 0)
		html_element(page, "td", "%s",
			     value_text(entry->round_trip.value * entry->core_cycles).text);
	else
		fputs(strcmp(entry->unit, "cycles") ? "<td class=\"none\">not a time</td>"
						    : "<td class=\"none\">unknown</td>",
		      page);
}

static void put_entry(FILE *page, const struct generation *entry)
{
	fputs(entry->literature ? "<tr class=\"literature\">" : "<tr>", page);
	html_element(page, "th scope=\"row\"", "%s", entry->microarchitecture);
	if (entry->year)
		html_element(page, "td", "%d", entry->year);
	else
		fputs("<td></td>", page);
	html_element(page, "td class=\"text\"", "%s%s", entry->machine,
		     entry->literature
			     ? entry->verified ? " (published)" : " (published, unverified)"
			     : "");
	html_element(page, "td class=\"text\"", "%s", entry->what);
	html_element(page, "td", "%s", value_text(entry->round_trip.value).text);
	html_element(page, "td class=\"text\"", "%s",
		     entry->literature               ? "cycles"
		     : strcmp(entry->unit, "cycles") ? entry->unit
						     : "TSC cycles");
	put_maybe(page, entry->exit);
	put_maybe(page, entry->entry);
	put_time(page, entry);
	put_core_cycles(page, entry);
	if (entry->trend > 0)
		html_element(page, "td", "%s×", ratio_words(entry->trend).text);
	else
		fputs("<td></td>", page);
	fputs("</tr>\n", page);
}

static void put_table(FILE *page, const struct generations *generations, const char *unit)
{
	bool exact = !strcmp(unit, "instructions");
	size_t rows = 0;

	for (size_t i = 0; i < generations->count; i++)
		rows += !strcmp(generations->list[i].unit, unit);
	if (!rows)
		return;
	html_element(page, "h3", "%s",
		     exact ? "In instructions (counted in an emulator: not a time)" : "In cycles");
	fputs("<p class=\"hint\">The table scrolls sideways.</p>\n"
	      "<div class=\"scroll\" tabindex=\"0\"><table class=\"generations "
	      "sortable\"><thead><tr><th class=\"text\">microarchitecture</th>"
	      "<th>year</th><th>machine or source</th><th>what</th><th>round "
	      "trip</th><th>unit</th><th>exit</th><th>entry</th>"
	      "<th>time</th><th>core cycles</th><th>trend</th></tr></thead><tbody>\n",
	      page);
	for (size_t i = 0; i < generations->count; i++)
		if (!strcmp(generations->list[i].unit, unit))
			put_entry(page, &generations->list[i]);
	fputs("</tbody></table></div>\n", page);
}

void page_generations(FILE *page, const struct generations *generations)
{
	if (!generations->count)
		return;
	fputs("<p class=\"quiet\">Round trip out of a guest and back. TSC cycles of different CPUs "
	      "do not compare as time; nanoseconds do, and core cycles, where the file tells how "
	      "fast the core ran. Italics: figures from the literature, whose clock is not known. "
	      "Trend: multiple of the row before of the same kind.</p>\n",
	      page);
	put_table(page, generations, "cycles");
	put_table(page, generations, "instructions");
}
