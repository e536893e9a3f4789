// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many tests at once: p-values adjusted for each other, and how many units it takes to find
 * anything.
 */
#include <math.h>
#include <stdlib.h>
#include "statistics/rules.h"
#include "statistics/significance.h"

size_t significance_units_needed(size_t tests, bool one_sided)
{
	double permutations = 2, wanted = (double)tests * (one_sided ? 1 : 2) / SIGNIFICANCE_LEVEL;
	size_t units = 1;

	while (permutations < wanted) {
		units++;
		permutations *= 2 * (2 * (double)units - 1) / (double)units;
	}
	return units;
}

/* The tests' numbers, those with a p-value, by ascending p; how many. */
static size_t order_of(const double *p, size_t count, size_t *order)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		size_t at = known;

		if (isnan(p[i]))
			continue;
		for (; at && p[order[at - 1]] > p[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
		known++;
	}
	return known;
}

void significance_holm(const double *p, size_t count, double *adjusted)
{
	size_t *order = malloc((count + 1) * sizeof(*order));
	size_t known = order ? order_of(p, count, order) : 0;
	double most = 0;

	for (size_t i = 0; i < count; i++)
		adjusted[i] = NAN;
	for (size_t i = 0; i < known; i++) {
		most = fmax(most, fmin(1, (double)(known - i) * p[order[i]]));
		adjusted[order[i]] = most;
	}
	free(order);
}

void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted)
{
	size_t *order = malloc((count + 1) * sizeof(*order));
	size_t known = order ? order_of(p, count, order) : 0;
	double least = 1;

	for (size_t i = 0; i < count; i++)
		adjusted[i] = NAN;
	for (size_t i = known; i-- > 0;) {
		least = fmin(least, (double)known / (double)(i + 1) * p[order[i]]);
		adjusted[order[i]] = least;
	}
	free(order);
}
