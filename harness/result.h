/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session's results in memory, and as a JSON file. Every number that leaves
 * this file says its unit by its name or by the cell's `unit`; numbers are per
 * operation.
 */
#ifndef HARNESS_RESULT_H
#define HARNESS_RESULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define RESULT_FORMAT_MAJOR 1
#define RESULT_FORMAT_MINOR 0

/* What a file may hold; beyond that it is refused. */
#define RESULT_BYTES_MAX (64u << 20)
#define RESULT_CELLS_MAX 10000u
#define RESULT_DEPTH_MAX 32
#define RESULT_TEXT_MAX  4096u
#define RESULT_VALUE_MAX 1e15

/* A figure with the interval that goes with it; absent when `method` is NULL. */
struct statistic {
	double value, lo, hi;
	const char *method;
};

enum cell_status { STATUS_OK, STATUS_SKIP, STATUS_FAIL, STATUS_ERROR, STATUSES };

/* One trial's share of a cell. Figures are net of the trial's own overhead. */
struct trial_result {
	double floor, median;         /* 5th and 50th percentile of its batches */
	size_t batches, disturbed;
	bool slow;                    /* by the canary; marked, never dropped */
};

struct cell_result {
	char *id;                     /* op/env/backend/form/ring/knobs */
	char *op, *env, *backend, *form, *knobs;
	int ring;
	enum cell_status status;
	char *reason;                 /* why not ok; NULL otherwise */
	char *unit;                   /* "cycles" or "instructions" */
	char *clock;                  /* "tsc" */
	size_t iterations;            /* per batch */
	size_t batches, disturbed;    /* undisturbed ones used; others counted only */
	double exits_per_op;          /* checked VM exits per operation; negative if unknown */
	struct statistic floor, median, p99; /* net */
	struct statistic raw, overhead;      /* floor before and what was taken off it */
	size_t trial_count;
	struct trial_result *trials;
};

struct result {
	bool complete;                /* false: interrupted, the cells measured so far */
	json_t *machine;              /* object: what machine.c and doctor.c found */
	json_t *run;                  /* object: command, seed, tool version, times, rules */
	char *guest_sha256;
	size_t cell_count;
	struct cell_result *cells;
};

/* "ok", "skip", "fail", "error". */
extern const char *const status_names[STATUSES];

/* "op/env/backend/form/ring/knobs", with "default" for no knobs; the caller frees. */
char *result_cell_id(const struct cell_result *cell);

/*
 * Write atomically: to a temporary file beside `path`, then rename. An existing
 * file is refused unless `replace`. NULL, or what went wrong in words (static or
 * until the next call).
 */
const char *result_save(const struct result *result, const char *path, bool replace);

/*
 * Whether result_save() could write there now, so that nobody measures for an
 * hour in vain. NULL, or why not in words.
 */
const char *result_check_writable(const char *path, bool replace);

/* The same as a JSON value, for whoever prints it. */
json_t *result_to_json(const struct result *result);

/*
 * Read and check a result file; "-" is standard input. NULL with `result` filled,
 * or what is wrong with the file in words (until the next call), with `result`
 * empty. Unknown fields are ignored, an unknown major version refused.
 */
const char *result_load(struct result *result, const char *path);

/* Everything but `method` strings is freed: those are static or kept for good. */
void result_free(struct result *result);

#endif
