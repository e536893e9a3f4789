/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exits that a VMM asks for itself: ACTION_AWAIT arranges for one, and ACTION_ARRIVE takes the
 * arrangement back when it has come. Which one a run awaits is the reason whose policy says ARRIVE.
 */
#ifndef VMX_ARRIVE_H
#define VMX_ARRIVE_H

#include "vm.h"

/* Whether an exit for this reason can be arranged for. */
int can_be_awaited(u32 reason);

/*
 * Note what this run awaits. CONTROL_NONE, or the control that it needs and the CPU lacks, or has
 * clear.
 */
int arrive_prepare(struct vm *vm, const struct vmx_run *run);

/* Arrange for it, before RIP moves behind the instruction that asks. 0, or -1: it cannot be. */
int arrive_await(struct vm *vm, const struct vmx_run *run);

/* It has come: arrange for no more, and deliver what waited. 0, or -1: it was not awaited. */
int arrive_take(struct vm *vm, const struct vmx_run *run, u32 reason);

/* Have the interrupt run->returned delivered on the next entry. -1 if the guest cannot take it. */
int arrive_inject(const struct vmx_run *run);

#endif
