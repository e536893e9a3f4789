/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One batch, described as data: what the guest's processor holds, which
 * controls are set, what to do with each exit, and what came of it. The Linux
 * module's run ioctl carries this struct as it is, so it has fixed widths, no
 * pointers, and every member is checked before use.
 */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "exit_parts.h"
#include "exit_reasons.h"
#include "types.h"

enum engine_kind { ENGINE_VMX, ENGINE_SVM };

/* Guest physical memory: pages from address 0, then a hole nothing maps. */
#define GUEST_PAGES 128
#define GUEST_BYTES (GUEST_PAGES * PAGE_BYTES)

/* In the order the world switch pops them. RSP is VMCS state. */
enum guest_register {
	R15, R14, R13, R12, R11, R10, R9, R8, RDI, RSI, RBP, RBX, RDX, RCX, RAX,
	REGISTERS
};

struct segment {
	u64 base;
	u32 limit;
	u32 rights; /* as in the VMCS: type, S, DPL, P, AVL, L, D/B, G, unusable */
	u32 selector;
	u32 zero;
};

struct guest_state {
	u64 registers[REGISTERS];
	u64 rip, rsp, rflags;
	u64 cr0, cr3, cr4, efer;
	struct segment es, cs, ss, ds, fs, gs, ldtr, tr;
	struct { u64 base; u32 limit, zero; } gdtr, idtr;
	u64 sysenter_cs, sysenter_esp, sysenter_eip;
	/* Not VMCS state: swapped around the batch. */
	u64 star, lstar, fmask, kernel_gs_base;
};

enum exit_action {
	ACTION_STOP_UNEXPECTED, /* the default: name it and end the batch */
	ACTION_SKIP,            /* advance RIP past the instruction */
	ACTION_RETURN,          /* EDX:EAX from run->returned, then skip */
	ACTION_INJECT,          /* skip, and deliver the interrupt run->returned */
	ACTION_AWAIT,           /* skip, and arrange for the exit whose policy is ARRIVE */
	ACTION_ARRIVE,          /* it came: arrange for no more, deliver what waited, go on */
	ACTION_EMPTY_LOG,       /* of pages modified: room for two, and enter again */
	ACTION_COMPLETE,        /* decode it, complete it on the guest's state, then skip */
	ACTION_CPUID,           /* answer from the table, then skip */
	ACTION_RESUME,          /* enter again where the guest stands */
	ACTION_DONE,            /* the guest says it has finished */
	ACTION_COUNT
};

struct exit_policy {
	u8 action; /* enum exit_action */
	u8 length; /* of the instruction; 0: as the VMCS says */
};

#define RUN_FORMS(X)                                                                               \
	X(FORM_FULL, "full", "the world switch saves and loads 15 registers")                      \
	X(FORM_LEAN, "lean", "only what is needed to check, count and return")                     \
	X(FORM_STAMPED, "stamped",                                                                 \
	  "as full, with a time stamp after each exit and before each entry")

/* How the one odd page of guest memory differs, under EPT. */
#define RUN_ODD_PAGE    0x60
#define RUN_CLEAN_PAGES 4
#define RUN_ODD_PAGES(X)                                                                     \
	X(ODD_NOTHING, "it is as the others")                                                      \
	X(ODD_READ_ONLY, "it may not be written")                                                  \
	X(ODD_NOT_EXECUTABLE, "it may not be executed")                                            \
	X(ODD_MISCONFIGURED, "its EPT entry is one that no CPU takes")                             \
	X(ODD_SUB_PAGES, "it may be written by sub-pages, of which there is none")                 \
	X(ODD_CLEAN, "it and the three that follow were not written yet")

enum odd_page {
#define ODD(name, words) name,
	RUN_ODD_PAGES(ODD)
#undef ODD
	ODD_PAGES
};

enum run_form {
#define FORM(id, name, words) id,
	RUN_FORMS(FORM)
#undef FORM
	FORM_COUNT
};

