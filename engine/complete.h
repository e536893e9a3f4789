/* SPDX-License-Identifier: GPL-2.0-only */
/* Completing an exiting instruction on the guest's state, from what the VMCS says of it. */
#ifndef ENGINE_COMPLETE_H
#define ENGINE_COMPLETE_H

#include "batch.h"

/* 0 when it is done but for advancing RIP, or -1 for an exit or operand it does not know. */
int complete(struct vm *vm, u32 reason);

#endif
