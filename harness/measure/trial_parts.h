/* SPDX-License-Identifier: GPL-2.0-only */
/* The trial's own process, from fork to exit: what its source files share. */
#ifndef HARNESS_TRIAL_PARTS_H
#define HARNESS_TRIAL_PARTS_H

#include <sys/types.h>
#include "measure/trial.h"

/* One process's view of its trial. */
struct trial {
	const struct trial_setup *setup;
	struct trial_log *log;
	struct machine_vm **vm;     /* one for each item; items of one backend share it */
	bool *runs;
	bool times_canaries;
	struct canary canaries[2];  /* before and after the last batch */
};

static inline const struct plan_item *trial_item(const struct trial *trial, size_t item)
{
	return &trial->setup->plan->items[item];
}

/*
 * The iterations of a batch before those that count, and the fewest that count. What KVM emulates
 * takes ten thousand instructions an iteration, and in an emulator a few hundred thousand are a
 * tick of the kernel, at which another thread mostly runs: there a batch must be shorter.
 */
static inline struct batch_size trial_least(const struct trial *trial, size_t item)
{
	bool is_dear = trial->setup->clock->counts_instructions &&
		       trial_item(trial, item)->what.backend->id == BACKEND_KVM;

	return is_dear ? (struct batch_size){ 2, 2 } : (struct batch_size){ 8, 4 };
}

/* Tell the parent; any fault stops the item. */
void trial_report(struct trial *trial, size_t item, enum cell_fault fault, const char *reason);

/* One batch; false if the claim failed, which is then reported. */
bool trial_run_batch(struct trial *trial, size_t item, size_t iterations, struct batch *batch);

/* Instead of rounds: report of every item whether it runs, and its iterations. */
void trial_calibrate(struct trial *trial);

/* After the rounds: batches of every item with the counters on. */
void trial_count_events(struct trial *trial);

/* Count every exit of a batch by what its legs took. */
void trial_count_legs(struct trial *trial, size_t item, const struct batch *batch);

/* Does the trial and exits. Dies with `parent`. */
__attribute__((noreturn)) void trial_process(const struct trial_setup *setup, struct trial_log *log,
					     pid_t parent);

#endif
