/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a difference between two sides real? A permutation test over units that may be exchanged:
 * sessions, or trials of one session each; batches are no units, see doc/METHOD.md, "Why these
 * rules". Pure functions.
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
 * The probability, were the units exchangeable, of a difference at least so large: of the
 * other side's quantile f and the base's, ties broken by the difference of their means. One-sided:
 * the other side is larger; otherwise twice the smaller tail. Fisher, "The Design of Experiments"
 * (1935). Sides that lie apart are one permutation of all, which need not be looked at.
 *
 * Where permutations are drawn, b of m that differ so much give (b + 1) / (m + 1): Phipson and
 * Smyth, "Permutation P-values Should Never Be Zero" (2010). Only a small p needs many: drawing
 * ends at the b-th with b = PERMUTATIONS_ENOUGH, and p is then b / m: Besag and Clifford,
 * "Sequential Monte Carlo p-values" (1991). How many there are at most depends on `tests`, of which
 * this is one: p times their number must be able to come below SIGNIFICANCE_LEVEL, whatever the
 * number of units. A p below what they could tell is not drawn for: it is then an upper bound
 * (permutation_bound.h).
 */
struct permutation_test permutation_test(struct side base, struct side other, double f,
					 bool one_sided, size_t tests, const gsl_rng *random);

#endif
