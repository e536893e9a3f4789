/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages from result files: one file, one page; several, an index and a page for each. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include "result/literature.h"
#include "result/set.h"

/*
 * Write DIRECTORY/index.html of one file; or DIRECTORY/NAME.html of each of some, and in the end
 * the index of all. Each prints its paths, complains about what cannot be drawn or written and
 * writes the rest. false: something is missing. Files of an index may have been made small by
 * machines_keep() if there are more than FILES_DIFFERING.
 */
bool report_write_one(const struct run_files *file, const struct library *library,
		      const char *directory);
bool report_write_pages(const struct run_files *files, const struct library *library,
			const char *directory);
bool report_write_index(const struct run_files *files, const struct library *library,
			const char *directory);

/* An index has every difference between so many files. */
#define FILES_DIFFERING 20

#endif
