/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest with segments and a stack, one of whose instructions SVM's engine completes. */
#ifndef UNIT_SVM_FLAGS_GUEST_H
#define UNIT_SVM_FLAGS_GUEST_H

#include "svm_fixture.h"
#include "svm/complete.h"

#define STACK  0x6000
#define GDT    0x7000
#define CS_0   0x08
#define SS_0   0x10
#define CS_3   0x1b
#define SS_3   0x23
#define DATA   0xc93

/* Ring 0's code and data, then ring 3's, not yet accessed. */
static inline void set_up_guest(u64 flags, u8 ring)
{
	const u64 table[] = { 0, 0x00af9a000000ffff, 0x00cf92000000ffff, 0x00affa000000ffff,
			      0x00cff2000000ffff };
	struct vmcb *vmcb = svm.vmcb;

	assert_int_equal(svm_copy(&svm, GDT, (void *)table, sizeof(table), 1), 0);
	vmcb->gdtr.base = GDT;
	vmcb->gdtr.limit = sizeof(table) - 1;
	vmcb->rsp = STACK;
	vmcb->rflags = RFLAGS_FIXED | flags;
	vmcb->cpl = ring;
	vmcb->ds = vmcb->es = (struct vmcb_segment){ SS_0, DATA, ~0u, 0 };
	vmcb->gs = (struct vmcb_segment){ SS_3, DATA | 3 << 5, ~0u, 0 };
}

static inline int complete(const u8 *code, u32 bytes, u32 reason)
{
	put_code(code, bytes);
	svm.vmcb->rip = CODE;
	return svm_complete(&svm, &run, reason);
}

static inline void push(u64 value)
{
	svm.vmcb->rsp -= sizeof(value);
	assert_int_equal(svm_copy(&svm, svm.vmcb->rsp, &value, sizeof(value), 1), 0);
}

static inline u32 type_in_table(u16 selector)
{
	u8 type = 0;

	svm_copy(&svm, GDT + (selector & ~7u) + 5, &type, 1, 0);
	return type;
}

#endif
