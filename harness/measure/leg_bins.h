/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bins for what single exits take, in ticks, from a few tens in an exit leg to hundreds of
 * thousands under a nested hypervisor. Up to 2048 a bin is half a tick wide, for half a stamp may
 * be one and a half; beyond that each doubling has 128 bins, so that none is wider than 1/128 of
 * what is in it, up to 2^32. Only the last has no end.
 */
#ifndef HARNESS_LEG_BINS_H
#define HARNESS_LEG_BINS_H

#include <stddef.h>

#define LEG_BINS_FINE    4096  /* of half a tick */
#define LEG_BINS_DOUBLED 128   /* from one power of two to the next */
#define LEG_BINS_LOWEST  11    /* 2^11 ticks is where the fine ones end, */
#define LEG_BINS_HIGHEST 32    /* and 2^32, more than a second, where the others do */
#define LEG_BINS (LEG_BINS_FINE + (LEG_BINS_HIGHEST - LEG_BINS_LOWEST) * LEG_BINS_DOUBLED + 1)

/* The one for so many ticks. Less than nothing is in the first, as if it were nothing. */
size_t leg_bin_of(double ticks);

/* What stands for those in it: a fine bin's lower end, another's middle; NaN for the last. */
double leg_bin_ticks(size_t bin);

/*
 * What a share f of those counted did not exceed, in ticks; NaN if that is in the last bin, or
 * there are none.
 */
double leg_bins_quantile(const unsigned *bins, double f);

double leg_bins_total(const unsigned *bins);

#endif