/*
 * What a VMM that does not trust its guests does around each exit. One at a time, in the full
 * form, for exits that assembly serves.
 */
#define RUN_MITIGATIONS(X)                                                                         \
	X(MITIGATE_NOTHING, "none", "no mitigation is paid for")                                   \
	X(MITIGATE_VERW, "verw",                                                                   \
	  "VERW before each entry, which clears buffers on CPUs that say so (MD_CLEAR)")           \
	X(MITIGATE_RSB, "rsb", "the return stack buffer filled after each exit")                   \
	X(MITIGATE_IBPB, "ibpb", "an indirect-branch-predictor barrier before each entry")         \
	X(MITIGATE_L1D, "l1d", "the L1 data cache flushed before each entry")                      \
	X(MITIGATE_SPEC_CTRL, "spec_ctrl",                                                         \
	  "IA32_SPEC_CTRL written after each exit and before each entry: the host's, then 0")      \
	X(MITIGATE_BHB, "bhb", "the branch history cleared by software after each exit")

enum run_mitigation {
#define MITIGATION(id, name, words) id,
	RUN_MITIGATIONS(MITIGATION)
#undef MITIGATION
	MITIGATIONS
};

/* The guest's state after the last exit, as the guest sees it. */
struct guest_final {
	u64 cr0, cr3, cr4, cr8, dr[8];
	struct { u64 base; u32 limit, zero; } gdtr, idtr;
	u32 ldtr, tr; /* selectors */
	u64 gs_base, sysenter_cs, sysenter_esp, sysenter_eip;
};

/* run.flags */
#define RUN_CHECK_ONLY        (1u << 0) /* adjust the controls, do not enter */
#define RUN_DUMP_HOST_STATE   (1u << 1) /* compare the host before and after */
/* Stamped only: C takes every exit and notes the CPU's own clocks. */
#define RUN_CROSS_CHECK       (1u << 2)
#define RUN_FLAGS             7u

#define RUN_OUTCOMES(X)                                                         \
	X(RUN_DONE, "the guest finished")                                                          \
	X(RUN_EXITS_SPENT, "the bound on exits was reached")                                       \
	X(RUN_INTERRUPTED, "an interrupt ended the batch")                                         \
	X(RUN_TIMED_OUT, "the guest did not finish in its time")                                   \
	X(RUN_BAD_REQUEST, "the run's description is malformed")                                   \
	X(RUN_NO_VMX, "VMX cannot be used")                                                        \
	X(RUN_NO_MEMORY, "out of memory")                                                          \
	X(RUN_CONTROL_REFUSED, "the CPU or the engine refuses a control")                          \
	X(RUN_VMXON_FAILED, "VMXON or VMPTRLD failed")                                             \
	X(RUN_FIELD_REFUSED, "the CPU has no such VMCS field")                                     \
	X(RUN_ENTRY_FAILED, "VM entry failed")                                                     \
	X(RUN_UNEXPECTED_EXIT, "a VM exit that the run does not list")                             \
	X(RUN_HOST_CHANGED, "host state differs after the batch")                                  \
	X(RUN_MITIGATION_REFUSED, "the CPU has no such mitigation")                                \
	X(RUN_CR4_REFUSED, "the CPU or the engine refuses a bit of CR4")                           \
	X(RUN_FEATURE_REFUSED, "the CPU has not got a feature that the run needs")                 \
	X(RUN_PART_REFUSED, "an exit cannot have this part here")                                  \
	X(RUN_SVME_REFUSED, "EFER.SVME or VM_HSAVE_PA cannot be written")

enum run_outcome {
#define OUTCOME(name, words) name,
	RUN_OUTCOMES(OUTCOME)
#undef OUTCOME
	RUN_OUTCOME_COUNT
};

