// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legs of round trips, stacked; their figures are in the margin, since a leg may be too short
 * for a text. Floors of legs do not add up to the floor of the whole: the axis says so. Either the
 * round trips of one result under the default knobs, the longest first, or two of them in each
 * file, which shows what a hypervisor above adds.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "result/legs.h"
#include "show/answers.h"
#include "show/screen.h"
#include "show/words.h"

static const char *const colours[RESULT_LEGS] = { "exit", "handler", "entry" };

#define TRIPS_MOST 40 /* in a picture */

struct trip {
	const struct cell_result *cell;
	struct words label;
	struct leg_figures legs;
	double total;
};

static void add_row(struct chart *chart, const struct trip *trip)
{
	const struct statistic *floor = trip->legs.floor;
	struct words margin = words("%s = %s + %s + %s", value_text(trip->total).text,
				    value_text(floor[RESULT_EXIT].value).text,
				    value_text(floor[RESULT_HANDLER].value).text,
				    value_text(floor[RESULT_ENTRY].value).text);
	size_t row = chart_add_row(chart, trip->label.text, margin.text);
	double from = 0;

	for (int i = 0; row && i < RESULT_LEGS; i++) {
		struct chart_point point = chart_point_of(&floor[i], row);

		point.cell = trip->cell;
		point.lo = from;
		point.hi = from + fmax(point.value, 0);
		from = point.hi;
		chart_add_point(&chart->series[i], point);
	}
}

/* The cell may be NULL. */
static bool is_shown(const struct cell_result *cell, const char *unit, struct trip *trip)
{
	if (!cell || !same_text(cell->unit, unit) || !leg_figures_of(cell, &trip->legs))
		return false;
	trip->cell = cell;
	trip->total = 0;
	for (int i = 0; i < RESULT_LEGS; i++)
		trip->total += trip->legs.floor[i].value;
	return trip->total > 0;
}

static struct chart *start(const struct chart_kind *kind, const char *unit,
			   const struct result *result)
{
	struct chart *chart = chart_new(kind, unit, result);
	int added = 0;

	while (chart && added < RESULT_LEGS &&
	       chart_add_series(chart, leg_names[added], colours[added], "full"))
		added++;
	if (added == RESULT_LEGS)
		return chart;
	chart_free(chart);
	return NULL;
}

#define AXIS_CYCLES                                                                            \
	"TSC cycles from stamp to stamp, each leg by its own floor, so the ends are not the "  \
	"round trips'; right: exit + handler + entry"
#define AXIS_INSTRUCTIONS                                                                      \
	"instructions (counted in an emulator: not a time) from stamp to stamp; right: "       \
	"exit + handler + entry"

/* By environment; the longest first. */
static int by_total(const void *a, const void *b)
{
	const struct trip *x = a, *y = b;
	int order = strcmp(x->cell->env, y->cell->env);

	return order ? order : (y->total > x->total) - (y->total < x->total);
}

/* What of the round trip is the CPU's and what is the handler's. */
static struct words legs_message(const struct trip *trip)
{
	return words("Of the round trip of %s, exit takes %.0f %%, the handler %.0f %%, "
		     "entry %.0f %%",
		     trip->cell->op, 100 * trip->legs.floor[RESULT_EXIT].value / trip->total,
		     100 * trip->legs.floor[RESULT_HANDLER].value / trip->total,
		     100 * trip->legs.floor[RESULT_ENTRY].value / trip->total);
}

static struct words op_words(const struct result *result, const struct cell_result *cell)
{
	return is_in_other_ring(result, cell) ? words("%.100s (ring %d)", cell->op, cell->ring)
					      : words("%s", cell->op);
}

/* Of many only those that the first screen has: the table has them all. */
static size_t keep_known(struct trip *trips, size_t count, const struct result *result)
{
	struct screen screen;
	size_t kept = 0;

	if (count <= TRIPS_MOST || !screen_make(&screen, result))
		return count;
	for (size_t i = 0; i < count; i++)
		if (screen_names(&screen, trips[i].cell->op))
			trips[kept++] = trips[i];
	screen_free(&screen);
	return kept;
}

