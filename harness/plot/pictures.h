/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of charts, their data files and pictures in a directory, drawn by one
 * gnuplot. The data are written whether or not gnuplot is there.
 */
#ifndef HARNESS_PICTURES_H
#define HARNESS_PICTURES_H

#include "plot/charts.h"
#include "plot/gnuplot.h"
#include "result/set.h"

#define FORMATS_MAX 3

struct pictures {
	size_t charts, count;
	struct chart **chart;
	char **data;               /* a file for each chart */
	struct picture *list;      /* charts times formats */
};

/* The chart is taken; NULL is none. */
void pictures_add(struct pictures *pictures, struct chart *chart);

/* Every chart that a result has something for. */
void pictures_of_result(struct pictures *pictures, const struct run_file *file);

/* Those of several: generations, and, of two, one against the other. */
void pictures_of_files(struct pictures *pictures, const struct run_files *files,
		       const struct generations *generations);

/* Which machines and days a picture of several files is of; the caller frees. */
char *pictures_caption(const struct run_files *files);

/*
 * Write data and draw, as DIRECTORY/PREFIXname.FORMAT; `directory` is absolute,
 * `formats` ends with NULL. NULL, or in words what is missing.
 */
const char *pictures_draw(struct pictures *pictures, const char *directory, const char *prefix,
			  const char *const *formats, const char *caption);

/*
 * The first half of that, the data and which pictures there are to be; and the second, for several
 * sets at once.
 */
const char *pictures_prepare(struct pictures *pictures, const char *directory, const char *prefix,
			     const char *const *formats, const char *caption);
const char *pictures_draw_together(struct pictures *const *sets, size_t count);

/* The picture of the chart in that format. */
const struct picture *pictures_find(const struct pictures *pictures, const char *chart,
				    const char *format);

void pictures_free(struct pictures *pictures);

#endif
