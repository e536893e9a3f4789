/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages from result files: one file, one page; several, an index and a page for each. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include "compare/machines.h"
#include "plot/pictures.h"
#include "result/literature.h"
#include "result/set.h"
#include "show/generations.h"

/* The page of a lone file; that of each of several files; the index of those. */
enum report_pages { PAGE_ALONE, PAGES_OF_FILES, PAGE_INDEX };

/* A file's row in the index's list of machines. Texts are the index's; NULL: not known. */
struct index_row {
	const char *title, *kernel, *day;
	struct microarchitecture microarchitecture;
	size_t figures;
};

/*
 * What the index says of its files, gathered from zeros file by file, of which only names are
 * needed afterwards: they are whole only if there are few. false: no memory.
 */
struct report_index {
	struct run_files files;
	struct machines machines;
	struct generations generations;
	struct legs_of_files legs;
	struct index_row *rows;   /* of the files */
	struct texts texts;
	json_t *first;            /* file's machine */
	bool differ;              /* another file's is other than that (generations_differ) */
};

bool report_index_add(struct report_index *index, struct run_file *file, size_t count);
bool report_index_end(struct report_index *index, const struct library *library);
void report_index_free(struct report_index *index);

/*
 * Write DIRECTORY/index.html, or DIRECTORY/NAME.html of each file, and print the paths. Complains
 * about what cannot be drawn or written and writes the rest. false: something is missing. The index
 * of several files is of `index`, and of nothing else.
 */
bool report_write(enum report_pages kind, const struct run_files *files,
		  const struct report_index *index, const struct library *library,
		  const char *directory);

#endif
