/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FORM_STAMPED: where the world switch leaves its time stamps, and
 * the clocks they are checked by.
 */
#ifndef VMX_STAMPS_H
#define VMX_STAMPS_H

#include "vm.h"

/*
 * Before the first entry: measure what a stamp costs, and let the
 * first one go to run->leg_stamps.
 */
void stamps_begin(struct vm *vm, struct vmx_run *run);

/* Whether all the stamps fit that the world switch may leave before it comes back to C. */
int stamps_have_room(const struct vm *vm);

/*
 * After an exit that C has, with RUN_CROSS_CHECK: what the CPU's own clocks
 * say. `count` exits came before.
 */
void stamps_note_clocks(const struct vm *vm, struct vmx_run *run, u64 count);

/* After the last exit. */
void stamps_end(const struct vm *vm, struct vmx_run *run);

#endif
