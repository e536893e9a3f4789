/* SPDX-License-Identifier: GPL-2.0-only */
/* p-values of many tests. Pure functions. */
#ifndef HARNESS_SIGNIFICANCE_H
#define HARNESS_SIGNIFICANCE_H

#include <stdbool.h>
#include <stddef.h>

/* The units a side with which one of this many tests can be found if no other is. */
size_t significance_units_needed(size_t tests, bool one_sided);

/*
 * Adjusted p-values; NaN stays NaN and does not count. Holm, "A Simple Sequentially Rejective
 * Multiple Test Procedure" (1979), limits the chance of any false alarm; Benjamini and Hochberg,
 * "Controlling the False Discovery Rate" (1995), the share of false alarms.
 */
void significance_holm(const double *p, size_t count, double *adjusted);
void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted);

#endif
