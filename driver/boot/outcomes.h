/* SPDX-License-Identifier: GPL-2.0-only */
/* Every environment computes the same thing, but for the holes, which must show. */
#ifndef BOOT_OUTCOMES_H
#define BOOT_OUTCOMES_H

#include "../../bench/cell.h"

/* A line for each comparison. */
void compare_outcomes(void);

/* main.c: a line for a batch that does not hold what is claimed; it counts as failed. */
void tell_failure(const struct cell *cell, enum claim_check check);

#endif
