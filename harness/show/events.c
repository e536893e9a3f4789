// SPDX-License-Identifier: GPL-2.0-only
/* Counters: cells down, events across. The names are those of the first cell that has any. */
#include <string.h>
#include "show/matrix.h"
#include "text/notes.h"
#include "show/events.h"
#include "text/table.h"

static json_t *events_of(const struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (json_object_size(result->cells[i].events))
			return result->cells[i].events;
	return NULL;
}

static void put_row(struct table *table, size_t row, const struct cell_result *cell, json_t *events)
{
	size_t column = 1;
	const char *name;
	json_t *any;

	table_set(table, row, 0, "%s", cell->id);
	json_object_foreach(events, name, any) {
		const json_t *value = json_object_get(json_object_get(cell->events, name), "value");

		table_set(table, row, column++, "%s",
			  json_is_number(value) ? value_text(json_number_value(value)).text : "-");
	}
}

static struct table *fill(const struct result *result, json_t *events)
{
	struct table *table = table_new(json_object_size(events) + 1, false);
	size_t row = 1, column = 1;
	const char *name;
	json_t *any;

	json_object_foreach(events, name, any)
		table_set(table, 0, column++, "%s", name);
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status == STATUS_OK)
			put_row(table, row++, &result->cells[i], events);
	return table;
}

static bool is_told(const struct notes *notes, const char *text, const char *about)
{
	for (size_t i = 0; i < notes->count; i++)
		if (!strcmp(notes->list[i].text, text) && !strcmp(notes->list[i].about, about))
			return true;
	return false;
}

static void print_reasons(const struct result *result, FILE *stream)
{
	struct notes notes = { 0 };

	for (size_t i = 0; i < result->cell_count; i++) {
		const char *name;
		json_t *event;

		json_object_foreach(result->cells[i].events, name, event) {
			const char *reason = json_string_value(json_object_get(event, "reason"));

			if (reason && result->cells[i].status == STATUS_OK &&
			    !is_told(&notes, reason, name))
				notes_add(&notes, reason, name);
		}
	}
	notes_print(&notes, prose_width(stream), stream);
	notes_free(&notes);
}

void show_events(const struct result *result, FILE *stream)
{
	json_t *events = events_of(result);
	struct table *table = events ? fill(result, events) : NULL;

	if (!table)
		return;
	fprintf(stream, "\ncounters: per operation, net of the twin, median over trials\n");
	table_print(table, terminal_width(stream), stream);
	table_free(table);
	print_reasons(result, stream);
}
