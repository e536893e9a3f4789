/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of charts with their data files and pictures, made in a folder aside. The data are written
 * even if gnuplot is missing.
 */
#ifndef HARNESS_PICTURES_H
#define HARNESS_PICTURES_H

#include "plot/chart.h"
#include "result/set.h"
#include "show/show.h"

#define FORMATS_MAX 3

struct picture {
	const struct chart *chart; /* its data file is written */
	const char *format;        /* svg, png or pdf */
	char *output;              /* absolute; NULL: it could not be placed */
	const char *caption;
	bool drawn;
};

struct pictures {
	const char *directory;     /* where they will be placed: errors name it */
	size_t charts, count;
	struct chart **chart;
	struct picture *list;      /* charts times formats */
};

/* Every chart for which the result has figures. */
void pictures_of_result(struct pictures *pictures, const struct run_file *file);

/* Charts of several files: generations, and of two files one against the other. */
void pictures_of_files(struct pictures *pictures, const struct run_files *files,
		       const struct generations *generations, const struct legs_of_files *legs);

/* The machines and days of a picture of several files. */
char *pictures_caption(const struct run_files *files);

/*
 * Write the data, ASIDE/PREFIXname.tsv, and name the pictures, ASIDE/PREFIXname.FORMAT, of those
 * charts whose data are written. `aside` is absolute, `formats` ends with NULL. The words are
 * empty, or say what could not be written.
 */
struct words pictures_prepare(struct pictures *pictures, const char *aside, const char *prefix,
			      const char *const *formats, const char *caption);

/*
 * Draw them by gnuplot and set `drawn` of each. A picture that stops gnuplot is left out, and the
 * others are drawn all the same. The words are empty, or say why not all are there.
 */
struct words gnuplot_draw(struct picture *const *pictures, size_t count);

/* Draw what was prepared, by one gnuplot. The words are empty, or say why some are missing. */
struct words pictures_draw(const struct pictures *pictures);

/*
 * Move the data, and what was drawn, to their directory of the same file system, over older ones.
 * The words are empty, or say what could not be moved.
 */
struct words pictures_place(struct pictures *pictures);

/*
 * The charts as tables instead; or a record for each point, after `count` others, of which there
 * are then as many as it returns. `file` is whose they are, or "".
 */
void pictures_print(const struct pictures *pictures, const char *file, enum table_format format,
		    FILE *stream);
size_t pictures_records(const struct pictures *pictures, const char *file,
			enum records_format format, size_t count, FILE *stream);

void pictures_free(struct pictures *pictures);

#endif
