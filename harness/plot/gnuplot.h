/* SPDX-License-Identifier: GPL-2.0-only */
/* Charts drawn by gnuplot: one process for a list of pictures. Texts reach it as data only. */
#ifndef HARNESS_GNUPLOT_H
#define HARNESS_GNUPLOT_H

#include "plot/chart.h"
#include "text/words.h"

struct picture {
	const struct chart *chart; /* its data file is written */
	const char *format;        /* svg, png, pdf, or narrow: an SVG for a phone */
	char *output;              /* absolute; freed by pictures_free() */
	const char *caption;
	bool drawn;
};

/*
 * Draw them and set `drawn` of each. A picture that stops gnuplot is left out, and the others are
 * drawn all the same. The words are empty, or say why not all are there.
 */
struct words gnuplot_draw(struct picture *const *pictures, size_t count);

#endif
