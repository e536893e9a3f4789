// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions completed in C on the guest's state: MOV to and from control and debug registers,
 * WRMSR, and what was made to fault: SYSENTER, SYSEXIT, CLI, STI; descriptor tables and ports have
 * files of their own. Operands come from the exit qualification (Intel SDM volume 3, "Information
 * for VM Exits Due to Instruction Execution"). Forms not named here are refused.
 */
#include <vmx_instructions.h>
#include "complete.h"
#include "descriptor_tables.h"
#include "final_state.h"
#include "guest_cr.h"
#include "../msr.h"
#include "operand.h"
#include "port.h"
#include "../x86.h"

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

/* Outside 64-bit mode the upper half of a register is undefined. */
static u64 operand_value(const struct vm *vm, u32 number)
{
	u64 value = guest_register_value(vm, number);

	return vm_is_64_bit(vm) ? value : (u32)value;
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
		return load_cr(vm, run, number, operand_value(vm, other));
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
	*value = operand_value(vm, MOVE_REGISTER(qualification));
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

/* A flat code segment of the guest's mode and its stack segment, as SYSENTER and SYSEXIT do. */
static int load_flat_segments(const struct vm *vm, u16 code, u16 stack, u32 ring)
{
	u32 rights = vm_is_64_bit(vm) ? RIGHTS_CODE64 : RIGHTS_CODE32;

	return vmwrite(GUEST_CS_SELECTOR, code | ring) ||
	       vmwrite(GUEST_SS_SELECTOR, stack | ring) ||
	       vmwrite(GUEST_CS_ACCESS_RIGHTS, rights | RIGHTS_DPL(ring)) ||
	       vmwrite(GUEST_SS_ACCESS_RIGHTS, RIGHTS_DATA | RIGHTS_DPL(ring));
}

static int enter_kernel(const struct vm *vm, const struct vmx_run *run)
{
	u16 code = (u16)run->state.cs.selector & ~3;

	return load_flat_segments(vm, code, code + 8, 0) ||
	       vmwrite(GUEST_RFLAGS, vmread(GUEST_RFLAGS) & ~(RFLAGS_IF | RFLAGS_RF)) ||
	       vmwrite(GUEST_RSP, run->state.sysenter_esp) ||
	       vmwrite(GUEST_RIP, run->state.sysenter_eip);
}

/* To the 32-bit pair of segments behind the kernel's, or to the 64-bit pair behind that. */
static int exit_kernel(const struct vm *vm, const struct vmx_run *run)
{
	u16 code = ((u16)run->state.cs.selector & ~3) + (vm_is_64_bit(vm) ? 32 : 16);
	const u64 *registers = vm->frame->registers;
	u64 mask = vm_is_64_bit(vm) ? ~0ull : 0xffffffff;

	return load_flat_segments(vm, code, code + 8, 3) ||
	       vmwrite(GUEST_RSP, registers[RCX] & mask) ||
	       vmwrite(GUEST_RIP, registers[RDX] & mask);
}

/* CLI or STI in an outer ring, which is at `rip`; no interrupt is ever pending. */
static int set_interrupt_flag(u64 rip, u64 flag)
{
	return vmwrite(GUEST_RFLAGS, (vmread(GUEST_RFLAGS) & ~(RFLAGS_IF | RFLAGS_RF)) | flag) ||
	       vmwrite(GUEST_RIP, rip + 1);
}

/*
 * What faulted: CLI (FA) and STI (FB) outside ring 0; SYSENTER (0F 34) and SYSEXIT (0F 35, to
 * 64-bit code 48 0F 35) because IA32_SYSENTER_CS is null, done for a kernel whose CS is the run's
 * first. The fault has set RF, which the instruction would clear.
 */
static APART enum completion complete_fault(const struct vm *vm, const struct vmx_run *run)
{
	const u64 rip = vmread(GUEST_RIP);
	u32 code = 0;

	for (u32 i = 0; i < 3; i++) {
		const u8 *byte = guest_bytes(vm, rip + i, 1);

		code |= byte ? (u32)*byte << 8 * i : 0;
	}
	if ((code & 0xfe) == 0xfa)
		return set_interrupt_flag(rip, code & 1 ? RFLAGS_IF : 0) ? NOT_COMPLETED :
									   COMPLETED_WITH_RIP;
	if ((code & 0xffff) == 0x340f)
		return enter_kernel(vm, run) ? NOT_COMPLETED : COMPLETED_WITH_RIP;
	if (vm_is_64_bit(vm) ? code == 0x350f48 : (code & 0xffff) == 0x350f)
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
