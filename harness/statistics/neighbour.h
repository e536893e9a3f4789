/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a hardware thread beside ours worked on the core while a batch ran, by the canaries
 * before and after it. Pure functions; the rules are in rules.h.
 */
#ifndef HARNESS_NEIGHBOUR_H
#define HARNESS_NEIGHBOUR_H

#include <stddef.h>

/* What a round of additions took in core cycles, in bins; the last has no end. */
#define ROUND_BINS  4000
#define ROUND_WIDTH 0.005 /* cycles */

struct round_counts {
	size_t bins[ROUND_BINS], count;
};

void round_counts_add(struct round_counts *counts, double cycles);

/* A round's cycles with the core to ourselves; NaN: it never was ours, or too few were counted. */
double round_counts_alone(const struct round_counts *counts);

/* Two readings of a batch: core cycles of a round, and of a tick. */
struct neighbour_reading {
	double round[2], clock[2];
};

enum neighbour {
	NEIGHBOUR_UNKNOWN,    /* the clock changed, or a canary was held up */
	NEIGHBOUR_NONE,
	NEIGHBOUR_THERE,
};

/* `alone`: of round_counts_alone(); NaN: no batch was alone. */
enum neighbour neighbour_of(const struct neighbour_reading *reading, double alone);

/* Whether the clock held still from one reading to the other. */
int clock_is_steady(const struct neighbour_reading *reading);

#endif
