/* SPDX-License-Identifier: GPL-2.0-only */
/* What one more costs, by the costs of several numbers of them. */
#ifndef HARNESS_SLOPE_H
#define HARNESS_SLOPE_H

#include "statistics/statistics.h"

struct slope_point {
	double x;
	struct interval y;
};

/*
 * The slope of the line of least squares, which is a weighted sum of the values: its interval goes
 * from that of their least to that of their greatest. NaN where all x are equal.
 */
struct interval slope_through(const struct slope_point *points, size_t count);

#endif
