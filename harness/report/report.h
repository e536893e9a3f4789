/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages from result files: one file, one page; several, an index and a page for each. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include "result/literature.h"
#include "result/set.h"

/*
 * Write DIRECTORY/index.html, and DIRECTORY/NAME.html for each of several files, and print their
 * paths. Complains about what cannot be drawn or written and writes the rest. false: something is
 * missing.
 */
bool report_write(const struct run_files *files, const struct library *library,
		  const char *directory);

#endif
