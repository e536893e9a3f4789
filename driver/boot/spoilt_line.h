/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said of a spoilt VMCS or VMCB that was entered: tests/emulated/judge_spoilt reads it. */
#ifndef BOOT_SPOILT_LINE_H
#define BOOT_SPOILT_LINE_H

#include "../../engine/types.h"

/*
 * Who is known to differ, as bits: an emulator, or KVM's nested virtualization on top of Bochs. The
 * last one is no dissent: Bochs ends there, and is not asked.
 */
enum spoilt_dissent { NOBODY, BOCHS = 1, QEMU = 2, KVM = 4, BOTH = BOCHS | KVM, ENDS_BOCHS = 8 };

/* How an entry ends, and which rule is broken, or "-". */
struct spoilt_end {
	const char *how, *rule;
};

/* `said` is the CPU's own number for it. */
void tell_spoilt(const char *name, struct spoilt_end claim, struct spoilt_end found, u64 said,
		 u32 differs);

/* Not tried, and why, in one word. */
void tell_spoilt_skip(const char *name, const char *why);

#endif
