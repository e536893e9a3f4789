/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of the VM-exit reasons the table has a cell for, and why it has none for the others. */
#ifndef BENCH_COVERAGE_H
#define BENCH_COVERAGE_H

#include "cell.h"

/* Of VMX, and with those that SVM alone has. */
enum {
#define EXIT_REASON(number, name, words) 1 +
	REASONS_NAMED =
#include "../engine/exit_reasons.def"
	0,
	REASONS_OF_BOTH = REASONS_NAMED +
#include "../engine/svm_exit_reasons.def"
	0
#undef EXIT_REASON
};

/* In the order of their numbers, those of SVM last. */
extern const struct reason_row {
	u32 number;
	const char *name, *words;
} reason_rows[REASONS_OF_BOTH];

/* Whether the engine's CPUs exit for this reason at all. */
int coverage_is_of(enum engine_kind engine, u32 reason);

/* For how many of an engine's reasons there is a cell; how many it has. */
u32 coverage_count(enum engine_kind engine);
u32 coverage_total(enum engine_kind engine);

/* Whether an iteration of such a cell exits for this reason. */
int coverage_exits_for(const struct claim *claim, u32 reason);

/* Whether a cell of the table exits for this reason. */
int coverage_has(enum engine_kind engine, u32 reason);

/* Why none does; NULL where one does, and where the reason is not the engine's. */
const char *coverage_cause(enum engine_kind engine, u32 reason);

/* SVM's code for this reason, the first of several, and the last; 0 where it has none. */
struct svm_codes { u16 first, last, count; };
struct svm_codes coverage_svm_codes(u32 reason);

#endif
