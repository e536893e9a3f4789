/* SPDX-License-Identifier: GPL-2.0-only */
/* When p-values count as a find: a level, and what asking many cells takes. Pure functions. */
#ifndef HARNESS_SIGNIFICANCE_H
#define HARNESS_SIGNIFICANCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How many units a side it takes that, of so many tests, one with sides that lie apart is found if
 * no other is.
 */
size_t significance_units_needed(size_t tests, bool one_sided);

/*
 * p-values adjusted for each other; NaN stays and does not count. Holm, "A Simple Sequentially
 * Rejective Multiple Test Procedure" (1979): the chance of any false alarm. Benjamini and Hochberg,
 * "Controlling the False Discovery Rate" (1995): the share of false alarms.
 */
void significance_holm(const double *p, size_t count, double *adjusted);
void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted);

#endif
