/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operands of an instruction that is completed: the guest's registers, by the architecture's
 * numbers, and its memory. Inline, since they are most of what a completion costs.
 */
#ifndef VMX_OPERAND_H
#define VMX_OPERAND_H

#include <vmx_instructions.h>
#include "vm.h"

/* The architecture's register numbers, in the frame's order; RSP is not there. */
static const u8 register_index[] = { RAX, RCX, RDX, RBX, REGISTERS, RBP, RSI, RDI,
				     R8, R9, R10, R11, R12, R13, R14, R15 };

static inline u64 guest_register_value(const struct vm *vm, u32 number)
{
	u8 index = register_index[number];

	return index == REGISTERS ? vmread(GUEST_RSP) : vm->frame->registers[index];
}

static inline int set_guest_register(const struct vm *vm, u32 number, u64 value)
{
	u8 index = register_index[number];

	if (index == REGISTERS)
		return vmwrite(GUEST_RSP, value);
	vm->frame->registers[index] = value;
	return 0;
}

/* Some bytes of guest memory, or NULL: they are not in one page, or beyond it. */
static inline u8 *guest_bytes(const struct vm *vm, u64 address, u32 bytes)
{
	if (address >= GUEST_BYTES || address % PAGE_BYTES > PAGE_BYTES - bytes)
		return 0;
	/* Not even speculatively beyond the array: the guest chooses the address. */
	return (u8 *)vm->memory.page[address / PAGE_BYTES % GUEST_PAGES] + address % PAGE_BYTES;
}

/* Byte by byte, over pages. -1 at the first that is no guest memory. */
int operand_copy_slowly(const struct vm *vm, u64 address, u8 *operand, u32 bytes, int store);

/* Load an operand from guest memory, or store it there. 0, or -1 if that is not all there. */
static inline __attribute__((always_inline)) int copy_operand(const struct vm *vm, u64 address,
							      u8 *operand, u32 bytes, int store)
{
	u8 *at = guest_bytes(vm, address, bytes);

	if (!at)
		return operand_copy_slowly(vm, address, operand, bytes, store);
	__builtin_memcpy(store ? at : operand, store ? operand : at, bytes);
	return 0;
}

#endif
