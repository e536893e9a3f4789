/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cells: what one operation claims in one environment, how a run that measures it is described,
 * and whether the claim held. Freestanding: the harness and the bare image use the same code.
 */
#ifndef BENCH_CELL_H
#define BENCH_CELL_H

#include "../engine/controls.h"
#include "../engine/x86.h"
#include "params.h"

enum op {
#define OP(name, ...) OP_##name,
#include "ops.def"
#undef OP
	OPS
};

enum env {
#define ENV(id, name, words) ENV_##id,
#include "envs.def"
#undef ENV
	ENVS
};

/* Settings that make another cell of the same operation. */
enum knob {
#define KNOB(id, ...) KNOB_##id,
#include "knobs.def"
#undef KNOB
	KNOBS
};

/* The rows of cells that a knob has of its own; each has its loop. */
enum under {
#define OP(...)
#define UNDER(name, env, knob, ...) UNDER_##name##_##env##_##knob,
#include "ops.def"
#undef OP
	UNDERS
};

enum backend { BACKEND_NATIVE = 1, BACKEND_VMX = 2, BACKEND_KVM = 4 };

/* How an operation leaves to user space on kvm. */
enum user_exit { USER_EXIT_NONE, USER_EXIT_HLT, USER_EXIT_IO, USER_EXIT_MMIO };

/* The eventfd that an operation signals on kvm, at GUEST_NOTICE_... of layout.h. */
#define NOTICES_(X) X(PORT) X(PORT_MATCH) X(MMIO) X(MMIO_MATCH)

enum notice {
	NOTICE_NONE,
#define NOTICE(name) NOTICE_##name,
	NOTICES_(NOTICE)
#undef NOTICE
	NOTICES
};

/*
 * What a VM has on kvm besides one CPU and memory: nothing, or what VMMs give their guests (the
 * kernel's interrupt controllers, ioeventfds, more memory), as a batch begins.
 */
enum board {
	BOARD_NONE,
	BOARD_APIC,             /* the local APIC answers at its page, */
	BOARD_X2APIC,           /* or by MSRs */
	BOARD_FRESH_COLD,       /* the fresh memory has no pages, */
	BOARD_FRESH_HOT,        /* or has them, and KVM has not mapped them */
	BOARD_PEER_RUNS,        /* a second CPU, x2APIC: it waits for interrupts, */
	BOARD_PEER_HALTS,       /* waits halted, */
	BOARD_PEER_TURNS,       /* or waits for its turn */
};

/* What a cell of ops.def says. */
struct claim {
	u8 present, backends;
	u8 rings;               /* a bit for each the loop may run in; 0: the guest kernel's */
	u8 exits, reason, also, also_reason; /* VM exits per iteration on vmx, and others */
	u8 user_exits, user_exit; /* exits to user space per iteration on kvm, enum user_exit */
	u8 notice;              /* signalled once an iteration on kvm, enum notice */
	u8 board;               /* of the VM on kvm, enum board */
	u8 never_enters;        /* on kvm each iteration is a KVM_RUN that returns at once */
	u8 intercepts, vector;  /* intercepted, if the reason is EXIT_EXCEPTION_NMI */
	u8 traps, trap_vector;  /* exceptions per iteration in the guest, or natively in ring 3 */
	u8 by_linux;            /* natively in ring 3 it is Linux that is measured */
	u8 in_32_bit;           /* natively in ring 3, as 32-bit code */
	u8 by_sysenter;         /* and enters Linux as its 32-bit vDSO does, if that has SYSENTER */
	u8 has_control, control, has_second, second, has_cleared, cleared;
	u8 lean_only;           /* the guest itself cannot run a batch of it */
	u8 no_knobs;            /* it is measured under the default alone */
	u8 needs;               /* enum cpu_feature; on kvm the guest's CPU */
	u8 not_lean;            /* an iteration is more than its exit */
	u8 cr3_targets;         /* values that MOV to CR3 may load without an exit */
	u8 odd_page, vm_functions; /* enum odd_page; 1: VMFUNC may switch views */
	u8 signal;              /* enum run_signal */
	u32 ple_gap, ple_window, port_pass, msr_pass;
	struct exit_policy policy, also_policy; /* natively `policy` is the signal handler's */
	u32 cr4;                /* bits set from the start */
	u64 returned;           /* by the VMM, in EDX:EAX */
	const char *hole;       /* how it differs from a CPU of its own; NULL if it does not */
};

#define ENGINES 2 /* enum engine_kind */

