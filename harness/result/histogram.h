/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trial's batches as a short text that keeps the order of the blocks. 52 bins of equal width, a
 * to z and then A to Z, cover the range from the smallest to the largest batch. A block is the
 * letters of its bins in ascending order, each followed by its count if that is more than 1, and
 * ends with a semicolon. "ab3;a2c;": 1 batch in a and 3 in b; 2 in a and 1 in c.
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
 * Parse into counts[block * HISTOGRAM_BINS + bin], for at most `blocks_max` blocks. Returns the
 * number of blocks, or -1 for a text that is no histogram.
 */
int histogram_read(const struct histogram *histogram, unsigned *counts, size_t blocks_max);

/* What is wrong with `blocks` from a file, or NULL. It may still not be a histogram. */
const char *histogram_check(const char *text, size_t length);

#endif
