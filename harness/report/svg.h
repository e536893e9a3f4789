/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A chart as SVG in the page: what its drawings share. Across it is in per cent of the width and
 * down in pixels, so that one drawing with letters of one size serves a desk and a phone. Colours
 * are classes of page.css. A point links to its figure in the tables.
 */
#ifndef HARNESS_REPORT_SVG_H
#define HARNESS_REPORT_SVG_H

#include <stdio.h>
#include "plot/chart.h"

struct frame {
	FILE *page;
	const struct chart *chart;
	double left, right;         /* of the plot, per cent */
	double low, far;            /* the values there */
	bool linear;
	double high;                /* of the plot, pixels */
	bool names_above;           /* their row, a line more: too long to stand beside it */
};

/* Between 0 and 1; and in per cent of the whole width. */
double share_of(const struct frame *frame, double value);
double across(const struct frame *frame, double value);

struct ticks {
	size_t count;
	double at[12];
};
struct ticks even_ticks(double low, double far);
struct ticks log_ticks(double low, double far);

void svg_ticks(const struct frame *frame, const struct ticks *ticks);

/* A class may be NULL. */
void svg_line(const struct frame *frame, const char *class, double x1, double y1, double x2,
	      double y2);
void svg_text(const struct frame *frame, const char *class, double x, double y, double dx,
	      const char *text);

/* The colour of what follows, up to </g>. */
void svg_series(const struct frame *frame, const struct chart_series *series);

/* A link with a title, up to </a>. */
void svg_point(const struct frame *frame, const struct chart_series *series,
	       const struct chart_point *point);
void svg_mark(const struct frame *frame, const struct chart_series *series,
	      const struct chart_point *point, double x, double y);

/* A shape that is defined on the page, whatever a file calls its forms. */
const char *svg_shape(const char *name);

/* The drawings. Of those with rows `high` and `names_above` are known before. */
void svg_measure_rows(struct frame *frame);
void svg_dots(struct frame *frame);
void svg_bars(struct frame *frame);
void svg_steps(struct frame *frame);
void svg_years(struct frame *frame);

/* A table already: no SVG. */
void html_heat(const struct frame *frame);

#endif
