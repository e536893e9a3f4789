// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a cell's batches are distributed, from the histograms of its trials: the share of batches
 * that cost at most a multiple of the floor, with marks at floor, median and 99th percentile.
 * Disturbed batches have no cost, so a curve ends below 100 %.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "result/histogram.h"
#include "show/words.h"

#define CELLS_MOST  4
#define SHARE_UNIT  10000.0 /* of a point's row, which is a whole number */
#define ASKED_FIRST 3

static const char *const asked_first[ASKED_FIRST] = { "cpuid", "vmcall", "cli_sti" };

/* Of the lines, which may be of one environment: of four that are easy to tell apart. */
static const char *const colours[CELLS_MOST] = { "hvm", "hvm-trap", "paravirtual",
						  "deprivileged" };

struct step {
	double value;
	unsigned int count;
};

struct steps {
	size_t count;
	struct step *list;
};

static bool is_taken(const struct cell_result *cell)
{
	return has_cost(cell) && cell->trials;
}

/* What a reader asks for first; then the others, without the empty loop. */
static size_t rank_of(const char *op)
{
	size_t rank = 0;

	while (rank < ASKED_FIRST && strcmp(op, asked_first[rank]))
		rank++;
	return strcmp(op, "nop") ? rank : SIZE_MAX;
}

static int by_value(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

static size_t block_count(const struct histogram *histogram)
{
	size_t count = 0;

	for (const char *c = histogram->blocks; c && *c; c++)
		count += *c == ';';
	return count + 1;
}

/* A trial's bins, all blocks together. Bins are gross costs, steps are net. */
static void add_trial(struct steps *steps, const struct trial_result *trial, double overhead)
{
	size_t most = block_count(&trial->histogram);
	unsigned int *counts = calloc(most * HISTOGRAM_BINS, sizeof(*counts));
	double width = (trial->histogram.hi - trial->histogram.lo) / HISTOGRAM_BINS;
	int blocks = counts && trial->histogram.blocks
			     ? histogram_read(&trial->histogram, counts, most)
			     : 0;
	struct step *list = reallocarray(steps->list, steps->count + HISTOGRAM_BINS, sizeof(*list));

	if (list)
		steps->list = list;
	for (size_t bin = 0; list && bin < HISTOGRAM_BINS; bin++) {
		struct step step = { .value = trial->histogram.lo + ((double)bin + 0.5) * width -
					      overhead };

		for (int block = 0; block < blocks && (size_t)block < most; block++)
			step.count += counts[(size_t)block * HISTOGRAM_BINS + bin];
		if (step.count && step.value > 0)
			list[steps->count++] = step;
	}
	free(counts);
}

static struct words label_of(const struct chart_source *source, const struct cell_result *cell)
{
	double all = (double)(cell->batches + cell->disturbed);

	return words("%.16s, %.30s: %s, %s, %s (%.1f %% disturbed)", cell->op,
		     cell_place_words(cell, source->result->machine).text,
		     value_text(cell->floor.value).text, value_text(cell->median.value).text,
		     value_text(cell->p99.value).text,
		     all > 0 ? 100 * (double)cell->disturbed / all : 0);
}

/* The share of all batches, disturbed ones too, up to this multiple of the floor. */
static size_t share_up_to(const struct steps *steps, const struct cell_result *cell,
			  double multiple)
{
	double all = (double)cell->disturbed, below = 0;

	for (size_t i = 0; i < steps->count; i++) {
		all += steps->list[i].count;
		if (steps->list[i].value <= multiple * cell->floor.value)
			below += steps->list[i].count;
	}
	return (size_t)(SHARE_UNIT * below / all);
}

static void add_point(struct chart_series *series, const struct steps *steps,
		      const struct cell_result *cell, double value, const char *mark)
{
	double multiple = value / cell->floor.value;
	struct chart_point point = { .row = share_up_to(steps, cell, multiple),
				     .value = multiple,
				     .lo = multiple,
				     .hi = multiple,
				     .hollow = mark };

	if (mark)
		snprintf(point.text, sizeof(point.text), "%s", mark);
	chart_add_point(series, point);
}

static void add_steps(struct chart_series *series, const struct steps *steps,
		      const struct cell_result *cell)
{
	for (size_t i = 0; i < steps->count; i++)
		if (i + 1 == steps->count || steps->list[i + 1].value > steps->list[i].value)
			add_point(series, steps, cell, steps->list[i].value, NULL);
	add_point(series, steps, cell, cell->floor.value, "floor");
	if (cell->median.method && cell->median.value > 0)
		add_point(series, steps, cell, cell->median.value, "median");
	if (cell->p99.method && cell->p99.value > 0)
		add_point(series, steps, cell, cell->p99.value, "p99");
}

static void add_cell(struct chart *chart, const struct chart_source *source,
		     const struct cell_result *cell)
{
	struct steps steps = { 0 };

	for (size_t i = 0; i < cell->trial_count; i++)
		add_trial(&steps, &cell->trials[i],
			  cell->overhead.method ? cell->overhead.value : 0);
	if (steps.count) {
		qsort(steps.list, steps.count, sizeof(*steps.list), by_value);
		add_steps(chart_add_series(chart, label_of(source, cell).text,
					   colours[chart->series_count], cell->backend),
			  &steps, cell);
		if (chart->series_count == 1 && cell->median.method)
			chart_say(chart,
				  words("Half of the batches of %s cost at most %.2g %% more "
					"than the floor",
					cell->op,
					100 * (cell->median.value / cell->floor.value - 1)));
	}
	free(steps.list);
}

/* The cells of this rank, until there are enough. */
static void add_cells(struct chart *chart, const struct chart_source *source, size_t rank)
{
	size_t count = source->matrix->rows * source->matrix->columns;

	for (size_t i = 0; i < count && chart->series_count < CELLS_MOST; i++) {
		const struct cell_result *cell = source->matrix->cells[i];

		if (is_taken(cell) && rank_of(cell->op) == rank)
			add_cell(chart, source, cell);
	}
}

struct chart *chart_distribution(const struct chart_source *source)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_STEPS,
		.name = "distribution",
		.title = { "How typical is the floor? All batches against it" },
		.axis = { "share of batches by cost, as a multiple of the cell's floor; "
			  "logarithmic axis; missing to 100 %: disturbed batches; marks: floor "
			  "(square), median (disc) and 99th percentile (triangle), in cycles "
			  "above" },
	};
	struct chart *chart;

	if (unit_of(source->matrix->unit) == UNIT_INSTRUCTIONS)
		return NULL; /* every batch is the same */
	chart = chart_new(&kind, source->matrix->unit, NULL);
	for (size_t rank = 0; chart && rank <= ASKED_FIRST; rank++)
		add_cells(chart, source, rank);
	return chart_finish(chart);
}
