/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which sessions lie in files. A file that `merge' made is of several, and its run object has
 * theirs under "merged". A session that is there twice would be taken for two that agree.
 */
#ifndef HARNESS_COMPARE_SIDE_H
#define HARNESS_COMPARE_SIDE_H

#include "compare/agreement.h"

/*
 * NULL, or in words (until the next call) which session is there twice among the files of both
 * sides. Known by the machine's id, the seed and the time it started; of published files, which
 * tell the day and no id, by seed, day and how long it took. One that tells neither seed nor time
 * cannot be known again. `other` may be empty.
 */
const char *file_sessions_repeated(struct compare_side base, struct compare_side other);

/* Of how many sessions a side is. */
size_t file_sessions_count(struct compare_side side);

/* Of how many boots they are; 0: not every one tells. */
size_t file_sessions_boots(struct compare_side side);

/*
 * All of the first began before any of the second. Times are written so that they sort; one that is
 * missing precedes nothing.
 */
bool side_is_before(struct compare_side first, struct compare_side second);

/* Of a file whose trials cannot be told apart by session. */
#define COMPARE_POOLED                                                                             \
	"a file is merged of several sessions and does not say which trial is whose, so that its " \
	"trials pass for sessions that agree: give the sessions themselves, or merge them again"

/* How many of its files hold only what was measured until the session was interrupted. */
size_t side_interrupted(struct compare_side side);

/*
 * Core cycles in a TSC cycle while this session ran, by its canary; 0 if the file does not tell, or
 * nothing plausible.
 */
double side_core_cycles(const struct result *result);

/* A file may claim anything. */
bool core_cycles_are_plausible(double cycles);

/* Every file of the side tells them. */
bool side_tells_clock(struct compare_side side);

#endif

