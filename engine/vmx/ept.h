/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run wants of EPT besides confinement: a page with other rights, a log of pages written, a
 * second view of memory. Guest memory stays the guest's own in all of them.
 */
#ifndef VMX_EPT_H
#define VMX_EPT_H

#include "vm.h"

/* For the batch to come. CONTROL_NONE, or the control that it needs and the CPU lacks. */
int ept_prepare(struct vm *vm, const struct vmx_run *run);

/* Give the page-modification log room for two pages, and forget which odd ones were written. */
int ept_empty_log(struct vm *vm);

#endif
