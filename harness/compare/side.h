/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which sessions lie in files. A file that `merge' made is of several, and its run object has
 * theirs under "merged". A session that is there twice would be taken for two that agree.
 */
#ifndef HARNESS_FILE_SESSIONS_H
#define HARNESS_FILE_SESSIONS_H

#include "compare/compare.h"

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

#endif
