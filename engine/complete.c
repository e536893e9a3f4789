// SPDX-License-Identifier: GPL-2.0-only
/*
 * SGDT, SIDT, LGDT and LIDT, completed in C: the operand's address comes from the
 * VM-exit instruction-information field (Intel SDM volume 3, "Information for VM
 * Exits Due to Instruction Execution"). Guest linear addresses are taken as
 * guest-physical, which they are for the guests run here; others are refused.
 */
#include <vmx_instructions.h>
#include "complete.h"

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

int complete(struct vm *vm, u32 reason)
{
	return reason == EXIT_GDTR_IDTR_ACCESS ? complete_table_access(vm) : -1;
}
