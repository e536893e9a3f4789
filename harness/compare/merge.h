/* SPDX-License-Identifier: GPL-2.0-only */
/* Sessions of one machine made one: their trials pooled, and the figures made again from those. */
#ifndef HARNESS_MERGE_H
#define HARNESS_MERGE_H

#include "result/result.h"

/*
 * `merged` is new, and to be freed. Refuses other machines, guests, tables, clock rates and rules,
 * a session that is there twice, and a cell with two units or clocks. A cell that failed in one of
 * them has failed; one that is ok in some and skipped or missing in others has the trials of those,
 * with their histograms and the session each is of. `iterations' is the mean over batches;
 * `precise' is asked by the strictest of the sessions' rules. Members that this version does not
 * know are kept of trials, of runs, and, where all agree on them, of the root and of cells; the
 * machine and module are the first file's. Only floor and median are made: p99 and overhead would
 * need the batches. `is_same_machine` speaks for files that do not tell their machine
 * (agreement.h). NULL, or why not in words.
 */
const char *merge(struct result *merged, const struct result *results, size_t count,
		  bool is_same_machine);

#endif
