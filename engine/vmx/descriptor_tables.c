// SPDX-License-Identifier: GPL-2.0-only
/*
 * SGDT, SIDT, LGDT, LIDT, and SLDT, STR, LLDT, LTR, completed on the guest's state. Operands come
 * from the VM-exit instruction-information field and the exit qualification (Intel SDM volume 3,
 * "Information for VM Exits Due to Instruction Execution"). Guest linear addresses are taken as
 * guest-physical, which they are for the guests run here; others, and forms not named here, are
 * refused.
 */
#include <vmx_instructions.h>
#include "descriptor_tables.h"
#include "operand.h"
#include "../x86.h"

#define INFO_SCALE(info)         ((info) & 3)
#define INFO_ADDRESS_SIZE(info)  ((info) >> 7 & 3)
#define INFO_IS_32_BIT(info)     ((info) >> 11 & 1) /* the operand, outside 64-bit mode */
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

/* Saves the registers that it needs itself, and no more. */
#define APART __attribute__((__noinline__))

/* Inlined, so that each size is a constant. */
#define FOR_EACH_SIZE static inline __attribute__((__always_inline__))

#define OPCODE_ESCAPE       0x0f
#define TABLE_BYTES_64      10
#define TABLE_BYTES_32      6
#define DESCRIPTOR_BYTES_64 16
#define DESCRIPTOR_BYTES_32 8

/* By the size of an address: 16, 32, 64 bits. */
static const u64 address_masks[4] = { 0xffff, 0xffffffff, ~0ull, 0 };

static u64 operand_address(const struct vm *vm, u32 info)
{
	u64 address = vmread(EXIT_QUALIFICATION); /* the displacement */

	if (!INFO_BASE_INVALID(info))
		address += guest_register_value(vm, INFO_BASE(info));
	if (!INFO_INDEX_INVALID(info))
		address += guest_register_value(vm, INFO_INDEX(info)) << INFO_SCALE(info);
	return address & address_masks[INFO_ADDRESS_SIZE(info)];
}

FOR_EACH_SIZE int access_table(struct vm *vm, u32 info, u32 bytes)
{
	u32 limit_field = INFO_IS_IDTR(info) ? GUEST_IDTR_LIMIT : GUEST_GDTR_LIMIT;
	u32 base_field = INFO_IS_IDTR(info) ? GUEST_IDTR_BASE : GUEST_GDTR_BASE;
	u64 address = operand_address(vm, info);
	struct table_register table;

	if (!INFO_IS_LOAD(info)) {
		table.limit = (u16)vmread(limit_field);
		table.base = vmread(base_field);
		return copy_operand(vm, address, (u8 *)&table, bytes, 1);
	}
	if (copy_operand(vm, address, (u8 *)&table, bytes, 0))
		return -1;
	if (bytes == TABLE_BYTES_32)
		table.base = (u32)table.base;
	return vmwrite(limit_field, table.limit) || vmwrite(base_field, table.base) ? -1 : 0;
}

/* In a 32-bit code segment. */
static int has_no_prefix(const struct vm *vm)
{
	const u8 *code = guest_bytes(vm, vmread(GUEST_RIP), 1);

	return vmread(GUEST_CS_ACCESS_RIGHTS) & RIGHTS_32_BIT && code && *code == OPCODE_ESCAPE;
}

/*
 * An operand of 16 bits, whose base has 24, is refused. Bochs says of none that it has 32: there
 * the instruction shows that no prefix changes the size.
 */
static APART int access_table_32_bit(struct vm *vm, u32 info)
{
	if (!INFO_IS_32_BIT(info) && !has_no_prefix(vm))
		return -1;
	return access_table(vm, info, TABLE_BYTES_32);
}

int complete_table_access(struct vm *vm)
{
	u32 info = (u32)vmread(VM_EXIT_INSTRUCTION_INFORMATION);

	return vm_is_64_bit(vm) ? access_table(vm, info, TABLE_BYTES_64) :
				  access_table_32_bit(vm, info);
}

struct system_segment {
	u32 base_field, limit_field, rights_field, selector_field, type;
};

static const struct system_segment segment_ldt = { GUEST_LDTR_BASE, GUEST_LDTR_LIMIT,
	GUEST_LDTR_ACCESS_RIGHTS, GUEST_LDTR_SELECTOR, 2 };
static const struct system_segment segment_task = { GUEST_TR_BASE, GUEST_TR_LIMIT,
	GUEST_TR_ACCESS_RIGHTS, GUEST_TR_SELECTOR, 9 };

/* From the guest's GDT; a task is marked busy there. */
FOR_EACH_SIZE int load_descriptor_of(struct vm *vm, const struct system_segment *segment,
				     u16 selector, u32 bytes)
{
	u64 at = vmread(GUEST_GDTR_BASE) + (selector & ~7u), low_high[2] = { 0, 0 };
	u32 rights, limit;

	if ((selector & 4) || (selector & ~7u) + bytes - 1 > vmread(GUEST_GDTR_LIMIT) ||
	    copy_operand(vm, at, (u8 *)low_high, bytes, 0))
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

static int load_descriptor(struct vm *vm, const struct system_segment *segment, u16 selector)
{
	if (vm_is_64_bit(vm))
		return load_descriptor_of(vm, segment, selector, DESCRIPTOR_BYTES_64);
	return load_descriptor_of(vm, segment, selector, DESCRIPTOR_BYTES_32);
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
int complete_segment_access(struct vm *vm)
{
	u32 info = (u32)vmread(VM_EXIT_INSTRUCTION_INFORMATION), number = INFO_REGISTER(info);
	const struct system_segment *segment = INFO_IS_TASK(info) ? &segment_task : &segment_ldt;

	if (!INFO_IS_REGISTER(info))
		return -1;
	if (!INFO_IS_LOAD(info))
		return set_guest_register(vm, number, vmread(segment->selector_field));
	return load_system_segment(vm, segment, (u16)guest_register_value(vm, number));
}

