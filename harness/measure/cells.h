/* SPDX-License-Identifier: GPL-2.0-only */
/* The cells of the table, each on a backend, and how some of them are chosen. */
#ifndef HARNESS_CELLS_H
#define HARNESS_CELLS_H

#include <stdbool.h>
#include "backends/backend.h"

#define BACKENDS_MAX 8

struct selection {
	bool op[OPS], env[ENVS], backend[BACKENDS_MAX], knob[KNOBS];
	bool any_op, any_env, any_backend; /* given; otherwise all are meant */
	/* given; otherwise the knobs of bench/knobs.def that say BY_DEFAULT are meant */
	bool any_knob;
};

/* A cell and the backend that runs it. */
struct planned_cell {
	struct cell cell;
	const struct backend_row *backend;
};

/* The chosen cells that the table has, in its order. The caller frees *plan. */
size_t select_cells(const struct selection *selection, struct planned_cell **plan);

/* Choose every knob, unless some were named. */
void select_all_knobs(struct selection *selection);

/* Every cell the table has, once for each backend, form and knob. The caller frees *plan. */
size_t select_all(struct planned_cell **plan);

/* "op/env/backend/form/ring/knobs"; the caller frees. */
char *planned_cell_id(const struct planned_cell *planned);

#endif
