// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legs of round trips, stacked; their figures are in the margin, since a leg may be too short
 * for a text. Floors of legs do not add up to the floor of the whole: the axis says so. Either all
 * round trips of one result, or two of them in each file, which shows what a hypervisor above adds.
 */
#include <math.h>
#include "plot/chart.h"
#include "result/legs.h"
#include "show/words.h"

static const char *const colours[RESULT_LEGS] = { "hvm", "literature", "hvm-trap" };

static void add_row(struct chart *chart, const char *label, const struct leg_figures *legs)
{
	struct words margin = words("%s + %s + %s", value_text(legs->floor[RESULT_EXIT].value).text,
				    value_text(legs->floor[RESULT_HANDLER].value).text,
				    value_text(legs->floor[RESULT_ENTRY].value).text);
	size_t row = chart_add_row(chart, label, margin.text);
	double from = 0;

	for (int i = 0; row && i < RESULT_LEGS; i++) {
		struct chart_point point = chart_point_of(&legs->floor[i], row);

		point.lo = from;
		point.hi = from + fmax(point.value, 0);
		from = point.hi;
		chart_add_point(&chart->series[i], point);
	}
}

/* The cell may be NULL. */
static bool is_shown(const struct cell_result *cell, const char *unit, struct leg_figures *legs)
{
	return cell && same_text(cell->unit, unit) && leg_figures_of(cell, legs) &&
	       legs->floor[RESULT_EXIT].value + legs->floor[RESULT_HANDLER].value +
			       legs->floor[RESULT_ENTRY].value >
		       0;
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

struct chart *chart_legs(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.script = "legs",
		.name = "legs",
		.title = { "Where a round trip goes: exit, handler, entry" },
		.axis = { AXIS_CYCLES, AXIS_INSTRUCTIONS },
	};
	const struct result *result = source->result;
	struct chart *chart = start(&kind, source->matrix->unit, result);
	struct leg_figures legs;

	for (size_t i = 0; chart && i < result->cell_count; i++)
		if (is_shown(&result->cells[i], source->matrix->unit, &legs))
			add_row(chart, leg_cell_words(result, &result->cells[i]).text, &legs);
	return chart_finish(chart);
}

/* "cpuid, LABEL" of the run, or else the file's name. */
static struct words file_words(const char *op, const struct run_file *file)
{
	const char *label = json_string_value(json_object_get(file->result.run, "label"));

	return words("%s, %.90s", op, label ? label : file->name);
}

struct chart *chart_legs_by_file(const struct run_files *files, const char *unit)
{
	static const struct chart_kind kind = {
		.script = "legs",
		.name = "legs-by-file",
		.title = { "Exit, handler and entry, file by file" },
		.axis = { AXIS_CYCLES, AXIS_INSTRUCTIONS },
	};
	static const char *const ops[] = { "cpuid", "vmcall" };
	struct chart *chart = files->count > 1 ? start(&kind, unit, NULL) : NULL;
	struct leg_figures legs;

	for (size_t op = 0; chart && op < sizeof(ops) / sizeof(*ops); op++)
		for (size_t i = 0; i < files->count; i++) {
			const struct run_file *file = &files->list[i];

			if (is_shown(find_plain_cell(&file->result, ops[op], "hvm", "vmx",
						     "stamped"),
				     unit, &legs))
				add_row(chart, file_words(ops[op], file).text, &legs);
		}
	return chart_finish(chart);
}