/* By SVM: what a row says of it, and else what it says of VMX. */
struct op_row {
	const char *name, *words;
	struct claim claims[ENGINES][ENVS];
};

struct env_row { const char *name, *words; };

struct knob_row {
	const char *name, *words;
	u8 by_default;           /* measured unless a run names its knobs */
	u8 own_rows;             /* its cells are the UNDER rows */
	u8 also_on;              /* enum backend: where they exist, too, beside vmx */
	u8 anatomy;              /* a part of an exit, for the operations of that preset */
	u8 has_set, set, has_also_set, also_set;                 /* controls */
	u8 has_cleared, cleared, has_also_cleared, also_cleared;
	u8 not_lean;             /* lean goes without them anyhow */
	u8 lean_only;            /* its cells are lean */
	u8 mitigation;           /* enum run_mitigation */
	struct exit_parts parts;
};

extern const struct knob_row knobs[KNOBS];
extern const struct op_row ops[OPS];
extern const struct env_row envs[ENVS];
extern const char *const form_names[FORM_COUNT];

/* Other names of the operation, from 0 on; NULL after the last. */
const char *op_alias(enum op op, u32 n);

/* Choices of operations; PRESET rows of ops.def say which are in which. */
enum preset {
	PRESET_ALL, PRESET_QUICK, PRESET_CLASSIC, PRESET_ANATOMY, PRESET_LITERATURE, PRESETS
};
extern const char *const preset_names[PRESETS];
int op_is_in(enum op op, enum preset preset);

/* What tables for people call it, "page fault"; and the heading over it in pictures, or NULL. */
const char *op_label(enum op op);
const char *op_group(enum op op);

/* The operation that has this name or alias, or OPS. */
enum op op_named(const char *name);

/*
 * What an operation leaves behind, and must leave the same in every environment. A table
 * register, and an operand that holds one, is a single number: base and limit; so are the
 * descriptors changed, by a hash of them and their order.
 */
#define OUTCOME_ITEMS(X)                                                                    \
	X(GIVES_RAX) X(GIVES_RBX) X(GIVES_RCX) X(GIVES_RDX) X(GIVES_AL) X(GIVES_OPERAND)    \
	X(LEAVES_IF) X(LEAVES_GDTR) X(LEAVES_IDTR) X(LEAVES_LDTR) X(LEAVES_TR)              \
	X(LEAVES_SYSENTER_EIP) X(LEAVES_CR0) X(LEAVES_CR3) X(LEAVES_CR4) X(LEAVES_CR8)      \
	X(LEAVES_DR0) X(LEAVES_GS_BASE) X(LEAVES_PTE) X(LEAVES_XCR0) \
	X(LEAVES_DESCRIPTORS)

enum outcome_item {
#define ITEM(name) ITEM_##name,
	OUTCOME_ITEMS(ITEM)
#undef ITEM
	OUTCOME_ITEM_COUNT
};

enum {
#define ITEM(name) name = 1 << ITEM_##name,
	OUTCOME_ITEMS(ITEM)
#undef ITEM
};

struct outcome_row {
	u32 items;              /* GIVES_ and LEAVES_ */
	u32 starts_without_if, starts_with_ts;
	const char *nothing;    /* why there is nothing to compare */
};

extern const struct outcome_row outcome_rows[OPS];

/* One cell as the vmx and kvm backends run it. */
struct cell {
	enum op op;
	enum env env;
	enum run_form form;     /* full on kvm */
	u8 ring;                /* the loop's */
	enum knob knob;         /* the default's natively, and on kvm if it is a VMM's */
	u8 engine;              /* of our own driver: enum engine_kind */
};

/* A guest in 32-bit protected mode. */
static inline int cell_is_32_bit(const struct cell *cell)
{
	return cell->knob == KNOB_bits_32;
}

#define RINGS 4

/* The ring the guest kernel runs in: the loop's, unless that is the application's. */
u8 cell_kernel_ring(const struct cell *cell);

/* What the table says of it; nothing, `present` least of all, where it has no such cell. */
const struct claim *cell_claim(const struct cell *cell);

/*
 * Whether both engines' claims are the same: as many exits and exceptions, and the VMM does the
 * same. Only then may figures of the one stand beside the other's.
 */
int cell_is_the_same_by_svm(const struct cell *cell);

/* Whether it exits for what SVM alone can make exit. */
int cell_needs_svm(const struct cell *cell);

/* Why it is a hole, or NULL; natively an application's holes are none of the kernel's. */
const char *cell_hole(const struct cell *cell);

