/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages from result files: one file, one page; several, an index and a page each. */
#ifndef HARNESS_REPORT_H
#define HARNESS_REPORT_H

#include "report/page.h"

/*
 * Write DIRECTORY/index.html, and DIRECTORY/NAME.html for each of several files.
 * What cannot be drawn or written is complained about; the rest is there. false:
 * something is missing.
 */
bool report_write(const struct run_files *files, const struct library *library,
		  const char *directory);

#endif
