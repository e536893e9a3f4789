/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which cells a command line chooses: --ops, --envs, --backends and --knobs
 * against the tables. A name nobody knows ends the program with one line that lists the
 * names there are.
 */
#ifndef HARNESS_SELECT_H
#define HARNESS_SELECT_H

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include "backends/backend.h"

#define BACKENDS_MAX 8

struct selection {
	bool op[OPS], env[ENVS], backend[BACKENDS_MAX], knob[KNOBS];
	bool any_op, any_env, any_backend; /* given; otherwise all are meant */
	/* given; otherwise those of bench/knobs.def that say BY_DEFAULT */
	bool any_knob;
};

/* A cell where it is to run. */
struct planned_cell {
	struct cell cell;
	const struct backend_row *backend;
};

/*
 * All that an option of select_argp takes, each followed by a blank; nothing for any other option.
 */
void select_print_names(const char *option, FILE *stream);

/* An argp child with --ops, --envs, --backends and --knobs; its input is a struct selection. */
extern const struct argp select_argp;

/* The chosen cells that the table has, in its order. The caller frees *plan. */
size_t select_cells(const struct selection *selection, struct planned_cell **plan);

/* As if all knobs had been named, unless some were. */
void select_all_knobs(struct selection *selection);

/* Every cell the table has, once for each backend, form and knob. The caller frees *plan. */
size_t select_all(struct planned_cell **plan);

/* "op/env/backend/form/ring/knobs"; the caller frees. */
char *planned_cell_id(const struct planned_cell *planned);

#endif
