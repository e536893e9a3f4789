// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU's round trip is the figure of VMCALL, which exits and does nothing else; without that, of
 * CPUID where it exits. Each backend and form has an entry, so that like stands beside like.
 */
#include <stdlib.h>
#include <string.h>
#include "show/generations.h"
#include "result/legs.h"
#include "result/reading.h"
#include "show/answers.h"
#include "show/words.h"

static const struct {
	char vendor;
	int family, model_least, model_most, stepping_least, stepping_most;
	const char *name;
	int year;
} rows[] = {
#define CPU_ROW(...) { __VA_ARGS__ },
#include "show/microarchitectures.def"
#undef CPU_ROW
};

static int number(const json_t *cpu, const char *name)
{
	const json_t *value = json_object_get(cpu, name);

	return json_is_integer(value) ? (int)json_integer_value(value) : -1;
}

struct microarchitecture microarchitecture_of(const json_t *cpu)
{
	const char *vendor = json_string_value(json_object_get(cpu, "vendor"));
	int family = number(cpu, "family"), model = number(cpu, "model"),
	    stepping = number(cpu, "stepping");

	for (size_t i = 0; vendor && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].vendor == *vendor && rows[i].family == family &&
		    rows[i].model_least <= model && model <= rows[i].model_most &&
		    rows[i].stepping_least <= stepping && stepping <= rows[i].stepping_most)
			return (struct microarchitecture){ rows[i].name, rows[i].year };
	return (struct microarchitecture){ 0 };
}

static const char *keep(struct generations *generations, struct words words)
{
	const char *kept = texts_keep(&generations->texts, words.text, strlen(words.text));

	return kept ? kept : "";
}

static struct generation *add(struct generations *generations)
{
	struct generation *list =
		reallocarray(generations->list, generations->count + 1, sizeof(*list));

	if (!list)
		return NULL;
	generations->list = list;
	list += generations->count++;
	*list = (struct generation){ .exit = -1, .entry = -1 };
	return list;
}

/* Core cycles per TSC cycle during the run: by APERF and MPERF, else by the canary; 0: unknown. */
static double core_cycles(const json_t *run)
{
	static const char *const sources[] = { "core", "canary" };
	double cycles = 0;

	for (size_t i = 0; i < 2 && !(cycles > 0); i++)
		cycles = json_number_value(
			json_object_get(json_object_get(json_object_get(run, "during"), sources[i]),
					"cycles_per_tsc_cycle"));
	return cycles;
}

static void describe(struct generations *generations, struct generation *entry,
		     const struct run_file *file, const struct cell_result *cell)
{
	const json_t *machine = file->result.machine;
	struct microarchitecture known = microarchitecture_of(json_object_get(machine, "cpu"));
	bool kvm = !strcmp(cell->backend, "kvm");

	entry->microarchitecture = known.name ? known.name : "unknown";
	entry->machine =
		keep(generations, words("%s%s", model_words(machine).text,
					is_counted(&file->result) ? " (emulated)" : ""));
	entry->what = keep(generations,
			   words("%s, %s", cell->op, cell_place_words(cell, machine).text));
	entry->software_kvm = kvm && is_software_kvm(machine);
	entry->colour = kvm ? "kvm" : "hvm";
	entry->shape = kvm ? "kvm" : keep(generations, words("%s", cell->form));
	entry->year = known.year;
	entry->unit = cell_is_counted(cell) ? UNIT_INSTRUCTIONS : UNIT_CYCLES;
	entry->round_trip = cell->floor;
	statistic_scale(&entry->round_trip, cycles_per_unit(&file->result, cell));
	if (!cell_is_counted(cell)) {
		entry->tsc_hz =
			json_number_value(json_object_get(json_object_get(machine, "clock"), "hz"));
		entry->core_cycles = core_cycles(file->result.run);
	}
}

static bool may_be_round_trip(const struct cell_result *cell)
{
	return is_default_cell(cell) &&
	       (same_text(cell->env, "hvm") || same_text(cell->env, "hvm-trap")) &&
	       (same_text(cell->op, "vmcall") || same_text(cell->op, "cpuid"));
}

/* Whether this cell is the round trip of its backend and form. */
static bool is_round_trip(const struct result *result, const struct cell_result *cell)
{
	const struct cell_result *best;

	if (!may_be_round_trip(cell))
		return false;
	/* Its traps are no VM exits of any CPU. */
	if (same_text(cell->backend, "kvm") && is_software_kvm(result->machine))
		return false;
	best = find_trip(result, "vmcall", cell->backend, cell->form);
	if (!best)
		best = find_trip(result, "cpuid", cell->backend, cell->form);
	return best == cell && !is_leg_cell(result, cell);
}

void generations_add(struct generations *generations, const struct run_file *file)
{
	for (size_t i = 0; i < file->result.cell_count; i++) {
		const struct cell_result *cell = &file->result.cells[i];
		struct leg_figures legs;
		struct generation *entry =
			is_round_trip(&file->result, cell) ? add(generations) : NULL;

		if (!entry)
			continue;
		describe(generations, entry, file, cell);
		if (leg_figures_find(&file->result, cell, &legs)) {
			double cycles = cycles_per_unit(&file->result, cell);

			entry->exit = legs.floor[RESULT_EXIT].value * cycles;
			entry->entry = legs.floor[RESULT_ENTRY].value * cycles;
		}
	}
}

