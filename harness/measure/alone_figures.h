/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The figures of batches alone on the core, and beside a neighbour, net of the twin's batches of
 * the same kind, in core cycles.
 */
#ifndef HARNESS_ALONE_FIGURES_H
#define HARNESS_ALONE_FIGURES_H

#include "measure/alone.h"

/* The relative width of the floor's interval, by a quick bootstrap; NaN: it never was alone. */
double alone_half_width(const struct alone_data *data, const struct plan *plan, size_t item,
			const gsl_rng *random);

/* Fill cell->alone and what its trials have of it, or say that it never was alone. */
void alone_fill(const struct alone_data *data, const struct plan *plan, size_t item,
		const gsl_rng *random, struct cell_result *cell);

#endif
