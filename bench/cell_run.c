// SPDX-License-Identifier: GPL-2.0-only
/* What a cell needs to run: the guest's memory and first state, and the request to the engine. */
#include "cell.h"
#include "cell_parts.h"
#include "layout_32_bit.h"

#define OPERAND_BYTES   10
#define INSTRUCTION_RET 0xc3

_Static_assert(GUEST_ODD == RUN_ODD_PAGE * PAGE_BYTES, "layout.h");

const struct guest_place guest_places[2] = {
	{ GUEST_VCPU, GUEST_GDT, GUEST_GDT_BYTES, GUEST_IDT, GUEST_VECTORS * 16,
	  GUEST_PTE, 8, GUEST_DESCRIPTORS, GUEST_CS_1, GUEST_LDT, GUEST_TR,
	  GUEST_PML4, GUEST_CR4_VALUE },
	{ GUEST_32_VCPU, GUEST_32_GDT, GUEST_32_GDT_BYTES, GUEST_32_IDT, GUEST_32_IDT_BYTES,
	  GUEST_32_PTE, 4, GUEST_32_DESCRIPTORS, GUEST_32_CS_1, GUEST_32_LDT, GUEST_32_TR,
	  GUEST_32_PD, GUEST_32_CR4_VALUE },
};

static const struct segment flat_data = {
	.limit = 0xffffffff, .rights = RIGHTS_DATA, .selector = GUEST_SS
};

static const struct segment no_ldt = { .rights = RIGHTS_UNUSABLE };
static const struct segment kernel_ldt = {
	.base = GUEST_GDT, .limit = PAGE_BYTES - 1, .rights = RIGHTS_LDT, .selector = GUEST_LDT
};

u64 cell_first_difference(const struct cell *cell, u32 item, u64 difference)
{
	return cell->env == ENV_hvm_trap && outcome_rows[cell->op].items & item ? difference : 0;
}

u64 cell_first_cr0(const struct cell *cell)
{
	int has_ts = !cell_has_monitor(cell) && outcome_rows[cell->op].starts_with_ts;

	return GUEST_CR0_VALUE | (has_ts ? CR0_TS : 0) |
	       cell_first_difference(cell, LEAVES_CR0, CR0_TS);
}

