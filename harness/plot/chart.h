/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A chart as data: rows by name, series of points, what stands in the margin.
 * Charts are made by chart_*.c, written as a tab-separated file (which a test
 * can check against the result), and drawn by plots/NAME.gp.
 *
 * The file's blocks are separated by two empty lines. Block 0: the rows (y,
 * label); block 1: the margin (y, text); then a block a series: value, lo, hi,
 * y, text, row, hollow (1 or 0).
 */
#ifndef HARNESS_CHART_H
#define HARNESS_CHART_H

#include <stdbool.h>
#include <stdio.h>

struct chart_point {
	size_t row;         /* from 1 */
	double value, lo, hi;
	bool hollow;        /* a virtualization hole; a figure nobody checked */
	char text[48];      /* beside the point, if the script shows it */
	size_t lane, lanes; /* of its row, by chart_trim(), where texts stand beside points */
};

struct chart_series {
	char label[96];
	/* classes of plots/style.gp: an environment; a form or backend */
	char colour[24], shape[16];
	size_t count;
	struct chart_point *points;
};

struct chart {
	const char *script; /* plots/SCRIPT.gp */
	char *name;         /* for files: "cost-cycles" */
	char *title, *axis;
	size_t rows, series_count;
	char **labels, **margins;
	struct chart_series *series;
	double span;        /* the axis covers at least this ratio */
	bool beside;        /* each point's text is next to it: no two of a row in one line */
};

/* `script` must stay. Any text may hold anything: what gnuplot could stumble over is replaced. */
struct chart *chart_new(const char *script, const char *name, const char *title, const char *axis);
void chart_free(struct chart *chart);

/* A new row's number, from 1. 0: no memory. */
size_t chart_add_row(struct chart *chart, const char *label, const char *margin);

/* The new series; good until the next is added. NULL: no memory. */
struct chart_series *chart_add_series(struct chart *chart, const char *label, const char *colour,
				      const char *shape);
void chart_add_point(struct chart_series *series, struct chart_point point);

/*
 * Last of all: without series that have no point, and lanes given. false: there is no point at all.
 */
bool chart_trim(struct chart *chart);

/* false: the stream is broken. */
bool chart_write(const struct chart *chart, FILE *stream);

/*
 * What a script must know beforehand: "rows least most label_width margin_width span lanes
 * text_width".
 */
void chart_numbers(const struct chart *chart, char *text, size_t bytes);

/*
 * The series as words for gnuplot, "label colour shape ...", no spaces within one; the caller
 * frees.
 */
char *chart_series_words(const struct chart *chart);

#endif
