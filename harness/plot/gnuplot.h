/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Charts drawn by gnuplot: one process for a list of pictures. Texts reach it as
 * data, never as commands.
 */
#ifndef HARNESS_GNUPLOT_H
#define HARNESS_GNUPLOT_H

#include "plot/chart.h"

struct picture {
	const struct chart *chart;
	const char *format;   /* svg, png, pdf, or narrow: an SVG for a phone */
	char *output;         /* absolute; freed by pictures_free() */
	char *data;           /* the chart's data file, absolute; may be shared, never freed here */
	const char *caption;
	bool drawn;
};

/*
 * Draw them and say for each whether it is there. NULL, or in words (until the
 * next call) why not all of them are.
 */
const char *gnuplot_draw(struct picture *pictures, size_t count);

#endif
