/* SPDX-License-Identifier: GPL-2.0-only */
/* The choice of the exit point for a run, and what that point must find in the frame. */
#ifndef VMX_EXIT_POINT_H
#define VMX_EXIT_POINT_H

#include "frame.h"

/* The exit point (HOST_RIP) that serves the run's expected exit by itself. */
u64 exit_point(const struct vmx_run *run);

/* The expected exit is one that no exit point but C can deal with. */
int exit_is_left_to_c(const struct vmx_run *run);

/* Vector, type and error-code bit of an exception, as the CPU reports it on exit. */
u32 exit_event_of(u32 vector);

#endif
