/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checks a CPU makes on the guest-state area at VM entry, made again in C
 * after an entry failed, so that the broken rule has a name.
 */
#ifndef VMX_ENTRY_CHECK_H
#define VMX_ENTRY_CHECK_H

#include "capabilities.h"

/* The row of entry_rules.def that the current VMCS's guest state breaks first, or -1. */
int entry_check(const struct capabilities *caps);

#endif
