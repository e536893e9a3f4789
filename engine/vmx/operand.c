// SPDX-License-Identifier: GPL-2.0-only
/* Operands that lie across pages, which are not side by side in the host's memory. */
#include "operand.h"

int operand_copy_slowly(const struct vm *vm, u64 address, u8 *operand, u32 bytes, int store)
{
	for (u32 i = 0; i < bytes; i++) {
		u8 *byte = guest_bytes(vm, address + i, 1);

		if (!byte)
			return -1;
		if (store)
			*byte = operand[i];
		else
			operand[i] = *byte;
	}
	return 0;
}
