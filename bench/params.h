/* SPDX-License-Identifier: GPL-2.0-only */
/* The parameter page, as the guest and a native loop see it; its offsets are in layout.h. */
#ifndef BENCH_PARAMS_H
#define BENCH_PARAMS_H

#include "../engine/types.h"
#include "layout.h"

struct guest_params {
	u64 loop, ring, kernel_ring, done_by;
	u64 segment[GUEST_SEGMENTS]; /* iterations */
	u64 stamp[GUEST_SEGMENTS];   /* TSC after each segment */
	u64 finished;                /* 1 when all segments ran */
	u64 faults;                  /* exceptions nobody expected, and the last one's */
	u64 vector, error_code, fault_rip;
	u64 cs;                      /* where the loop ran: its low two bits are the ring */
	u64 traps[GUEST_VECTORS];    /* exceptions the guest dealt with, by vector */
	struct {
		u64 rax, rbx, rcx, rdx, rflags;
	} outcome;                   /* as the last segment left them; not natively */
};

_Static_assert(OFFSET_OF(struct guest_params, segment) == PARAMS_SEGMENT &&
	       OFFSET_OF(struct guest_params, stamp) == PARAMS_STAMP &&
	       OFFSET_OF(struct guest_params, finished) == PARAMS_FINISHED &&
	       OFFSET_OF(struct guest_params, faults) == PARAMS_FAULTS &&
	       OFFSET_OF(struct guest_params, vector) == PARAMS_VECTOR &&
	       OFFSET_OF(struct guest_params, cs) == PARAMS_CS &&
	       OFFSET_OF(struct guest_params, traps) == PARAMS_TRAPS, "layout.h says otherwise");

#endif
