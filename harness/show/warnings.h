/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a reader of a result should know beside the numbers: a closed list of
 * rows, each asked of the whole result or of each cell. Printed after the
 * numbers, never instead of them.
 */
#ifndef HARNESS_WARNINGS_H
#define HARNESS_WARNINGS_H

#include "text/notes.h"
#include "result/result.h"

/* Add what holds: the warning and the cells it is about. */
void warnings_collect(const struct result *result, struct notes *notes);

#endif
