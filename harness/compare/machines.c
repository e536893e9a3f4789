// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows are those of the files' first screens. Ratios have an interval as wide as both figures'
 * together; where both files are of one machine, what compare says of the cell stands beside it.
 */
#include <stdlib.h>
#include <string.h>
#include "compare/machines.h"
#include "show/words.h"

bool machines_add(struct run_files *files, struct run_file *file, size_t count)
{
	struct screen screen;
	bool is_kept;

	if (count <= MACHINES_WHOLE)
		return run_files_keep(files, file, NULL, NULL);
	is_kept = screen_make(&screen, &file->result);
	file->result.had_more_operations = screen.is_classic;
	for (size_t i = 0; i < file->result.cell_count; i++)
		file->figures += has_figure(&file->result.cells[i]);
	is_kept = is_kept && run_files_keep(files, file, screen_shows, &screen);
	screen_free(&screen);
	return is_kept;
}

static const char *id_of(const struct machines *machines, size_t file)
{
	return json_text_of(machines->files->list[file].result.machine, "id", NULL);
}

static void compare_with_base(struct machines *machines)
{
	const struct compare_options options = { .seed = 0 };
	const char *id = id_of(machines, machines->base);
	const struct compare_side base = { &machines->files->list[machines->base].result, 1 };

	for (size_t i = 0; id && i < machines->files->count; i++)
		if (i != machines->base && same_text(id, id_of(machines, i)))
			compare(&machines->against[i], base,
				(struct compare_side){ &machines->files->list[i].result, 1 },
				&options);
}

bool machines_make(struct machines *machines, const struct run_files *files, size_t base)
{
	bool made;

	*machines = (struct machines){ .files = files, .base = base };
	machines->screens = calloc(files->count + 1, sizeof(*machines->screens));
	machines->against = calloc(files->count + 1, sizeof(*machines->against));
	made = machines->screens && machines->against;
	for (size_t i = 0; made && i < files->count; i++)
		made = screen_make(&machines->screens[i], &files->list[i].result);
	if (made && base != NO_BASE)
		compare_with_base(machines);
	return made;
}

void machines_free(struct machines *machines)
{
	for (size_t i = 0; machines->screens && i < machines->files->count; i++)
		screen_free(&machines->screens[i]);
	for (size_t i = 0; machines->against && i < machines->files->count; i++)
		comparison_free(&machines->against[i]);
	free(machines->screens);
	free(machines->against);
	*machines = (struct machines){ .base = NO_BASE };
}

/* What is asked of each file for a row. */
struct question {
	const char *op;
	enum technique technique;
	bool by_kvm;
	enum { TRIP, LEAN, TRIP_KVM, LEG } part; /* of a round trip */
	int leg;
};

struct walk {
	const struct machines *machines;
	const char *unit, *heading;
	machines_use *use;
	void *data;
	const struct cell_result **cells;
	const struct statistic **figures;
};

static bool is_in_unit(const struct walk *walk, size_t file)
{
	return same_text(walk->machines->screens[file].unit, walk->unit);
}

static void use_row(struct walk *walk, struct words label)
{
	size_t count = walk->machines->files->count, i = 0;

	while (i < count && !walk->figures[i])
		i++;
	/* Without a figure of the base there is no ratio. */
	if (i == count ||
	    (walk->machines->base != NO_BASE && is_in_unit(walk, walk->machines->base) &&
	     !walk->figures[walk->machines->base]))
		return;
	walk->use(walk->machines,
		  &(struct machines_row){ walk->heading, label, walk->cells, walk->figures },
		  walk->data);
	walk->heading = NULL;
}

static const struct screen_trip *trip_named(const struct screen *screen, const char *label)
{
	for (size_t i = 0; i < screen->trip_count; i++)
		if (!strcmp(screen->trips[i].label.text, label))
			return &screen->trips[i];
	return NULL;
}

static void ask_trip(struct walk *walk, const char *label, const struct question *question)
{
	static const char *const parts[] = { "", ", lean VMM", ", through KVM" };

	for (size_t i = 0; i < walk->machines->files->count; i++) {
		const struct screen_trip *trip =
			is_in_unit(walk, i) ? trip_named(&walk->machines->screens[i], label) : NULL;
		const struct cell_result *cell = !trip                        ? NULL
						 : question->part == LEAN     ? trip->lean
						 : question->part == TRIP_KVM ? trip->kvm
									      : trip->trip;

		walk->cells[i] = cell;
		walk->figures[i] = cell ? &cell->floor : NULL;
		if (question->part == LEG)
			walk->figures[i] =
				cell && trip->has_legs ? &trip->legs.floor[question->leg] : NULL;
		if (question->part == LEG)
			walk->cells[i] = NULL;
	}
	use_row(walk, question->part == LEG ? words("%s, %s", label, leg_names[question->leg])
					    : words("%s%s", label, parts[question->part]));
}

static void walk_trip(struct walk *walk, const char *label)
{
	ask_trip(walk, label, &(struct question){ .part = TRIP });
	for (int leg = 0; leg < RESULT_LEGS; leg++)
		ask_trip(walk, label, &(struct question){ .part = LEG, .leg = leg });
	ask_trip(walk, label, &(struct question){ .part = LEAN });
	ask_trip(walk, label, &(struct question){ .part = TRIP_KVM });
}

