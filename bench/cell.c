// SPDX-License-Identifier: GPL-2.0-only
/* The table expanded into C, and the arithmetic between a cell, its run and its claim. */
#include "cell.h"

#define OPERAND_BYTES 10

#define SETUP(...)
#define BODY(...)
#define EXITS(n, why)      .exits = n, .reason = EXIT_##why
#define ALSO_EXITS(n, why, how) .also = n, .also_reason = EXIT_##why, .also_policy = { ACTION_##how, 0 }
#define SKIP               .policy = { ACTION_SKIP, 0 }
#define SKIP_BY(n)         .policy = { ACTION_SKIP, n }
#define RETURN(v)          .policy = { ACTION_RETURN, 0 }, .returned = v
#define RETURN_BY(v, n)    .policy = { ACTION_RETURN, n }, .returned = v
#define COMPLETE           .policy = { ACTION_COMPLETE, 0 }
#define COMPLETE_WITH(v)   .policy = { ACTION_COMPLETE, 0 }, .returned = v
#define ANSWER_CPUID       .policy = { ACTION_CPUID, 0 }
#define WITH(name)         .has_control = 1, .control = name
#define ALSO_WITH(name)    .has_second = 1, .second = name
#define WITH_CR4(bit)      .cr4 = CR4_##bit
#define LEAN_ONLY          .lean_only = 1
#define WITHOUT(name)      .has_cleared = 1, .cleared = name
#define ON_EXCEPTION(v)    .intercepts = 1, .vector = v
#define TRAPS(n, v)        .traps = n, .trap_vector = v
#define BY_LINUX           .by_linux = 1
#define SIGNALS(n, v, l)   .by_linux = 1, .traps = n, .trap_vector = v, .policy = { ACTION_SKIP, l }
#define IN_32_BIT          .rings = 1 << 3, .in_32_bit = 1
#define BY_SYSENTER        .by_linux = 1, .by_sysenter = 1
#define PASS_MSR(number)   .msr_pass = number
#define IN_RING(n)         .rings = 1 << (n)
#define IN_ANY_RING        .rings = 1 << 0 | 1 << 3
#define USER_EXITS(n)      .user_exits = n
#define ONLY_ON(name)      .backends = BACKEND_##name
#define INJECT(v)          .policy = { ACTION_INJECT, 0 }, .returned = v
#define OPEN_WINDOW(v)     .policy = { ACTION_OPEN_WINDOW, 0 }, .returned = v
#define HOLE(why)          .hole = why
#define CELL(env, ...)     [ENV_##env] = { .present = 1, ##__VA_ARGS__ },

const struct op_row ops[OPS] = {
#define OP(name, words, setup, body, ...) { #name, words, { __VA_ARGS__ } },
#include "ops.def"
#undef OP
};

#define NOTHING(why)       0, .nothing = why
#define STARTS_WITHOUT_IF  .starts_without_if = 1

const struct outcome_row outcome_rows[OPS] = {
#define OP(...)
#define OUTCOME(name, ...) [OP_##name] = { .items = __VA_ARGS__ },
#include "ops.def"
#undef OP
};

