/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame: what the world switch needs within reach of RSP. RSP points into
 * it while a guest runs and while an exit is handled in assembly, so a push
 * saves a register where it belongs. Below it in its page is room for the frame
 * of an exception that should not happen.
 */
#ifndef VMX_FRAME_H
#define VMX_FRAME_H

/* Offsets from HOST_RSP, which is the end of the register array. */
#define FRAME_EXPECTED_REASON  0
#define FRAME_EXPECTED_EVENT   8
#define FRAME_EXITS_LEFT       16
#define FRAME_HOST_STACK       24
#define FRAME_CPUID_HOT        32
#define FRAME_LENGTH           40
#define FRAME_RETURNED         48
#define FRAME_STAMP            56
#define FRAME_DATA_SELECTOR    64
#define FRAME_SPEC_CTRL        72
#define FRAME_BHB_CALLS        80
#define FRAME_BHB_BRANCHES     84
#define FRAME_TOP              120  /* from the frame's start: 15 registers of 8 bytes */
#define FRAME_WORK_COUNT       88
#define FRAME_VMCS             96
#define FRAME_REGION           104
#define FRAME_INVALIDATED      112
#define FRAME_INVALIDATION     128
#define FRAME_VM               136
#define FRAME_RUN              144
#define FRAME_REFUSED          152
#define FRAME_TAIL             160  /* from HOST_RSP to the end of the frame and of its page */

/* How vmx_enter enters: VMLAUNCH, VMRESUME, or VMRESUME with a stamp before it. */
#define ENTER_LAUNCH           0
#define ENTER_RESUME           1
#define ENTER_RESUME_STAMPED   2

/* What vmx_enter returns. */
#define ENTER_EXITED           0
#define ENTER_FAIL_INVALID     1
#define ENTER_FAIL_VALID       2
#define ENTER_FAULTED          3

/*
 * The exit points, one per policy: HOST_RIP is the dispatch. Each checks the
 * exit reason, counts, does its one thing and resumes; anything else returns.
 * The sets differ in what else is done after an exit and before an entry:
 * nothing, stamps, a mitigation, a work.
 */
#define EXIT_POLICIES(X)                                                                           \
	X(skip) X(skip_fixed) X(exception) X(value) X(cpuid) X(resume) X(complete) X(return)

#define EXIT_SETS(X)                                                                \
	X(full) X(stamped) X(verw) X(rsb) X(ibpb) X(l1d) X(spec_ctrl) X(bhb)        \
	X(vmread) X(vmwrite) X(invept) X(invvpid) X(vmptrld) X(vmclear) X(vmxoff) \
	X(other_vmclear)

#ifndef __ASSEMBLER__
#include "../run.h"

struct frame {
	u64 registers[REGISTERS];
	u64 expected_reason;
	u64 expected_event;  /* interruption information, if that is an exception */
	u64 exits_left;      /* of the expected reason; the exit that makes it 0 returns */
	u64 host_stack;
	u64 cpuid_hot;       /* struct cpuid_entry [CPUID_HOT] */
	u64 length;          /* to advance RIP by, for the policies that fix it */
	u64 returned;        /* EDX:EAX of ACTION_RETURN */
	u64 stamp;           /* where the next stamp goes; only C checks for the end */
	u64 data_selector;   /* for VERW: what follows the host's CS; SS itself may be null */
	u64 spec_ctrl;       /* the host's */
	u32 bhb_calls, bhb_branches; /* of the sequence that clears the branch history */
	u64 work_count;
	u64 vmcs, region;    /* physical: the guest's VMCS; another, or the VMXON region */
	u64 invalidated[2];  /* INVEPT's or INVVPID's descriptor */
	u64 invalidation;    /* and its type */
	u64 vm, run;         /* for the exit point that has C complete the instruction */
	u64 refused;         /* by C, which need not try again */
};

#define FRAME_HAS(member, offset)                                                       \
	_Static_assert(OFFSET_OF(struct frame, member) == FRAME_TOP + (offset), "frame.h")
FRAME_HAS(expected_reason, FRAME_EXPECTED_REASON);
FRAME_HAS(expected_event, FRAME_EXPECTED_EVENT);
FRAME_HAS(exits_left, FRAME_EXITS_LEFT);
FRAME_HAS(host_stack, FRAME_HOST_STACK);
FRAME_HAS(cpuid_hot, FRAME_CPUID_HOT);
FRAME_HAS(length, FRAME_LENGTH);
FRAME_HAS(returned, FRAME_RETURNED);
FRAME_HAS(stamp, FRAME_STAMP);
FRAME_HAS(data_selector, FRAME_DATA_SELECTOR);
FRAME_HAS(spec_ctrl, FRAME_SPEC_CTRL);
FRAME_HAS(bhb_calls, FRAME_BHB_CALLS);
FRAME_HAS(bhb_branches, FRAME_BHB_BRANCHES);
FRAME_HAS(work_count, FRAME_WORK_COUNT);
FRAME_HAS(vmcs, FRAME_VMCS);
FRAME_HAS(region, FRAME_REGION);
FRAME_HAS(invalidated, FRAME_INVALIDATED);
FRAME_HAS(invalidation, FRAME_INVALIDATION);
FRAME_HAS(vm, FRAME_VM);
FRAME_HAS(run, FRAME_RUN);
FRAME_HAS(refused, FRAME_REFUSED);
#undef FRAME_HAS
_Static_assert(sizeof(struct frame) == FRAME_TOP + FRAME_TAIL, "frame.h");

/*
 * Enter the guest with the frame's registers, by ENTER_LAUNCH and so on.
 * Returns ENTER_EXITED when an exit was not for the exit point in HOST_RIP to
 * handle, or was the last one allowed; the frame then holds the guest's registers.
 */
int vmx_enter(struct frame *frame, u64 how);

/* Two stamps with nothing between them, to frame->stamp: what stamping costs. */
void vmx_stamp_twice(struct frame *frame);

enum exit_policy_point {
#define POINT(policy) POINT_##policy,
	EXIT_POLICIES(POINT)
#undef POINT
	EXIT_POINTS
};

enum exit_set {
#define SET(name) SET_##name,
	EXIT_SETS(SET)
#undef SET
	EXIT_SET_COUNT
};

/* Addresses for HOST_RIP. */
extern const u64 exit_points[EXIT_SET_COUNT][EXIT_POINTS];
extern const char exit_lean[], exit_lean_exception[], exit_lean_host_rsp[];
#endif

#endif
