// SPDX-License-Identifier: GPL-2.0-only
/*
 * Floors as multiples of another floor: a cell with a knob against the same cell without it, and
 * one run against another as `exitbench compare' finds them.
 */
#include <math.h>
#include <string.h>
#include "compare/compare.h"
#include "plot/chart.h"
#include "show/words.h"

#define ROWS_MOST 80

static const struct chart_kind knobs_kind = {
	.script = "against",
	.name = "knobs",
	.title = { "What a setting changes" },
	.axis = { "multiple of the floor without the setting, with the widest interval that both "
		  "allow; logarithmic axis; beside it, both in TSC cycles",
		  "multiple of the count without the setting; logarithmic axis; beside it, both in "
		  "instructions (not a time)" },
	.span = 1.2,
	.beside = true,
};

static const struct chart_kind against_kind = {
	.script = "against",
	.name = "against",
	.title = { "Run against run: the second's cost as a multiple of the first's" },
	.axis = { "ratio of floors, with its 95 % interval as exitbench compare has it; "
		  "logarithmic axis; hollow: too few trials for an interval",
		  "ratio of instruction counts, with its 95 % interval where they are not exact; "
		  "logarithmic axis" },
	.span = 1.2,
	.beside = true,
};

static struct chart *start(const struct chart_kind *kind, const char *unit,
			   const struct result *result, const char *series)
{
	struct chart *chart = chart_new(kind, unit, result);

	if (chart && chart_add_series(chart, series, "hvm", "full"))
		return chart;
	chart_free(chart);
	return NULL;
}

static bool is_positive(const struct cell_result *cell, const char *unit)
{
	return has_figure(cell) && cell->floor.lo > 0 && same_text(cell->unit, unit);
}

static void add_knob(struct chart *chart, const struct result *result,
		     const struct cell_result *cell, const struct cell_result *plain)
{
	struct chart_point point = { .row = chart_add_row(chart, cell_words(result, cell).text, ""),
				     .value = cell->floor.value / plain->floor.value,
				     .lo = cell->floor.lo / plain->floor.hi,
				     .hi = cell->floor.hi / plain->floor.lo };

	snprintf(point.text, sizeof(point.text), "%.15s instead of %.15s",
		 value_text(cell->floor.value).text, value_text(plain->floor.value).text);
	chart_add_point(&chart->series[0], point);
}

struct chart *chart_knobs(const struct chart_source *source)
{
	const struct result *result = source->result;
	const char *unit = source->matrix->unit;
	struct chart *chart = start(&knobs_kind, unit, result, "with the setting / without");

	for (size_t i = 0; chart && i < result->cell_count && chart->rows < ROWS_MOST; i++) {
		const struct cell_result *cell = &result->cells[i], *plain;

		if (is_default_cell(cell) || !is_positive(cell, unit))
			continue;
		plain = cell_sibling(result, cell, cell->form, "default");
		if (is_positive(plain, unit))
			add_knob(chart, result, cell, plain);
	}
	return chart_finish(chart);
}

static bool has_unit(const struct result *result, const char *unit)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (has_figure(&result->cells[i]) && same_text(result->cells[i].unit, unit))
			return true;
	return false;
}

static bool is_compared(const struct result *first, const struct compare_row *row, const char *unit)
{
	return same_text(row->cell->unit, unit) && isfinite(row->ratio.value) &&
	       row->ratio.value > 0 && !is_leg_cell(first, row->cell);
}

static void add_comparison(struct chart *chart, const struct result *first,
			   const struct compare_row *row)
{
	struct interval ratio = row->ratio;
	bool bounded = isfinite(ratio.lo) && isfinite(ratio.hi) && ratio.lo > 0;
	struct chart_point point = { .row = chart_add_row(chart, cell_words(first, row->cell).text,
							  ""),
				     .value = ratio.value,
				     .lo = bounded ? ratio.lo : ratio.value,
				     .hi = bounded ? ratio.hi : ratio.value,
				     .hollow = !bounded };

	snprintf(point.text, sizeof(point.text), "%.*f", ratio.value < 10 ? 3 : 1, ratio.value);
	chart_add_point(&chart->series[0], point);
}

struct chart *chart_against(const struct result *first, const struct result *other,
			    const char *unit)
{
	const struct compare_options options = { .figure = FIGURE_FLOOR };
	struct comparison comparison = { 0 };
	struct chart *chart = NULL;

	if (has_unit(first, unit) && has_unit(other, unit))
		chart = start(&against_kind, unit, NULL, "second run / first run");
	if (chart && !*compare(&comparison, (struct compare_side){ first, 1 },
			       (struct compare_side){ other, 1 }, &options)
			       .text)
		for (size_t i = 0; i < comparison.count && chart->rows < ROWS_MOST; i++)
			if (is_compared(first, &comparison.rows[i], unit))
				add_comparison(chart, first, &comparison.rows[i]);
	comparison_free(&comparison);
	return chart_finish(chart);
}
