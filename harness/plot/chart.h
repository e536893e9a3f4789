/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A chart as data: rows by name, series of points, texts in the margin. It is written as a
 * tab-separated file, which a test can check against the result, and drawn by plots/DRAWING.gp; a
 * page draws it itself (report/svg.c).
 *
 * Two empty lines separate the blocks of the file. Block 0: the rows (y, label, 1 for a heading,
 * top); block 1: the margin (y, text); then one block for each series: value, lo, hi, y, text, row,
 * hollow (1 or 0). y and top are lines of text from above.
 */
#ifndef HARNESS_CHART_H
#define HARNESS_CHART_H

#include <stdio.h>
#include "result/result.h"
#include "show/generations.h"
#include "show/matrix.h"
#include "text/words.h"

/* What a point's value, and its row, are. The names are those of the scripts. */
#define DRAWINGS(X)                                                                     \
	X(DOTS, "dots")   /* value across, logarithmic; row down; the text beside it */ \
	X(BARS, "bars")   /* stacked: from lo to hi */                                  \
	X(HEAT, "heat")   /* a column a series; a row's shade is its value */           \
	X(STEPS, "steps") /* value across; row: 10000 times the share up to it */       \
	X(YEARS, "years") /* row: the year, across; value down, logarithmic */

enum drawing {
#define DRAWING(id, name) DRAW_##id,
	DRAWINGS(DRAWING)
#undef DRAWING
	DRAWING_KINDS
};

/* Texts for TSC cycles, then for instructions; one title may serve both. */
struct chart_kind {
	enum drawing drawing;
	const char *name;     /* begins the file's name: "cost" of cost-cycles.svg */
	const char *title[2], *axis[2];
	double span;          /* the axis covers at least this ratio; 0: the usual one */
	bool joins;           /* from lo to hi is what is drawn, not an interval */
	double shaded;        /* from 1 by this ratio; 0: nothing is */
};

/* The axis of pictures that show floors alone, one joined to another. */
#define AXIS_OF_FLOORS                                                               \
	{ "TSC cycles per operation, floors; logarithmic axis",                      \
	  "instructions per operation (counted in an emulator: not a time); "        \
	  "logarithmic axis" }

struct chart_point {
	size_t row;           /* from 1 */
	double value, lo, hi;
	bool hollow;          /* a virtualization hole; a figure that is not verified; a mark */
	char text[48];        /* beside the point */
	const struct cell_result *cell; /* borrowed; NULL: not of one cell */
	size_t lane;          /* line within the row, where texts stand beside */
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
	char *subject;        /* the result's label, or empty */
	char *title;          /* what the chart says */
	char *axis;
	char *caption;        /* whose figures it has; NULL: those of all files that are drawn */
	size_t rows, series_count;
	struct chart_row {
		char *label, *margin;
		bool heading; /* above a group: no points */
		size_t lanes;
	} *row;
	struct chart_series *series;
};

extern const char *const drawing_names[DRAWING_KINDS];

/*
 * `kind` must outlive the chart. The label of `result`, if there is one, is its subject. Titles and
 * labels may hold any text: characters that gnuplot cannot take are replaced.
 */
struct chart *chart_new(const struct chart_kind *kind, const char *unit,
			const struct result *result);
void chart_free(struct chart *chart);

/* Instead of the kind's title: what these figures say. An empty message is none. */
void chart_say(struct chart *chart, struct words message);

/* A new row's number, from 1. 0: no memory. */
size_t chart_add_row(struct chart *chart, const char *label, const char *margin);
void chart_add_heading(struct chart *chart, const char *label);

/* The new series; good until the next is added. NULL: no memory. */
struct chart_series *chart_add_series(struct chart *chart, const char *label, const char *colour,
				      const char *shape);
void chart_add_point(struct chart_series *series, struct chart_point point);

/* A cell's floor, as chart_point_of(). */
struct chart_point chart_point_of_cell(const struct cell_result *cell, size_t row);

/* The least positive and the greatest value or end of an interval. */
struct chart_extent {
	double least, most;
};
struct chart_extent chart_extent(const struct chart *chart);

/* The axis: the extent with air around it, and at least the kind's span. */
struct chart_extent chart_reach(const struct chart *chart);

/* A figure with its interval. The axis is logarithmic: an end that is not above 0 is left out. */
struct chart_point chart_point_of(const struct statistic *figure, size_t row);

/* Lines of text from above, to a row's top and to a point's middle. */
double chart_row_top(const struct chart *chart, size_t row);
double chart_row_lines(const struct chart *chart, size_t row);
double chart_point_line(const struct chart *chart, const struct chart_point *point);

/* Of the widest text beside a point, in characters. */
size_t chart_text_width(const struct chart *chart);

/* The last call: drops empty series and gives lanes. A chart without points is freed: NULL. */
struct chart *chart_finish(struct chart *chart);

/* false: the stream is broken. */
bool chart_write(const struct chart *chart, FILE *stream);

/*
 * What a script must know in advance: "rows least most label_width margin_width shaded lines
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
 * Charts of one result, in the order in which they are drawn; `plot --help' prints these rows.
 * NULL: there is nothing to show, or no memory. Units never share a chart. The caller frees with
 * chart_free().
 */
#define CHARTS_OF_RESULT(X)                                              \
	X(path, "the round trip of an exit")                             \
	X(legs, "its exit, handler and entry")                           \
	X(cost, "the classic operations by technique")                   \
	X(overhead, "operations by where they ran, as multiples of native") \
	X(trappable, "what AMD-V can make exit and VT-x cannot, free and forced") \
	X(knobs, "what a setting changes")                               \
	X(anatomy, "what each part of an exit costs")                    \
	X(distribution, "how batches scatter")

#define CHART_OF_RESULT(name, words) \
	struct chart *chart_##name(const struct chart_source *source);
CHARTS_OF_RESULT(CHART_OF_RESULT)
#undef CHART_OF_RESULT

/* The run `other` against `first`: the cells of this unit that are in both. */
struct chart *chart_against(const struct result *first, const struct result *other,
			    const char *unit);

/*
 * Exit, handler and entry of CPUID and VMCALL, a row for each of several files that has them. They
 * are gathered, from zeros, file by file, of which nothing is needed afterwards.
 */
struct file_legs {
	size_t file;          /* its number, as they were added */
	size_t op;
	enum unit unit;
	const char *label;
	double legs[RESULT_LEGS];
};

struct legs_of_files {
	size_t files, count;
	struct file_legs *list;
	struct texts labels;
};

void file_legs_add(struct legs_of_files *legs, const struct run_file *file);
void file_legs_free(struct legs_of_files *legs);
struct chart *chart_legs_by_file(const struct legs_of_files *legs, enum unit unit);

/* In cycles alone: NULL if neither the files nor the literature have any. */
struct chart *chart_generations(const struct generations *generations);

#endif