/* The operation that does nothing in a loop of the same code: what the loop itself costs. */
enum op cell_twin_op(const struct cell *cell);

/* Whether a monitor is below the guest kernel, and keeps its CPU for it. */
int cell_has_monitor(const struct cell *cell);

/*
 * Whether the table has this cell, in this form and ring and under this knob, on this backend.
 * Stamped are the cells of vmx whose operation exits once, and their nop twins.
 */
int cell_exists(const struct cell *cell, enum backend backend);

/*
 * A batch: `warmup` iterations that do not count, and the `iterations` that do.
 * The cost per iteration is (s2 - s1 - (s1 - s0)) / iterations: between s0 and
 * s1 the same code runs as between s1 and s2, with one iteration.
 */
struct batch_size {
	u64 warmup, iterations;
};

static inline int cell_touches_fresh_memory(const struct cell *cell)
{
	u8 board = cell_claim(cell)->board;

	return board == BOARD_FRESH_COLD || board == BOARD_FRESH_HOT;
}

/*
 * The most iterations a batch of this cell may measure: the engine bounds its exits, and fresh
 * memory has its pages.
 */
u64 cell_iterations_max(const struct cell *cell, u64 warmup);

/* `image` is the guest's memory, holding guest.bin: its parameter page is written. */
void cell_prepare_guest(const struct cell *cell, struct batch_size size, void *image);

/* The same for a native loop, which has nothing else. */
void cell_prepare_native(struct batch_size size, struct guest_params *params);

/*
 * Long mode or 32-bit protected mode, ring 0, everything at its place in layout.h or
 * layout_32_bit.h, RIP at the entry.
 */
void cell_initial_state(const struct cell *cell, struct guest_state *state);

/* The run for vmx; `time_max_tsc` bounds it. */
void cell_prepare_run(const struct cell *cell, struct batch_size size, u64 time_max_tsc,
		      struct vmx_run *run);

#define CLAIM_CHECKS(X)                                                                            \
	X(CLAIM_HOLDS, "the claim holds")                                                          \
	X(CLAIM_DISTURBED, "an interrupt ended the batch")                                         \
	X(CLAIM_REFUSED, "the CPU or the engine refuses the run")                                  \
	X(CLAIM_ENDED_EARLY, "the run ended before the guest had finished")                        \
	X(CLAIM_FAULTED, "the guest took an exception nobody expected")                            \
	X(CLAIM_WRONG_TRAPS, "exceptions per iteration inside the guest differ from the table")    \
	X(CLAIM_WRONG_RING, "the loop ran in another ring than the table says")                    \
	X(CLAIM_WRONG_COUNT, "VM exits per iteration differ from the table")                       \
	X(CLAIM_OTHER_EXITS, "VM exits happened that the table does not list")                     \
	X(CLAIM_WRONG_STAMPS,                                                                      \
	  "time stamps are missing or out of order, or the guest's TSC is not the host's")

enum claim_check {
#define CLAIM_CHECK(name, words) name,
	CLAIM_CHECKS(CLAIM_CHECK)
#undef CLAIM_CHECK
};

/* How many exits of the expected reason a batch of this size must show on vmx. */
u64 cell_exits_expected(const struct cell *cell, struct batch_size size);

/* The same of the other reason; and what is in both without being of an iteration. */
u64 cell_also_expected(const struct cell *cell, struct batch_size size);
u64 cell_exits_outside(const struct cell *cell);

/* How many exceptions of the claimed vector the guest, or a native loop, must take. */
u64 cell_traps_expected(const struct cell *cell, struct batch_size size);

/* Iterations of all segments together. */
u64 batch_total(struct batch_size size);

/* Whether a finished run did what the cell claims, and nothing else. */
enum claim_check cell_check_run(const struct cell *cell, struct batch_size size,
			    const struct vmx_run *run, const void *image);

/* The guest's own part of that: finished, with the exceptions claimed, in the right ring. */
enum claim_check cell_check_guest(const struct cell *cell, struct batch_size size,
				  const void *image);

/*
 * TSC cycles of the measured iterations together. The overhead of the stamps is removed, but for
 * the guest's two an iteration in a stamped cell, which its twin has as well.
 */
s64 cell_ticks(const struct cell *cell, struct batch_size size, const struct vmx_run *run,
	       const void *image);

/*
 * The ticks of the one iteration that is taken off those; 0 if none is. What held that one
 * up makes the others look cheap.
 */
s64 cell_ticks_taken_off(const struct cell *cell, const struct vmx_run *run, const void *image);

#endif
