/* SPDX-License-Identifier: GPL-2.0-only */
/* Completing an exiting instruction on the guest's state, from what the VMCS says of it. */
#ifndef ENGINE_COMPLETE_H
#define ENGINE_COMPLETE_H

#include "vm.h"

enum completion {
	COMPLETED,          /* but for advancing RIP */
	COMPLETED_WITH_RIP,
	NOT_COMPLETED       /* an exit, instruction or operand it does not know */
};

/* The same but for what faulted: 0, or -1. */
int complete_instruction(struct vm *vm, struct vmx_run *run, u32 reason);

enum completion complete(struct vm *vm, struct vmx_run *run, u32 reason);

#endif
