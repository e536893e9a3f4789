// SPDX-License-Identifier: GPL-2.0-only
/* Least squares through a few points. */
#include <math.h>
#include "statistics/slope.h"

static double mean_x(const struct slope_point *points, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += points[i].x;
	return sum / (double)count;
}

/* The weights' sum is 0, so what all values have in common drops out: it is taken off at once. */
struct interval slope_through(const struct slope_point *points, size_t count)
{
	struct interval slope = { 0, 0, 0 };
	double mean = mean_x(points, count), first = points[0].y.value, squares = 0;

	for (size_t i = 0; i < count; i++) {
		const struct interval *y = &points[i].y;
		double weight = points[i].x - mean;

		squares += weight * weight;
		slope.value += weight * (y->value - first);
		slope.lo += weight * ((weight > 0 ? y->lo : y->hi) - first);
		slope.hi += weight * ((weight > 0 ? y->hi : y->lo) - first);
	}
	if (!(squares > 0))
		return (struct interval){ NAN, NAN, NAN };
	return (struct interval){ slope.value / squares, slope.lo / squares, slope.hi / squares };
}
