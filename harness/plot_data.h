/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a plot shows, as a tab-separated file for gnuplot (and for a test to
 * check against the result): blocks separated by two empty lines. Block 0: the
 * rows (y, label); block 1: what stands in the margin (y, text); then a block for
 * each series: value, lo, hi, y, the value as text.
 */
#ifndef HARNESS_PLOT_DATA_H
#define HARNESS_PLOT_DATA_H

#include <stdio.h>
#include "matrix.h"

struct plot {
	const char *name;      /* of the file and of plots/NAME.gp */
	/* Whether the row, and the column, belong into it. */
	bool (*takes_row)(const struct matrix *matrix, size_t row);
	bool (*takes_column)(const struct matrix_column *column);
	/* By unit: cycles never share an axis with instructions. */
	const char *(*title)(const char *unit);
};

extern const struct plot plots[];
extern const size_t plot_count;

/* What the script needs to know before it reads the data. */
struct plot_extent {
	size_t rows, series, points;
	size_t label_width, margin_width; /* in characters */
	double least, most;               /* of values and intervals, all positive */
	char *series_names;               /* "env/backend/form env/backend/form ..."; to be freed */
};

/* false: no memory, or `stream` is broken. No points: there is nothing to draw. */
bool plot_write(const struct plot *plot, const struct matrix *matrix, FILE *stream,
		struct plot_extent *extent);

#endif
