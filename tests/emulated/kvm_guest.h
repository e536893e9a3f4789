/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A KVM guest that fills its memory with a pattern and verifies it, over and over, and
 * counts each pass. The caller keeps the count in memory that others can read.
 */
#ifndef TESTS_EMULATED_KVM_GUEST_H
#define TESTS_EMULATED_KVM_GUEST_H

#include "../../engine/types.h"

struct kvm_progress {
	volatile u32 passes;   /* memory filled and verified */
	volatile u32 wrong;    /* 1: a word was not as written; 2: it ended in another way... */
	volatile u32 why;      /* ...with this exit reason of KVM's, or errno */
};

/* Run it until killed, or until something is wrong; never returns. */
void kvm_guest_run(struct kvm_progress *progress);

/* Make a VM with a CPU, run it for `passes` passes, and close it. 0 if all was well. */
u32 kvm_guest_visit(u32 passes);

#endif
