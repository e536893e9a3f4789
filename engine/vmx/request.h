/* SPDX-License-Identifier: GPL-2.0-only */
/* Is this a batch that may run, here? */
#ifndef VMX_REQUEST_H
#define VMX_REQUEST_H

#include "vm.h"

/* 0, or -1 with the outcome and its detail in `run`. */
int request_check(const struct vm *vm, struct vmx_run *run);

#endif
