// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a cell's batches are distributed, from the histograms of its trials: the share of batches
 * that cost at most a multiple of the floor. Disturbed batches have no cost, so a curve ends below
 * 100 %.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "result/histogram.h"
#include "show/words.h"

#define CELLS_MOST  8
#define SHARE_UNIT  10000.0 /* of a point's row, which is a whole number */
#define ASKED_FIRST 3

static const char *const asked_first[ASKED_FIRST] = { "cpuid", "vmcall", "cli_sti" };

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
	return has_figure(cell) && cell->floor.value > 0 && cell->trials;
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

	return words("%s, %s (%.1f %% disturbed)", cell->op,
		     cell_place_words(cell, source->result->machine).text,
		     all > 0 ? 100 * (double)cell->disturbed / all : 0);
}

static void add_steps(struct chart_series *series, const struct steps *steps,
		      const struct cell_result *cell)
{
	double all = (double)cell->disturbed, below = 0;

	for (size_t i = 0; i < steps->count; i++)
		all += steps->list[i].count;
	for (size_t i = 0; i < steps->count; i++) {
		double value = steps->list[i].value / cell->floor.value;

		below += steps->list[i].count;
		chart_add_point(series,
				(struct chart_point){ .row = (size_t)(SHARE_UNIT * below / all),
						      .value = value,
						      .lo = value,
						      .hi = value });
	}
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
		add_steps(chart_add_series(chart, label_of(source, cell).text, cell->env,
					   cell->backend),
			  &steps, cell);
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
		.script = "distribution",
		.name = "distribution",
		.title = { "How typical is the floor? All batches against it" },
		.axis = { "cost of a batch as a multiple of the cell's floor; logarithmic axis; "
			  "missing to 100 %: disturbed batches" },
	};
	struct chart *chart;

	if (unit_of(source->matrix->unit) == UNIT_INSTRUCTIONS)
		return NULL; /* every batch is the same */
	chart = chart_new(&kind, source->matrix->unit, NULL);
	for (size_t rank = 0; chart && rank <= ASKED_FIRST; rank++)
		add_cells(chart, source, rank);
	return chart_finish(chart);
}
