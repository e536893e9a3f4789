// SPDX-License-Identifier: GPL-2.0-only
/* The 32-bit guest: its CPU's first state, and what its page table shows of the monitor. */
#include "cell.h"
#include "cell_parts.h"
#include "layout_32_bit.h"

#define RIGHTS_DATA_BYTES 0x4093u /* its limit is in bytes */
#define PTE_PRESENT  1u
#define PTE_WRITABLE 2u

/* What runs in an outer ring, and in ring 0 where the kernel is there. */
static struct segment data_segment(int monitor)
{
	return (struct segment){ .limit = monitor ? GUEST_32_LIMIT : 0xffffffff,
				 .rights = RIGHTS_DATA | RIGHTS_DPL(3),
				 .selector = GUEST_32_SS_3 };
}

/* Translated code has its way to the monitor's pages from the start, and no other code has one. */
static struct segment translators_segment(const struct cell *cell)
{
	if (cell->env != ENV_translated)
		return (struct segment){ .rights = RIGHTS_UNUSABLE };
	return (struct segment){ .base = MONITOR_32_HIGH(GUEST_32_VCPU),
				 .limit = 3 * PAGE_BYTES - 1,
				 .rights = RIGHTS_DATA_BYTES | RIGHTS_DPL(1),
				 .selector = GUEST_32_GS_1 };
}

static void load_tables(const struct cell *cell, struct guest_state *state)
{
	int monitor = cell_has_monitor(cell);
	u32 idt = cell->env == ENV_paravirtual ? DIRECT_32_IDT : MONITOR_32_IDT;

	state->gdtr.base = monitor ? MONITOR_32_HIGH(MONITOR_32_GDT) : GUEST_32_GDT;
	state->gdtr.limit = (monitor ? MONITOR_32_GDT_BYTES : GUEST_32_GDT_BYTES) - 1;
	state->idtr.base = monitor ? MONITOR_32_HIGH(idt) : GUEST_32_IDT;
	state->idtr.limit = GUEST_32_IDT_BYTES - 1;
	state->tr = (struct segment){
		.base = monitor ? MONITOR_32_HIGH(MONITOR_32_TSS) : GUEST_32_TSS,
		.limit = GUEST_TSS_BYTES - 1,
		.rights = RIGHTS_TSS_BUSY,
		.selector = monitor ? GUEST_32_OTHER_TR : GUEST_32_TR
	};
	state->ldtr = (struct segment){ .rights = RIGHTS_UNUSABLE };
	if (!monitor)
		state->ldtr = (struct segment){ .base = GUEST_32_GDT,
						.limit = PAGE_BYTES - 1,
						.rights = RIGHTS_LDT,
						.selector = GUEST_32_LDT };
}

void cell_initial_state_32_bit(const struct cell *cell, struct guest_state *state)
{
	int monitor = cell_has_monitor(cell);
	int interrupts_off = !monitor && outcome_rows[cell->op].starts_without_if;
	u32 stack = monitor ? MONITOR_32_HIGH(MONITOR_32_STACK) : GUEST_STACK_0;

	*state = (struct guest_state){
		.rip = GUEST_32_ENTRY,
		.rsp = stack,
		.rflags = RFLAGS_FIXED | (interrupts_off ? 0 : RFLAGS_IF),
		.cr0 = cell_first_cr0(cell),
		.cr3 = GUEST_32_PD,
		.cr4 = GUEST_32_CR4_VALUE | cell_first_difference(cell, LEAVES_CR4, CR4_DE),
		.cs = { .limit = 0xffffffff, .rights = RIGHTS_CODE32, .selector = GUEST_32_CS },
		.ss = { .limit = 0xffffffff, .rights = RIGHTS_DATA, .selector = GUEST_32_SS },
		.ds = data_segment(monitor),
		.es = data_segment(monitor),
		.fs = { .rights = RIGHTS_UNUSABLE },
		.gs = translators_segment(cell),
		.sysenter_cs = cell->env == ENV_hvm_trap ? 0 : GUEST_32_CS,
		.sysenter_esp = stack,
		.sysenter_eip = monitor ? MONITOR_32_HIGH(MONITOR_32_SYSENTER) : GUEST_32_SYSENTER,
	};
	load_tables(cell, state);
}

/* A kernel with a monitor below sees two of its pages, and a paravirtual one the virtual CPU. */
static u32 page_bits(const struct cell *cell, u32 page)
{
	if (!cell_has_monitor(cell))
		return PTE_PRESENT | PTE_WRITABLE;
	switch (page) {
	case GUEST_32_VCPU:
		return cell->env == ENV_paravirtual ? PTE_PRESENT | PTE_WRITABLE : 0;
	case GUEST_32_PT:
	case GUEST_32_DESCRIPTORS:
		return PTE_PRESENT;
	default:
		return 0;
	}
}

void cell_protect_monitor_32_bit(const struct cell *cell, void *image)
{
	u32 *entries = (u32 *)((u8 *)image + GUEST_32_PT);

	for (u32 page = GUEST_32_PD; page < MONITOR_32_END; page += PAGE_BYTES) {
		u32 *entry = &entries[page / PAGE_BYTES];

		*entry = (*entry & ~(PTE_PRESENT | PTE_WRITABLE)) | page_bits(cell, page);
	}
}
