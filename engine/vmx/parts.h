/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts that an exit and an entry have besides: struct exit_parts, as VMCS and frame. */
#ifndef VMX_PARTS_H
#define VMX_PARTS_H

#include "vm.h"

/* Fields of the VMCS, once the controls are adjusted. 0, or -1 with the outcome in `run`. */
int parts_prepare(struct vm *vm, struct vmx_run *run);

/*
 * In VMX operation, when the guest's MSRs are in place: fill the lists and the frame. 0, or -1.
 * Whatever came of it, parts_end() before the batch leaves VMX operation.
 */
int parts_begin(struct vm *vm, struct vmx_run *run);
void parts_end(const struct vm *vm, const struct vmx_run *run);

#endif
