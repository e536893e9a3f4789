// SPDX-License-Identifier: GPL-2.0-only
/* INT n, intercepted: SVM's engine delivers it by the guest's own tables. */
#include "svm_flags_guest.h"

static const u8 int_32[] = { 0xcd, 0x20 };

#define IDT      0x8000
#define TASK     0x9000
#define STACK_0  0x9800
#define STACK_1  0x9900
#define HANDLER  0x4560
#define TRAP_3   0xef /* gates: a trap gate and an interrupt gate for ring 3, one for ring 0 */
#define GATE_3   0xee
#define GATE_0   0x8e

static void set_gate(u32 vector, u16 selector, u8 type, u8 stack, u64 handler)
{
	const u64 low = (handler & 0xffff) | (u64)selector << 16 | (u64)stack << 32 |
			(u64)type << 40 | (handler >> 16 & 0xffff) << 48;
	const u64 gate[] = { low, handler >> 32 };

	svm_copy(&svm, IDT + vector * sizeof(gate), (void *)gate, sizeof(gate), 1);
}

static int complete_int_from(u8 ring)
{
	static const u64 stack_0 = STACK_0, stack_1 = STACK_1;
	struct vmcb *vmcb = svm.vmcb;

	set_up_guest(RFLAGS_IF | RFLAGS_TF | RFLAGS_RF | 0x4000, ring);
	vmcb->cs = (struct vmcb_segment){ ring ? CS_3 : CS_0, CODE_64 | ring << 5, ~0u, 0 };
	vmcb->ss = (struct vmcb_segment){ ring ? SS_3 : SS_0, DATA | ring << 5, ~0u, 0 };
	vmcb->rsp = STACK - 4;
	vmcb->idtr.base = IDT;
	vmcb->idtr.limit = 0x20 * 16 + 15;
	vmcb->tr.base = TASK;
	svm_copy(&svm, TASK + 4, (void *)&stack_0, sizeof(stack_0), 1);
	svm_copy(&svm, TASK + 36, (void *)&stack_1, sizeof(stack_1), 1);
	vmcb->event_injection = 0;
	return complete(int_32, sizeof(int_32), EXIT_SOFTWARE_INTERRUPT);
}

/* RIP, CS, RFLAGS without RF, RSP, SS. */
static void assert_pushed(u64 top, u64 cs, u64 ss)
{
	const u64 wanted[] = { CODE + 2, cs, RFLAGS_FIXED | RFLAGS_IF | RFLAGS_TF | 0x4000,
			       STACK - 4, ss };
	u64 words[5] = { 0 };

	assert_int_equal(svm.vmcb->rsp, top - sizeof(words));
	svm_copy(&svm, svm.vmcb->rsp, words, sizeof(words), 0);
	assert_memory_equal(words, wanted, sizeof(words));
}

/* A CPU without next RIP cannot inject it. */
TEST(int_n_is_delivered_by_the_guests_idt_and_returns_behind_itself)
{
	svm.vmcb->tr.limit = 0x67;
	set_gate(0x20, CS_0, GATE_3, 0, HANDLER);
	for (svm.caps.has_next_rip = 0; svm.caps.has_next_rip < 2; svm.caps.has_next_rip++) {
		assert_int_equal(complete_int_from(3), 0);
		assert_int_equal(svm.vmcb->event_injection, 0);
		assert_int_equal(svm.vmcb->rip, HANDLER);
		assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED);
		assert_int_equal(svm.vmcb->cs.selector, CS_0);
		assert_int_equal(svm.vmcb->cs.attributes, 0xa9b);
		assert_int_equal(svm.vmcb->ss.selector | svm.vmcb->ss.attributes, 0);
		assert_int_equal(svm.vmcb->cpl, 0);
		assert_int_equal(type_in_table(CS_0), 0x9b);
		assert_pushed(STACK_0, CS_3, SS_3);
	}
}

TEST(int_n_to_the_same_ring_keeps_the_stack_and_a_gate_may_name_another)
{
	svm.vmcb->tr.limit = 0x67;
	set_gate(0x20, CS_0 | 3, 0x8f, 0, ~0ull << 47);
	assert_int_equal(complete_int_from(0), 0);
	assert_int_equal(svm.vmcb->rip, ~0ull << 47);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED | RFLAGS_IF);
	assert_int_equal(svm.vmcb->cs.selector, CS_0);
	assert_int_equal(svm.vmcb->ss.selector, SS_0);
	assert_pushed((STACK - 4) & ~15, CS_0, SS_0);
	set_gate(0x20, CS_0, GATE_0, 1, HANDLER);
	assert_int_equal(complete_int_from(0), 0);
	assert_pushed(STACK_1, CS_0, SS_0);
	set_gate(0x20, CS_3, TRAP_3, 0, HANDLER);
	assert_int_equal(complete_int_from(3), 0);
	assert_int_equal(svm.vmcb->cpl, 3);
	assert_int_equal(svm.vmcb->ss.selector, SS_3);
	assert_pushed((STACK - 4) & ~15, CS_3, SS_3);
}

/* What would fault ends the run, and the guest stands before its INT n. */
static void assert_int_is_left(u8 ring, u16 selector, u8 type, u64 handler)
{
	set_gate(0x20, selector, type, 0, handler);
	assert_int_equal(complete_int_from(ring), -1);
	assert_int_equal(svm.vmcb->rip, CODE);
	assert_int_equal(svm.vmcb->rsp, STACK - 4);
	assert_int_equal(svm.vmcb->cpl, ring);
	assert_int_equal(svm.vmcb->event_injection, 0);
}

TEST(an_int_n_that_would_fault_is_not_completed)
{
	svm.vmcb->tr.limit = 0x67;
	assert_int_is_left(3, CS_0, GATE_0, HANDLER); /* the gate is ring 0's */
	assert_int_is_left(3, CS_0, 0x6e, HANDLER); /* it is not present */
	assert_int_is_left(0, CS_0, 0x8c, HANDLER); /* a call gate */
	assert_int_is_left(0, SS_0, GATE_0, HANDLER); /* to data */
	assert_int_is_left(0, 0, GATE_0, HANDLER); /* to null */
	assert_int_is_left(0, CS_3, GATE_0, HANDLER); /* further out */
	assert_int_is_left(0, CS_0, GATE_0, 1ull << 47); /* not canonical */
	svm.vmcb->tr.limit = 10;
	assert_int_is_left(3, CS_0, GATE_3, HANDLER); /* no stack in the task */
	svm.vmcb->tr.limit = 0x67;
	set_gate(0x20, CS_0, GATE_3, 0, HANDLER);
	complete_int_from(3);
	svm.vmcb->idtr.limit--;
	assert_int_equal(complete(int_32, sizeof(int_32), EXIT_SOFTWARE_INTERRUPT), -1);
	svm.vmcb->idtr.limit++;
	svm.vmcb->rsp = GUEST_BYTES + 48;
	svm.vmcb->cpl = 0;
	assert_int_equal(complete(int_32, sizeof(int_32), EXIT_SOFTWARE_INTERRUPT), -1);
	svm.vmcb->cs.attributes = 0xc9b;
	svm.vmcb->rsp = STACK;
	assert_int_equal(complete(int_32, sizeof(int_32), EXIT_SOFTWARE_INTERRUPT), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SVM_ROW(int_n_is_delivered_by_the_guests_idt_and_returns_behind_itself),
		SVM_ROW(int_n_to_the_same_ring_keeps_the_stack_and_a_gate_may_name_another),
		SVM_ROW(an_int_n_that_would_fault_is_not_completed),
	};

	return RUN_ALL(tests);
}
