/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of one or both sides say as wholes: their sessions, boots, order and core clock. A
 * merged file holds several sessions, whose run objects it lists under "merged".
 */
#ifndef HARNESS_COMPARE_SIDE_H
#define HARNESS_COMPARE_SIDE_H

#include "compare/agreement.h"
#include "text/words.h"

/* A file whose trials do not say which session they are of. */
#define COMPARE_POOLED                                                                             \
	"a merged file does not record the session of each trial, so its sessions cannot be "      \
	"separated: give the sessions themselves, or merge them again"

/*
 * Which session is there twice among the files of both sides, if any: it would pass for two that
 * agree. A session is known by its machine's id, its seed and its start; a published one, which has
 * no id and only the day, by seed, day and duration. Without a seed or a start it is not known.
 */
struct words sides_repeat_session(struct compare_side base, struct compare_side other);

size_t side_sessions(struct compare_side side);

/* 0: a session does not say. */
size_t side_boots(struct compare_side side);

/* How many files are of sessions that were interrupted. */
size_t side_interrupted(struct compare_side side);

/* Every session of the first began before any of the second; false if a start is missing. */
bool side_is_before(struct compare_side first, struct compare_side second);

/* Core cycles in a TSC cycle in this session, by its canary; 0 if missing or implausible. */
double side_core_cycles(const struct result *result);
bool core_cycles_are_plausible(double cycles);

/* Every file of the side has them. */
bool side_has_core_cycles(struct compare_side side);

#endif
