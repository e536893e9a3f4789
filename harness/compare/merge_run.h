/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The run object of a merged file: its sessions' own in a list, and what can be said of all of
 * them.
 */
#ifndef HARNESS_MERGE_RUN_H
#define HARNESS_MERGE_RUN_H

#include "result/result.h"

/* A new object. */
json_t *merge_run(const struct result *results, size_t count);

/* How many sessions a file is of: 1, unless it was merged itself. */
size_t merge_run_sessions(const struct result *file);

/* The precision of the session that asked for most, in per cent; NaN where one does not tell. */
double merge_run_precision(const struct result *results, size_t count);

#endif
