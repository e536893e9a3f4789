/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The raw samples of a session beside its result: CSV, one line a batch in the order they ran.
 *   trial,round,cell,ticks_per_operation,taken_off,exits_per_operation,disturbed
 * `cell` is a cell's id, that of a twin that was added, or "canary" (ticks per step of its
 * arithmetic). No twin is taken off. taken_off is what the stamps and one iteration took that are
 * off already, by the batch's iterations: a figure has the trial's median of it off instead.
 * exits_per_operation is empty where they cannot be counted; disturbed is empty or the cause. Gaps
 * are judged from the rest afterwards and not marked here. The batch's iterations are in the
 * result.
 */
#ifndef HARNESS_SAMPLES_H
#define HARNESS_SAMPLES_H

#include "measure/trial.h"
#include "text/file.h"

struct samples {
	struct whole_file file; /* begun with the first trial: until then nothing is touched */
	int error;              /* errno of what went wrong, or 0 */
};

/*
 * One more trial: a struct measure_options' each_trial, with the samples as its data. The first
 * opens the file; whether it can was asked before, with result_check_writable().
 */
void samples_add(const struct plan *plan, const struct trial_log *log, size_t trial, void *samples);

/* Put them in their place. NULL, or why what was written is lost. */
const char *samples_close(struct samples *samples);

#endif
