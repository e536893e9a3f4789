// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the first screen has, as a picture: the classic operations in groups, a point for each
 * technique. What Linux or the hypervisor above answers is no baseline and has another look.
 */
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "show/answers.h"
#include "show/screen.h"
#include "show/words.h"

#define ROWS_MOST 64 /* more than a first screen has */

/* In the order of the table, whatever that of the file is. */
static int by_rank(const void *a, const void *b)
{
	size_t rank_a = ((const struct screen_row *)a)->rank,
	       rank_b = ((const struct screen_row *)b)->rank;

	return (rank_a > rank_b) - (rank_a < rank_b);
}

/* The first row of its group. */
static bool is_first_of_group(const struct screen *screen, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (same_text(screen->rows[i].group, screen->rows[row].group))
			return false;
	return true;
}

/* A group stands under its heading; what is of none comes last. */
static void add_group(struct chart *chart, const struct screen *screen, const char *group,
		      size_t *rows)
{
	bool is_headed = group || chart->rows;

	for (size_t i = 0; i < screen->count; i++) {
		if (!same_text(screen->rows[i].group, group))
			continue;
		if (is_headed)
			chart_add_heading(chart, group ? group : "others");
		is_headed = false;
		rows[i] = chart_add_row(chart, screen->rows[i].label, "");
	}
}

static void add_rows(struct chart *chart, struct screen *screen, size_t *rows)
{
	qsort(screen->rows, screen->count, sizeof(*screen->rows), by_rank);
	for (size_t i = 0; i < screen->count; i++)
		if (screen->rows[i].group && is_first_of_group(screen, i))
			add_group(chart, screen, screen->rows[i].group, rows);
	add_group(chart, screen, NULL, rows);
}

/* A guest's cells have no answerer. */
static bool is_of(const struct screen *screen, const struct cell_result *cell, enum answerer who)
{
	enum answerer answerer = has_cost(cell) ? answerer_of(cell, screen->result->machine) : 0;

	return has_cost(cell) && (answerer > ANSWERER_CPU ? answerer : ANSWERER_CPU) == who;
}

/* "native, ring 3", "VT-x". */
static struct words series_words(const struct screen *screen, enum technique technique,
				 enum answerer who)
{
	int ring = -1;

	for (size_t i = 0; i < screen->count; i++) {
		const struct cell_result *cell = screen->rows[i].cells[technique];

		if (is_of(screen, cell, who))
			ring = ring < 0 || ring == cell->ring ? cell->ring : 9;
	}
	if (who == ANSWERER_HYPERVISOR && technique == TECHNIQUE_NATIVE)
		return answerer_words(who, screen->result->machine);
	if (who == ANSWERER_HYPERVISOR)
		return words("%s, %s", screen_technique(screen, technique).text,
			     answerer_words(who, screen->result->machine).text);
	return words("%s%s%s", screen_technique(screen, technique).text,
		     ring == 3 ? ", ring 3" : ring == 1 ? ", ring 1" : "",
		     who == ANSWERER_LINUX ? ": Linux answers, no baseline" : "");
}

static void add_series(struct chart *chart, const struct screen *screen, const size_t *rows,
		       enum technique technique, enum answerer who)
{
	struct chart_series *series = NULL;

	for (size_t i = 0; i < screen->count; i++) {
		const struct cell_result *cell = screen->rows[i].cells[technique];

		if (!is_of(screen, cell, who))
			continue;
		if (!series)
			series = chart_add_series(
				chart, series_words(screen, technique, who).text,
				who > ANSWERER_CPU           ? "literature"
				: technique == TECHNIQUE_KVM ? "kvm"
							     : cell->env,
				who == ANSWERER_HYPERVISOR       ? "kvm"
				: !is_own_backend(cell->backend) ? cell->backend
							       : "full");
		chart_add_point(series, chart_point_of_cell(cell, rows[i]));
	}
}

static struct words message(const struct screen *screen)
{
	struct screen_gain gain = screen_gain_of(screen);

	if (!gain.row)
		return NO_WORDS;
	return words("%s gains most: %s %s where it traps and is emulated, %s %s", gain.row->label,
		     value_text(gain.trap->value).text, unit_label_of(screen->unit),
		     value_text(gain.hvm->value).text,
		     screen->by_kvm ? "as a guest of KVM"
				    : words("with %s", own_extension(screen->result)).text);
}

struct chart *chart_cost(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_DOTS,
		.name = "cost",
		.title = { "What the classic operations cost, in TSC cycles",
			   "What the classic operations cost, in instructions" },
		.axis = { "TSC cycles per operation: floor, with its 95 % interval; logarithmic "
			  "axis; hollow: a virtualization hole",
			  "instructions per operation (counted in an emulator: not a time), with "
			  "an interval where batches differ; logarithmic axis; hollow: a "
			  "virtualization hole" },
	};
	struct chart *chart = chart_new(&kind, source->matrix->unit, source->result);
	struct screen screen = { 0 };
	size_t rows[ROWS_MOST];

	if (chart && screen_make(&screen, source->result) &&
	    same_text(screen.unit, source->matrix->unit) && screen.count <= ROWS_MOST) {
		add_rows(chart, &screen, rows);
		for (enum technique technique = 0; technique < TECHNIQUES; technique++) {
			add_series(chart, &screen, rows, technique, ANSWERER_CPU);
			add_series(chart, &screen, rows, technique, ANSWERER_LINUX);
			add_series(chart, &screen, rows, technique, ANSWERER_HYPERVISOR);
		}
		chart_say(chart, message(&screen));
	}
	screen_free(&screen);
	return chart_finish(chart);
}
