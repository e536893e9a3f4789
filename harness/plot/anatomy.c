// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where an exit's cost goes: the round trips with their legs, and below them, on the same axis,
 * what each part adds or saves. Of settings that differ in a number there is what one more costs.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "result/legs.h"
#include "show/anatomy.h"
#include "show/words.h"

#define LONGEST 2 /* times the longest round trip: a bar that is longer ends there */

enum { ADDS = RESULT_LEGS, SAVES, SERIES };

static const struct {
	const char *label, *colour;
} looks[SERIES] = {
	[RESULT_EXIT] = { "exit", "exit" },
	[RESULT_HANDLER] = { "handler", "handler" },
	[RESULT_ENTRY] = { "entry", "entry" },
	[ADDS] = { "adds", "slower" },
	[SAVES] = { "saves", "faster" },
};

/* A bar by legs, where they are known. The sum. */
static double add_round_trip(struct chart *chart, const struct result *result,
			     const struct cell_result *plain)
{
	size_t row = chart_add_row(chart, plain->op, value_text(plain->floor.value).text);
	struct leg_figures legs;
	double from = 0;

	if (!row || !leg_figures_find(result, plain, &legs))
		return plain->floor.value;
	for (int leg = 0; leg < RESULT_LEGS; leg++) {
		struct chart_point point = chart_point_of(&legs.floor[leg], row);

		point.cell = plain;
		point.lo = from;
		point.hi = from += fmax(point.value, 0);
		chart_add_point(&chart->series[leg], point);
	}
	return from;
}

/* The table has its interval; a margin has no room for two of them, a phone for one figure. */
static struct words change_text(const struct interval *change)
{
	if (!isfinite(change->value))
		return words("-");
	return words("%s%s", change->value > 0 ? "+" : "", value_text(change->value).text);
}

/* The bar is the first operation's whose change is known; the margin has both. */
static void add_part(struct chart *chart, const struct part *part, double longest)
{
	size_t number, op = isfinite(part->change[0].value) ? 0 : 1;
	double change = part->change[op].value, size = fmin(fabs(change), longest);
	struct chart_point point;

	number = chart_add_row(chart, part->name.text,
			       words("%s (%s)", change_text(&part->change[0]).text,
				     change_text(&part->change[1]).text)
				       .text);
	if (!number || !(size > 0))
		return;
	point = (struct chart_point){ .row = number, .value = change, .hi = size };
	snprintf(point.text, sizeof(point.text), "%.20s", value_text(change).text);
	chart_add_point(&chart->series[change > 0 ? ADDS : SAVES], point);
}

static const struct part *dearest(const struct anatomy *anatomy, size_t op)
{
	const struct part *most = NULL;

	for (size_t i = 0; i < anatomy->count; i++)
		if (!anatomy->part[i].is_slope && isfinite(anatomy->part[i].change[op].value) &&
		    (!most || anatomy->part[i].change[op].value > most->change[op].value))
			most = &anatomy->part[i];
	return most;
}

static void fill(struct chart *chart, const struct result *result, const struct anatomy *anatomy)
{
	const struct part *most = dearest(anatomy, 0);
	double longest = 0;

	chart_add_heading(chart, "the round trip");
	for (size_t op = 0; op < anatomy->ops; op++)
		if (anatomy->plain[op])
			longest = fmax(longest, add_round_trip(chart, result, anatomy->plain[op]));
	chart_add_heading(chart, words("what a part adds to it: %s (%s)", anatomy->op[0]->name,
				       anatomy->op[1]->name).text);
	for (size_t i = 0; i < anatomy->count; i++)
		if (!anatomy->part[i].is_counted_out)
			add_part(chart, &anatomy->part[i], LONGEST * longest);
	if (most && anatomy->plain[0])
		chart_say(chart, words("The round trip of %s takes %s; of all parts %s adds most: "
				       "%s", anatomy->op[0]->name,
				       value_text(anatomy->plain[0]->floor.value).text,
				       most->name.text, value_text(most->change[0].value).text));
}

struct chart *chart_anatomy(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_BARS,
		.name = "anatomy",
		.title = { "Where the cycles of an exit go",
			   "Where the instructions of an exit go" },
		.axis = { "TSC cycles, floors, and differences of floors; a bar ends at twice the "
			  "round trip",
			  "instructions (counted in an emulator: not a time), and differences of "
			  "them: what only a CPU does, is none" },
	};
	struct anatomy *anatomy = malloc(sizeof(*anatomy));
	struct chart *chart = NULL;
	int added = 0;

	if (anatomy)
		anatomy_make(anatomy, source->result, source->matrix->unit);
	if (anatomy && anatomy->count && anatomy->ops == ANATOMY_OPS)
		chart = chart_new(&kind, source->matrix->unit, source->result);
	while (chart && added < SERIES &&
	       chart_add_series(chart, looks[added].label, looks[added].colour, "full"))
		added++;
	if (added == SERIES)
		fill(chart, source->result, anatomy);
	free(anatomy);
	return chart_finish(chart);
}
