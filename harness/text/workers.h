/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The same function on every CPU at once; what is whose the function finds out by a counter in its
 * data.
 */
#ifndef HARNESS_WORKERS_H
#define HARNESS_WORKERS_H

#include <stddef.h>

#define WORKERS_MAX 16

/*
 * Call work(data) in as many threads as there are CPUs, at most `most` and WORKERS_MAX; this thread
 * is one. Back when all are.
 */
void workers_run(void (*work)(void *data), void *data, size_t most);

#endif
