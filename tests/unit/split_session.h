/* SPDX-License-Identifier: GPL-2.0-only */
/* A made-up session with a cell in full and the same stamped, and so with legs. */
#ifndef UNIT_SPLIT_SESSION_H
#define UNIT_SPLIT_SESSION_H

#include "sessions.h"

enum { SPLIT_FULL, SPLIT_STAMPED, SPLIT_CELLS };

static inline json_t *made_up_leg(double floor)
{
	return json_pack("{s:{s:f, s:f, s:f, s:s}, s:{s:f, s:f, s:f, s:s}}", "floor", "value",
			 floor, "lo", floor - 1, "hi", floor + 2, "method", "made up", "median",
			 "value", floor + 5, "lo", floor + 4, "hi", floor + 6, "method", "made up");
}

static inline void set_form(struct cell_result *cell, const char *form)
{
	free(cell->form);
	free(cell->id);
	cell->form = strdup(form);
	cell->id = result_cell_id(cell);
}

/* cpuid in full, and the same stamped: 400 + 90 + 310. */
static inline struct result split_session(void)
{
	struct result result = session_of(SPLIT_CELLS, (const char *const[]){ "cpuid", "cpuid" },
					  (const double[]){ 800, 825 });

	set_form(&result.cells[SPLIT_STAMPED], "stamped");
	result.cells[SPLIT_STAMPED].legs =
		json_pack("{s:o, s:o, s:o, s:{s:i}}", "exit", made_up_leg(400), "handler",
			  made_up_leg(90), "entry", made_up_leg(310), "clock_check", "exits", 150);
	return result;
}

#endif
