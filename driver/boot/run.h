/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the bare image share: one VM, the batch in progress, the count of results. */
#ifndef BOOT_RUN_H
#define BOOT_RUN_H

#include "../../bench/cell.h"
#include "../../engine/either/engine.h"
#include "../../engine/host.h"
#include "../../engine/msr.h"

#define TIME_MAX_TSC 100000000ull

extern struct engine engine;
extern struct vmx_run run;

static inline int boot_has_svm(void)
{
	return engine.kind == ENGINE_SVM;
}

/* The batch in `run`. */
void run_batch(void);

/* guest.bin into the guest's memory; and that memory, in one piece. */
void load_guest(void);
void *guest_memory(void);

/* As many iterations as the engine takes, and the numbers allow. */
struct batch_size size_for(const struct cell *cell);

/* One batch of it, in `run`. */
enum claim_check measure(const struct cell *cell, struct batch_size size, s64 *ticks);

/* AMD's CPUs have SYSENTER in legacy mode alone, whatever an emulator of one does. */
int lacks_sysenter(const struct cell *cell);

/* That batch wants something that this CPU does not have. */
int run_was_refused(void);

extern u32 boot_passed, boot_failed;

/* Count a result; and the same with a line. */
void count_test(int good);
void tell_test(const char *name, int good);

#endif
