// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legs of round trips, stacked; their figures are in the margin, since a leg may be too short
 * for a text. Floors of legs do not add up to the floor of the whole: the axis says so.
 */
#include <math.h>
#include "plot/chart.h"
#include "result/legs.h"
#include "show/words.h"

static const char *const colours[RESULT_LEGS] = { "hvm", "literature", "hvm-trap" };

static void add_cell(struct chart *chart, const struct result *result,
		     const struct cell_result *cell, const struct leg_figures *legs)
{
	struct words margin = words("%s + %s + %s", value_text(legs->floor[RESULT_EXIT].value).text,
				    value_text(legs->floor[RESULT_HANDLER].value).text,
				    value_text(legs->floor[RESULT_ENTRY].value).text);
	size_t row = chart_add_row(chart, leg_cell_words(result, cell).text, margin.text);
	double from = 0;

	for (int i = 0; row && i < RESULT_LEGS; i++) {
		struct chart_point point = chart_point_of(&legs->floor[i], row);

		point.lo = from;
		point.hi = from + fmax(point.value, 0);
		from = point.hi;
		chart_add_point(&chart->series[i], point);
	}
}

static bool is_shown(const struct chart_source *source, const struct cell_result *cell,
		     struct leg_figures *legs)
{
	return same_text(cell->unit, source->matrix->unit) && leg_figures_of(cell, legs) &&
	       legs->floor[RESULT_EXIT].value + legs->floor[RESULT_HANDLER].value +
			       legs->floor[RESULT_ENTRY].value >
		       0;
}

struct chart *chart_legs(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.script = "legs",
		.name = "legs",
		.title = { "Where a round trip goes: exit, handler, entry" },
		.axis = { "TSC cycles from stamp to stamp, each leg by its own floor, so the ends "
			  "are not the round trips'; right: exit + handler + entry",
			  "instructions (counted in an emulator: not a time) from stamp to stamp; "
			  "right: exit + handler + entry" },
	};
	const struct result *result = source->result;
	struct chart *chart = chart_new(&kind, source->matrix->unit, result);
	struct leg_figures legs;

	for (int i = 0; chart && i < RESULT_LEGS; i++)
		chart_add_series(chart, leg_names[i], colours[i], "full");
	for (size_t i = 0; chart && chart->series_count == RESULT_LEGS && i < result->cell_count;
	     i++)
		if (is_shown(source, &result->cells[i], &legs))
			add_cell(chart, result, &result->cells[i], &legs);
	return chart_finish(chart);
}
