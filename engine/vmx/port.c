// SPDX-License-Identifier: GPL-2.0-only
/*
 * Port accesses: IN and INS read what the run says, nothing listens to OUT and OUTS. A REP is done
 * as a whole, by one exit. Flat segments, 64-bit addresses and upward strings, as the guests here
 * have them; others are refused.
 */
#include "operand.h"
#include "port.h"
#include "../x86.h"

/* The exit qualification. */
#define PORT_BYTES(q)         (((q) & 7) + 1)
#define PORT_IS_IN(q)         ((q) >> 3 & 1)
#define PORT_IS_STRING(q)     ((q) >> 4 & 1)
#define PORT_IS_REPEATED(q)   ((q) >> 5 & 1)

#define BASIC_TELLS_STRINGS   54 /* in IA32_VMX_BASIC */
#define INFO_ADDRESS_SIZE(i)  ((i) >> 7 & 7)
#define ADDRESS_64_BIT        2

static int is_plain_string(const struct vm *vm)
{
	u32 info = (u32)vmread(VM_EXIT_INSTRUCTION_INFORMATION);

	if (vmread(GUEST_RFLAGS) & RFLAGS_DF)
		return 0;
	return !BIT_IS_SET(vm->caps.basic, BASIC_TELLS_STRINGS) ||
	       INFO_ADDRESS_SIZE(info) == ADDRESS_64_BIT;
}

/* Element by element, as the CPU does; what is there must be guest memory also for an OUTS. */
static int move_string(const struct vm *vm, u64 value, u32 bytes, u64 count, int store)
{
	u64 address = vmread(GUEST_LINEAR_ADDRESS);

	for (u64 i = 0; i < count; i++) {
		u64 element = value;

		if (copy_operand(vm, address + i * bytes, (u8 *)&element, bytes, store))
			return -1;
	}
	return 0;
}

/* No more than a page: it takes no longer than a few exits. */
static __attribute__((__noinline__)) int complete_string(const struct vm *vm,
						     const struct vmx_run *run, u64 qualification)
{
	u64 *registers = vm->frame->registers;
	int is_in = PORT_IS_IN(qualification), is_repeated = PORT_IS_REPEATED(qualification);
	u32 bytes = (u32)PORT_BYTES(qualification);
	u64 count = is_repeated ? registers[RCX] : 1;

	if (!is_plain_string(vm) || count > PAGE_BYTES / bytes ||
	    move_string(vm, run->returned, bytes, count, is_in))
		return -1;
	registers[is_in ? RDI : RSI] += count * bytes;
	if (is_repeated)
		registers[RCX] = 0;
	return 0;
}

int complete_port_access(const struct vm *vm, const struct vmx_run *run)
{
	u64 qualification = vmread(EXIT_QUALIFICATION), *rax = &vm->frame->registers[RAX];
	u32 bits = 8 * (u32)PORT_BYTES(qualification);
	u64 read = bits == 32 ? ~0ull : (1ull << bits) - 1;

	if (PORT_IS_STRING(qualification))
		return complete_string(vm, run, qualification);
	if (PORT_IS_IN(qualification))
		*rax = (*rax & ~read) | (run->returned & read & 0xffffffff);
	return 0;
}
