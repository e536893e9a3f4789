// SPDX-License-Identifier: GPL-2.0-only
/* Many tests at once: adjusted p-values, and how many units a find takes. */
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include "statistics/rules.h"
#include "statistics/statistics.h"

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

/*
 * The indices of the known p-values, ascending; how many. All of `adjusted` becomes NaN. Without
 * memory `*order` is NULL, and none is known.
 */
static size_t order_of(const double *p, size_t count, double *adjusted, size_t **order)
{
	size_t known = 0;

	*order = malloc((count + 1) * sizeof(**order));
	for (size_t i = 0; i < count; i++) {
		adjusted[i] = isnan(p[i]) ? INFINITY : p[i];
		known += *order && !isnan(p[i]);
	}
	if (*order)
		gsl_sort_index(*order, adjusted, 1, count);
	for (size_t i = 0; i < count; i++)
		adjusted[i] = NAN;
	return known;
}

void significance_holm(const double *p, size_t count, double *adjusted)
{
	size_t *order, known = order_of(p, count, adjusted, &order);
	double most = 0;

	for (size_t i = 0; i < known; i++) {
		most = fmax(most, fmin(1, (double)(known - i) * p[order[i]]));
		adjusted[order[i]] = most;
	}
	free(order);
}

void significance_benjamini_hochberg(const double *p, size_t count, double *adjusted)
{
	size_t *order, known = order_of(p, count, adjusted, &order);
	double least = 1;

	for (size_t i = known; i-- > 0;) {
		least = fmin(least, (double)known / (double)(i + 1) * p[order[i]]);
		adjusted[order[i]] = least;
	}
	free(order);
}
