// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first process of a session: which cells run here, and how many iterations make a batch that
 * is short against the machine's changes of speed and long against the stamps.
 */
#include <math.h>
#include "statistics/statistics.h"
#include "measure/trial_parts.h"

#define ITERATIONS_MAX      400000
#define ITERATIONS_EXACT    100      /* where one tick is one instruction, */
#define ITERATIONS_COUNTED  300      /* or one on average */
#define BATCH_SECONDS_UNINTERRUPTED 80e-6    /* interrupts are off meanwhile */
#define BATCH_SECONDS_OTHER         200e-6
#define BATCH_SECONDS_EMULATED      400e-6   /* few instructions; a batch may take 1 ms */
#define CALIBRATIONS        3        /* batches of a size */
#define CALIBRATION_TRIES           10       /* because some are disturbed */
#define CALIBRATION_SIZES   8
#define CALIBRATION_GROWTH  10       /* from one size to the next */

/* As many iterations as fit the time at this cost. */
static size_t fitting_iterations(const struct trial *trial, size_t item, double ticks_per_iteration)
{
	const struct clock *clock = trial->setup->clock;
	const struct planned_cell *what = &trial_item(trial, item)->what;
	struct batch_size least = trial_least(trial, item);
	bool on_vmx = what->backend->id & BACKENDS_OURS;
	bool uninterrupted =
		on_vmx || (what->backend->id == BACKEND_NATIVE && what->cell.ring == 0);
	double seconds = uninterrupted ? BATCH_SECONDS_UNINTERRUPTED : BATCH_SECONDS_OTHER,
	       most = ITERATIONS_MAX;

	if (clock->counts_instructions) {
		most = on_vmx && !clock->is_exact ? ITERATIONS_COUNTED : ITERATIONS_EXACT;
		seconds = BATCH_SECONDS_EMULATED;
	}
	most = fmin(most, (double)cell_iterations_max(&what->cell, least.warmup));
	return (size_t)fmin(most, fmax((double)least.iterations,
				       clock->hz * seconds / fmax(1, ticks_per_iteration)));
}

/*
 * Ticks per iteration: the median of a few undisturbed batches, because a held-up stamp makes a
 * batch look dear or cheap. NaN if all were disturbed; false if the cell fails.
 */
static bool find_cost(struct trial *trial, size_t item, size_t iterations, double *cost)
{
	double costs[CALIBRATIONS];
	size_t measured = 0;
	struct batch batch = { 0 };

	for (unsigned i = 0; i < CALIBRATION_TRIES && measured < CALIBRATIONS; i++) {
		if (!trial_run_batch(trial, item, iterations, &batch))
			return false;
		if (!batch.disturbed)
			costs[measured++] = (double)batch.ticks / (double)iterations;
	}
	*cost = statistics_quantile_of(costs, measured, 0.5);
	return true;
}

/* Short batches are imprecise, so the size grows in steps until it is near what fits. */
static void calibrate(struct trial *trial, size_t item)
{
	size_t iterations = trial_least(trial, item).iterations, fitting, tried;
	double cost;

	for (unsigned i = 0; i < CALIBRATION_SIZES; i++) {
		if (!find_cost(trial, item, iterations, &cost))
			return;
		if (isnan(cost))
			break;
		tried = iterations;
		fitting = fitting_iterations(trial, item, cost);
		iterations =
			fitting < CALIBRATION_GROWTH * tried ? fitting : CALIBRATION_GROWTH * tried;
		if (fitting < 2 * tried)
			break;
	}
	trial->log->reports[item].iterations = iterations;
	trial_report(trial, item, FAULT_NONE, NULL);
}

void trial_calibrate(struct trial *trial)
{
	for (size_t i = 0; i < trial->setup->plan->count; i++) {
		const struct planned_cell *what = &trial_item(trial, i)->what;
		struct words refusal = NO_WORDS, missing = NO_WORDS;

		if (trial->log->stop)
			return;
		if (!trial->runs[i])
			continue;
		trial->log->current = i;
		if (what->backend->misses)
			missing = what->backend->misses(trial->vm[i], what->cell.ring);
		if (!*missing.text)
			refusal = what->backend->refuses(trial->vm[i], &what->cell);
		if (*missing.text)
			trial_report(trial, i, FAULT_ABSENT, missing.text);
		else if (*refusal.text)
			trial_report(trial, i, FAULT_UNSUPPORTED, refusal.text);
		else
			calibrate(trial, i);
	}
}
