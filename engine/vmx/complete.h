/* SPDX-License-Identifier: GPL-2.0-only */
/* Completing an exiting instruction on the guest's state, from what the VMCS says of it. */
#ifndef VMX_COMPLETE_H
#define VMX_COMPLETE_H

#include "vm.h"

enum completion {
	COMPLETED,          /* but for advancing RIP */
	COMPLETED_WITH_RIP,
	NOT_COMPLETED       /* an exit, instruction or operand it does not know */
};

/*
 * From the world switch, which moves RIP on: the exit is the expected one, no fault, counted, and
 * its policy ACTION_COMPLETE. 0, or not completed. Interrupts end a loop of these.
 */
int complete_expected(struct vm *vm, struct vmx_run *run);

enum completion complete(struct vm *vm, struct vmx_run *run, u32 reason);

#endif
