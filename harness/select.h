/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which cells a command line chooses: --ops, --envs and --backends against the
 * tables. A name nobody knows ends the program with one line that lists the
 * names there are.
 */
#ifndef HARNESS_SELECT_H
#define HARNESS_SELECT_H

#include <argp.h>
#include <stdbool.h>
#include "backend.h"

#define BACKENDS_MAX 8

struct selection {
	bool op[OPS], env[ENVS], backend[BACKENDS_MAX];
	bool any_op, any_env, any_backend; /* given; otherwise all are meant */
};

/* A cell where it is to run. */
struct planned_cell {
	struct cell cell;
	const struct backend_row *backend;
};

extern const char *const form_names[FORM_COUNT];

/* An argp child with --ops, --envs and --backends; its input is a struct selection. */
extern const struct argp select_argp;

/* The chosen cells that the table has, in its order. The caller frees *plan. */
size_t select_cells(const struct selection *selection, struct planned_cell **plan);

/* Every cell the table has, once for each backend and form. The caller frees *plan. */
size_t select_all(struct planned_cell **plan);

/* "op/env/backend/form/ring/default"; the caller frees. */
char *planned_cell_id(const struct planned_cell *planned);

#endif
