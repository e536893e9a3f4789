/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a difference between two sides real? A permutation test over units that may be
 * exchanged (trials, or whole sessions), and two corrections for asking it of many cells.
 * Pure functions; batches are no units: see doc/METHOD.md, "Why these rules".
 */
#ifndef HARNESS_SIGNIFICANCE_H
#define HARNESS_SIGNIFICANCE_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

#define SIGNIFICANCE_LEVEL     0.05
#define PERMUTATIONS_EXACT_MAX 20000    /* up to so many are enumerated: 8 units against 8 */
#define PERMUTATIONS_DRAWN     19999    /* more are drawn, so many */
#define PERMUTATIONS_DRAWN_MIN 999      /* or fewer, when the units are very many: */
#define PERMUTATIONS_WORK      1000000  /* draws times units */

struct side {
	const double *values; /* one for each unit, in any order */
	size_t count;
};

struct permutation_test {
	double p;             /* NaN: a side has no unit, or there is no memory */
	double p_least;       /* what complete separation would give */
	size_t permutations;
	bool is_exact;        /* all of them, not drawn ones */
};

/*
 * The probability, were the units exchangeable, of a difference at least so large: of the
 * other side's quantile f and the base's, ties broken by the difference of their means. One-sided: the other
 * side is larger; otherwise twice the smaller tail. Fisher, "The Design of Experiments" (1935); drawn permutations give (b + 1) / (m + 1), Phipson and
 * Smyth, "Permutation P-values Should Never Be Zero" (2010).
 */
struct permutation_test permutation_test(struct side base, struct side other, double f, bool one_sided,
					 const gsl_rng *random);

/*
 * p-values adjusted for each other; NaN stays and does not count. Holm, "A Simple Sequentially
 * Rejective Multiple Test Procedure" (1979): the chance of any false alarm. Benjamini and Hochberg,
 * "Controlling the False Discovery Rate" (1995): the share of false alarms.
 */
void significance_holm(const double *p, size_t count, double *adjusted);
void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted);

#endif
