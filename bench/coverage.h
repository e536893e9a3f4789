/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of the VM-exit reasons the table has a cell for, and why it has none for the others. */
#ifndef BENCH_COVERAGE_H
#define BENCH_COVERAGE_H

#include "cell.h"

enum {
#define EXIT_REASON(number, name, words) 1 +
	REASONS_NAMED =
#include "../engine/exit_reasons.def"
	0
#undef EXIT_REASON
};

/* In the order of their numbers. */
extern const struct reason_row {
	u32 number;
	const char *name, *words;
} reason_rows[REASONS_NAMED];

/* How many of them have a cell. */
u32 coverage_count(void);

/* Whether an iteration of such a cell exits for this reason. */
int coverage_exits_for(const struct claim *claim, u32 reason);

/* Whether a cell of the table exits for this reason. */
int coverage_has(u32 reason);

/* Why none does; NULL where one does, and where the number is reserved. */
const char *coverage_cause(u32 reason);

#endif
