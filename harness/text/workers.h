/* SPDX-License-Identifier: GPL-2.0-only */
/* One function on every CPU at once; a counter in its data hands out the work. */
#ifndef HARNESS_WORKERS_H
#define HARNESS_WORKERS_H

#include <stddef.h>

#define WORKERS_MAX 16

/* How many threads work at most. */
size_t workers_most(void);

/*
 * Call work(data) in as many threads as there are CPUs, at most `most` and WORKERS_MAX, with the
 * calling thread among them. Returns when all have returned.
 */
void workers_run(void (*work)(void *data), void *data, size_t most);

#endif
