/* SPDX-License-Identifier: GPL-2.0-only */
/* A session while it runs: what session.c and session_cells.c share. */
#ifndef HARNESS_SESSION_H
#define HARNESS_SESSION_H

#include "measure/estimate.h"
#include "measure/measure.h"

struct session {
	struct measure_options options; /* with defaults */
	struct measure_summary *summary;
	struct plan plan;
	struct trial_log *log;
	struct trial_data data;
	gsl_rng *random;
	double start, end;
	size_t trials_least, trials_planned;
	size_t precise;
	bool is_calibrated;
};

/* The half-width that was asked for, as a fraction. */
static inline double session_precision(const struct session *session)
{
	return session->options.precision_percent / 100;
}

/* Whatever became of the item, as the cell of a result. */
void session_fill_cell(struct session *session, size_t item, struct cell_result *cell);

#endif
