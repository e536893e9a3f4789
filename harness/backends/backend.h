/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A backend carries environments: it holds one VM and runs batches of cells in it. It checks the
 * cell's claim after every batch. A function that returns words returns none if all is well.
 */
#ifndef HARNESS_BACKEND_H
#define HARNESS_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>
#include "bench/cell_stamps.h"
#include "text/words.h"

/* Of the table's backends vmx has a twin: the same driver, by SVM. */
#define BACKEND_SVM   ((enum backend)8)
#define BACKENDS_OURS (BACKEND_VMX | BACKEND_SVM)

/* What came of one batch. */
struct batch {
	s64 ticks;              /* of the measured iterations, stamp overhead removed */
	s64 taken_off;          /* from them, for one iteration and the stamps */
	bool disturbed;         /* an interrupt: count it, do not use it */
	unsigned char disturbance; /* enum disturbance: the trial fills it in */
	bool is_trouble;        /* beside words: no claim failed, and another try may succeed */
	double exits_per_op;    /* counted; negative if the backend cannot count */
	/*
	 * Legs in ticks, by enum leg, of a stamped cell that exits. Half the cost of the guest's
	 * stamps is still in exit and entry.
	 */
	bool has_legs;
	double legs[LEGS];      /* means over the iterations */
	float each_exit[RUN_STAMPED_EXITS_MAX][LEGS]; /* size.iterations rows */
	/* It ran in another process, or this thread may have slept before or after it: */
	bool elsewhere; /* this thread's context switches do not count, */
	bool switched;  /* but one while it ran does */
};

extern const char guest_sha256[], table_sha256[]; /* of what is measured: blobs.S */

struct machine_vm; /* each backend has its own */

struct backend_row {
	const char *name;
	enum backend id;
	const char *words;
	/* A VM; or why there is none, and the remedy. */
	struct words (*open)(struct machine_vm **vm);
	void (*close)(struct machine_vm *vm);
	/*
	 * What a loop in this ring needs besides the VM and does not find, and the remedy. NULL:
	 * nothing.
	 */
	struct words (*misses)(struct machine_vm *vm, u8 ring);
	/* Why this machine cannot run the cell (the CPU lacks a control ...). */
	struct words (*refuses)(struct machine_vm *vm, const struct cell *cell);
	/* How the claim failed: then the cell is `fail`. Or what kept it from running this time. */
	struct words (*run)(struct machine_vm *vm, const struct cell *cell, struct batch_size size,
			    struct batch *batch);
	/*
	 * Compare the legs with the CPU's own clocks in one more batch, and add to `check`. Why it
	 * cannot; check->failed counts claims that failed. A disturbed batch adds nothing. NULL: no
	 * such clocks.
	 */
	struct words (*check_clocks)(struct machine_vm *vm, const struct cell *cell,
				     struct batch_size size, struct clock_check *check);
};

extern const struct backend_row backends[];
extern const size_t backend_count;

/* Whose claims are its cells'. */
static inline u8 backend_engine(const struct backend_row *backend)
{
	return backend->id == BACKEND_SVM ? ENGINE_SVM : ENGINE_VMX;
}

/* Whether the table has this cell there. */
static inline bool backend_has(const struct backend_row *backend, const struct cell *cell)
{
	return cell_exists(cell, backend->id == BACKEND_SVM ? BACKEND_VMX : backend->id);
}

/* An errno that may pass: too little memory, processes or descriptors; busy; a signal. */
bool backend_error_passes(int error);

/* How a claim failed; `image` is the guest's memory. */
struct words backend_explain(const struct cell *cell, enum claim_check check, const void *image);

/* Why a device cannot be opened. `absent` and `forbidden` are the usual reasons. */
struct words backend_explain_open(const char *device, int error, const char *absent,
				  const char *forbidden);

static inline void close_if_open(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
}

/* Iterations of a batch together: warm-up, the stamps' own, and the measured ones. */
static inline u64 batch_iterations(struct batch_size size)
{
	return size.warmup + 1 + 1 + size.iterations + 1;
}

/* guest.bin, linked into the program. */
extern const unsigned char guest_image[];
extern const size_t guest_image_bytes;

#endif
