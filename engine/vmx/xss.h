/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XSAVES and XRSTORS exit for supervisor state alone, by a bit of IA32_XSS. For a run that enables
 * them one is set, in the batch only, and the FPU is lent, so that CR0.TS need not guard it.
 */
#ifndef VMX_XSS_H
#define VMX_XSS_H

#include "vm.h"

/* Find a bit that this CPU takes. CONTROL_NONE, or ENABLE_XSAVES: there is none. */
int xss_prepare(struct vm *vm);

/* Around the guest's execution. Without ENABLE_XSAVES neither does anything. */
void xss_lend(const struct vm *vm);
void xss_take_back(const struct vm *vm);

#endif
