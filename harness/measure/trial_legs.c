// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a trial: the exits of stamped batches one by one, and their legs held against the CPU's own
 * clocks.
 */
#include <stdio.h>
#include "measure/trial_parts.h"

#define TRIES 20  /* for a batch that nothing disturbed */

void trial_count_legs(struct trial *trial, size_t item, const struct batch *batch)
{
	struct leg_report *report = &trial->log->legs[item];

	report->is_used = true;
	for (size_t i = 0; i < trial_item(trial, item)->iterations; i++)
		for (int leg = 0; leg < LEGS; leg++) {
			double ticks = (double)batch->each_exit[i][leg];

			report->exits[leg][leg_bin_of(ticks)]++;
			if (ticks > report->longest[leg])
				report->longest[leg] = ticks;
		}
}

static void check_item(struct trial *trial, size_t item)
{
	const struct plan_item *planned = trial_item(trial, item);
	const struct planned_cell *what = &planned->what;
	struct batch_size size = { TRIAL_WARMUP_ITERATIONS, planned->iterations };
	struct leg_report *report = &trial->log->legs[item];
	const char *refusal = NULL;

	report->is_used = true;
	trial->log->current = item;
	trial->log->beats++;
	for (unsigned i = 0; i < TRIES && !refusal && !report->clocks.iterations; i++)
		refusal = what->backend->check_clocks(trial->vm[item], &what->cell, size,
						      &report->clocks);
	if (report->clocks.failed)
		trial_report(trial, item, STATUS_FAIL, refusal);
	snprintf(report->clocks_reason, sizeof(report->clocks_reason), "%s",
		 refusal ? refusal : "");
}

void trial_check_clocks(struct trial *trial)
{
	for (size_t i = 0; i < trial->setup->plan->count && !trial->log->stop; i++) {
		const struct planned_cell *what = &trial_item(trial, i)->what;

		if (trial->runs[i] && what->backend->check_clocks &&
		    what->cell.form == FORM_STAMPED && cell_claim(&what->cell)->exits)
			check_item(trial, i);
	}
}
