/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A chart as data: rows by name, series of points, texts in the margin. It is written as a
 * tab-separated file, which a test can check against the result, and drawn by plots/SCRIPT.gp.
 *
 * Two empty lines separate the blocks of the file. Block 0: the rows (y, label); block 1: the
 * margin (y, text); then one block for each series: value, lo, hi, y, text, row, hollow (1 or 0).
 */
#ifndef HARNESS_CHART_H
#define HARNESS_CHART_H

#include <stdio.h>
#include "result/result.h"
#include "show/generations.h"
#include "show/matrix.h"
#include "text/words.h"

/* Texts for TSC cycles, then for instructions; one title may serve both. */
struct chart_kind {
	const char *script;   /* plots/SCRIPT.gp */
	const char *name;     /* begins the file's name: "cost" of cost-cycles.svg */
	const char *title[2], *axis[2];
	double span;          /* the axis covers at least this ratio; 0: the usual one */
	bool beside;          /* texts stand beside the points: no two in one line of a row */
};

struct chart_point {
	size_t row;           /* from 1 */
	double value, lo, hi;
	bool hollow;          /* a virtualization hole; a figure that is not verified */
	char text[48];        /* beside the point, if the script shows it */
	size_t lane, lanes;   /* line within the row, and their number, if texts stand beside */
};

struct chart_series {
	char label[96];
	/* classes of plots/style.gp: an environment; a form or backend */
	char colour[24], shape[16];
	size_t count;
	struct chart_point *points;
};

struct chart {
	const struct chart_kind *kind;
	char *name;           /* "cost-cycles" */
	char *data;           /* its data file, absolute; NULL: not written */
	char *title;
	const char *axis;
	size_t rows, series_count;
	struct chart_row { char *label, *margin; } *row;
	struct chart_series *series;
};

/*
 * `kind` must outlive the chart. The label of `result`, if there is one, goes before the title.
 * Titles and labels may hold any text: characters that gnuplot cannot take are replaced.
 */
struct chart *chart_new(const struct chart_kind *kind, const char *unit,
			const struct result *result);
void chart_free(struct chart *chart);

/* A new row's number, from 1. 0: no memory. */
size_t chart_add_row(struct chart *chart, const char *label, const char *margin);

/* The new series; good until the next is added. NULL: no memory. */
struct chart_series *chart_add_series(struct chart *chart, const char *label, const char *colour,
				      const char *shape);
void chart_add_point(struct chart_series *series, struct chart_point point);

/* A figure with its interval. The axis is logarithmic: an end that is not above 0 is left out. */
struct chart_point chart_point_of(const struct statistic *figure, size_t row);

/* The last call: drops empty series and gives lanes. A chart without points is freed: NULL. */
struct chart *chart_finish(struct chart *chart);

/* false: the stream is broken. */
bool chart_write(const struct chart *chart, FILE *stream);

/*
 * What a script must know in advance: "rows least most label_width margin_width span lanes
 * text_width".
 */
void chart_numbers(const struct chart *chart, char *text, size_t bytes);

/* The series as words for gnuplot, "label colour shape ...", each without blanks. Caller frees. */
char *chart_series_words(const struct chart *chart);

/* A result and the cells of one of its units. */
struct chart_source {
	const struct result *result;
	const struct matrix *matrix;
};

/*
 * Charts of one result; pictures.c lists them. NULL: there is nothing to show, or no memory. Units
 * never share a chart. The caller frees with chart_free().
 */
struct chart *chart_cost(const struct chart_source *source);
struct chart *chart_path(const struct chart_source *source);
struct chart *chart_overhead(const struct chart_source *source);
struct chart *chart_legs(const struct chart_source *source);
struct chart *chart_knobs(const struct chart_source *source);
struct chart *chart_distribution(const struct chart_source *source);

/* The run `other` against `first`: the cells of this unit that are in both. */
struct chart *chart_against(const struct result *first, const struct result *other,
			    const char *unit);

/* Exit, handler and entry of CPUID and VMCALL, a row for each of several files that has them. */
struct chart *chart_legs_by_file(const struct run_files *files, const char *unit);

struct chart *chart_generations(const struct generations *generations, enum unit unit);

/* The text of a row's margin: "skip: vmx; fail: hvm kvm full". */
struct words chart_margin(const struct matrix *matrix, size_t row);

#endif
