/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running one batch in a VM. The order of calls:
 *   vm_create, any number of batch_run, vm_destroy.
 * Nothing of ours is on the CPU between batches.
 */
#ifndef VMX_BATCH_H
#define VMX_BATCH_H

#include "vm.h"

/*
 * Run one batch: into VMX operation (or borrowing it), until the guest is done or
 * something ends the run, and out again. Call with interrupts off, on a CPU that
 * may be used; one batch at a time for a VM. The outcome is in run->outcome.
 */
void batch_run(struct vm *vm, struct vmx_run *run);

#endif