static const struct under_row {
	enum op op;
	enum env env;
	enum knob knob;
	struct claim claim;
} under_rows[UNDERS] = {
#define OP(...)
#define UNDER(name, env, knob, setup, body, ...) \
	{ OP_##name, ENV_##env, KNOB_##knob, { .present = 1, ##__VA_ARGS__ } },
#include "ops.def"
#undef OP
};

#define BY_DEFAULT         .by_default = 1
#define OWN_ROWS           .own_rows = 1
#define CLEARS(name)       .has_cleared = 1, .cleared = name

const struct knob_row knobs[KNOBS] = {
#define KNOB(id, name, words, ...) { name, words, ##__VA_ARGS__ },
#include "knobs.def"
#undef KNOB
};

const struct env_row envs[ENVS] = {
#define ENV(id, name, words) { name, words },
#include "envs.def"
#undef ENV
};

/* Its UNDER row; UNDERS if there is none. */
static u32 under_row_of(const struct cell *cell)
{
	u32 row = 0;

	while (row < UNDERS && (under_rows[row].op != cell->op || under_rows[row].env != cell->env ||
				under_rows[row].knob != cell->knob))
		row++;
	return row;
}

const struct claim *cell_claim(const struct cell *cell)
{
	static const struct claim nothing;
	u32 row;

	if (!knobs[cell->knob].own_rows)
		return &ops[cell->op].claims[cell->env];
	row = under_row_of(cell);
	return row < UNDERS ? &under_rows[row].claim : &nothing;
}

/* Where an environment's cells run when a row does not narrow it. */
static u32 backends_of(const struct cell *cell)
{
	if (cell_claim(cell)->backends)
		return cell_claim(cell)->backends;
	switch (cell->env) {
	case ENV_native:   return BACKEND_NATIVE;
	case ENV_hvm_trap: return BACKEND_VMX;
	default:           return BACKEND_VMX | BACKEND_KVM;
	}
}

/* The monitor can be put under a kernel in ring 1, or in ring 3 as on 64-bit Xen. */
static u32 kernel_rings(enum env env)
{
	switch (env) {
	case ENV_deprivileged:
	case ENV_paravirtual:
	case ENV_translated:
		return 1 << 1 | 1 << 3;
	default:
		return 1 << 0;
	}
}

static u32 rings_of(const struct cell *cell)
{
	return cell_claim(cell)->rings ? cell_claim(cell)->rings : kernel_rings(cell->env);
}

int cell_has_monitor(const struct cell *cell)
{
	return !(kernel_rings(cell->env) & 1);
}

u8 cell_kernel_ring(const struct cell *cell)
{
	if (!cell_has_monitor(cell))
		return 0;
	return cell_claim(cell)->rings ? 1 : cell->ring;
}

const char *cell_hole(const struct cell *cell)
{
	return cell->env == ENV_native && !cell->ring ? 0 : cell_claim(cell)->hole;
}

enum op cell_twin_op(const struct cell *cell)
{
	return cell_claim(cell)->in_32_bit ? OP_nop_32_bit : OP_nop;
}

/* Whether a setting of the VMX controls is another cell of it: where something exits, and for the twins. */
static int is_under_control(const struct cell *cell, u32 control)
{
	const struct claim *claim = cell_claim(cell);

	if (cell->env != ENV_hvm && cell->env != ENV_hvm_trap)
		return 0;
	if ((claim->has_control && claim->control == control) || (claim->has_second && claim->second == control))
		return 0;
	return claim->exits || cell->op == OP_nop;
}

/*
 * A knob's own rows are loops like the operations', whose guest keeps the time: full. Lean, one request by
 * VMCALL would be as the next.
 */
static int knob_applies(const struct cell *cell, enum backend backend)
{
	const struct knob_row *knob = &knobs[cell->knob];

	if (cell->knob == KNOB_default)
		return 1;
	if (backend != BACKEND_VMX || (knob->own_rows && cell->form != FORM_FULL))
		return 0;
	return !knob->has_cleared || is_under_control(cell, knob->cleared);
}

int cell_exists(const struct cell *cell, enum backend backend)
{
	const struct claim *claim = cell_claim(cell);

	if (!knob_applies(cell, backend))
		return 0;
	if (!claim->present || !(backends_of(cell) & backend) || !BIT_IS_SET(rings_of(cell), cell->ring))
		return 0;
	if (cell->form == FORM_FULL)
		return !claim->lean_only;
	if (cell->form == FORM_STAMPED)
		return backend == BACKEND_VMX && !claim->lean_only && !claim->also &&
		       claim->exits == (cell->op != OP_nop) && !(cell->op == OP_nop && cell_has_monitor(cell));
	/* Lean measures one exit by never getting past it: nothing else can happen. */
	return backend == BACKEND_VMX && claim->exits == 1 && !claim->also && !claim->traps &&
	       claim->policy.action != ACTION_INJECT;
}

static const struct segment flat_data = {
	.limit = 0xffffffff, .rights = RIGHTS_DATA, .selector = GUEST_SS
};

static const struct segment no_ldt = { .rights = RIGHTS_UNUSABLE };
static const struct segment kernel_ldt = {
	.base = GUEST_GDT, .limit = PAGE_BYTES - 1, .rights = RIGHTS_LDT, .selector = GUEST_LDT
};

/* Where a control register can be changed, by an exit, an operation on it finds it changed. */
static u64 first_difference(const struct cell *cell, u32 item, u64 difference)
{
	return cell->env == ENV_hvm_trap && outcome_rows[cell->op].items & item ? difference : 0;
}

/* The CPU's own state: the guest kernel's, or the monitor's, whose tables differ visibly. */
void cell_initial_state(const struct cell *cell, struct guest_state *state)
{
	int monitor = cell_has_monitor(cell);
	int interrupts_off = !monitor && outcome_rows[cell->op].starts_without_if;
	u64 idt = cell->env == ENV_paravirtual ? DIRECT_IDT : monitor ? MONITOR_IDT : GUEST_IDT;

	*state = (struct guest_state){
		.rip = GUEST_ENTRY, .rsp = GUEST_STACK_0, .rflags = RFLAGS_FIXED | (interrupts_off ? 0 : RFLAGS_IF),
		.cr0 = GUEST_CR0_VALUE | first_difference(cell, LEAVES_CR0, CR0_TS),
		.cr3 = GUEST_PML4,
		.cr4 = GUEST_CR4_VALUE | cell_claim(cell)->cr4 | first_difference(cell, LEAVES_CR4, CR4_DE),
		.efer = EFER_LME | EFER_LMA | EFER_SCE,
		.cs = { .limit = 0xffffffff, .rights = RIGHTS_CODE64, .selector = GUEST_CS },
		.ds = flat_data, .es = flat_data, .ss = flat_data, .fs = flat_data, .gs = flat_data,
		.ldtr = monitor ? no_ldt : kernel_ldt,
		.tr = { .base = GUEST_TSS, .limit = GUEST_TSS_BYTES - 1,
			.rights = RIGHTS_TSS_BUSY, .selector = monitor ? GUEST_OTHER_TR : GUEST_TR },
		.gdtr = { .base = GUEST_GDT,
			  .limit = (monitor ? MONITOR_GDT_BYTES : GUEST_GDT_BYTES) - 1 },
		.idtr = { .base = idt, .limit = GUEST_VECTORS * 16 - 1 },
		.sysenter_cs = cell->env == ENV_hvm_trap ? 0 : GUEST_CS, .sysenter_esp = GUEST_STACK_0,
		.sysenter_eip = monitor ? MONITOR_SYSENTER : GUEST_SYSENTER,
		.star = (u64)GUEST_SYSRET << 48 | (u64)GUEST_CS << 32,
		.lstar = monitor ? MONITOR_SYSCALL : GUEST_SYSCALL,
		.kernel_gs_base = GUEST_FIRST_KERNEL_GS,
	};
}

/* On vmx an OUT says done, unless OUT is what is measured; kvm takes either. */
static int done_by(const struct cell *cell)
{
	return cell_claim(cell)->reason == EXIT_IO_INSTRUCTION ? DONE_BY_HLT : DONE_BY_OUT;
}

/* Where the guest kernel takes an application's system calls, as its environment has it. */
static const struct kernel_entries {
	u64 sysenter, syscall;
} kernel_entries[ENVS] = {
	[ENV_hvm] = { GUEST_SYSENTER, GUEST_SYSCALL },
	[ENV_hvm_trap] = { GUEST_SYSENTER, GUEST_SYSCALL },
	[ENV_deprivileged] = { GUEST_SYSENTER, GUEST_SYSCALL },
	[ENV_paravirtual] = { PARAVIRTUAL_SYSENTER, PARAVIRTUAL_SYSCALL },
	[ENV_translated] = { TRANSLATED_SYSENTER, TRANSLATED_SYSCALL },
};

static const struct kernel_entries *entries_of(const struct cell *cell)
{
	return &kernel_entries[cell_claim(cell)->rings ? cell->env : ENV_hvm];
}

/*
 * The virtual CPU as the guest kernel has set it up: its own tables, its own entries. Where
 * an operation can only write what a real CPU holds already - CR0 and CR4, without an
 * exit - the virtual one starts with another value, so that doing nothing shows.
 */
static void prepare_virtual_cpu(const struct cell *cell, u8 *cpu)
{
	struct { u16 limit; u64 base; } __attribute__((packed)) gdtr = { GUEST_GDT_BYTES - 1, GUEST_GDT },
		idtr = { GUEST_VECTORS * 16 - 1, GUEST_IDT };
	const struct kernel_entries *entries = entries_of(cell);
	u64 sysenter[] = { GUEST_CS_1, GUEST_STACK_1, entries->sysenter };
	u64 cr[] = { GUEST_CR0_VALUE | CR0_TS, 0, 0, GUEST_PML4, GUEST_CR4_VALUE | CR4_DE };
	u64 kernel_gs = GUEST_FIRST_KERNEL_GS, xcr0 = 1;
	u16 selectors[] = { GUEST_LDT, GUEST_TR };
	u32 cpuid[4];

	asm("cpuid" : "=a"(cpuid[0]), "=b"(cpuid[1]), "=c"(cpuid[2]), "=d"(cpuid[3]) : "a"(0), "c"(0));
	__builtin_memset(cpu, 0, GUEST_VCPU_BYTES);
	cpu[VCPU_IF] = !outcome_rows[cell->op].starts_without_if;
	__builtin_memcpy(cpu + VCPU_LDTR, selectors, sizeof(selectors));
	__builtin_memcpy(cpu + VCPU_KERNEL_GS, &kernel_gs, sizeof(kernel_gs));
	__builtin_memcpy(cpu + VCPU_GDTR, &gdtr, sizeof(gdtr));
	__builtin_memcpy(cpu + VCPU_IDTR, &idtr, sizeof(idtr));
	__builtin_memcpy(cpu + VCPU_CR, cr, sizeof(cr));
	__builtin_memcpy(cpu + VCPU_SYSENTER, sysenter, sizeof(sysenter));
	__builtin_memcpy(cpu + VCPU_LSTAR, &entries->syscall, sizeof(entries->syscall));
	__builtin_memcpy(cpu + VCPU_XCR0, &xcr0, sizeof(xcr0));
	__builtin_memcpy(cpu + VCPU_CPUID, cpuid, sizeof(cpuid));
}

/* Under a monitor the guest's page table is not the guest's to write, nor is its descriptor table. */
static void protect_tables(const struct cell *cell, void *image)
{
	u64 *entries = (u64 *)((u8 *)image + GUEST_PT), pages[] = { GUEST_PT, GUEST_DESCRIPTORS };

	for (u32 i = 0; i < COUNT_OF(pages); i++) {
		u64 *entry = &entries[pages[i] / PAGE_BYTES];

		*entry = cell_has_monitor(cell) ? *entry & ~2ull : *entry | 2;
	}
}

/* Where the guest's directory has it: the table's loops, then those of the UNDER rows. */
static u32 loop_of(const struct cell *cell, const void *image)
{
	const struct {
		u32 loops[2][OPS][ENVS], under[UNDERS];
	} *directory = (const void *)((const u8 *)image + GUEST_LOOPS);
	u32 row = under_row_of(cell);

	return row < UNDERS ? directory->under[row] : directory->loops[cell->form == FORM_STAMPED][cell->op][cell->env];
}

u64 batch_total(struct batch_size size)
{
	return size.warmup + 1 + 1 + size.iterations + 1;
}

void cell_prepare_guest(const struct cell *cell, struct batch_size size, void *image)
{
	*(struct guest_params *)image = (struct guest_params){
		.loop = loop_of(cell, image), .ring = cell->ring,
		.kernel_ring = cell_kernel_ring(cell), .done_by = done_by(cell),
		.segment = { size.warmup + 1, 1, size.iterations + 1 },
	};
	prepare_virtual_cpu(cell, (u8 *)image + GUEST_VCPU);
	protect_tables(cell, image);
	/* Also so that no stamp's line is touched for the first time in the measured iterations. */
	if (cell->form == FORM_STAMPED)
		__builtin_memset((u8 *)image + GUEST_STAMPS, 0, 2 * sizeof(u64) * batch_total(size));
	__builtin_memset((u8 *)image + GUEST_SCRATCH, 0, OPERAND_BYTES);
	__builtin_memset((u8 *)image + GUEST_DESCRIPTORS, 0, 8 * GUEST_DESCRIPTORS_CHANGED);
	*(u64 *)((u8 *)image + GUEST_PTE) &= ~(u64)GUEST_PTE_MARK;
}

u64 cell_iterations_max(const struct cell *cell, u64 warmup)
{
	u64 exits = cell_claim(cell)->exits;
	u64 overhead = batch_total((struct batch_size){ warmup, 0 }) + 1; /* one is for one too many */

	if (cell->form == FORM_STAMPED)
		return RUN_STAMPED_EXITS_MAX - overhead;
	return exits ? RUN_EXITS_MAX / exits - overhead : ~0ull;
}

u64 cell_exits_expected(const struct cell *cell, struct batch_size size)
{
	return cell_claim(cell)->exits * batch_total(size);
}

void cell_prepare_run(const struct cell *cell, struct batch_size size, u64 time_max_tsc,
		      struct vmx_run *run)
{
	const struct claim *claim = cell_claim(cell);
	u32 done = done_by(cell) == DONE_BY_HLT ? EXIT_HLT : EXIT_IO_INSTRUCTION;

	*run = (struct vmx_run){
		.form = cell->form, .time_max_tsc = time_max_tsc,
		.expected_reason = claim->exits ? claim->reason : done,
		.expected_vector = claim->vector,
		.exception_bitmap = (u32)claim->intercepts << claim->vector,
		.returned = claim->returned,
		.warmup_exits = size.warmup, .exits_max = size.iterations,
		.msr_pass = { claim->msr_pass },
	};
	/* One more than claimed, so that one too many is seen and not cut off. */
	if (cell->form != FORM_LEAN)
		run->exits_max = cell_exits_expected(cell, size) + 1;
	if (claim->exits)
		run->policy[claim->reason] = claim->policy;
	if (claim->also)
		run->policy[claim->also_reason] = claim->also_policy;
	run->policy[done].action = ACTION_DONE;
	if (claim->has_control)
		control_set(run->controls, claim->control);
	if (claim->has_second)
		control_set(run->controls, claim->second);
	if (claim->has_cleared)
		control_clear(run->controls, claim->cleared);
	if (knobs[cell->knob].has_cleared)
		control_clear(run->controls, knobs[cell->knob].cleared);
	cell_initial_state(cell, &run->state);
}

void cell_prepare_native(struct batch_size size, struct guest_params *params)
{
	*params = (struct guest_params){ .segment = { size.warmup + 1, 1, size.iterations + 1 } };
}

static const struct guest_params *params_of(const void *image)
{
	return image;
}

u64 cell_traps_expected(const struct cell *cell, struct batch_size size)
{
	if (cell->env == ENV_native && cell->ring == 0)
		return 0;
	return cell_claim(cell)->traps * batch_total(size);
}

static int traps_are_as_claimed(const struct cell *cell, struct batch_size size,
				const struct guest_params *params)
{
	for (u32 vector = 0; vector < GUEST_VECTORS; vector++) {
		u64 claimed = vector == cell_claim(cell)->trap_vector ? cell_traps_expected(cell, size) : 0;

		if (params->traps[vector] != claimed)
			return 0;
	}
	return 1;
}

enum verdict cell_check_guest(const struct cell *cell, struct batch_size size, const void *image)
{
	const struct guest_params *params = params_of(image);

	if (params->faults)
		return CLAIM_FAULTED;
	if (!params->finished)
		return CLAIM_ENDED_EARLY;
	if (!traps_are_as_claimed(cell, size, params))
		return CLAIM_WRONG_TRAPS;
	return (params->cs & 3) == cell->ring ? CLAIM_HOLDS : CLAIM_WRONG_RING;
}

static int is_claimed(const struct claim *claim, u32 reason)
{
	return (claim->exits && reason == claim->reason) || (claim->also && reason == claim->also_reason);
}

/* Exits of any reason that the claim does not name; ending the run is allowed once. */
static u64 other_exits(const struct cell *cell, const struct vmx_run *run)
{
	u64 others = 0;

	for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++)
		if (!is_claimed(cell_claim(cell), reason))
			others += run->exits[reason];
	return others;
}

