// SPDX-License-Identifier: GPL-2.0-only
/*
 * One floor against another: a cell with a knob beside the same cell without it, and one run
 * against another as `exitbench compare' finds them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/compare.h"
#include "plot/chart.h"
#include "show/answers.h"
#include "show/words.h"
#include "statistics/rules.h"

#define ROWS_MOST 80

static bool is_positive(const struct cell_result *cell, const char *unit)
{
	return has_cost(cell) && cell->floor.lo > 0 && same_text(cell->unit, unit);
}

/* The line from the one to the other is the point's interval. */
static void add_knob(struct chart *chart, const struct result *result,
		     const struct cell_result *cell, const struct cell_result *plain)
{
	bool in_rings = is_in_other_ring(result, cell);
	struct words ring = in_rings ? words(" (ring %d)", cell->ring) : NO_WORDS;
	size_t row = chart_add_row(chart, words("%.100s%s", cell->op, ring.text).text, "");
	struct chart_point without = chart_point_of_cell(plain, row),
			   with = chart_point_of_cell(cell, row);

	with.lo = fmin(cell->floor.value, plain->floor.value);
	with.hi = fmax(cell->floor.value, plain->floor.value);
	without.lo = without.hi = without.value;
	without.hollow = true;
	snprintf(with.text, sizeof(with.text), "%.15s → %.15s",
		 value_text(plain->floor.value).text, value_text(cell->floor.value).text);
	*without.text = 0;
	chart_add_point(&chart->series[0], without);
	chart_add_point(&chart->series[1], with);
}

/* The factor between the two, whichever is the greater. */
static double change(const struct cell_result *cell, const struct cell_result *plain)
{
	return fabs(log(cell->floor.value / plain->floor.value));
}

struct knobs {
	struct chart *chart;
	const struct result *result;
	const char *unit;
	const struct cell_result *most, *most_plain; /* what changes most */
};

static bool is_same_setting(const struct cell_result *a, const struct cell_result *b)
{
	return same_text(a->knobs, b->knobs) && same_text(a->env, b->env) &&
	       same_text(a->backend, b->backend) && same_text(a->form, b->form);
}

/* A group for each setting in each place, a row for each operation that has it. */
static void add_setting(struct knobs *knobs, const struct cell_result *first)
{
	bool begun = false;

	for (size_t i = 0; i < knobs->result->cell_count && knobs->chart->rows < ROWS_MOST; i++) {
		const struct cell_result *cell = &knobs->result->cells[i], *plain;

		if (!is_same_setting(cell, first) || !is_positive(cell, knobs->unit))
			continue;
		plain = cell_sibling(knobs->result, cell, cell->form, "default");
		if (!is_positive(plain, knobs->unit))
			continue;
		if (!begun)
			chart_add_heading(knobs->chart,
					  words("%.100s: %s", cell->knobs,
						cell_place_words(plain, knobs->result->machine)
							.text)
						  .text);
		begun = true;
		add_knob(knobs->chart, knobs->result, cell, plain);
		if (!knobs->most || change(cell, plain) > change(knobs->most, knobs->most_plain)) {
			knobs->most = cell;
			knobs->most_plain = plain;
		}
	}
}

/* Neither legs nor parts of an exit: those have tables and pictures of their own. */
static bool is_first_of_setting(const struct result *result, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same_setting(&result->cells[i], &result->cells[at]))
			return false;
	return !is_default_cell(&result->cells[at]) && !is_anatomy_cell(&result->cells[at]) &&
	       !is_leg_cell(result, &result->cells[at]);
}

struct chart *chart_knobs(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_DOTS,
		.name = "knobs",
		.joins = true,
		.title = { "What a setting changes" },
		.axis = AXIS_OF_FLOORS,
		.span = 1.2,
	};
	struct chart *chart = chart_new(&kind, source->matrix->unit, source->result);
	struct knobs knobs = { chart, source->result, source->matrix->unit, NULL, NULL };

	if (!chart || !chart_add_series(chart, "without the setting", "literature", "full") ||
	    !chart_add_series(chart, "with it", "hvm", "full"))
		return chart_finish(chart);
	for (size_t i = 0; i < source->result->cell_count; i++)
		if (is_first_of_setting(source->result, i))
			add_setting(&knobs, &source->result->cells[i]);
	if (knobs.most)
		chart_say(chart, words("%s changes %s most: from %s to %s", knobs.most->knobs,
				       knobs.most->op,
				       value_text(knobs.most_plain->floor.value).text,
				       value_text(knobs.most->floor.value).text));
	return chart_finish(chart);
}

