/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame: what the world switch needs within reach of RSP, at the end of its page. The VMCB is
 * the page behind it, so that its fields are within reach, too. While a guest runs RSP points at
 * the place of RAX, which the VMCB holds, so a push saves a register where it belongs.
 */
#ifndef SVM_FRAME_H
#define SVM_FRAME_H

/* Offsets from the end of the register array, as in the other engine; the array has 15. */
#define SVM_FRAME_TOP            120
#define SVM_FRAME_EXPECTED_CODE  0
#define SVM_FRAME_EXITS_LEFT     8
#define SVM_FRAME_HOST_STACK     16
#define SVM_FRAME_CPUID_HOT      24
#define SVM_FRAME_LENGTH         32
#define SVM_FRAME_RETURNED       40
#define SVM_FRAME_STAMP          48
#define SVM_FRAME_VMCB           56
#define SVM_FRAME_HOST_VMCB      64
#define SVM_FRAME_TAIL           72   /* to the end of the frame: the VMCB's start */

/* Loops that enter a guest, one for each policy, in two sets. */
#define SVM_POLICIES(X) X(skip) X(skip_fixed) X(value) X(cpuid) X(resume) X(return)
#define SVM_SETS(X)     X(full) X(stamped)

#define SVM_LEAN_CODES 0xa0 /* codes below have a lean loop */

#ifndef __ASSEMBLER__
#include "../run.h"

struct svm_frame {
	u64 registers[REGISTERS];
	u64 expected_code;
	u64 exits_left;      /* of the expected exit; the one that makes it 0 returns */
	u64 host_stack;
	u64 cpuid_hot;       /* struct cpuid_entry [CPUID_HOT] */
	u64 length;          /* to advance RIP by, for the policies that fix it */
	u64 returned;        /* EDX:EAX of ACTION_RETURN */
	u64 stamp;           /* where the next stamp goes; only C checks for the end */
	u64 vmcb, host_vmcb; /* physical: the guest's; where the host's hidden state is kept */
};

#define SVM_FRAME_HAS(member, offset)                                                       \
	_Static_assert(OFFSET_OF(struct svm_frame, member) == SVM_FRAME_TOP + (offset), "frame.h")
SVM_FRAME_HAS(expected_code, SVM_FRAME_EXPECTED_CODE);
SVM_FRAME_HAS(exits_left, SVM_FRAME_EXITS_LEFT);
SVM_FRAME_HAS(host_stack, SVM_FRAME_HOST_STACK);
SVM_FRAME_HAS(cpuid_hot, SVM_FRAME_CPUID_HOT);
SVM_FRAME_HAS(length, SVM_FRAME_LENGTH);
SVM_FRAME_HAS(returned, SVM_FRAME_RETURNED);
SVM_FRAME_HAS(stamp, SVM_FRAME_STAMP);
SVM_FRAME_HAS(vmcb, SVM_FRAME_VMCB);
SVM_FRAME_HAS(host_vmcb, SVM_FRAME_HOST_VMCB);
#undef SVM_FRAME_HAS
_Static_assert(sizeof(struct svm_frame) == SVM_FRAME_TOP + SVM_FRAME_TAIL, "frame.h");

/*
 * Enter the guest by one of the loops below. It returns when an exit was not for the loop to
 * handle, or was the last one allowed; the frame then holds the guest's registers. 0, or 1: an
 * instruction of the switch faulted.
 */
int svm_enter(struct svm_frame *frame, u64 loop);

/* Two stamps with nothing between them, to frame->stamp: what stamping costs. */
void svm_stamp_twice(struct svm_frame *frame);

enum svm_policy {
#define POLICY(name) LOOP_##name,
	SVM_POLICIES(POLICY)
#undef POLICY
	SVM_LOOPS
};

enum svm_set {
#define SET(name) LOOPS_##name,
	SVM_SETS(SET)
#undef SET
	SVM_SET_COUNT
};

extern const u64 svm_loops[SVM_SET_COUNT][SVM_LOOPS];
/* Lean, by exit code; and of a nested page fault. */
extern const u64 svm_lean_loops[SVM_LEAN_CODES], svm_lean_npf;
#endif

#endif