/* Before and after iteration `k` of all, in the guest. */
static const u64 *guest_stamps(const void *image, u64 k)
{
	return (const u64 *)((const u8 *)image + GUEST_STAMPS) + 2 * k;
}

/* After its exit and before the entry that followed, in the host. */
static const u64 *host_stamps(const struct vmx_run *run, u64 k)
{
	return run->leg_stamps + 2 * k;
}

static int tsc_is_the_hosts(const struct vmx_run *run)
{
	return !BIT_IS_SET(run->control_used[USE_TSC_OFFSETTING / 32], USE_TSC_OFFSETTING % 32) &&
	       !BIT_IS_SET(run->control_used[USE_TSC_SCALING / 32], USE_TSC_SCALING % 32);
}

/* Each later than the one before; an exit is one of host's pairs, and the one that ends the run has no entry. */
static int stamps_are_in_order(const struct cell *cell, struct batch_size size, const struct vmx_run *run,
			       const void *image)
{
	u64 total = batch_total(size), exits = cell_claim(cell)->exits, last = run->entered;

	if (run->leg_stamp_count != 2 * exits * total + 1)
		return 0;
	for (u64 k = 0; k < total; k++) {
		const u64 *guest = guest_stamps(image, k), *host = host_stamps(run, k);

		if (guest[0] < last || guest[1] <= guest[0] ||
		    (exits && (host[0] <= guest[0] || host[1] <= host[0] || guest[1] <= host[1])))
			return 0;
		last = guest[1];
	}
	return run->left >= last;
}

