/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trial's batches as text that stays small in a result file and still has every block in order.
 * The range from the smallest to the largest batch is cut into 52 bins of one width, a to z and
 * then A to Z. Each block is the bins that have batches, ascending, each followed by how many
 * if more than one; a semicolon ends a block. "ab3;a2c;" says: one in a, three in b; two in a, one
 * in c.
 */
#ifndef HARNESS_HISTOGRAM_H
#define HARNESS_HISTOGRAM_H

#include "result/result.h"
#include "statistics/statistics.h"

#define HISTOGRAM_BINS 52
#define HISTOGRAM_BYTES_MAX 65536u

/*
 * Of a sorted sample; the caller frees `blocks`, which is NULL for no batches, or without memory.
 */
struct histogram histogram_of(const struct trial_sample *sample);

/*
 * Back from text: counts[block * HISTOGRAM_BINS + bin], for at most `blocks_max` blocks. How many
 * blocks there were, or -1 for a text that is no histogram.
 */
int histogram_read(const struct histogram *histogram, unsigned *counts, size_t blocks_max);

/* What is wrong with `blocks` from a file, or NULL. It may still not be a histogram. */
const char *histogram_check(const char *text, size_t length);

#endif
