/* SPDX-License-Identifier: GPL-2.0-only */
/* From p to verdicts. */
#ifndef HARNESS_COMPARE_JUDGE_H
#define HARNESS_COMPARE_JUDGE_H

#include "compare/compare.h"

/* Adjust p over all rows, judge those that have one, and count the verdicts of all. */
void compare_judge(struct comparison *comparison);

#endif