static enum verdict check_full(const struct cell *cell, struct batch_size size,
			       const struct vmx_run *run, const void *image)
{
	enum verdict verdict = cell_check_guest(cell, size, image);
	u64 expected = cell_exits_expected(cell, size);

	if (verdict != CLAIM_HOLDS)
		return verdict;
	if (cell_claim(cell)->exits && run->exits[cell_claim(cell)->reason] != expected)
		return CLAIM_WRONG_COUNT;
	if (cell_claim(cell)->also && run->exits[cell_claim(cell)->also_reason] !=
				      cell_claim(cell)->also * batch_total(size))
		return CLAIM_WRONG_COUNT;
	if (other_exits(cell, run) != 1)
		return CLAIM_OTHER_EXITS;
	/* An NMI's exit has left stamps, too. */
	if (cell->form == FORM_STAMPED && run->nmis)
		return CLAIM_DISTURBED;
	if (cell->form == FORM_STAMPED && !(tsc_is_the_hosts(run) && stamps_are_in_order(cell, size, run, image)))
		return CLAIM_WRONG_STAMPS;
	return CLAIM_HOLDS;
}

static enum verdict check_lean(const struct cell *cell, struct batch_size size,
			       const struct vmx_run *run)
{
	if (run->exits[cell_claim(cell)->reason] != cell_exits_expected(cell, size))
		return CLAIM_WRONG_COUNT;
	return other_exits(cell, run) ? CLAIM_OTHER_EXITS : CLAIM_HOLDS;
}

