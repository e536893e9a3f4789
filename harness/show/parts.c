// SPDX-License-Identifier: GPL-2.0-only
/* The two tables below the matrix: legs of stamped cells, and counters. */
#include <string.h>
#include "result/legs.h"
#include "show/show.h"
#include "show/words.h"
#include "text/notes.h"
#include "text/table.h"

const char *const leg_heads[LEG_COLUMNS + 1] = { "round trip",   "exit",  "handler",
						 "entry",        "whole", "without stamps",
						 "clocks agree", NULL };

static struct words clock_words(const struct cell_result *cell)
{
	const struct leg_clocks *clocks = &cell->legs->clocks;

	if (leg_figures_unchecked(cell))
		return words("-");
	return words("%.0f of %.0f",
		     clocks->exits - clocks->stored_outside - clocks->timer_outside, clocks->exits);
}

static struct words unstamped_words(const struct result *result, const struct cell_result *cell)
{
	const struct cell_result *unstamped = leg_figures_unstamped(result, cell);

	if (!unstamped)
		return words("-");
	return words("%s%s", value_text(unstamped->floor.value).text,
		     leg_figures_agree(cell, unstamped) ? "" : " (differs)");
}

bool leg_row(const struct result *result, const struct cell_result *cell,
	     struct words row[LEG_COLUMNS])
{
	struct leg_figures legs;
	bool has_legs = leg_figures_of(cell, &legs);

	if (cell->status != STATUS_OK || !cell->legs)
		return false;
	*row++ = leg_cell_words(result, cell);
	for (int leg = 0; leg < RESULT_LEGS; leg++)
		*row++ = has_legs ? value_text(legs.floor[leg].value) : words("-");
	*row++ = value_text(cell->floor.value);
	*row++ = unstamped_words(result, cell);
	*row = clock_words(cell);
	return true;
}

void show_legs(const struct result *result, enum table_format format, FILE *stream)
{
	struct table *table = table_new(LEG_COLUMNS, 1, false);
	struct words cells[LEG_COLUMNS];
	size_t row = 0;

	table_set_heads(table, leg_heads);
	for (size_t i = 0; i < result->cell_count; i++) {
		if (!leg_row(result, &result->cells[i], cells))
			continue;
		table_set_row(table, ++row, cells, LEG_COLUMNS);
	}
	if (row && table) {
		fprintf(stream, "\nlegs: each leg by its own floor, so the legs need not add up to "
				"the round trip; exit saves three registers, entry loads three\n");
		table_put(table, format, stream);
	}
	table_free(table);
}

/* Of the first cell that has any: its names head the columns. */
static json_t *events_of(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (json_object_size(result->cells[i].events))
			return result->cells[i].events;
	return NULL;
}

static void put_events(struct table *table, size_t row, const struct cell_result *cell,
		       json_t *events)
{
	size_t column = 1;
	const char *name;
	json_t *any;

	table_set(table, row, 0, "%s", cell->id);
	json_object_foreach(events, name, any)
	{
		const json_t *value = json_object_get(json_object_get(cell->events, name), "value");

		table_set(table, row, column++, "%s",
			  json_is_number(value) ? value_text(json_number_value(value)).text : "-");
	}
}

static struct table *table_of_events(const struct result *result, json_t *events)
{
	struct table *table = table_new(json_object_size(events) + 1, 1, false);
	size_t row = 1, column = 1;
	const char *name;
	json_t *any;

	json_object_foreach(events, name, any) table_set(table, 0, column++, "%s", name);
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status == STATUS_OK)
			put_events(table, row++, &result->cells[i], events);
	return table;
}

static bool is_noted(const struct notes *notes, const char *text, const char *about)
{
	for (size_t i = 0; i < notes->count; i++)
		for (size_t j = 0; j < notes->list[i].count; j++)
			if (!strcmp(notes->list[i].text, text) &&
			    !strcmp(notes->list[i].about[j], about))
				return true;
	return false;
}

/* Why a counter could not be read: once for each counter. */
static void collect_reasons(const struct result *result, struct notes *notes)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const char *name;
		json_t *event;

		json_object_foreach(result->cells[i].events, name, event)
		{
			const char *reason = json_string_value(json_object_get(event, "reason"));

			if (reason && result->cells[i].status == STATUS_OK &&
			    !is_noted(notes, reason, name))
				notes_add(notes, reason, name);
		}
	}
}

void show_events(const struct result *result, enum table_format format, FILE *stream)
{
	json_t *events = events_of(result);
	struct table *table = events ? table_of_events(result, events) : NULL;
	struct notes reasons = { 0 };

	if (!table)
		return;
	fprintf(stream, "\ncounters: per operation, net of the twin, median over trials\n");
	table_put(table, format, stream);
	table_free(table);
	collect_reasons(result, &reasons);
	notes_print(&reasons, NOTES_ALL, prose_width(stream), stream);
	notes_free(&reasons);
}