/* What is malformed in a RUN_BAD_REQUEST; the first that is found, in this order. */
#define RUN_BAD_REQUESTS(X)                                                                        \
	X(BAD_NOTHING, "nothing")                                                                  \
	X(BAD_FORM, "the form is unknown")                                                         \
	X(BAD_FLAGS, "a flag is unknown, or wants a cross-check of another form than stamped")     \
	X(BAD_PADDING, "padding in the guest's state is not zero")                                 \
	X(BAD_REASON, "the expected exit reason is unknown, or the host's own")                    \
	X(BAD_VECTOR, "the expected vector is no exception, or the host's own")                    \
	X(BAD_PARTS, "a part of the exit is unknown, too large, or not for this form or exit")     \
	X(BAD_EXITS, "exits_max is zero, or more than the form or the mitigation allows")          \
	X(BAD_WARMUP, "there are too many warm-up exits")                                          \
	X(BAD_TIME, "the time limit is too short or too long")                                     \
	X(BAD_MITIGATION, "the mitigation is unknown, or is not for this form or this exit")       \
	X(BAD_FEATURE, "the CPU feature it needs is unknown")                                      \
	X(BAD_PORT, "a port is to be passed through that is not 0x80")                             \
	X(BAD_ODD_PAGE, "the kind of the odd page is unknown")                                     \
	X(BAD_FUNCTION, "a VM function is asked for that is not EPTP switching")                   \
	X(BAD_POLICY, "an exit's policy is unknown, or lacks a length, or the exit is the host's") \
	X(BAD_TRAP_FLAG, "RFLAGS has TF: what the engine completes would lack its single step")    \
	X(BAD_MSR, "an MSR is to be passed through that VM entry and exit do not switch")          \
	X(BAD_SYSCALL_MSR, "an MSR of SYSCALL or SWAPGS cannot hold its value")                    \
	X(BAD_EFER, "EFER has a bit that is not for a guest")                                      \
	X(BAD_PAGING, "CR0 has paging on outside protected mode")

enum bad_request {
#define BAD_REQUEST(name, words) name,
	RUN_BAD_REQUESTS(BAD_REQUEST)
#undef BAD_REQUEST
};

/* The words of VM-execution, VM-exit and VM-entry controls. */
enum control_word { PIN, PRIMARY, SECONDARY, EXIT, ENTRY, CONTROL_WORDS };

struct control_request {
	u32 set, clear; /* on top of the defaults in controls.def */
};

/* More would outgrow a millisecond, and the ioctl. */
#define RUN_STAMPED_EXITS_MAX 64u
/* Two an exit, and room for as many exits again that C handles and does not count. */
#define RUN_LEG_STAMPS        (4 * RUN_STAMPED_EXITS_MAX)

/* What the CPU noted by itself at a VM exit. */
struct exit_clocks {
	u64 stored_tsc;             /* IA32_TIME_STAMP_COUNTER in the VM-exit MSR-store area */
	u64 timer_left;             /* preemption timer, in 2^capabilities.timer_shift TSC cycles */
};

struct vmx_run {
	/* in */
	u32 form, flags;
	u32 expected_reason;        /* the hot exit: checked and counted in assembly */
	u32 expected_vector;        /* if that is EXIT_EXCEPTION_NMI: which exception */
	u32 exception_bitmap;
	u32 mitigation;             /* enum run_mitigation */
	u32 needs;                  /* enum cpu_feature that the guest's code takes for granted */
	u32 ple_gap, ple_window;    /* of PAUSE_LOOP_EXITING, in TSC cycles */
	u32 port_pass;              /* with USE_IO_BITMAPS: RUN_PORT_PASSED, or 0: no port */
	struct exit_parts parts;
	u32 odd_page;               /* enum odd_page */
	u32 vm_functions;           /* with ENABLE_VM_FUNCTIONS: 1, EPTP switching, or 0: none */
	u64 returned;               /* for ACTION_RETURN, ACTION_INJECT, and an IN completed */
	u64 exits_max;              /* of the hot exit; every other reason has the same bound */
	u64 warmup_exits;           /* lean only: exits before the first stamp */
	u64 time_max_tsc;           /* TSC cycles; the host bounds it, too */
	struct control_request controls[CONTROL_WORDS];
	struct exit_policy policy[EXIT_REASON_COUNT];
	u32 msr_pass[4];            /* MSRs the guest may touch without an exit; 0: none */
	struct guest_state state;