/* The CPU's own state: the guest kernel's, or the monitor's, whose tables differ visibly. */
void cell_initial_state(const struct cell *cell, struct guest_state *state)
{
	int monitor = cell_has_monitor(cell);
	int interrupts_off = !monitor && outcome_rows[cell->op].starts_without_if;
	u64 idt = cell->env == ENV_paravirtual ? DIRECT_IDT : monitor ? MONITOR_IDT : GUEST_IDT;

	if (cell_is_32_bit(cell))
		return cell_initial_state_32_bit(cell, state);
	*state = (struct guest_state){
		.rip = GUEST_ENTRY,
		.rsp = GUEST_STACK_0,
		.rflags = RFLAGS_FIXED | (interrupts_off ? 0 : RFLAGS_IF),
		.cr0 = cell_first_cr0(cell),
		.cr3 = GUEST_PML4,
		.cr4 = GUEST_CR4_VALUE | cell_claim(cell)->cr4 |
		       cell_first_difference(cell, LEAVES_CR4, CR4_DE),
		.efer = EFER_LME | EFER_LMA | EFER_SCE,
		.cs = { .limit = 0xffffffff, .rights = RIGHTS_CODE64, .selector = GUEST_CS },
		.ds = flat_data,
		.es = flat_data,
		.ss = flat_data,
		.fs = flat_data,
		.gs = flat_data,
		.ldtr = monitor ? no_ldt : kernel_ldt,
		.tr = { .base = GUEST_TSS,
			.limit = GUEST_TSS_BYTES - 1,
			.rights = RIGHTS_TSS_BUSY,
			.selector = monitor ? GUEST_OTHER_TR : GUEST_TR },
		.gdtr = { .base = GUEST_GDT,
			  .limit = (monitor ? MONITOR_GDT_BYTES : GUEST_GDT_BYTES) - 1 },
		.idtr = { .base = idt, .limit = GUEST_VECTORS * 16 - 1 },
		.sysenter_cs = cell->env == ENV_hvm_trap ? 0 : GUEST_CS,
		.sysenter_esp = GUEST_STACK_0,
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

static const struct kernel_entries entries_32_bit[ENVS] = {
	[ENV_hvm] = { GUEST_32_SYSENTER, 0 },
	[ENV_hvm_trap] = { GUEST_32_SYSENTER, 0 },
	[ENV_deprivileged] = { GUEST_32_SYSENTER, 0 },
	[ENV_paravirtual] = { PARAVIRTUAL_32_SYSENTER, 0 },
	[ENV_translated] = { TRANSLATED_32_SYSENTER, 0 },
};

static const struct kernel_entries *entries_of(const struct cell *cell)
{
	const struct kernel_entries *entries =
		cell_is_32_bit(cell) ? entries_32_bit : kernel_entries;

	return &entries[cell_claim(cell)->rings ? cell->env : ENV_hvm];
}

/*
 * The virtual CPU as the guest kernel has set it up: its own tables, its own entries. Where
 * an operation can only write what a real CPU holds already - CR0 and CR4, without an
 * exit - the virtual one starts with another value, so that doing nothing shows.
 */
static void prepare_virtual_cpu(const struct cell *cell, u8 *cpu)
{
	const struct guest_place *place = place_of(cell);
	struct { u16 limit; u64 base; } __attribute__((packed))
		gdtr = { (u16)(place->gdt_bytes - 1), place->gdt },
		idtr = { (u16)(place->idt_bytes - 1), place->idt };
	const struct kernel_entries *entries = entries_of(cell);
	u64 sysenter[] = { place->cs_1, GUEST_STACK_1, entries->sysenter };
	u64 cr[] = { GUEST_CR0_VALUE | CR0_TS, 0, 0, place->cr3, place->cr4 | CR4_DE };
	u64 kernel_gs = GUEST_FIRST_KERNEL_GS, xcr0 = 1;
	u16 selectors[] = { place->ldt, place->tr };
	u32 cpuid[4];

	asm("cpuid"
	    : "=a"(cpuid[0]), "=b"(cpuid[1]), "=c"(cpuid[2]), "=d"(cpuid[3])
	    : "a"(0), "c"(0));
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

/*
 * Under a monitor the guest's page table is not the guest's to
 * write, nor is its descriptor table.
 */
static void protect_tables(const struct cell *cell, void *image)
{
	u64 *entries = (u64 *)((u8 *)image + GUEST_PT), pages[] = { GUEST_PT, GUEST_DESCRIPTORS };

	if (cell_is_32_bit(cell))
		return cell_protect_monitor_32_bit(cell, image);
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
	u32 row = cell_under_row(cell);

	return row < UNDERS ? directory->under[row] :
			      directory->loops[cell->form == FORM_STAMPED][cell->op][cell->env];
}

u64 batch_total(struct batch_size size)
{
	return size.warmup + 1 + 1 + size.iterations + 1;
}

/* As they are before the first iteration. */
static void prepare_tables(const struct cell *cell, u8 *image)
{
	const struct guest_place *place = place_of(cell);
	u8 *pte = image + place->pte;

	protect_tables(cell, image);
	__builtin_memset(image + place->descriptors, 0, 8 * GUEST_DESCRIPTORS_CHANGED);
	*(u32 *)pte &= ~(u32)GUEST_PTE_MARK;
}

void cell_prepare_guest(const struct cell *cell, struct batch_size size, void *image)
{
	*(struct guest_params *)image = (struct guest_params){
		.loop = loop_of(cell, image), .ring = cell->ring,
		.kernel_ring = cell_kernel_ring(cell), .done_by = done_by(cell),
		.segment = { size.warmup + 1, 1, size.iterations + 1 },
	};
	prepare_virtual_cpu(cell, (u8 *)image + place_of(cell)->vcpu);
	prepare_tables(cell, image);
	/* Also so that no stamp's line is touched for the first time in the measured iterations. */
	if (cell->form == FORM_STAMPED)
		__builtin_memset((u8 *)image + GUEST_STAMPS, 0,
				 2 * sizeof(u64) * batch_total(size));
	__builtin_memset((u8 *)image + GUEST_SCRATCH, 0, OPERAND_BYTES);
	*(u32 *)((u8 *)image + GUEST_TURN) = 0;
	((u8 *)image)[GUEST_ODD + PAGE_BYTES] = INSTRUCTION_RET;
}

u64 cell_iterations_max(const struct cell *cell, u64 warmup)
{
	u64 exits = cell_claim(cell)->exits;
	/* One is for one too many. */
	u64 overhead = batch_total((struct batch_size){ warmup, 0 }) + cell_exits_outside(cell) + 1;
	const struct knob_row *knob = &knobs[cell->knob];
	int is_slow = mitigation_is_slow(knob->mitigation) || parts_are_slow(&knob->parts) ||
		      cell_claim(cell)->reason == EXIT_EXTERNAL_INTERRUPT;
	u64 most = is_slow ? RUN_EXITS_MAX_SLOW : RUN_EXITS_MAX;

	if (cell->form == FORM_STAMPED)
		most = RUN_STAMPED_EXITS_MAX;
	else if (cell_touches_fresh_memory(cell))
		return GUEST_FRESH_PAGES - 1;
	else if (!exits)
		return ~0ull;
	else
		most /= exits;
	return most > overhead ? most - overhead : 0;
}

/*
 * The guest's code around the loop saves its flags as it begins and after each segment, and enters
 * an outer ring by IRET.
 */
static u64 exits_outside(const struct cell *cell, u32 reason)
{
	switch (reason) {
	case EXIT_PUSHF:
		return 1 + GUEST_SEGMENTS;
	case EXIT_IRET:
		return !!cell->ring;
	}
	return 0;
}

static u64 exits_for(const struct cell *cell, struct batch_size size, u32 exits, u32 reason)
{
	return exits ? exits * batch_total(size) + exits_outside(cell, reason) : 0;
}

u64 cell_exits_expected(const struct cell *cell, struct batch_size size)
{
	return exits_for(cell, size, cell_claim(cell)->exits, cell_claim(cell)->reason);
}

u64 cell_also_expected(const struct cell *cell, struct batch_size size)
{
	return exits_for(cell, size, cell_claim(cell)->also, cell_claim(cell)->also_reason);
}

u64 cell_exits_outside(const struct cell *cell)
{
	const struct claim *claim = cell_claim(cell);

	return (claim->exits ? exits_outside(cell, claim->reason) : 0) +
	       (claim->also ? exits_outside(cell, claim->also_reason) : 0);
}

static void apply_knob(const struct knob_row *knob, struct vmx_run *run)
{
	if (knob->has_set)
		control_set(run->controls, knob->set);
	if (knob->has_also_set)
		control_set(run->controls, knob->also_set);
	if (knob->has_cleared)
		control_clear(run->controls, knob->cleared);
	if (knob->has_also_cleared)
		control_clear(run->controls, knob->also_cleared);
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
		.msr_pass = { claim->msr_pass }, .needs = claim->needs,
		.ple_gap = claim->ple_gap, .ple_window = claim->ple_window,
		.port_pass = claim->port_pass, .odd_page = claim->odd_page,
		.vm_functions = claim->vm_functions, .parts.cr3_targets = claim->cr3_targets,
	};
	/* One more than claimed, so that one too many is seen and not cut off. */
	if (cell->form != FORM_LEAN)
		run->exits_max = cell_claim(cell)->exits * batch_total(size) +
				 cell_exits_outside(cell) + 1;
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
	apply_knob(&knobs[cell->knob], run);
	if (claim->exits) {
		run->mitigation = knobs[cell->knob].mitigation;
		run->parts = knobs[cell->knob].parts;
		run->parts.signal = claim->signal;
	}
	if (cell_is_32_bit(cell)) {
		control_clear(run->controls, IA32E_MODE_GUEST);
		control_set(run->controls, ENABLE_EPT);
	}
	cell_initial_state(cell, &run->state);
	/* As the host's, so that lean need not load it. */
	run->state.efer |= EFER_NXE;
}

void cell_prepare_native(struct batch_size size, struct guest_params *params)
{
	*params = (struct guest_params){ .segment = { size.warmup + 1, 1, size.iterations + 1 } };
}
