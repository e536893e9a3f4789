/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cells of the table, each on a backend, and how they are chosen. What a session times: the cells
 * asked for and the nop twins they need, each with its batch size and whether it still runs; and
 * the random order of a round.
 */
#ifndef HARNESS_PLAN_H
#define HARNESS_PLAN_H

#include <gsl/gsl_rng.h>
#include "result/result.h"
#include "backends/backend.h"
#include "text/words.h"

#define BACKENDS_MAX 8

struct selection {
	bool op[OPS], env[ENVS], backend[BACKENDS_MAX], knob[KNOBS], ring[RINGS];
	bool any_op, any_env, any_backend, any_ring; /* given; otherwise all are meant */
	/* given; otherwise the knobs of bench/knobs.def that say BY_DEFAULT are meant */
	bool any_knob;
};

/* A cell and the backend that runs it. */
struct planned_cell {
	struct cell cell;
	const struct backend_row *backend;
};

/* It is among those of a run that names none. */
bool backend_is_of_this_cpu(const struct backend_row *backend);

/* The chosen cells that the table has, in its order. The caller frees *plan. */
size_t select_cells(const struct selection *selection, struct planned_cell **plan);

/* Whether the table has cells of it there, under some knob at least. */
bool is_measured_in(enum op op, enum env env);

/* Choose every knob, unless some were named. */
void select_all_knobs(struct selection *selection);

/* "op/env/backend/form/ring/knobs"; the caller frees. */
char *planned_cell_id(const struct planned_cell *planned);

#define PLAN_NO_TWIN ((size_t)-1)

struct plan_item {
	struct planned_cell what;
	size_t twin;              /* the item whose cost is subtracted, or PLAN_NO_TWIN */
	enum cell_fault fault;    /* none as long as it runs */
	char *reason;             /* why it does not; NULL otherwise */
	size_t iterations;        /* per batch; 0 until calibrated */
	size_t trials;            /* that gave it batches */
	size_t troubled;          /* trials of which trouble took its batches, or cut them short */
	size_t strikes;           /* times in succession that a process ended at it */
	struct words trouble;     /* the last */
};

/* The first `asked` items are the cells asked for, in their order; then added twins. */
struct plan {
	size_t asked, count;
	struct plan_item *items;
};

/* 0, or -1 without memory. Free it in either case. */
int plan_make(struct plan *plan, const struct planned_cell *cells, size_t count);
void plan_free(struct plan *plan);

/* The item runs no more. The first reason is kept. */
void plan_stop_item(struct plan *plan, size_t item, enum cell_fault fault, const char *reason);

/* A cell does not run without its twin: stop those whose twin has stopped. */
void plan_stop_twinless(struct plan *plan);

size_t plan_running(const struct plan *plan);

/* order[0 .. count-1] becomes a random permutation of 0 .. count-1. */
void plan_shuffle(size_t *order, size_t count, const gsl_rng *random);

#endif