struct chart *chart_legs(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_BARS,
		.name = "legs",
		.title = { "Where a round trip goes: exit, handler, entry" },
		.axis = { AXIS_CYCLES, AXIS_INSTRUCTIONS },
	};
	const struct result *result = source->result;
	struct chart *chart = start(&kind, source->matrix->unit, result);
	struct trip *trips = calloc(result->cell_count + 1, sizeof(*trips));
	size_t count = 0;

	for (size_t i = 0; chart && trips && i < result->cell_count; i++)
		if (is_default_cell(&result->cells[i]) &&
		    is_shown(&result->cells[i], source->matrix->unit, &trips[count]))
			trips[count++].label = op_words(result, &result->cells[i]);
	count = keep_known(trips, count, result);
	if (count)
		qsort(trips, count, sizeof(*trips), by_total);
	for (size_t i = 0; i < count; i++) {
		if (!i || strcmp(trips[i].cell->env, trips[i - 1].cell->env))
			chart_add_heading(chart, trips[i].cell->env);
		add_row(chart, &trips[i]);
		if (trips[i].cell == find_trip(result, "cpuid", own_backend(result), "stamped"))
			chart_say(chart, legs_message(&trips[i]));
	}
	free(trips);
	return chart_finish(chart);
}

static const char *const file_ops[] = { "vmcall", "cpuid" };

#define FILE_OPS (sizeof(file_ops) / sizeof(*file_ops))

static void keep(struct legs_of_files *legs, struct file_legs made, const struct trip *trip)
{
	struct file_legs *list = reallocarray(legs->list, legs->count + 1, sizeof(*list));

	made.label = texts_keep(&legs->labels, trip->label.text, strlen(trip->label.text));
	for (int i = 0; i < RESULT_LEGS; i++)
		made.legs[i] = trip->legs.floor[i].value;
	if (!list)
		return;
	legs->list = list;
	if (made.label)
		list[legs->count++] = made;
}

void file_legs_add(struct legs_of_files *legs, const struct run_file *file)
{
	const struct result *result = &file->result;
	const char *label = json_string_value(json_object_get(result->run, "label"));
	struct trip trip = { .label = words("%.90s", label ? label : file->name) };

	legs->files++;
	for (size_t op = 0; op < FILE_OPS; op++) {
		const struct cell_result *cell =
			find_trip(result, file_ops[op], own_backend(result), "stamped");

		if (cell && is_shown(cell, cell->unit, &trip))
			keep(legs,
			     (struct file_legs){ .file = legs->files - 1,
						 .op = op,
						 .unit = unit_of(cell->unit) },
			     &trip);
	}
}

void file_legs_free(struct legs_of_files *legs)
{
	free(legs->list);
	texts_free(&legs->labels);
	*legs = (struct legs_of_files){ 0 };
}

static struct trip trip_of(const struct file_legs *legs)
{
	struct trip trip = { .label = words("%s", legs->label) };

	for (int i = 0; i < RESULT_LEGS; i++) {
		trip.legs.floor[i].value = legs->legs[i];
		trip.total += legs->legs[i];
	}
	return trip;
}

static void add_files(struct chart *chart, const struct legs_of_files *legs, size_t op,
		      enum unit unit)
{
	struct trip least = { .total = INFINITY }, most = { .total = 0 };
	size_t count = 0;

	for (size_t i = 0; i < legs->count; i++) {
		const struct file_legs *file = &legs->list[i];
		struct trip trip = trip_of(file);

		if (file->op != op || file->unit != unit)
			continue;
		if (!count++)
			chart_add_heading(chart, file_ops[op]);
		add_row(chart, &trip);
		least = trip.total < least.total ? trip : least;
		most = trip.total > most.total ? trip : most;
	}
	if (most.total > least.total)
		chart_say(chart, words("The round trip of %s takes %s (%s) to %s (%s)",
				       file_ops[op], value_text(least.total).text,
				       least.label.text, value_text(most.total).text,
				       most.label.text));
}

struct chart *chart_legs_by_file(const struct legs_of_files *legs, enum unit unit)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_BARS,
		.name = "legs-by-file",
		.title = { "Exit, handler and entry, file by file" },
		.axis = { AXIS_CYCLES, AXIS_INSTRUCTIONS },
	};
	struct chart *chart = legs->files > 1 ? start(&kind, unit_names[unit], NULL) : NULL;

	for (size_t op = 0; chart && op < FILE_OPS; op++)
		add_files(chart, legs, op, unit);
	return chart_finish(chart);
}
