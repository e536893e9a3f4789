/* SPDX-License-Identifier: GPL-2.0-only */
/* Sessions of one machine in one file: their trials pooled, and the figures of those. */
#ifndef HARNESS_MERGE_H
#define HARNESS_MERGE_H

#include "result/result.h"
#include "text/words.h"

/*
 * Refuses other machines, guests, tables, clock rates and rules, a session that is there twice, and
 * a cell with two units or clocks. A cell that failed in one session has failed; one that is ok in
 * some and skipped or missing in others has the trials of those, with their histograms and their
 * session. `iterations' is the mean over batches; `precise' is judged by the strictest session's
 * rule. Members that this version does not know are kept of trials and runs, and of the root and
 * cells where all agree on them; machine and module are the first file's. Only floor and median are
 * made: p99 and overhead would need the batches. `is_same_machine` speaks for files without a
 * machine id (agreement.h). What is wrong, if anything; `merged` is to be freed in either case.
 */
struct words merge(struct result *merged, const struct result *results, size_t count,
		   bool is_same_machine);

#endif