static void add_published(struct generations *generations, const struct published *table,
			  const struct published_value *value)
{
	struct generation *entry;

	if (strcmp(value->figure, "round_trip") || unit_of(value->unit) != UNIT_CYCLES ||
	    !(entry = add(generations)))
		return;
	entry->microarchitecture = value->cpu;
	entry->machine = keep(generations, words("%.60s %d, %.24s",
						 table->venue ? table->venue : table->paper,
						 table->year, table->table ? table->table : ""));
	entry->what = keep(generations, words("%.159s", value->what));
	entry->colour = entry->shape = "literature";
	entry->year = value->year;
	entry->unit = UNIT_CYCLES;
	entry->round_trip = (struct statistic){ value->value, value->value, value->hi,
						.method = "as published" };
	entry->literature = true;
	entry->verified = table->verified;
	entry->aside = value->aside;
}

static int by_year(const void *a, const void *b)
{
	const struct generation *x = a, *y = b;
	int order = (x->year ? x->year : 9999) - (y->year ? y->year : 9999);

	if (!order)
		order = strcmp(x->microarchitecture, y->microarchitecture);
	if (!order)
		order = strcmp(x->machine, y->machine);
	return order ? order : strcmp(x->what, y->what);
}

static bool is_same_series(const struct generation *a, const struct generation *b)
{
	return a->unit == b->unit && !strcmp(a->what, b->what) &&
	       a->literature == b->literature;
}

/* A series so far: its latest cost, and the latest of another CPU than that one's. */
struct series {
	const struct generation *of, *last, *other;
};

/* Behind the last one there is an empty one. */
static struct series *series_of(struct series *list, const struct generation *entry)
{
	while (list->of && !is_same_series(list->of, entry))
		list++;
	list->of = entry;
	return list;
}

static void find_trends(struct generations *generations)
{
	struct series *list = calloc(generations->count + 1, sizeof(*list));

	for (size_t i = 0; list && i < generations->count; i++) {
		struct generation *entry = &generations->list[i];
		struct series *series = series_of(list, entry);
		bool is_same_cpu = series->last && !strcmp(series->last->microarchitecture,
							   entry->microarchitecture);
		const struct generation *before = is_same_cpu ? series->other : series->last;

		if (before)
			entry->trend = entry->round_trip.value / before->round_trip.value;
		if (!(entry->round_trip.value > 0))
			continue;
		series->other = before;
		series->last = entry;
	}
	free(list);
}

void generations_end(struct generations *generations, const struct library *library)
{
	for (size_t i = 0; i < library->count; i++)
		for (size_t j = 0; j < library->tables[i].count; j++)
			add_published(generations, &library->tables[i],
				      &library->tables[i].values[j]);
	if (generations->count)
		qsort(generations->list, generations->count, sizeof(*generations->list), by_year);
	find_trends(generations);
}

struct generations generations_find(const struct run_files *files, const struct library *library)
{
	struct generations generations = { 0 };

	for (size_t i = 0; i < files->count; i++)
		generations_add(&generations, &files->list[i]);
	generations_end(&generations, library);
	return generations;
}

void generations_free(struct generations *generations)
{
	texts_free(&generations->texts);
	free(generations->list);
	*generations = (struct generations){ 0 };
}

const char *const generation_heads[GENERATION_COLUMNS + 1] = { "microarchitecture",
							       "year",
							       "machine or source",
							       "what",
							       "round trip",
							       "exit",
							       "entry",
							       "time",
							       "core cycles",
							       "trend",
							       NULL };

static struct words leg_words(double leg)
{
	return leg < 0 ? words("not split") : value_text(leg);
}

void generation_row(const struct generation *entry, struct words row[GENERATION_COLUMNS])
{
	const char *unknown = entry->unit == UNIT_CYCLES ? "unknown" : "not a time";
	const char *published = !entry->literature ? ""
				: entry->verified  ? " (published)"
						   : " (published, unverified)";

	*row++ = words("%s", entry->microarchitecture);
	*row++ = words("%.0d", entry->year);
	*row++ = words("%s%s", entry->machine, published);
	*row++ = words("%s", entry->what);
	*row++ = value_text(entry->round_trip.value);
	*row++ = leg_words(entry->exit);
	*row++ = leg_words(entry->entry);
	*row = time_words(entry->round_trip.value, entry->unit, entry->tsc_hz);
	if (!*row->text)
		*row = words("%s", unknown);
	*++row = entry->core_cycles > 0 ? value_text(entry->round_trip.value * entry->core_cycles)
					: words("%s", unknown);
	*++row = entry->trend > 0 ? words("%s×", ratio_words(entry->trend).text) : words("%s", "");
}

const char *generation_unit_words(enum unit unit)
{
	return unit == UNIT_CYCLES ? "cycles (measured: TSC cycles; published: of an unknown "
				     "clock, or TSC ticks where it says so)"
				   : unit_words(unit_names[unit]);
}