static bool has_unit(const struct result *result, const char *unit)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (has_figure(&result->cells[i]) && same_text(result->cells[i].unit, unit))
			return true;
	return false;
}

/* What a verdict looks like. What has no ratio has no row. */
static const struct {
	enum verdict verdict;
	const char *label, *colour;
} looks[] = {
	{ VERDICT_SLOWER, "slower", "slower" },
	{ VERDICT_FASTER, "faster", "faster" },
	{ VERDICT_SAME, "no difference shown", "literature" },
	{ VERDICT_INCONCLUSIVE, "inconclusive", "kvm" },
	{ VERDICT_EFFECT, "perhaps two machines: no verdict", "kvm" },
};
#define LOOKS (sizeof(looks) / sizeof(*looks))

static bool is_compared(const struct result *first, const struct compare_row *row, const char *unit)
{
	return same_text(row->cell->unit, unit) && isfinite(row->ratio.value) &&
	       row->ratio.value > 0 && !is_leg_cell(first, row->cell);
}

static int by_ratio(const void *a, const void *b)
{
	const struct compare_row *x = *(const struct compare_row *const *)a,
				 *y = *(const struct compare_row *const *)b;

	return (y->ratio.value > x->ratio.value) - (y->ratio.value < x->ratio.value);
}

static int by_distance(const void *a, const void *b)
{
	const struct compare_row *x = *(const struct compare_row *const *)a,
				 *y = *(const struct compare_row *const *)b;
	double far = fabs(log(x->ratio.value)), farther = fabs(log(y->ratio.value));

	return (farther > far) - (farther < far);
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
	for (size_t i = 0; i < LOOKS; i++)
		if (looks[i].verdict == row->verdict)
			chart_add_point(&chart->series[i], point);
}

/* The rows farthest from 1, the dearest of them first. */
static void add_comparisons(struct chart *chart, const struct result *first,
			    const struct comparison *comparison, const char *unit)
{
	const struct compare_row **rows = calloc(comparison->count + 1, sizeof(*rows));
	size_t count = 0;

	for (size_t i = 0; rows && i < comparison->count; i++)
		if (is_compared(first, &comparison->rows[i], unit))
			rows[count++] = &comparison->rows[i];
	if (count)
		qsort(rows, count, sizeof(const struct compare_row *), by_distance);
	count = count < ROWS_MOST ? count : ROWS_MOST;
	if (count)
		qsort(rows, count, sizeof(const struct compare_row *), by_ratio);
	for (size_t i = 0; i < count; i++)
		add_comparison(chart, first, rows[i]);
	free(rows);
}

static struct words against_message(const struct comparison *comparison)
{
	const size_t *verdicts = comparison->verdicts;

	if (verdicts[VERDICT_EFFECT])
		return words("The second run against the first: perhaps two machines, so no "
			     "verdicts");
	return words("Cells in the second run: %zu slower, %zu faster, %zu without a difference, "
		     "%zu inconclusive",
		     verdicts[VERDICT_SLOWER], verdicts[VERDICT_FASTER], verdicts[VERDICT_SAME],
		     verdicts[VERDICT_INCONCLUSIVE]);
}

struct chart *chart_against(const struct result *first, const struct result *other,
			    const char *unit)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_DOTS,
		.name = "against",
		.title = { "Run against run: the second's cost as a multiple of the first's" },
		.axis = { "ratio of floors, with its 95 % interval as exitbench compare has it; "
			  "logarithmic axis; hollow: too few trials for an interval; shaded: "
			  "within 1 %",
			  "ratio of instruction counts, with its 95 % interval where they are not "
			  "exact; logarithmic axis; shaded: within 1 %" },
		.span = 1.2,
		.shaded = 1 + PRECISION_PERCENT / 100,
	};
	const struct compare_options options = { .figure = FIGURE_FLOOR };
	struct comparison comparison = { 0 };
	struct chart *chart = NULL;

	if (has_unit(first, unit) && has_unit(other, unit))
		chart = chart_new(&kind, unit, NULL);
	for (size_t i = 0; chart && i < LOOKS; i++)
		chart_add_series(chart, looks[i].label, looks[i].colour, "full");
	if (chart && chart->series_count == LOOKS &&
	    !*compare(&comparison, (struct compare_side){ first, 1 },
		      (struct compare_side){ other, 1 }, &options)
		      .text) {
		add_comparisons(chart, first, &comparison, unit);
		chart_say(chart, against_message(&comparison));
	}
	comparison_free(&comparison);
	return chart_finish(chart);
}
