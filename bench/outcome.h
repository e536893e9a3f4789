/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run left behind, to be compared between environments: registers and memory as the
 * guest has them, and the state of its CPU - the virtual one where there is a monitor.
 */
#ifndef BENCH_OUTCOME_H
#define BENCH_OUTCOME_H

#include "cell.h"

struct outcome {
	u64 item[OUTCOME_ITEM_COUNT];
};

/* After a full run that finished. `final` is its vmx_run's; `image` the guest's memory. */
void outcome_read(const struct cell *cell, const struct guest_final *final, const void *image,
		  struct outcome *outcome);

/* Those of the operation's items that differ: GIVES_ and LEAVES_. */
u32 outcome_differences(enum op op, const struct outcome *one, const struct outcome *other);

/* The first of the items in `items`, by name. */
const char *outcome_item_name(u32 items);

#endif
