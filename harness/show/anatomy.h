/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The anatomy of an exit: what each of its parts costs, by the same round trip with the part and
 * without. Settings of bench/knobs.def, for the operations that say ANATOMY in bench/ops.def.
 */
#ifndef HARNESS_ANATOMY_H
#define HARNESS_ANATOMY_H

#include "bench/cell.h"
#include "result/result.h"
#include "statistics/statistics.h"
#include "text/table.h"

#define ANATOMY_OPS 2

/* A setting, or of those that differ in a number ("vmreads=8") what one more costs. */
struct part {
	struct words name;
	const char *words;
	bool is_slope, is_counted_out; /* a slope follows that says it all */
	struct interval change[ANATOMY_OPS]; /* NaN: not known */
};

struct anatomy {
	size_t count, ops;
	const struct op_row *op[ANATOMY_OPS];
	const struct cell_result *plain[ANATOMY_OPS];
	struct part part[2 * KNOBS];
};

/* In this unit. None, unless one of them is of the anatomy alone (PART in bench/knobs.def). */
void anatomy_make(struct anatomy *anatomy, const struct result *result, const char *unit);

/* A row of texts: the part, its change for each operation, what it is. */
#define ANATOMY_COLUMNS (2 + ANATOMY_OPS)
void anatomy_heads(const struct anatomy *anatomy, const char *heads[ANATOMY_COLUMNS + 1]);
void anatomy_row(const struct part *part, struct words row[ANATOMY_COLUMNS]);
void show_anatomy(const struct result *result, enum table_format format, FILE *stream);

#endif
