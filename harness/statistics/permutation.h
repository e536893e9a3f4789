/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a difference between two sides real? A permutation test over units that may be exchanged:
 * sessions, or trials of one session each. Batches are no units: neighbouring ones resemble each
 * other. Pure functions.
 */
#ifndef HARNESS_PERMUTATION_H
#define HARNESS_PERMUTATION_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

struct side {
	const double *values; /* one for each unit, in any order */
	size_t count;
};

struct permutation_test {
	double p;             /* NaN: a side has no unit, or there is no memory */
	double p_least;       /* what sides that lie apart would give; above 0 */
	size_t permutations;  /* enumerated or drawn; 0: neither was needed */
	bool is_exact;        /* p is that of all permutations, not of drawn ones */
};

/*
 * The probability, were the units exchangeable, of a difference at least as large: of the other
 * side's quantile f and the base's, ties broken by the difference of their means. One-sided: the
 * other side is larger; otherwise twice the smaller tail. Fisher, "The Design of Experiments"
 * (1935). Of sides that lie apart this is one permutation of all, known without looking at others.
 *
 * Where permutations are drawn, b of m that differ as much give (b + 1) / (m + 1), so p is never 0:
 * Phipson and Smyth, "Permutation P-values Should Never Be Zero" (2010). A p that the draws cannot
 * show is thus an upper bound. Only a small p takes all draws (PERMUTATIONS_ENOUGH); their number
 * grows with `tests`, of which this is one, so that p times that number can come below
 * SIGNIFICANCE_LEVEL.
 */
struct permutation_test permutation_test(struct side base, struct side other, double f,
					 bool one_sided, size_t tests, const gsl_rng *random);

#endif
