/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Made-up sessions for tests: a cell each unless told otherwise, ten trials, every figure known
 * beforehand.
 */
#ifndef UNIT_SESSIONS_H
#define UNIT_SESSIONS_H

#include <stdlib.h>
#include <string.h>
#include "result/result.h"

#define SESSION_TRIALS 10
#define SESSION_MACHINE "00112233445566778899aabbccddeeff"
#define SESSION_HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Trials at `cost` and up to one in a thousand above it, in no order that matters. */
static inline void session_cell(struct cell_result *cell, const char *op, double cost)
{
	*cell = (struct cell_result){
		.op = strdup(op),
		.env = strdup("hvm"),
		.backend = strdup("kvm"),
		.form = strdup("full"),
		.knobs = strdup("default"),
		.status = STATUS_OK,
		.unit = strdup("cycles"),
		.clock = strdup("tsc"),
		.iterations = 100,
		.exits_per_op = 1,
		.trial_count = SESSION_TRIALS,
		.trials = calloc(SESSION_TRIALS, sizeof(struct trial_result)),
		.floor = { cost, cost, cost * 1.001, .method = "a rule" },
		.median = { cost, cost, cost * 1.001, .method = "a rule" },
	};
	for (size_t i = 0; i < SESSION_TRIALS; i++)
		cell->trials[i] = (struct trial_result){
			.floor = cost * (1 + 1e-4 * (double)(i * 7 % 10)), .batches = 9,
			.median = 1.01 * cost * (1 + 1e-4 * (double)(i * 7 % 10)), .number = i,
		};
	cell->id = result_cell_id(cell);
}

static inline struct result session_of(size_t cells, const char *const *ops, const double *costs)
{
	struct result result = {
		.complete = true,
		.guest_sha256 = strdup(SESSION_HASH),
		.table_sha256 = strdup(SESSION_HASH),
		.machine = json_pack("{s:s, s:{s:s, s:i, s:i, s:i}, s:{s:f}, s:{s:s}}", "id",
				     SESSION_MACHINE, "cpu", "vendor", "Fake", "family", 6, "model",
				     42, "stepping", 7, "clock", "hz", 2e9, "state", "governor",
				     "performance"),
		.run = json_pack("{s:s, s:s}", "version", "test", "started",
				 "2026-01-31T00:00:00Z"),
		.cell_count = cells,
		.cells = calloc(cells + 1, sizeof(*result.cells)),
	};

	for (size_t i = 0; i < cells; i++)
		session_cell(&result.cells[i], ops[i], costs[i]);
	return result;
}

/* One cell, cpuid. */
static inline struct result session(double cost)
{
	return session_of(1, (const char *const[]){ "cpuid" }, &cost);
}

/* Not ok, and why. */
static inline void session_spoil(struct cell_result *cell, enum cell_status status,
				 const char *reason)
{
	cell->status = status;
	cell->reason = strdup(reason);
	cell->floor = cell->median = (struct statistic){ 0 };
	cell->trial_count = 0;
	free(cell->trials);
	cell->trials = NULL;
}

/* Counted in an emulator, the same in every batch. */
static inline void session_count(struct cell_result *cell, double count)
{
	free(cell->unit);
	cell->unit = strdup("instructions");
	cell->floor = cell->median = (struct statistic){ count, count, count, .method = "exact" };
	for (size_t i = 0; i < cell->trial_count; i++)
		cell->trials[i].floor = cell->trials[i].median = count;
}

#endif
