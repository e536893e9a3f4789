/* SPDX-License-Identifier: GPL-2.0-only */
/* VMX root operation for the length of a batch: our own, or borrowed from whoever has it. */
#ifndef VMX_ROOT_H
#define VMX_ROOT_H

#include "vm.h"

struct root {
	int borrowed;
	u64 lender;  /* the VMCS that was current; all ones is a value too */
};

/* Our VMCS is current and clear. 0, or -1 with everything as it was. */
int root_enter(struct root *root, struct vm *vm);

/* Undo root_enter; the VMCS and what the CPU cached of the guest are gone. */
void root_leave(const struct root *root, struct vm *vm);

/* Forget what the CPU caches for our VPID and EPT: before the first entry, and at the end. */
void root_invalidate(const struct vm *vm);

/* Forget what is cached of EPT, in all its views. */
void root_invalidate_ept(const struct vm *vm);

/* The narrowest INVEPT and INVVPID that the CPU has; 0: none, or nothing to invalidate. */
u64 root_invept_type(const struct vm *vm);
u64 root_invvpid_type(const struct vm *vm);

#endif
