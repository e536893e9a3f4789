/* SPDX-License-Identifier: GPL-2.0-only */
/* A made-up session with a cell in full and the same stamped, and so with legs. */
#ifndef UNIT_SPLIT_SESSION_H
#define UNIT_SPLIT_SESSION_H

#include "sessions.h"

enum { SPLIT_FULL, SPLIT_STAMPED, SPLIT_CELLS };

static inline struct leg_result made_up_leg(double floor)
{
	return (struct leg_result){
		.floor = { floor, floor - 1, floor + 2, .method = "made up" },
		.median = { floor + 5, floor + 4, floor + 6, .method = "made up" },
	};
}

static inline void set_ring(struct cell_result *cell, int ring)
{
	free(cell->id);
	cell->ring = ring;
	cell->id = result_cell_id(cell);
}

static inline void set_form(struct cell_result *cell, const char *form)
{
	free(cell->form);
	cell->form = strdup(form);
	set_ring(cell, cell->ring);
}

struct made {
	const char *op, *env, *backend, *form;
	double floor;
};

#define MADE_MAX 8

/* A result of cells with these floors, at most MADE_MAX. */
static inline struct result made_of(size_t count, const struct made *made)
{
	const char *names[MADE_MAX];
	double costs[MADE_MAX];
	struct result result;

	for (size_t i = 0; i < count; i++) {
		names[i] = made[i].op;
		costs[i] = made[i].floor;
	}
	result = session_of(count, names, costs);
	for (size_t i = 0; i < count; i++) {
		struct cell_result *cell = &result.cells[i];

		free(cell->env);
		free(cell->backend);
		cell->env = strdup(made[i].env);
		cell->backend = strdup(made[i].backend);
		set_form(cell, made[i].form);
	}
	return result;
}

#define MADE(...) made_of(sizeof((struct made[]){ __VA_ARGS__ }) / sizeof(struct made), \
			  (struct made[]){ __VA_ARGS__ })

/* cpuid in full, and the same stamped: 400 + 90 + 310. */
static inline struct result split_session(void)
{
	struct result result = session_of(SPLIT_CELLS, (const char *const[]){ "cpuid", "cpuid" },
					  (const double[]){ 800, 825 });

	set_form(&result.cells[SPLIT_STAMPED], "stamped");
	result.cells[SPLIT_STAMPED].legs = calloc(1, sizeof(struct legs_result));
	*result.cells[SPLIT_STAMPED].legs = (struct legs_result){
		.leg = { made_up_leg(400), made_up_leg(90), made_up_leg(310) },
		.clocks = { .exits = 150 },
	};
	return result;
}

#endif
