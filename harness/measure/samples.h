/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The raw samples of a session: CSV, a line for each batch in the order they ran.
 *   trial,round,cell,ticks_per_operation,taken_off,exits_per_operation,disturbed
 * cell                 id of a cell or of an added twin; "canary": ticks per step of arithmetic
 * ticks_per_operation  the twin is not subtracted
 * taken_off            already subtracted, for one iteration and the stamps, per iteration; figures
 *                      subtract the trial's median of it instead
 * exits_per_operation  empty where they cannot be counted
 * disturbed            empty, or the cause; gaps are found later and not marked
 * The number of iterations of a batch is in the result.
 */
#ifndef HARNESS_SAMPLES_H
#define HARNESS_SAMPLES_H

#include "measure/trial.h"
#include "text/file.h"

struct samples {
	struct whole_file file; /* begun with the first trial */
	int error;              /* errno of what went wrong, or 0 */
};

/* One more trial: an each_trial of struct measure_options. The first opens the file. */
void samples_add(const struct plan *plan, const struct trial_log *log, size_t trial, void *samples);

/* Put the file in its place; or why what was written is lost. */
struct words samples_close(struct samples *samples);

#endif
