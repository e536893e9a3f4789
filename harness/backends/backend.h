/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A backend carries environments: it holds one VM and runs batches of cells in
 * it. A cell's claim is checked by the backend after every batch.
 */
#ifndef HARNESS_BACKEND_H
#define HARNESS_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include "bench/cell.h"

/* What came of one batch. */
struct batch {
	s64 ticks;              /* of the measured iterations, stamp overhead removed */
	s64 taken_off;          /* from them, of one iteration and the stamps */
	bool disturbed;         /* an interrupt: count it, do not use it */
	unsigned char disturbance; /* enum disturbance: the trial's to fill */
	double exits_per_op;    /* counted; negative if the backend cannot count */
	/*
	 * Of a stamped cell that exits; by enum leg, in ticks. Half the guest's own stamps are
	 * still in exit and entry.
	 */
	bool has_legs;
	double legs[LEGS];      /* means over the iterations */
	float each_exit[RUN_STAMPED_EXITS_MAX][LEGS]; /* size.iterations rows */
	/* it ran in another process: this one's context switches and counters say nothing of it, */
	bool elsewhere;
	bool switched;          /* but that one was switched out meanwhile */
};

struct machine_vm;              /* a backend's own */

struct backend_row {
	const char *name;
	enum backend id;
	const char *words;
	/* NULL and a VM, or why there is none and what to do. */
	const char *(*open)(struct machine_vm **vm);
	void (*close)(struct machine_vm *vm);
	/* NULL if this machine can run the cell, or why not (the CPU lacks a control ...). */
	const char *(*refuses)(struct machine_vm *vm, const struct cell *cell);
	/* NULL, or in words how the claim failed: then the cell is `fail`. */
	const char *(*run)(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			   struct batch *batch);
	/*
	 * Hold the legs against the CPU's own clocks in one more batch, and add to `check`. NULL,
	 * or why it cannot; check->failed tells a claim that failed. A disturbed batch adds
	 * nothing.
	 */
	const char *(*check_clocks)(struct machine_vm *vm, const struct cell *cell,
				    struct batch_size size, struct clock_check *check);
};

extern const struct backend_row backends[];
extern const size_t backend_count;

/* What a cell's failed claim is in words (static until the next call); NULL if it holds. */
const char *backend_explain(const struct cell *cell, enum claim_check verdict, const void *image);

/* Iterations of a batch together: warm-up, the stamps' own, and the measured ones. */
static inline u64 batch_iterations(struct batch_size size)
{
	return size.warmup + 1 + 1 + size.iterations + 1;
}

/* guest.bin, linked into the program. */
extern const unsigned char guest_image[];
extern const size_t guest_image_bytes;

#endif
