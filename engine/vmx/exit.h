/* SPDX-License-Identifier: GPL-2.0-only */
/* VM exits that assembly left to C. */
#ifndef VMX_EXIT_H
#define VMX_EXIT_H

#include "vm.h"

/*
 * Deal with the exit that is in the VMCS: 1 to enter again, 0 with run->outcome
 * and what names the exit set.
 */
int exit_handle(struct vm *vm, struct vmx_run *run);

#endif
