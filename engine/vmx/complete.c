// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions completed in C on the guest's state: descriptor-table registers, MOV to
 * and from control and debug registers, WRMSR, and what was made to fault: SYSENTER, SYSEXIT,
 * CLI, STI. Operands come from the VM-exit instruction-information field and the exit
 * qualification (Intel SDM volume 3, "Information for VM Exits Due to Instruction
 * Execution"). Guest linear addresses are taken as guest-physical, which they are for the
 * guests run here; others, and forms not named here, are refused.
 */
#include <vmx_instructions.h>
#include "complete.h"
#include "final_state.h"
#include "guest_cr.h"
#include "../msr.h"
#include "operand.h"
#include "port.h"
#include "../x86.h"

#define INFO_SCALE(info)         ((info) & 3)
#define INFO_INDEX(info)         ((info) >> 18 & 15)
#define INFO_INDEX_INVALID(info) ((info) >> 22 & 1)
#define INFO_BASE(info)          ((info) >> 23 & 15)
#define INFO_BASE_INVALID(info)  ((info) >> 27 & 1)
#define INFO_IS_IDTR(info)       ((info) >> 28 & 1)
#define INFO_IS_LOAD(info)       ((info) >> 29 & 1)

/* For LLDT and its like. */
#define INFO_REGISTER(info)      ((info) >> 3 & 15)
#define INFO_IS_REGISTER(info)   ((info) >> 10 & 1)
#define INFO_IS_TASK(info)       ((info) >> 28 & 1)

/* Exit qualifications: of a control register, a debug register. */
#define MOVE_NUMBER(q)           ((q) & 15)
#define MOVE_TYPE(q)             ((q) >> 4 & 3)
enum { MOVE_TO_CR, MOVE_FROM_CR, CLEAR_TASK_SWITCHED, LOAD_STATUS_WORD };
#define DEBUG_NUMBER(q)          ((q) & 7)
#define DEBUG_IS_FROM(q)         ((q) >> 4 & 1)
#define STATUS_WORD(q)           ((q) >> 16 & 0xffff)
#define MOVE_REGISTER(q)         ((q) >> 8 & 15)

/* Each saves the registers that it needs itself, and no more. */
#define APART __attribute__((__noinline__))

#define TABLE_OPERAND_BYTES 10
#define DESCRIPTOR_BYTES    16

static u64 operand_address(const struct vm *vm, u32 info)
{
	u64 address = vmread(EXIT_QUALIFICATION); /* the displacement */

	if (!INFO_BASE_INVALID(info))
		address += guest_register_value(vm, INFO_BASE(info));
	if (!INFO_INDEX_INVALID(info))
		address += guest_register_value(vm, INFO_INDEX(info)) << INFO_SCALE(info);
	return address;
}

static APART int complete_table_access(struct vm *vm)
{
	u32 info = (u32)vmread(VM_EXIT_INSTRUCTION_INFORMATION);
	u32 limit_field = INFO_IS_IDTR(info) ? GUEST_IDTR_LIMIT : GUEST_GDTR_LIMIT;
	u32 base_field = INFO_IS_IDTR(info) ? GUEST_IDTR_BASE : GUEST_GDTR_BASE;
	u64 address = operand_address(vm, info);
	struct table_register table = { (u16)vmread(limit_field), vmread(base_field) };

	if (!INFO_IS_LOAD(info))
		return copy_operand(vm, address, (u8 *)&table, TABLE_OPERAND_BYTES, 1);
	if (copy_operand(vm, address, (u8 *)&table, TABLE_OPERAND_BYTES, 0))
		return -1;
	return vmwrite(limit_field, table.limit) || vmwrite(base_field, table.base) ? -1 : 0;
}

struct system_segment {
	u32 base_field, limit_field, rights_field, selector_field, type;
};

static const struct system_segment segment_ldt = { GUEST_LDTR_BASE, GUEST_LDTR_LIMIT,
	GUEST_LDTR_ACCESS_RIGHTS, GUEST_LDTR_SELECTOR, 2 };
static const struct system_segment segment_task = { GUEST_TR_BASE, GUEST_TR_LIMIT,
	GUEST_TR_ACCESS_RIGHTS, GUEST_TR_SELECTOR, 9 };

/* From the guest's GDT; a task is marked busy there. */
static int load_descriptor(struct vm *vm, const struct system_segment *segment, u16 selector)
{
	u64 at = vmread(GUEST_GDTR_BASE) + (selector & ~7u), low_high[2];
	u32 rights, limit;

	if ((selector & 4) || (selector | 7u) + 8 > vmread(GUEST_GDTR_LIMIT) ||
	    copy_operand(vm, at, (u8 *)low_high, DESCRIPTOR_BYTES, 0))
		return -1;
	rights = (u32)(low_high[0] >> 40) & 0xf0ff;
	limit = (u32)(low_high[0] & 0xffff) | ((u32)(low_high[0] >> 32) & 0xf0000);
	if ((rights & 0x9f) != (0x80 | segment->type) || rights & 0x8000)
		return -1;
	if (segment == &segment_task) {
		rights |= 2;
		*guest_bytes(vm, at + 5, 1) |= 2;
	}
	return vmwrite(segment->rights_field, rights) || vmwrite(segment->limit_field, limit) ||
	       vmwrite(segment->base_field, (low_high[0] >> 16 & 0xffffff) |
		       low_high[0] >> 56 << 24 | low_high[1] << 32);
}

static APART int load_system_segment(struct vm *vm, const struct system_segment *segment,
				     u16 selector)
{
	int refused;

	if (selector & ~3u)
		refused = load_descriptor(vm, segment, selector);
	else
		refused = segment == &segment_task ||
			  vmwrite(segment->rights_field, RIGHTS_UNUSABLE);
	return refused || vmwrite(segment->selector_field, selector) ? -1 : 0;
}

/* SLDT, STR, LLDT, LTR with a register; one that is stored to becomes wholly the selector. */
static APART int complete_segment_access(struct vm *vm)
{
	u32 info = (u32)vmread(VM_EXIT_INSTRUCTION_INFORMATION), number = INFO_REGISTER(info);
	const struct system_segment *segment = INFO_IS_TASK(info) ? &segment_task : &segment_ldt;

	if (!INFO_IS_REGISTER(info))
		return -1;
	if (!INFO_IS_LOAD(info))
		return set_guest_register(vm, number, vmread(segment->selector_field));
	return load_system_segment(vm, segment, (u16)guest_register_value(vm, number));
}

/* Where the guest runs on shadowed tables its CR3 is only remembered. */
static int load_cr3(const struct vm *vm, struct vmx_run *run, u64 value)
{
	run->final.cr3 = value;
	if (!control_is_set(&vm->image.control.controls, ENABLE_EPT))
		return 0;
	if (vm->invvpid_type)
		invvpid(vm->invvpid_type, vm->image.control.vpid);
	return vmwrite(GUEST_CR3, value);
}

static int load_cr0(const struct vm *vm, u64 value)
{
	return vmwrite(CR0_READ_SHADOW, value) || vmwrite(GUEST_CR0, guest_cr0(vm, value));
}

static int load_cr(const struct vm *vm, struct vmx_run *run, u32 number, u64 value)
{
	switch (number) {
	case 0:
		return load_cr0(vm, value);
	case 4:
		return vmwrite(CR4_READ_SHADOW, value) || vmwrite(GUEST_CR4, guest_cr4(vm, value));
	case 3:
		return load_cr3(vm, run, value);
	case 8:
		*final_state_task_priority(vm) = (u32)(value & 15) << APIC_CR8_SHIFT;
		return 0;
	}
	return -1;
}

/* CR0 and CR4 are read without an exit. */
static int store_cr(const struct vm *vm, const struct vmx_run *run, u32 number, u32 to)
{
	switch (number) {
	case 3:
		if (control_is_set(&vm->image.control.controls, ENABLE_EPT))
			return set_guest_register(vm, to, vmread(GUEST_CR3));
		return set_guest_register(vm, to, run->final.cr3);
	case 8:
		return set_guest_register(vm, to,
					  *final_state_task_priority(vm) >> APIC_CR8_SHIFT);
	}
	return -1;
}

/* PE may be set by LMSW, and not cleared. */
static APART int load_status_word(const struct vm *vm, u64 word)
{
	const u64 loaded = CR0_MP | CR0_EM | CR0_TS;

	return load_cr0(vm, (vmread(CR0_READ_SHADOW) & ~loaded) | (word & (loaded | CR0_PE)));
}

static APART int complete_cr_access(const struct vm *vm, struct vmx_run *run)
{
	u64 qualification = vmread(EXIT_QUALIFICATION);
	u32 number = MOVE_NUMBER(qualification), other = MOVE_REGISTER(qualification);

	switch (MOVE_TYPE(qualification)) {
	case MOVE_TO_CR:
		return load_cr(vm, run, number, guest_register_value(vm, other));
	case MOVE_FROM_CR:
		return store_cr(vm, run, number, other);
	case LOAD_STATUS_WORD:
		return load_status_word(vm, STATUS_WORD(qualification));
	}
	return -1;
}

/* The CPU's own debug registers stay the host's. */
static APART int complete_mov_dr(const struct vm *vm, struct vmx_run *run)
{
	u64 qualification = vmread(EXIT_QUALIFICATION);
	u64 *value = &run->final.dr[DEBUG_NUMBER(qualification)];

	if (DEBUG_IS_FROM(qualification))
		return set_guest_register(vm, MOVE_REGISTER(qualification), *value);
	*value = guest_register_value(vm, MOVE_REGISTER(qualification));
	return 0;
}

static APART int complete_wrmsr(const struct vm *vm)
{
	const u64 *registers = vm->frame->registers;
	u64 value = registers[RDX] << 32 | (u32)registers[RAX];

	switch ((u32)registers[RCX]) {
	case IA32_SYSENTER_CS:
		return vmwrite(GUEST_IA32_SYSENTER_CS, (u32)value);
	case IA32_SYSENTER_ESP:
		return vmwrite(GUEST_IA32_SYSENTER_ESP, value);
	case IA32_SYSENTER_EIP:
		return vmwrite(GUEST_IA32_SYSENTER_EIP, value);
	}
	return -1;
}

/* A flat 64-bit code segment and its stack segment, as SYSENTER and SYSEXIT load them. */
static int load_flat_segments(u16 code, u16 stack, u32 ring)
{
	return vmwrite(GUEST_CS_SELECTOR, code | ring) ||
	       vmwrite(GUEST_SS_SELECTOR, stack | ring) ||
	       vmwrite(GUEST_CS_ACCESS_RIGHTS, RIGHTS_CODE64 | RIGHTS_DPL(ring)) ||
	       vmwrite(GUEST_SS_ACCESS_RIGHTS, RIGHTS_DATA | RIGHTS_DPL(ring));
}

static int enter_kernel(const struct vmx_run *run)
{
	u16 code = (u16)run->state.cs.selector & ~3;

	return load_flat_segments(code, code + 8, 0) ||
	       vmwrite(GUEST_RFLAGS, vmread(GUEST_RFLAGS) & ~RFLAGS_IF) ||
	       vmwrite(GUEST_RSP, run->state.sysenter_esp) ||
	       vmwrite(GUEST_RIP, run->state.sysenter_eip);
}

static int exit_kernel(const struct vm *vm, const struct vmx_run *run)
{
	u16 code = (u16)run->state.cs.selector & ~3;

	return load_flat_segments(code + 32, code + 40, 3) ||
	       vmwrite(GUEST_RSP, vm->frame->registers[RCX]) ||
	       vmwrite(GUEST_RIP, vm->frame->registers[RDX]);
}

/* CLI or STI in an outer ring; no interrupt is ever pending. */
static int set_interrupt_flag(u64 flag)
{
	return vmwrite(GUEST_RFLAGS, (vmread(GUEST_RFLAGS) & ~RFLAGS_IF) | flag) ||
	       vmwrite(GUEST_RIP, vmread(GUEST_RIP) + 1);
}

/*
 * What faulted: CLI (FA) and STI (FB) outside ring 0; SYSENTER (0F 34) and SYSEXIT to 64-bit
 * code (48 0F 35) because IA32_SYSENTER_CS is null, done for a kernel whose CS is the run's first.
 */
static APART enum completion complete_fault(const struct vm *vm, const struct vmx_run *run)
{
	u32 code = 0;

	for (u32 i = 0; i < 3; i++) {
		const u8 *byte = guest_bytes(vm, vmread(GUEST_RIP) + i, 1);

		code |= byte ? (u32)*byte << 8 * i : 0;
	}
	if ((code & 0xfe) == 0xfa)
		return set_interrupt_flag(code & 1 ? RFLAGS_IF : 0) ? NOT_COMPLETED :
								      COMPLETED_WITH_RIP;
	if ((code & 0xffff) == 0x340f)
		return enter_kernel(run) ? NOT_COMPLETED : COMPLETED_WITH_RIP;
	if (code == 0x350f48)
		return exit_kernel(vm, run) ? NOT_COMPLETED : COMPLETED_WITH_RIP;
	return NOT_COMPLETED;
}

static inline int complete_instruction(struct vm *vm, struct vmx_run *run, u32 reason)
{
	switch (reason) {
	case EXIT_GDTR_IDTR_ACCESS:
		return complete_table_access(vm);
	case EXIT_LDTR_TR_ACCESS:
		return complete_segment_access(vm);
	case EXIT_CR_ACCESS:
		return complete_cr_access(vm, run);
	case EXIT_MOV_DR:
		return complete_mov_dr(vm, run);
	case EXIT_IO_INSTRUCTION:
		return complete_port_access(vm, run);
	case EXIT_WRMSR:
		return complete_wrmsr(vm);
	}
	return -1;
}

int complete_expected(struct vm *vm, struct vmx_run *run)
{
	return complete_instruction(vm, run, run->expected_reason);
}

enum completion complete(struct vm *vm, struct vmx_run *run, u32 reason)
{
	if (reason == EXIT_EXCEPTION_NMI)
		return complete_fault(vm, run);
	return complete_instruction(vm, run, reason) ? NOT_COMPLETED : COMPLETED;
}
