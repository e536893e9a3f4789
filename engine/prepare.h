/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a batch enters with. The order of calls: prepare_check_cr4, prepare_controls, then in VMX operation,
 * with the host's state saved, prepare_frame and prepare_guest.
 */
#ifndef ENGINE_PREPARE_H
#define ENGINE_PREPARE_H

#include "batch.h"

/*
 * 0, or -1 with the outcome and its detail in `run`. The first also finds out what CR4 a guest may have in this
 * batch, which prepare_cr4() needs.
 */
int prepare_check_cr4(struct vm *vm, struct vmx_run *run);
int prepare_controls(struct vm *vm, struct vmx_run *run);

/* The frame, and where the host goes on after an exit (RIP, RSP; its CS must be known); the guest's state. */
void prepare_frame(struct vm *vm, const struct vmx_run *run);
void prepare_guest(struct vm *vm, const struct vmx_run *run);

/* What CR0 and CR4 hold when the guest wants `value`: with what VMX operation and the host insist on. */
u64 prepare_cr0(const struct vm *vm, u64 value);
u64 prepare_cr4(const struct vm *vm, u64 value);

#endif