enum verdict cell_check_run(const struct cell *cell, struct batch_size size,
			    const struct vmx_run *run, const void *image)
{
	switch (run->outcome) {
	case RUN_INTERRUPTED:
		return CLAIM_DISTURBED;
	case RUN_DONE:
		return cell->form != FORM_LEAN ? check_full(cell, size, run, image) : CLAIM_ENDED_EARLY;
	case RUN_EXITS_SPENT:
		/* The exits of NMIs took the room that stamps had. */
		if (cell->form == FORM_STAMPED && run->nmis)
			return CLAIM_DISTURBED;
		return cell->form == FORM_LEAN ? check_lean(cell, size, run) : CLAIM_WRONG_COUNT;
	case RUN_TIMED_OUT:
	case RUN_UNEXPECTED_EXIT:
		return CLAIM_ENDED_EARLY;
	}
	return CLAIM_REFUSED;
}

/* The first measured iteration of all: the one that opens its segment does not count. */
static u64 first_measured(struct batch_size size)
{
	return size.warmup + 1 + 1 + 1;
}

static s64 stamped_ticks(const struct cell *cell, struct batch_size size, const struct vmx_run *run, const void *image)
{
	s64 ticks = 0;

	for (u64 i = 0; i < size.iterations; i++) {
		const u64 *guest = guest_stamps(image, first_measured(size) + i);

		ticks += (s64)(guest[1] - guest[0]) - 2 * cell_claim(cell)->exits * (s64)run->stamp_ticks;
	}
	return ticks;
}

