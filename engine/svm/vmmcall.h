/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest's calls on a CPU with SVM. */
#ifndef SVM_VMMCALL_H
#define SVM_VMMCALL_H

#include "../types.h"

/* VMCALL, 0F 01 C1, is undefined there: it becomes VMMCALL, 0F 01 D9, wherever it is in a guest. */
static inline void svm_translate(void *code, u64 bytes)
{
	u8 *byte = code;

	for (u64 at = 0; at + 2 < bytes; at++)
		if (byte[at] == 0x0f && byte[at + 1] == 0x01 && byte[at + 2] == 0xc1)
			byte[at + 2] = 0xd9;
}

#endif
