/* SPDX-License-Identifier: GPL-2.0-only */
/* What a request may ask for, whatever the engine. */
#ifndef ENGINE_REQUEST_RULES_H
#define ENGINE_REQUEST_RULES_H

#include "run.h"

/* What an engine says of it. */
struct request_rules {
	int (*is_left_to_c)(const struct vmx_run *run); /* the expected exit */
	int (*can_be_awaited)(u32 reason);
};

/* BAD_NOTHING, or what is malformed. */
enum bad_request request_fault(const struct vmx_run *run, const struct request_rules *rules);

/* Whether a guest may touch this MSR without an exit. */
int request_msr_may_pass(const struct vmx_run *run, u32 msr);

#endif
