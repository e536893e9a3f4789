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

struct interval slope_through(const struct slope_point *points, size_t count)
{
	struct interval slope = { 0, 0, 0 };
	double mean = mean_x(points, count), squares = 0;

	for (size_t i = 0; i < count; i++) {
		double weight = points[i].x - mean;

		squares += weight * weight;
		slope.value += weight * points[i].y.value;
		slope.lo += weight * (weight > 0 ? points[i].y.lo : points[i].y.hi);
		slope.hi += weight * (weight > 0 ? points[i].y.hi : points[i].y.lo);
	}
	if (!(squares > 0))
		return (struct interval){ NAN, NAN, NAN };
	return (struct interval){ slope.value / squares, slope.lo / squares, slope.hi / squares };
}
