// SPDX-License-Identifier: GPL-2.0-only
/* The figures of files, gathered from their first screens. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare/machines.h"
#include "show/answers.h"
#include "show/words.h"

static const char *keep_text(struct machines *machines, const char *text)
{
	const char *kept = text ? texts_keep(&machines->texts, text, strlen(text)) : NULL;

	machines->lacks_memory |= text && !kept;
	return kept;
}

/* Its number, a new one if need be. Any number without memory, for then the table is not used. */
static uint32_t item_of(struct machines *machines, struct machines_item item)
{
	struct machines_item *items = machines->items;

	for (uint32_t i = 0; i < machines->item_count; i++)
		if (items[i].is_trip == item.is_trip && same_text(items[i].unit, item.unit) &&
		    same_text(items[i].name, item.name))
			return i;
	items = reallocarray(items, machines->item_count + 1, sizeof(*items));
	machines->items = items ? items : machines->items;
	item.name = keep_text(machines, item.name);
	item.label = keep_text(machines, item.label);
	machines->lacks_memory |= !items;
	if (machines->lacks_memory)
		return 0;
	items[machines->item_count] = item;
	return machines->item_count++;
}

static void put(struct machines *machines, struct machines_place at,
		const struct cell_result *cell, const struct statistic *figure)
{
	struct machines_file *file = &machines->of[machines->count];
	struct machines_value value = { .status = cell ? cell->status : STATUS_OK };

	if (!cell && !figure)
		return;
	value.id = keep_text(machines, cell ? cell->id : NULL);
	if (figure)
		value.figure = *figure;
	value.figure.method = keep_text(machines, value.figure.method);
	file->values[file->count] = value;
	file->cells[file->count++] = (struct machines_cell){
		.item = at.item, .place = at.place, .has_figure = value.figure.method
	};
}

static const struct statistic *floor_of(const struct cell_result *cell)
{
	return cell ? &cell->floor : NULL;
}

static void put_trip(struct machines *machines, const char *unit, const struct screen_trip *trip)
{
	const char *label = trip->label.text;
	struct machines_item item = { unit, label, label, true };
	struct machines_place at = { .item = item_of(machines, item) };

	put(machines, at, trip->trip, floor_of(trip->trip));
	for (int leg = 0; leg < RESULT_LEGS && trip->has_legs; leg++) {
		at.place = (uint16_t)(MACHINES_LEG + leg);
		put(machines, at, NULL, &trip->legs.floor[leg]);
	}
	at.place = MACHINES_LEAN;
	put(machines, at, trip->lean, floor_of(trip->lean));
	at.place = MACHINES_KVM;
	put(machines, at, trip->kvm, floor_of(trip->kvm));
}

/* VMX's figure of it would be one of another claim. */
static bool stands_apart(const struct cell_result *cell)
{
	return same_text(cell->backend, "svm") && !is_the_same_by_svm(cell);
}

static void put_row(struct machines *machines, const struct screen *screen, const char *unit,
		    const struct screen_row *row)
{
	struct words name = words("%.60s by SVM", row->op), label = words("%.60s, AMD-V",
									  row->label);
	struct machines_item shared = { unit, row->op, row->label, false };
	struct machines_item apart = { unit, name.text, label.text, false };

	for (enum technique t = 0; t < TECHNIQUES; t++) {
		const struct cell_result *cell = row->cells[t];
		struct machines_place at = { .item = 0 };

		if (cell)
			at.item = item_of(machines, stands_apart(cell) ? apart : shared);
		at.place = (uint16_t)machines_place_of(t, screen->by_kvm);
		put(machines, at, cell, has_figure(cell) ? &cell->floor : NULL);
	}
}

/* Whole, however long the label is. */
static char *caption_of(const struct run_file *file)
{
	const struct result *result = &file->result;
	const char *label = json_text_of(result->run, "label", NULL);
	struct words tags = tags_words(result->run);
	char *caption;

	return asprintf(&caption, "%s: %s%s%s%s%s", file->name,
			machine_caption(result->machine, result->run).text, label ? "; " : "",
			label ? label : "", *tags.text ? "; " : "", tags.text) < 0
		       ? NULL
		       : caption;
}

