/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a batch enters with. The order of calls: prepare_controls, then in VMX operation, with the
 * host's state saved, prepare_frame and prepare_guest.
 */
#ifndef VMX_PREPARE_H
#define VMX_PREPARE_H

#include "vm.h"

/* 0, or -1 with the outcome and its detail in `run`. */
int prepare_controls(struct vm *vm, struct vmx_run *run);

/* The frame, and where the host goes on after an exit (RIP, RSP; its CS must be known). */
void prepare_frame(struct vm *vm, const struct vmx_run *run);

/* The guest's state. */
void prepare_guest(struct vm *vm, const struct vmx_run *run);

#endif
