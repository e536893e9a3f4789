/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All charts. NULL: there is nothing to show, or no memory. Units never share a chart. The caller
 * frees with chart_free().
 */
#ifndef HARNESS_CHARTS_H
#define HARNESS_CHARTS_H

#include "plot/chart.h"
#include "show/generations.h"
#include "show/matrix.h"
#include "text/words.h"

/* A result and the cells of one of its units. */
struct chart_source {
	const struct result *result;
	const struct matrix *matrix;
};

/* Charts of one result; pictures.c lists them. */
struct chart *chart_cost(const struct chart_source *source);
struct chart *chart_path(const struct chart_source *source);
struct chart *chart_overhead(const struct chart_source *source);
struct chart *chart_legs(const struct chart_source *source);
struct chart *chart_knobs(const struct chart_source *source);
struct chart *chart_distribution(const struct chart_source *source);

/* The run `other` against `first`: the cells of this unit that are in both. */
struct chart *chart_against(const struct result *first, const struct result *other,
			    const char *unit);

struct chart *chart_generations(const struct generations *generations, const char *unit);

/* The text of a row's margin: "skip: vmx; fail: hvm kvm full". */
struct words chart_margin(const struct matrix *matrix, size_t row);

#endif
