// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run against another: the ratio of floors with its interval, as `exitbench
 * compare' finds them. Hollow: too few trials for an interval.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "plot/charts.h"
#include "compare/compare.h"
#include "show/words.h"

#define ROWS_MOST 80

static bool has_unit(const struct result *result, const char *unit)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (has_figure(&result->cells[i]) && result->cells[i].unit &&
		    !strcmp(result->cells[i].unit, unit))
			return true;
	return false;
}

static bool is_shown(const struct result *first, const struct compare_row *row, const char *unit)
{
	return row->cell->unit && !strcmp(row->cell->unit, unit) && isfinite(row->ratio.value) &&
	       row->ratio.value > 0 && !is_leg_cell(first, row->cell);
}

static struct chart_point point_of(const struct compare_row *row, size_t at)
{
	struct interval ratio = row->ratio;
	bool bounded = isfinite(ratio.lo) && isfinite(ratio.hi) && ratio.lo > 0;
	struct chart_point point = { .row = at,
				     .value = ratio.value,
				     .lo = bounded ? ratio.lo : ratio.value,
				     .hi = bounded ? ratio.hi : ratio.value,
				     .hollow = !bounded };

	snprintf(point.text, sizeof(point.text), "%.*f", ratio.value < 10 ? 3 : 1, ratio.value);
	return point;
}

static struct chart *start(const char *unit)
{
	bool counted = !strcmp(unit, "instructions");
	struct chart *chart;
	char name[64];

	snprintf(name, sizeof(name), "against-%s", unit);
	chart = chart_new("against", name,
			  "Run against run: the second's cost as a multiple of the first's",
			  counted ? "ratio of instruction counts, with its 95 % interval where "
				    "they are not exact; logarithmic axis"
				  : "ratio of floors, with its 95 % interval as exitbench compare "
				    "has it; logarithmic axis; hollow: too few trials for an "
				    "interval");
	if (!chart || !chart_add_series(chart, "second run / first run", "hvm", "full")) {
		chart_free(chart);
		return NULL;
	}
	chart->span = 1.2;
	chart->beside = true;
	return chart;
}

static void add_rows(struct chart *chart, const struct comparison *comparison, const char *unit)
{
	const struct result *first = comparison->base_files.results;

	for (size_t i = 0; i < comparison->count && chart->rows < ROWS_MOST; i++) {
		const struct compare_row *row = &comparison->rows[i];

		if (is_shown(first, row, unit))
			chart_add_point(&chart->series[0],
					point_of(row,
						 chart_add_row(chart,
							       cell_words(first, row->cell).text,
							       "")));
	}
}

struct chart *chart_against(const struct result *first, const struct result *other,
			    const char *unit)
{
	const struct compare_options options = { .figure = FIGURE_FLOOR };
	struct comparison comparison = { 0 };
	struct chart *chart = has_unit(first, unit) && has_unit(other, unit) ? start(unit) : NULL;

	if (!chart)
		return NULL;
	if (!compare(&comparison, (struct compare_side){ first, 1 },
		     (struct compare_side){ other, 1 }, &options))
		add_rows(chart, &comparison, unit);
	comparison_free(&comparison);
	if (chart_trim(chart))
		return chart;
	chart_free(chart);
	return NULL;
}
