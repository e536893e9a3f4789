/* SPDX-License-Identifier: GPL-2.0-only */
/* A session while it runs: what session.c and session_cells.c share. */
#ifndef HARNESS_SESSION_H
#define HARNESS_SESSION_H

#include "measure/alone.h"
#include "measure/estimate.h"
#include "measure/measure.h"

struct session {
	struct measure_options options; /* with defaults */
	struct measure_summary *summary;
	struct plan plan;
	struct trial_log *log;
	struct trial_data data;
	struct alone_data alone;
	gsl_rng *random;
	double start, end;
	size_t trials_least, trials_planned;
	size_t precise;
	size_t failed_in_row; /* processes that ended in trouble and gave no trial */
	bool is_calibrated;
};

/* The half-width that was asked for, as a fraction. */
static inline double session_precision(const struct session *session)
{
	return session->options.precision_percent / 100;
}

/*
 * Note what trouble met a process and its cells. `trials`: that of a trial, whose good batches, if
 * there are any, are kept; otherwise of the calibration. A cell that ends one process after the
 * other is stopped as an error.
 */
void session_take_trouble(struct session *session, const struct trial_end *end, bool is_trial,
			  bool is_good);

/* Wait, longer each time, before the next process after one that failed. */
void session_pause(const struct session *session);

/* False: one process after the other failed, and there is nothing to wait for. */
bool session_may_try_again(const struct session *session);

/* Why a cell has no trial. */
struct words session_trouble_words(const struct session *session, size_t item);

/* Whatever became of the item, as the cell of a result. */
void session_fill_cell(struct session *session, size_t item, struct cell_result *cell);

#endif
