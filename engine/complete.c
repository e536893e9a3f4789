// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions completed in C: SGDT, SIDT, LGDT and LIDT, SYSENTER and SYSEXIT that
 * were made to fault. A table operand's address comes from the VM-exit instruction-information field (Intel SDM volume 3, "Information for VM
 * Exits Due to Instruction Execution"). Guest linear addresses are taken as
 * guest-physical, which they are for the guests run here; others are refused.
 */
#include <vmx_instructions.h>
#include "complete.h"
#include "x86.h"

#define INFO_SCALE(info)         ((info) & 3)
#define INFO_INDEX(info)         ((info) >> 18 & 15)
#define INFO_INDEX_INVALID(info) ((info) >> 22 & 1)
#define INFO_BASE(info)          ((info) >> 23 & 15)
#define INFO_BASE_INVALID(info)  ((info) >> 27 & 1)
#define INFO_IS_IDTR(info)       ((info) >> 28 & 1)
#define INFO_IS_LOAD(info)       ((info) >> 29 & 1)

#define TABLE_OPERAND_BYTES 10

/* The architecture's register numbers, in the frame's order; RSP is not there. */
static u64 guest_register_value(const struct vm *vm, u32 number)
{
	static const u8 index[] = { RAX, RCX, RDX, RBX, REGISTERS, RBP, RSI, RDI,
				    R8, R9, R10, R11, R12, R13, R14, R15 };

	return index[number] == REGISTERS ? vmread(GUEST_RSP) : vm->frame->registers[index[number]];
}

static u64 operand_address(const struct vm *vm, u32 info)
{
	u64 address = vmread(EXIT_QUALIFICATION); /* the displacement */

	if (!INFO_BASE_INVALID(info))
		address += guest_register_value(vm, INFO_BASE(info));
	if (!INFO_INDEX_INVALID(info))
		address += guest_register_value(vm, INFO_INDEX(info)) << INFO_SCALE(info);
	return address;
}

/* A byte of guest memory, or NULL beyond it. */
static u8 *guest_byte(const struct vm *vm, u64 address)
{
	if (address >= GUEST_BYTES)
		return 0;
	return (u8 *)vm->memory.page[address / PAGE_BYTES] + address % PAGE_BYTES;
}

static int copy_operand(struct vm *vm, u64 address, u8 *operand, int store)
{
	for (u32 i = 0; i < TABLE_OPERAND_BYTES; i++) {
		u8 *byte = guest_byte(vm, address + i);

		if (!byte)
			return -1;
		if (store)
			*byte = operand[i];
		else
			operand[i] = *byte;
	}
	return 0;
}

static int complete_table_access(struct vm *vm)
{
	u32 info = (u32)vmread(VM_EXIT_INSTRUCTION_INFORMATION);
	u32 limit_field = INFO_IS_IDTR(info) ? GUEST_IDTR_LIMIT : GUEST_GDTR_LIMIT;
	u32 base_field = INFO_IS_IDTR(info) ? GUEST_IDTR_BASE : GUEST_GDTR_BASE;
	u64 address = operand_address(vm, info);
	struct table_register table = { (u16)vmread(limit_field), vmread(base_field) };

	if (!INFO_IS_LOAD(info))
		return copy_operand(vm, address, (u8 *)&table, 1);
	if (copy_operand(vm, address, (u8 *)&table, 0))
		return -1;
	return vmwrite(limit_field, table.limit) || vmwrite(base_field, table.base) ? -1 : 0;
}

/* A flat 64-bit code segment and its stack segment, as SYSENTER and SYSEXIT load them. */
static int load_flat_segments(u16 code, u16 stack, u32 ring)
{
	return vmwrite(GUEST_CS_SELECTOR, code | ring) || vmwrite(GUEST_SS_SELECTOR, stack | ring) ||
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

/*
 * SYSENTER (0F 34) and SYSEXIT to 64-bit code (48 0F 35) that faulted because
 * IA32_SYSENTER_CS is null: done for a kernel whose CS is the run's first.
 */
static enum completion complete_system_call(const struct vm *vm, const struct vmx_run *run)
{
	u32 code = 0;

	for (u32 i = 0; i < 3; i++) {
		const u8 *byte = guest_byte(vm, vmread(GUEST_RIP) + i);

		code |= byte ? (u32)*byte << 8 * i : 0;
	}
	if ((code & 0xffff) == 0x340f)
		return enter_kernel(run) ? NOT_COMPLETED : COMPLETED_WITH_RIP;
	if (code == 0x350f48)
		return exit_kernel(vm, run) ? NOT_COMPLETED : COMPLETED_WITH_RIP;
	return NOT_COMPLETED;
}

enum completion complete(struct vm *vm, const struct vmx_run *run, u32 reason)
{
	switch (reason) {
	case EXIT_EXCEPTION_NMI:
		return complete_system_call(vm, run);
	case EXIT_GDTR_IDTR_ACCESS:
		return complete_table_access(vm) ? NOT_COMPLETED : COMPLETED;
	}
	return NOT_COMPLETED;
}
