/* SPDX-License-Identifier: GPL-2.0-only */
/* The VM-exit reasons of `exitbench list': which have a cell, and why the others have none. */
#ifndef HARNESS_LIST_REASONS_H
#define HARNESS_LIST_REASONS_H

#include <jansson.h>
#include <stdbool.h>
#include "bench/coverage.h"

/* Which are listed, by the rows of reason_rows. */
struct listed_reasons {
	bool row[ENGINES][REASONS_OF_BOTH];
};

/* Those of a cell are listed. */
void list_reasons_of(struct listed_reasons *listed, const struct cell *cell);

json_t *list_reasons_as_json(const struct listed_reasons *listed, enum engine_kind engine);
void list_reasons_print(const struct listed_reasons *listed, size_t width);

#endif
