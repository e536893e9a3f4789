/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's state as a run ends. What VMX has no place for - debug registers, and CR3 where
 * the guest runs on shadowed tables - is kept in run->final while the guest runs.
 */
#ifndef VMX_FINAL_STATE_H
#define VMX_FINAL_STATE_H

#include "vm.h"

/* Before the first entry. */
void final_state_begin(struct vm *vm, struct vmx_run *run);

/* After the last exit, its VMCS still current. */
void final_state_read(const struct vm *vm, struct vmx_run *run);

/* The guest's task priority, which MOV to CR8 sets without an exit. */
u32 *final_state_task_priority(const struct vm *vm);

#endif
