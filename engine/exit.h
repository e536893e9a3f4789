/* SPDX-License-Identifier: GPL-2.0-only */
/* VM exits that assembly left to C, and the choice of the exit point for a run. */
#ifndef ENGINE_EXIT_H
#define ENGINE_EXIT_H

#include "batch.h"

/* The exit point (HOST_RIP) that serves the run's expected exit by itself. */
u64 exit_point(const struct vmx_run *run);

/* The expected exit is one that no exit point but C can deal with. */
int exit_is_left_to_c(const struct vmx_run *run);

/* Vector, type and error-code bit of an exception, as the CPU reports it on exit. */
u32 exit_event_of(u32 vector);

/*
 * Deal with the exit that is in the VMCS: 1 to enter again, 0 with run->outcome
 * and what names the exit set.
 */
int exit_handle(struct vm *vm, struct vmx_run *run);

#endif
