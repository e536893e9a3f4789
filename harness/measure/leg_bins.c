// SPDX-License-Identifier: GPL-2.0-only
/* Where single exits are counted, and their quantiles. */
#include <math.h>
#include "measure/trial.h"

size_t leg_bin_of(double ticks)
{
	int power;
	double part;

	if (!(ticks > 0))
		return 0;
	if (2 * ticks < LEG_BINS_FINE)
		return (size_t)(2 * ticks);
	part = 2 * frexp(ticks, &power) - 1; /* ticks is (1 + part) * 2^(power - 1) */
	if (power > LEG_BINS_HIGHEST)
		return LEG_BINS - 1;
	return LEG_BINS_FINE + (size_t)(power - 1 - LEG_BINS_LOWEST) * LEG_BINS_DOUBLED +
	       (size_t)(part * LEG_BINS_DOUBLED);
}

double leg_bin_ticks(size_t bin)
{
	size_t doubled = (bin - LEG_BINS_FINE) / LEG_BINS_DOUBLED,
	       within = (bin - LEG_BINS_FINE) % LEG_BINS_DOUBLED;

	if (bin < LEG_BINS_FINE)
		return (double)bin / 2;
	if (bin >= LEG_BINS - 1)
		return NAN;
	return ldexp(1 + ((double)within + 0.5) / LEG_BINS_DOUBLED, LEG_BINS_LOWEST + (int)doubled);
}

double leg_bins_total(const unsigned *bins)
{
	double total = 0;

	for (size_t bin = 0; bin < LEG_BINS; bin++)
		total += bins[bin];
	return total;
}

double leg_bins_quantile(const unsigned *bins, double f)
{
	double total = leg_bins_total(bins), below = 0;
	size_t bin = 0;

	while (bin + 1 < LEG_BINS && below + bins[bin] < f * total)
		below += bins[bin++];
	return total > 0 ? leg_bin_ticks(bin) : NAN;
}