s64 cell_ticks(const struct cell *cell, struct batch_size size, const struct vmx_run *run, const void *image)
{
	const u64 *stamp = cell->form == FORM_LEAN ? run->stamps : params_of(image)->stamp;

	if (cell->form == FORM_STAMPED)
		return stamped_ticks(cell, size, run, image);
	return (s64)(stamp[2] - stamp[1] - (stamp[1] - stamp[0]));
}

void cell_legs(struct batch_size size, const struct vmx_run *run, const void *image, u64 iteration, s64 legs[LEGS])
{
	u64 k = first_measured(size) + iteration;
	const u64 *guest = guest_stamps(image, k), *host = host_stamps(run, k);

	legs[LEG_exit] = (s64)(host[0] - guest[0]);
	legs[LEG_handler] = (s64)(host[1] - host[0]);
	legs[LEG_entry] = (s64)(guest[1] - host[1]);
}

/* A CPU without the timer, or that does not save it, refuses by the control's name. */
void cell_request_clock_check(struct vmx_run *run)
{
	run->flags |= RUN_CROSS_CHECK;
	control_set(run->controls, ACTIVATE_PREEMPTION_TIMER);
	control_set(run->controls, SAVE_PREEMPTION_TIMER);
}

static void add_clocks(const struct vmx_run *run, const void *image, u64 k, u32 timer_shift, struct clock_check *check)
{
	const u64 *guest = guest_stamps(image, k), *host = host_stamps(run, k);
	u64 stored = run->clocks[k].stored_tsc, tick = 1ull << timer_shift;
	u64 timer = (run->clocks[k - 1].timer_left - run->clocks[k].timer_left) << timer_shift;
	u64 least = guest[0] - guest_stamps(image, k - 1)[1], most = host[0] - host_stamps(run, k - 1)[1];

	check->iterations++;
	check->timer_tick = tick;
	check->stored_outside += stored < guest[0] || stored > host[0];
	check->timer_outside += timer + tick < least || timer > most + tick;
	check->until_stored += (s64)(stored - guest[0]);
	check->since_stored += (s64)(host[0] - stored);
	check->timer += (s64)timer;
	check->stamps_least += (s64)least;
	check->stamps_most += (s64)most;
}

void cell_add_clock_check(struct batch_size size, const struct vmx_run *run, const void *image,
			  u32 timer_shift, struct clock_check *check)
{
	for (u64 i = 0; i < size.iterations; i++)
		add_clocks(run, image, first_measured(size) + i, timer_shift, check);
}
