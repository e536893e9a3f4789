// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run against another: the ratio of floors of the cells that both have. The
 * interval is the widest that the two intervals allow, so it claims too little
 * rather than too much; `exitbench compare' tests properly.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "charts.h"
#include "wording.h"

#define ROWS_MOST 80

static const struct cell_result *same_cell(const struct result *result, const struct cell_result *cell)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (!strcmp(result->cells[i].id, cell->id))
			return &result->cells[i];
	return NULL;
}

static bool is_comparable(const struct cell_result *a, const struct cell_result *b, const char *unit)
{
	return has_figure(a) && has_figure(b) && a->unit && b->unit && !strcmp(a->unit, unit) &&
	       !strcmp(b->unit, unit) && a->floor.value > 0 && b->floor.value > 0;
}

static struct chart_point ratio(const struct statistic *a, const struct statistic *b, size_t row)
{
	struct chart_point point = { .row = row, .value = b->value / a->value,
				     .lo = (b->lo > 0 ? b->lo : b->value) / a->hi,
				     .hi = b->hi / (a->lo > 0 ? a->lo : a->value) };

	snprintf(point.text, sizeof(point.text), "%.*f", point.value < 10 ? 3 : 1, point.value);
	return point;
}

static void add_cell(struct chart *chart, const struct cell_result *a, const struct cell_result *b)
{
	struct matrix_column place = { a->env, a->backend, a->form, a->knobs };
	char label[160];

	snprintf(label, sizeof(label), "%.48s, %.100s", a->op, place_words(&place, NULL).text);
	chart_add_point(&chart->series[0], ratio(&a->floor, &b->floor, chart_add_row(chart, label, "")));
}

struct chart *chart_against(const struct result *first, const struct result *other, const char *unit)
{
	struct chart *chart;
	char name[64];

	snprintf(name, sizeof(name), "against-%s", unit);
	chart = chart_new("against", name, "Run against run: the second's cost as a multiple of the first's",
			  !strcmp(unit, "instructions") ? "ratio of exact instruction counts; logarithmic axis"
							: "ratio of floors, with the widest interval both allow; logarithmic axis");
	if (!chart || !chart_add_series(chart, "second run / first run", "hvm", "full")) {
		chart_free(chart);
		return NULL;
	}
	chart->span = 1.5;
	chart->beside = true;
	for (size_t i = 0; i < first->cell_count && chart->rows < ROWS_MOST; i++) {
		const struct cell_result *a = &first->cells[i], *b = same_cell(other, a);

		if (is_comparable(a, b, unit))
			add_cell(chart, a, b);
	}
	if (chart_trim(chart))
		return chart;
	chart_free(chart);
	return NULL;
}
