/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages from result files: one file, one page; several, an index and a page for each. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include "compare/machines.h"
#include "result/literature.h"
#include "result/set.h"

/* The page of a lone file; that of each of several files; the index of those. */
enum report_pages { PAGE_ALONE, PAGES_OF_FILES, PAGE_INDEX };

/*
 * Write DIRECTORY/index.html, or DIRECTORY/NAME.html of each file, and print the paths. Complains
 * about what cannot be drawn or written and writes the rest. false: something is missing. An index
 * needs `machines`, and of many files the cells that generations_ask_for().
 */
bool report_write(enum report_pages kind, const struct run_files *files,
		  const struct machines *machines, const struct library *library,
		  const char *directory);

#endif
