/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of a side tell as wholes: how fast the core ran, and whether the sides took turns.
 * Judges no figure.
 */
#ifndef HARNESS_COMPARE_SIDE_H
#define HARNESS_COMPARE_SIDE_H

#include "compare/compare.h"

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