/* Both lists have room for whatever the screen has. */
static bool make_room(struct machines_file *of, const struct screen *screen)
{
	size_t most = screen->count * TECHNIQUES + SCREEN_TRIPS * MACHINES_PARTS + 1;

	of->cells = calloc(most, sizeof(*of->cells));
	of->values = calloc(most, sizeof(*of->values));
	return of->cells && of->values;
}

static bool drop_room(struct machines_file *of)
{
	struct machines_cell *cells = reallocarray(of->cells, of->count + 1, sizeof(*cells));
	struct machines_value *values = reallocarray(of->values, of->count + 1, sizeof(*values));

	of->cells = cells ? cells : of->cells;
	of->values = values ? values : of->values;
	return cells && values;
}

static bool put_file(struct machines *machines, const struct run_file *file)
{
	struct machines_file *of =
		reallocarray(machines->of, machines->count + 1, sizeof(*machines->of));
	struct screen screen;

	if (!of)
		return false;
	machines->of = of;
	of = &of[machines->count];
	*of = (struct machines_file){ .caption = caption_of(file) };
	machines->lacks_memory |=
		!screen_make(&screen, &file->result) || !make_room(of, &screen);
	of->unit = keep_text(machines, screen.unit);
	for (size_t i = 0; !machines->lacks_memory && i < screen.trip_count; i++)
		put_trip(machines, of->unit, &screen.trips[i]);
	for (size_t i = 0; !machines->lacks_memory && i < screen.count; i++)
		put_row(machines, &screen, of->unit, &screen.rows[i]);
	screen_free(&screen);
	machines->count++;
	return drop_room(of) && of->caption && !machines->lacks_memory;
}

/* There is no base: what stands in each cell is known. */
static bool keep_words(struct machines *machines, struct machines_file *of)
{
	for (size_t i = 0; i < of->count; i++)
		of->cells[i].words = keep_text(machines, machines_value_words(&of->values[i]).text);
	free(of->values);
	of->values = NULL;
	return !machines->lacks_memory;
}

bool machines_add(struct machines *machines, struct run_files *files, struct run_file *file,
		  size_t count)
{
	if (!put_file(machines, file))
		return false;
	if (count > MACHINES_WHOLE) {
		if (!keep_words(machines, &machines->of[machines->count - 1]))
			return false;
		result_free(&file->result);
	}
	return run_files_keep(files, file);
}

static const char *id_of(const struct machines *machines, size_t file)
{
	return json_text_of(machines->files->list[file].result.machine, "id", NULL);
}

static bool compare_with_base(struct machines *machines)
{
	const struct compare_options options = { .seed = 0 };
	const char *id = id_of(machines, machines->base);
	const struct compare_side base = { &machines->files->list[machines->base].result, 1 };

	machines->against = calloc(machines->count + 1, sizeof(*machines->against));
	for (size_t i = 0; machines->against && id && i < machines->count; i++)
		if (i != machines->base && same_text(id, id_of(machines, i)))
			compare(&machines->against[i], base,
				(struct compare_side){ &machines->files->list[i].result, 1 },
				&options);
	return machines->against;
}

bool machines_end(struct machines *machines, const struct run_files *files, size_t base)
{
	machines->files = files;
	machines->base = base;
	return base == NO_BASE || compare_with_base(machines);
}

bool machines_make(struct machines *machines, const struct run_files *files, size_t base)
{
	bool made = true;

	*machines = (struct machines){ .base = NO_BASE };
	for (size_t i = 0; made && i < files->count; i++)
		made = put_file(machines, &files->list[i]);
	return made && machines_end(machines, files, base);
}

void machines_free(struct machines *machines)
{
	for (size_t i = 0; i < machines->count; i++) {
		free(machines->of[i].cells);
		free(machines->of[i].values);
		free(machines->of[i].caption);
	}
	for (size_t i = 0; machines->against && i < machines->count; i++)
		comparison_free(&machines->against[i]);
	free(machines->of);
	free(machines->items);
	free(machines->against);
	texts_free(&machines->texts);
	*machines = (struct machines){ .base = NO_BASE };
}
