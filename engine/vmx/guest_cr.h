/* SPDX-License-Identifier: GPL-2.0-only */
/* CR0 and CR4 of the guest: what it asks for, with what VMX operation and the host insist on. */
#ifndef VMX_GUEST_CR_H
#define VMX_GUEST_CR_H

#include "vm.h"

/*
 * Before the others: finds out which bits of CR4 a guest may have in this batch. 0, or -1 with the
 * outcome and its detail in `run`.
 */
int guest_cr4_check(struct vm *vm, struct vmx_run *run);

/* What CR0 and CR4 hold when the guest wants `value`. */
u64 guest_cr0(const struct vm *vm, u64 value);
u64 guest_cr4(const struct vm *vm, u64 value);

#endif