	/* out */
	u32 outcome;                /* enum run_outcome */
	u32 detail;                 /* by outcome: enum bad_request; enum vmx_obstacle; enum
				     * control; VMCS field; VM-instruction error, or
				     * ENTRY_(SVM_)RULE_FIRST + a row of an engine's rules; one
				     * of host_dump.def; enum run_mitigation; enum run_part; enum
				     * cpu_feature; a bit of CR4; IA32_FEATURE_CONTROL at VMXON */
	u32 exit_reason;            /* the whole field of the last exit */
	u32 instruction_length;
	u64 qualification;          /* RUN_CR4_REFUSED, OSXSAVE: bits of XCR0 against it */
	u64 guest_rip;
	u64 interruption_information, guest_physical;
	u64 exits[EXIT_REASON_COUNT];
	u64 nmis;                   /* handed to the host in mid-batch */
	u64 stamps[3];              /* lean only: TSC after the warm-up, after one exit more, and
				     * after exits_max + 1 more: of the two intervals'
				     * difference, exits_max exits are the cause */
	/* Stamped only: TSC after an exit, before the next entry, and so on. */
	u64 leg_stamps[RUN_LEG_STAMPS];
	u64 leg_stamp_count;
	/* Stamped only: how far two stamps with nothing between were apart, in all; how often. */
	u64 stamp_ticks, stamp_count;
	/* RUN_CROSS_CHECK only: one for each exit. */
	struct exit_clocks clocks[2 * RUN_STAMPED_EXITS_MAX];
	u64 entered, left;          /* TSC just before the first entry, after the last exit */
	u64 spec_ctrl_cleared;      /* what the host's IA32_SPEC_CTRL had: it is 0 in a batch */
	u32 borrowed;               /* VMX was on already: root operation was borrowed */
	u32 control_used[CONTROL_WORDS];
	u64 registers[REGISTERS];   /* the guest's, after the last exit */
	struct guest_final final;
};

/*
 * More than the time of a batch usually holds. It is the only bound where an exit outranks
 * interrupts, and where the guest exits in the shadow of a MOV SS or an STI, which lasts until an
 * instruction completes (assembly's skips do not end it): then no interrupt gets through, after a
 * MOV SS and perhaps an STI no NMI either. So it is as long as a host can do without them: a
 * millisecond or two on bare metal, up to a hundred under a hypervisor.
 */
#define RUN_EXITS_MAX 2000u
/* With a mitigation, or parts, that may take microseconds an exit. */
#define RUN_EXITS_MAX_SLOW 200u
#define RUN_MSRS_FAST      8u

static inline int mitigation_is_slow(u32 mitigation)
{
	return mitigation == MITIGATE_IBPB || mitigation == MITIGATE_L1D;
}

/* The one port that a guest may reach: nothing but a display of POST codes listens there. */
#define RUN_PORT_PASSED 0x80u

static inline int parts_are_slow(const struct exit_parts *parts)
{
	return parts->work ||
	       parts->entry_msrs + parts->exit_msrs + parts->stored_msrs > RUN_MSRS_FAST;
}

#define RUN_WARMUP_MAX 1000u
/* Less, and the preemption timer may have run out before it starts. */
#define RUN_TIME_MIN_TSC 1000u
/* Twice as much still fits in 64 bits of any sum; hosts bound it far below. */
#define RUN_TIME_MAX_TSC (1ull << 48)
enum {
	/* In detail: an instruction of the switch faulted; or the CPU refused the guest state, by
	 * this rule, or by none that is known. */
	ENTRY_SWITCH_FAULTED = 0xff, ENTRY_RULE_FIRST = 0x100,
	ENTRY_NO_RULE = 0x1ff, ENTRY_SVM_RULE_FIRST,
};

#endif
