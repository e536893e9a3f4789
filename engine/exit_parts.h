/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run asks of its exits and entries besides: work, lists of MSRs, signals. */
#ifndef ENGINE_EXIT_PARTS_H
#define ENGINE_EXIT_PARTS_H

#include "types.h"

/*
 * What else the handler of an exit does, one thing at a time, so that its cost shows. In the full
 * form but for the last, for exits that assembly serves, and with no mitigation beside it.
 */
#define RUN_WORKS(X)                                                                               \
	X(WORK_NOTHING, "nothing but the policy")                                                  \
	X(WORK_VMREAD, "as many VMREADs as work_count says, up to 63")                             \
	X(WORK_VMWRITE, "as many VMWRITEs")                                                        \
	X(WORK_INVEPT, "INVEPT of the guest's EPT pointer before each entry")                      \
	X(WORK_INVVPID, "INVVPID of the guest's VPID before each entry")                           \
	X(WORK_VMPTRLD, "VMPTRLD of another VMCS and of the guest's before each entry")            \
	X(WORK_VMCLEAR, "VMCLEAR and VMPTRLD before each entry, which is a VMLAUNCH")              \
	X(WORK_VMXOFF, "VMCLEAR, VMXOFF, VMXON and VMPTRLD before each entry, a VMLAUNCH")         \
	X(WORK_OTHER_VMCLEAR, "VMPTRLD and VMCLEAR of another VMCS, VMPTRLD before each entry")    \
	X(WORK_HOST_RSP, "in lean alone: VMWRITE of the host's RSP, as it is, before each entry")

enum run_work {
#define WORK(id, words) id,
	RUN_WORKS(WORK)
#undef WORK
	WORKS
};

/*
 * What may reach the guest's CPU beside interrupts. Outside VMX operation either begins that CPU
 * anew, so only a host that has nothing to lose lends it.
 */
enum run_signal {
	SIGNAL_NOTHING,
	SIGNAL_INIT,    /* the guest may send its own CPU an INIT, by the APIC of the host */
	SIGNAL_SIPI,    /* another CPU sends start-up IPIs all the time */
	SIGNALS
};

#define RUN_WORK_COUNT_MAX  63u
#define RUN_MSRS_MAX        32u
#define RUN_CR3_TARGETS_MAX 4u

/* What an exit and an entry have besides. All 0: nothing. */
struct exit_parts {
	u32 work, work_count;                   /* enum run_work */
	u32 entry_msrs, exit_msrs, stored_msrs; /* in lists that the engine fills */
	u32 cr3_targets;                        /* all the guest's own; with EPT only */
	u32 ept_dirty;                          /* EPT keeps accessed and dirty bits */
	u32 signal;                             /* enum run_signal */
};

/* Why a run is refused that asks for one. */
#define RUN_PARTS(X)                                                                               \
	X(PART_MSR_LISTS, "an MSR of SYSCALL or SWAPGS cannot be read")                            \
	X(PART_CR3_TARGETS, "the CPU has fewer CR3 targets, or there is no EPT")                   \
	X(PART_EPT_DIRTY, "the CPU's EPT has no accessed and dirty bits")                          \
	X(PART_INVEPT, "the CPU has no INVEPT, or there is no EPT")                                \
	X(PART_INVVPID, "the CPU has no INVVPID, or there is no VPID")                             \
	X(PART_VMXOFF, "KVM has turned VMX on, which is not ours to turn off: unload kvm_intel") \
	X(PART_OF_VMX, "this CPU has SVM, and the run has a part that only VMX has")              \
	X(PART_OF_SVM, "this CPU has VMX, and the run has an exit that only SVM has")             \
	X(PART_OTHER_VMCS, "the CPU refuses a second VMCS")                                      \
	X(PART_INIT, "an INIT that is left over resets the CPU: only the bare image sends one")  \
	X(PART_SIPI, "what waits for a start-up IPI takes no interrupt: only the bare image does")

enum run_part {
#define PART(id, words) id,
	RUN_PARTS(PART)
#undef PART
};

#endif
