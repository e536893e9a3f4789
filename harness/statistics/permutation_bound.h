/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A p so small that no number of draws could tell it, bounded from above without any. Pure
 * functions.
 */
#ifndef HARNESS_PERMUTATION_BOUND_H
#define HARNESS_PERMUTATION_BOUND_H

#include <stddef.h>

/*
 * Of `upper` + `lower` values, sorted, so many are chosen at random as the upper side, the others
 * are the lower. The probability that the quantile f (see statistics_quantile) of the upper side
 * exceeds that of the lower by `difference` or more is at most this. `difference` must be above 0.
 */
double permutation_bound(const double *sorted, size_t upper, size_t lower, double f,
			 double difference);

#endif
