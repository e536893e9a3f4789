/* SPDX-License-Identifier: GPL-2.0-only */
/* What the stamps of a round trip say: its legs, and how the CPU's own clocks stand to them. */
#ifndef BENCH_CELL_STAMPS_H
#define BENCH_CELL_STAMPS_H

#include "cell.h"

/*
 * The legs of a round trip; registers a leg includes: the switch saves three in `exit` and loads
 * as many in `entry`, four of CPUID's.
 */
#define CELL_LEGS(X) X(exit) X(handler) X(entry)

enum leg {
#define LEG(name) LEG_##name,
	CELL_LEGS(LEG)
#undef LEG
	LEGS
};

/*
 * Of a stamped cell that exits: TSC cycles from stamp to stamp in the measured iteration
 * `iteration`, nothing taken off. Taking off what a stamp costs (run->stamp_ticks by
 * run->stamp_count) from the handler, and from each of the others half of that and half of what
 * its twin takes an iteration, leaves what the legs cost, and in sum what cell_ticks says.
 */
void cell_legs(struct batch_size size, const struct vmx_run *run, const void *image,
	       u64 iteration, s64 legs[LEGS]);

/*
 * The CPU's own clocks against the stamps, over iterations of a RUN_CROSS_CHECK
 * batch. Ticks are sums, of the TSC.
 */
struct clock_check {
	u64 iterations;
	u64 stored_outside; /* of them: the CPU's stored TSC is not between the exit's stamps */
	u64 timer_outside;       /* the timer's time in the guest is not what the stamps allow */
	s64 until_stored, since_stored; /* the exit leg in two, raw */
	s64 timer;               /* time in the guest, by the preemption timer... */
	s64 stamps_least, stamps_most; /* ...inside its own stamps, and between the host's */
	u64 timer_tick;          /* of the TSC: as exactly as the timer tells time */
	u64 failed;              /* batches that did not do what the cell claims */
};

/* Ask for it in a prepared run of a stamped cell. */
void cell_request_clock_check(struct vmx_run *run);

/* Add what a finished one shows; `timer_shift` is the CPU's (struct capabilities). */
void cell_add_clock_check(struct batch_size size, const struct vmx_run *run, const void *image,
			  u32 timer_shift, struct clock_check *check);

#endif
