// SPDX-License-Identifier: GPL-2.0-only
/* The lowest mode of the rounds, the step above it, and batches judged by it. */
#include <math.h>
#include "statistics/neighbour.h"
#include "statistics/rules.h"

static size_t bin_of(double cycles)
{
	return cycles < 0 ? 0 : (size_t)fmin(cycles / ROUND_WIDTH, ROUND_BINS - 1);
}

void round_counts_add(struct round_counts *counts, double cycles)
{
	counts->bins[bin_of(cycles)]++;
	counts->count++;
}

/* Readings from the first number of cycles up to, and without, the second. */
static size_t between(const struct round_counts *counts, double from, double to)
{
	size_t total = 0;

	for (size_t bin = bin_of(from); bin < bin_of(to); bin++)
		total += counts->bins[bin];
	return total;
}

/* The fullest bin from the first number of cycles up to the second, by its middle. */
static double fullest(const struct round_counts *counts, double from, double to)
{
	size_t best = bin_of(from);

	for (size_t bin = best; bin < bin_of(to); bin++)
		if (counts->bins[bin] > counts->bins[best])
			best = bin;
	return ((double)best + 0.5) * ROUND_WIDTH;
}

/* The lowest stretch of an alone reading's width that holds enough of them; NaN without one. */
static double lowest_mode(const struct round_counts *counts)
{
	double least = fmax(ALONE_COUNT, ALONE_LEAST * (double)counts->count);

	for (double from = ROUND_WIDTH; from < ALONE_MOST; from += ROUND_WIDTH) {
		double to = from * ALONE_ABOVE + ROUND_WIDTH;

		if ((double)between(counts, from, to) >= least)
			return fullest(counts, from, from * ALONE_ABOVE * ALONE_ABOVE);
	}
	return NAN;
}

double round_counts_alone(const struct round_counts *counts)
{
	double mode = lowest_mode(counts);
	size_t inside, above;

	if (isnan(mode) || mode > ALONE_MOST)
		return NAN;
	inside = between(counts, mode * ALONE_BELOW, mode * ALONE_ABOVE);
	above = between(counts, mode * ALONE_ABOVE, mode * ALONE_GAP_END);
	return (double)above <= ALONE_GAP * (double)inside ? mode : NAN;
}

int clock_is_steady(const struct neighbour_reading *reading)
{
	return reading->clock[0] > 0 && reading->clock[1] > 0 &&
	       fabs(reading->clock[1] / reading->clock[0] - 1) < CLOCK_STEADY;
}

enum neighbour neighbour_of(const struct neighbour_reading *reading, double alone)
{
	double lower = fmin(reading->round[0], reading->round[1]),
	       higher = fmax(reading->round[0], reading->round[1]);

	if (!clock_is_steady(reading) || lower < alone * ALONE_BELOW)
		return NEIGHBOUR_UNKNOWN;
	return higher < alone * ALONE_ABOVE ? NEIGHBOUR_NONE : NEIGHBOUR_THERE;
}
