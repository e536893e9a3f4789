// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows are those of the files' first screens. Ratios have an interval as wide as both figures'
 * together; where both files are of one machine, what compare says of the cell stands beside it.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compare/machines.h"
#include "show/answers.h"
#include "show/words.h"

/* Where a figure stands: of an operation the technique, under our driver or KVM; of a trip this. */
enum { PART_TRIP, PART_LEG, PART_LEAN = PART_LEG + RESULT_LEGS, PART_KVM, PARTS };

static size_t place_of(enum technique technique, bool by_kvm)
{
	return by_kvm && technique != TECHNIQUE_NATIVE ? TECHNIQUES + technique : technique;
}

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

static void put(struct machines *machines, struct machines_cell place,
		const struct cell_result *cell, const struct statistic *figure)
{
	struct machines_file *file = &machines->of[machines->count];

	if (!cell && !figure)
		return;
	place.status = cell ? cell->status : STATUS_OK;
	place.id = keep_text(machines, cell ? cell->id : NULL);
	if (figure)
		place.figure = *figure;
	place.figure.method = keep_text(machines, place.figure.method);
	file->cells[file->count++] = place;
}

static const struct statistic *floor_of(const struct cell_result *cell)
{
	return cell ? &cell->floor : NULL;
}

static void put_trip(struct machines *machines, const char *unit, const struct screen_trip *trip)
{
	const char *label = trip->label.text;
	struct machines_item item = { unit, label, label, true };
	struct machines_cell at = { .item = item_of(machines, item) };

	put(machines, at, trip->trip, floor_of(trip->trip));
	for (int leg = 0; leg < RESULT_LEGS && trip->has_legs; leg++) {
		at.place = PART_LEG + leg;
		put(machines, at, NULL, &trip->legs.floor[leg]);
	}
	at.place = PART_LEAN;
	put(machines, at, trip->lean, floor_of(trip->lean));
	at.place = PART_KVM;
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
		struct machines_cell at = { .item = 0 };

		if (cell)
			at.item = item_of(machines, stands_apart(cell) ? apart : shared);
		at.place = (uint32_t)place_of(t, screen->by_kvm);
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

static bool put_file(struct machines *machines, const struct run_file *file)
{
	struct machines_file *of =
		reallocarray(machines->of, machines->count + 1, sizeof(*machines->of));
	struct machines_cell *cells;
	struct screen screen;

	if (!of)
		return false;
	machines->of = of;
	of = &of[machines->count];
	*of = (struct machines_file){ .caption = caption_of(file) };
	if (screen_make(&screen, &file->result))
		of->cells = calloc(screen.count * TECHNIQUES + SCREEN_TRIPS * PARTS + 1,
				   sizeof(*of->cells));
	machines->lacks_memory |= !of->cells;
	of->unit = keep_text(machines, screen.unit);
	for (size_t i = 0; of->cells && i < screen.trip_count; i++)
		put_trip(machines, of->unit, &screen.trips[i]);
	for (size_t i = 0; of->cells && i < screen.count; i++)
		put_row(machines, &screen, of->unit, &screen.rows[i]);
	screen_free(&screen);
	machines->count++;
	cells = reallocarray(of->cells, of->count + 1, sizeof(*cells));
	of->cells = cells ? cells : of->cells;
	return cells && of->caption && !machines->lacks_memory;
}

bool machines_add(struct machines *machines, struct run_files *files, struct run_file *file,
		  size_t count, cell_filter *is_kept)
{
	if (!put_file(machines, file))
		return false;
	for (size_t i = 0; i < file->result.cell_count; i++)
		file->figures += has_figure(&file->result.cells[i]);
	if (count > MACHINES_WHOLE && !is_kept)
		result_free(&file->result);
	return run_files_keep(files, file, count > MACHINES_WHOLE ? is_kept : NULL, NULL);
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

struct walk {
	const struct machines *machines;
	const char *unit, *heading;
	machines_use *use;
	void *data;
	const struct machines_cell **cells;
};

static const struct machines_cell *cell_at(const struct machines_file *file, size_t item,
					   size_t place)
{
	for (size_t i = 0; i < file->count; i++)
		if (file->cells[i].item == item && file->cells[i].place == place)
			return &file->cells[i];
	return NULL;
}

const struct statistic *machines_figure(const struct machines_row *row, size_t file)
{
	const struct machines_cell *cell = row->cells[file];

	return cell && cell->figure.method ? &cell->figure : NULL;
}

static void use_row(struct walk *walk, size_t item, size_t place, struct words label)
{
	const struct machines *machines = walk->machines;
	const struct machines_row row = { walk->heading, label, walk->cells };
	bool has_any = false;

	for (size_t i = 0; i < machines->count; i++) {
		walk->cells[i] = cell_at(&machines->of[i], item, place);
		has_any |= machines_figure(&row, i) != NULL;
	}
	/* Without a figure of the base there is no ratio. */
	if (!has_any || (machines->base != NO_BASE &&
			 same_text(machines->of[machines->base].unit, walk->unit) &&
			 !machines_figure(&row, machines->base)))
		return;
	walk->use(machines, &row, walk->data);
	walk->heading = NULL;
}

static bool is_item(const struct walk *walk, size_t item, bool is_trip)
{
	const struct machines_item *of = &walk->machines->items[item];

	return of->is_trip == is_trip && same_text(of->unit, walk->unit);
}

static void walk_trips(struct walk *walk)
{
	walk->heading = "VM exit and entry";
	for (size_t i = 0; i < walk->machines->item_count; i++) {
		const char *label = walk->machines->items[i].label;

		if (!is_item(walk, i, true))
			continue;
		use_row(walk, i, PART_TRIP, words("%s", label));
		for (int leg = 0; leg < RESULT_LEGS; leg++)
			use_row(walk, i, (size_t)(PART_LEG + leg),
				words("%s, %s", label, leg_names[leg]));
		use_row(walk, i, PART_LEAN, words("%s, lean VMM", label));
		use_row(walk, i, PART_KVM, words("%s, through KVM", label));
	}
}

static void walk_techniques(struct walk *walk, bool by_kvm)
{
	static const char *const headings[2][TECHNIQUES] = {
		{ "native", "VT-x or AMD-V", "forced exit", "trap and emulate", "paravirtual",
		  "translated", "through KVM" },
		{ NULL, "KVM guest", NULL, "trap and emulate, in KVM", "paravirtual, in KVM",
		  "translated, in KVM", NULL },
	};

	for (enum technique t = 0; t < TECHNIQUES; t++) {
		walk->heading = headings[by_kvm][t];
		for (size_t i = 0; headings[by_kvm][t] && i < walk->machines->item_count; i++)
			if (is_item(walk, i, false))
				use_row(walk, i, place_of(t, by_kvm),
					words("%s", walk->machines->items[i].label));
	}
}

void machines_rows(const struct machines *machines, const char *unit, machines_use *use, void *data)
{
	struct walk walk = { .machines = machines,
			     .unit = unit,
			     .use = use,
			     .data = data,
			     .cells = calloc(machines->count + 1, sizeof(*walk.cells)) };

	if (walk.cells) {
		walk_trips(&walk);
		walk_techniques(&walk, false);
		walk_techniques(&walk, true);
	}
	free(walk.cells);
}
