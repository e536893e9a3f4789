/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The charts there are, each made from what it shows. NULL: there is nothing to
 * show, or no memory. Units never share a chart. The caller frees with chart_free().
 */
#ifndef HARNESS_CHARTS_H
#define HARNESS_CHARTS_H

#include "plot/chart.h"
#include "show/generations.h"
#include "show/matrix.h"

/* What is known about one result's matrix. */
struct chart_source {
	const struct result *result;
	const struct matrix *matrix;
};

/* A chart of one result, a row each; `words` says what it shows, for page and help. */
struct chart_row {
	const char *name, *words;
	struct chart *(*make)(const struct chart_source *source);
};
extern const struct chart_row chart_rows[];
extern const size_t chart_row_count;

struct chart *chart_cost(const struct chart_source *source);
struct chart *chart_path(const struct chart_source *source);
struct chart *chart_overhead(const struct chart_source *source);
struct chart *chart_legs(const struct chart_source *source);
struct chart *chart_knobs(const struct chart_source *source);
struct chart *chart_distribution(const struct chart_source *source);

/*
 * The run `other` against `first`, of the cells in both with this unit, as `exitbench compare' has
 * it.
 */
struct chart *chart_against(const struct result *first, const struct result *other,
			    const char *unit);

struct chart *chart_generations(const struct generations *generations, const char *unit);

/* "LABEL: TITLE", the label being what `run --label` gave; the caller frees. */
char *chart_title(const struct result *result, const char *title);

/* What stands in a row's margin: "skip: vmx; fail: hvm kvm full". */
void chart_margin(const struct chart_source *source, size_t row, char *text, size_t bytes);

#endif
