// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legs of round trips, stacked; each leg's figure in the margin, since a leg may
 * be too short to bear it. Cells whose file has no legs are left out. Floors of
 * legs do not add up to the floor of the whole: the axis says so.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "plot/charts.h"
#include "result/legs.h"
#include "show/words.h"

static const char *const colours[LEGS] = { "hvm", "literature", "hvm-trap" };

/* "524 + 176 + 467". */
static void margin_of(const struct leg_figures *legs, char *text, size_t bytes)
{
	snprintf(text, bytes, "%.31s + %.31s + %.31s", value_text(legs->floor[LEG_exit].value).text,
		 value_text(legs->floor[LEG_handler].value).text,
		 value_text(legs->floor[LEG_entry].value).text);
}

static void add_cell(struct chart *chart, const struct result *result,
		     const struct cell_result *cell, const struct leg_figures *legs)
{
	char margin[112];
	double from = 0;
	size_t row;

	margin_of(legs, margin, sizeof(margin));
	row = chart_add_row(chart, leg_cell_words(result, cell).text, margin);
	for (int i = 0; row && i < LEGS; i++) {
		double value = legs->floor[i].value > 0 ? legs->floor[i].value : 0;
		struct chart_point point = {
			.row = row, .value = legs->floor[i].value, .lo = from, .hi = from + value
		};

		snprintf(point.text, sizeof(point.text), "%.47s", value_text(value).text);
		chart_add_point(&chart->series[i], point);
		from += value;
	}
}

static bool is_shown(const struct chart_source *source, const struct cell_result *cell,
		     struct leg_figures *legs)
{
	return same_text(cell->unit, source->matrix->unit) && leg_figures_of(cell, legs) &&
	       legs->floor[LEG_exit].value + legs->floor[LEG_handler].value +
			       legs->floor[LEG_entry].value >
		       0;
}

struct chart *chart_legs(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.script = "legs",
		.name = "legs",
		.title = { "Where a round trip goes: exit, handler, entry",
			   "Where a round trip goes: exit, handler, entry" },
		.axis = { "TSC cycles from stamp to stamp, each leg by its own floor, so the ends "
			  "are not the round trips'; right: exit + handler + entry",
			  "instructions (counted in an emulator: not a time) from stamp to stamp; "
			  "right: exit + handler + entry" },
	};
	struct chart *chart = chart_new(&kind, source->matrix->unit, source->result);
	struct leg_figures legs;

	for (int i = 0; chart && i < LEGS; i++)
		chart_add_series(chart, leg_names[i], colours[i], "full");
	for (size_t i = 0; chart && chart->series_count == LEGS && i < source->result->cell_count;
	     i++)
		if (is_shown(source, &source->result->cells[i], &legs))
			add_cell(chart, source->result, &source->result->cells[i], &legs);
	return chart_finish(chart);
}