/* Each label once: that of the first file that has it. */
static void walk_trips(struct walk *walk)
{
	const struct screen *screens = walk->machines->screens;

	walk->heading = "VM exit and entry";
	for (size_t i = 0; i < walk->machines->files->count; i++)
		for (size_t j = 0; is_in_unit(walk, i) && j < screens[i].trip_count; j++) {
			const char *label = screens[i].trips[j].label.text;
			size_t first = 0;

			while (!is_in_unit(walk, first) || !trip_named(&screens[first], label))
				first++;
			if (first == i)
				walk_trip(walk, label);
		}
}

static const struct screen_row *row_of(const struct screen *screen, const char *op)
{
	for (size_t i = 0; i < screen->count; i++)
		if (same_text(screen->rows[i].op, op))
			return &screen->rows[i];
	return NULL;
}

static void ask_operation(struct walk *walk, const char *label, const struct question *question)
{
	for (size_t i = 0; i < walk->machines->files->count; i++) {
		const struct screen *screen = &walk->machines->screens[i];
		bool fits = is_in_unit(walk, i) && (screen->by_kvm == question->by_kvm ||
						    question->technique == TECHNIQUE_NATIVE);
		const struct screen_row *row = fits ? row_of(screen, question->op) : NULL;
		const struct cell_result *cell = row ? row->cells[question->technique] : NULL;

		walk->cells[i] = cell;
		walk->figures[i] = has_figure(cell) ? &cell->floor : NULL;
	}
	use_row(walk, words("%s", label));
}

/* Each operation once, in the order of the first file that has it. */
static void walk_technique(struct walk *walk, enum technique technique, bool by_kvm)
{
	const struct screen *screens = walk->machines->screens;

	for (size_t i = 0; i < walk->machines->files->count; i++)
		for (size_t j = 0; is_in_unit(walk, i) && j < screens[i].count; j++) {
			const struct screen_row *row = &screens[i].rows[j];
			size_t first = 0;

			while (!is_in_unit(walk, first) || !row_of(&screens[first], row->op))
				first++;
			if (first == i)
				ask_operation(walk, row->label,
					      &(struct question){ .op = row->op,
								  .technique = technique,
								  .by_kvm = by_kvm });
		}
}

static void walk_techniques(struct walk *walk, bool by_kvm)
{
	static const char *const headings[2][TECHNIQUES] = {
		{ "native", "VT-x", "forced exit", "trap and emulate", "paravirtual", "translated",
		  "through KVM" },
		{ NULL, "KVM guest", NULL, "trap and emulate, in KVM", "paravirtual, in KVM",
		  "translated, in KVM", NULL },
	};

	for (enum technique t = 0; t < TECHNIQUES; t++) {
		walk->heading = headings[by_kvm][t];
		if (walk->heading)
			walk_technique(walk, t, by_kvm);
	}
}

void machines_rows(const struct machines *machines, const char *unit, machines_use *use, void *data)
{
	size_t count = machines->files->count + 1;
	struct walk walk = { .machines = machines,
			     .unit = unit,
			     .use = use,
			     .data = data,
			     .cells = calloc(count, sizeof(*walk.cells)),
			     .figures = calloc(count, sizeof(*walk.figures)) };

	if (walk.cells && walk.figures) {
		walk_trips(&walk);
		walk_techniques(&walk, false);
		walk_techniques(&walk, true);
	}
	free(walk.cells);
	free(walk.figures);
}

/* Of one machine only; "" where compare does not say. */
static const char *verdict_words(const struct machines *machines, const struct cell_result *cell,
				 size_t file)
{
	const struct comparison *comparison = &machines->against[file];

	for (size_t i = 0; cell && i < comparison->count; i++)
		if (same_text(comparison->rows[i].cell->id, cell->id))
			return comparison->rows[i].verdict == VERDICT_SLOWER   ? " slower"
			       : comparison->rows[i].verdict == VERDICT_FASTER ? " faster"
			       : comparison->rows[i].verdict == VERDICT_SAME   ? " same"
									       : "";
	return "";
}

struct words machines_cell_words(const struct machines *machines, const struct machines_row *row,
				 size_t file)
{
	const struct statistic *figure = row->figures[file], *base;
	struct words interval;

	if (!figure)
		return row->cells[file] ? words("%s", status_names[row->cells[file]->status])
					: NO_WORDS;
	interval = interval_words(figure);
	if (machines->base == NO_BASE || machines->base == file)
		return words("%s%s%s", figure_text(figure).text, *interval.text ? " " : "",
			     interval.text);
	base = row->figures[machines->base];
	if (!base || !(base->lo > 0) || is_below(base))
		return NO_WORDS;
	if (is_below(figure))
		return words("%sx", multiple_words(figure, base).text);
	return words("%sx (%s..%s)%s", precise_ratio_words(figure->value / base->value).text,
		     precise_ratio_words(figure->lo / base->hi).text,
		     precise_ratio_words(figure->hi / base->lo).text,
		     verdict_words(machines, row->cells[file], file));
}
