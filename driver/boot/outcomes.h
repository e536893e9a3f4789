/* SPDX-License-Identifier: GPL-2.0-only */
/* Every environment computes the same thing, but for the holes, which must show. */
#ifndef BOOT_OUTCOMES_H
#define BOOT_OUTCOMES_H

/* A line for each comparison. */
void compare_outcomes(void);

#endif
