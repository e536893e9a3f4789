// SPDX-License-Identifier: GPL-2.0-only
/* What `exitbench show' has on its first screen, as tables: round trips, and classic operations. */
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "show/answers.h"
#include "show/screen.h"
#include "show/words.h"

static void put_link(FILE *page, const struct cell_result *cell, const char *text)
{
	fputs("<a", page);
	html_attribute(page, "href", "#%s", cell->id);
	fputs(">", page);
	html_text(page, text);
	fputs("</a>", page);
}

static void put_figure(FILE *page, const struct run_file *file, const struct cell_result *cell,
		       const struct statistic *floor, const struct statistic *median)
{
	/* More than the operation, so no baseline: who does it, in a word. */
	enum answerer answerer = answerer_of(cell, file->result.machine);
	bool by_another = answerer > ANSWERER_CPU;

	fprintf(page, "<td%s data-floor=\"%.10g\"", is_hole(cell) ? " class=\"hole\"" : "",
		floor->value);
	html_attribute(page, "data-of", "%s", cell->id);
	fputs(">", page);
	put_link(page, cell,
		 words("%s%s", figure_text(floor).text, by_another ? "*" : "").text);
	if (is_exact_figure(floor) && median->value == floor->value)
		html_element(page, "small", "%s", "exact");
	else
		html_element(page, "small", "%s %s", figure_text(median).text,
			     interval_words(floor).text);
	if (by_another)
		html_element(page, "small", "%s",
			     answerer_words(answerer, file->result.machine).text);
	fputs("</td>", page);
}

/* `screen`: of a round trip. */
static void put_cell(FILE *page, const struct run_file *file, const struct screen *screen,
		     const struct cell_result *cell)
{
	const struct statistic *figures[2];

	for (enum figure figure = FIGURE_FLOOR; has_figure(cell) && figure < 2; figure++)
		figures[figure] = screen ? screen_trip_figure(screen, cell, figure)
					 : headline_of(cell, figure);
	if (has_figure(cell) && figures[FIGURE_FLOOR]->method)
		put_figure(page, file, cell, figures[FIGURE_FLOOR], figures[FIGURE_MEDIAN]);
	else if (has_figure(cell) && is_hole(cell))
		html_element(page, "td class=\"hole\"", "%s", missing_words(cell).text);
	else
		html_cells(page, "q", cell ? missing_words(cell).text : "");
}

static void put_rows(FILE *page, const struct run_file *file, const struct screen *screen)
{
	for (size_t i = 0; i < screen->count; i++) {
		fputs("<tr>", page);
		html_cells(page, "h", screen->rows[i].label);
		for (enum technique technique = 0; technique < TECHNIQUES; technique++)
			if (screen->has[technique])
				put_cell(page, file, NULL, screen->rows[i].cells[technique]);
		fputs("</tr>\n", page);
	}
}

static void put_operations(FILE *page, const struct run_file *file, const struct screen *screen)
{
	html_table_begin(page, "screen sortable",
			 words("Classic operations by technique, in %s",
			       headline_label(&file->result, screen->unit))
				 .text,
			 NULL);
	fputs("<thead><tr><th scope=\"col\" class=\"text\">operation</th>", page);
	for (enum technique technique = 0; technique < TECHNIQUES; technique++)
		if (screen->has[technique])
			html_element(page, "th scope=\"col\"", "%s",
				     screen_technique(screen, technique).text);
	fputs("</tr></thead><tbody>\n", page);
	put_rows(page, file, screen);
	html_table_end(page);
	page_prose(page, "quiet", "screen");
}

/* What any trip has: the driver's have legs, the leanest form, and KVM to stand beside. */
struct trip_columns {
	bool legs, time, lean, kvm;
};

static struct words trip_time(const struct screen *screen, const struct screen_trip *trip)
{
	return time_words(screen_trip_figure(screen, trip->trip, FIGURE_FLOOR)->value,
			  unit_of(screen->unit), screen_trip_hz(screen));
}

static struct trip_columns columns_of(const struct screen *screen)
{
	struct trip_columns has = { false };

	for (size_t i = 0; i < screen->trip_count; i++) {
		const struct screen_trip *trip = &screen->trips[i];

		has.legs |= trip->has_legs;
		has.time |= *trip_time(screen, trip).text;
		has.lean |= !!trip->lean;
		has.kvm |= !!trip->kvm;
	}
	return has;
}

static void put_trip(FILE *page, const struct run_file *file, const struct screen *screen,
		     const struct screen_trip *trip, const struct trip_columns *has)
{
	fputs("<tr>", page);
	html_cells(page, "h", trip->label.text);
	for (int i = 0; has->legs && i < RESULT_LEGS; i++)
		html_cells(page, "n",
			   trip->has_legs ? value_text(trip->legs.floor[i].value).text : "");
	put_cell(page, file, screen, trip->trip);
	if (has->time)
		html_cells(page, "n", trip_time(screen, trip).text);
	if (has->lean)
		put_cell(page, file, screen, trip->lean);
	if (has->kvm) {
		put_cell(page, file, screen, trip->kvm);
		html_cells(page, "n", screen_trip_multiple(screen, trip).text);
	}
	fputs("</tr>\n", page);
}

static void put_trips(FILE *page, const struct run_file *file, const struct screen *screen)
{
	struct trip_columns has = columns_of(screen);
	const struct {
		const char *name;
		bool is_there;
	} columns[] = { { "operation", true }, { "exit", has.legs },  { "handler", has.legs },
			{ "entry", has.legs }, { "round trip", true }, { "time", has.time },
			{ "lean VMM", has.lean }, { "through KVM", has.kvm },
			{ "KVM, times round trip", has.kvm } };
	const char *heads[sizeof(columns) / sizeof(*columns) + 1] = { NULL };

	for (size_t i = 0, at = 0; i < sizeof(columns) / sizeof(*columns); i++)
		if (columns[i].is_there)
			heads[at++] = columns[i].name;
	html_table_begin(page, "trips", words("Round trips, in %s", screen_trip_label(screen)).text,
			 heads);
	for (size_t i = 0; i < screen->trip_count; i++)
		put_trip(page, file, screen, &screen->trips[i], &has);
	html_table_end(page);
	if (has.legs || has.lean)
		page_prose(page, "quiet", "trips");
}

void page_screen(FILE *page, const struct run_file *file)
{
	struct words unanswered;
	struct screen screen;

	if (screen_make(&screen, &file->result) && screen.trip_count)
		put_trips(page, file, &screen);
	unanswered = screen_unanswered(&screen, IN_FULL);
	if (*unanswered.text)
		html_element(page, "p class=\"quiet\"", "%s", unanswered.text);
	if (screen.count)
		put_operations(page, file, &screen);
	screen_free(&screen);
}
