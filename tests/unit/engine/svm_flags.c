// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operands of 16 bits; and what SVM alone intercepts: PUSHF, POPF, IRET, each access to a table
 * register apart. INT n is in svm_int.c.
 */
#include "svm_flags_guest.h"
#include "svm/codes.h"

static const u8 pushf[] = { 0x9c }, popf[] = { 0x9d }, iretq[] = { 0x48, 0xcf },
		iret[] = { 0xcf };

static void push_frame(u64 ss, u64 flags, u64 cs)
{
	push(ss);
	push(STACK - 0x100);
	push(RFLAGS_FIXED | flags);
	push(cs);
	push(0x4000);
}

TEST(pushf_stores_the_guests_flags_without_rf)
{
	u64 stored = 0;

	set_up_guest(RFLAGS_IF | RFLAGS_RF, 0);
	assert_int_equal(complete(pushf, sizeof(pushf), EXIT_PUSHF), 0);
	assert_int_equal(svm.vmcb->rsp, STACK - 8);
	assert_int_equal(svm.vmcb->rip, CODE + 1);
	svm_copy(&svm, STACK - 8, &stored, sizeof(stored), 0);
	assert_int_equal(stored, RFLAGS_FIXED | RFLAGS_IF);
	svm.vmcb->rsp = GUEST_BYTES + 8;
	assert_int_equal(complete(pushf, sizeof(pushf), EXIT_PUSHF), -1);
}

/* Ring 3 with IOPL 0: neither the interrupt flag nor IOPL itself. */
TEST(popf_changes_the_interrupt_flag_where_the_ring_may)
{
	set_up_guest(RFLAGS_IF, 0);
	push(RFLAGS_FIXED | 0x3001);
	assert_int_equal(complete(popf, sizeof(popf), EXIT_POPF), 0);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED | 0x3001);
	assert_int_equal(svm.vmcb->rsp, STACK);
	assert_int_equal(svm.vmcb->rip, CODE + 1);
	set_up_guest(RFLAGS_IF, 3);
	push(RFLAGS_FIXED | 0x3001);
	assert_int_equal(complete(popf, sizeof(popf), EXIT_POPF), 0);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED | RFLAGS_IF | 1);
	set_up_guest(RFLAGS_IF | 0x3000, 3);
	push(RFLAGS_FIXED);
	assert_int_equal(complete(popf, sizeof(popf), EXIT_POPF), 0);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED | 0x3000);
}

TEST(iret_to_the_same_ring_loads_five_words)
{
	set_up_guest(RFLAGS_IF, 0);
	push_frame(SS_0, 0, CS_0);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->rip, 0x4000);
	assert_int_equal(svm.vmcb->rsp, STACK - 0x100);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED);
	assert_int_equal(svm.vmcb->cs.selector, CS_0);
	assert_int_equal(svm.vmcb->cs.attributes, 0xa9b);
	assert_int_equal(svm.vmcb->ss.limit, 0xffffffff);
	assert_int_equal(svm.vmcb->cpl, 0);
	assert_int_equal(svm.vmcb->ds.selector, SS_0);
}

TEST(iret_marks_the_two_segments_as_accessed)
{
	set_up_guest(0, 0);
	push_frame(SS_3, 0, CS_3);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->cs.attributes, 0xafb);
	assert_int_equal(svm.vmcb->ss.attributes, 0xcf3);
	assert_int_equal(type_in_table(CS_3), 0xfb);
	assert_int_equal(type_in_table(SS_3), 0xf3);
	assert_int_equal(type_in_table(CS_0), 0x9a);
	assert_int_equal(type_in_table(SS_0), 0x92);
	set_up_guest(0, 0);
	push_frame(0, 0, CS_0);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->ss.attributes, 0);
	assert_int_equal(type_in_table(0), 0);
}

/* VIF and VIP in ring 0 alone; POPF never. */
TEST(iret_loads_more_flags_than_popf)
{
	const u64 more = RFLAGS_RF | 3 << 19;

	set_up_guest(0, 0);
	push_frame(SS_3, more, CS_3);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED | more);
	set_up_guest(more, 0);
	push_frame(SS_0, 0, CS_0);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED);
	set_up_guest(0, 3);
	push_frame(SS_3, more, CS_3);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED | RFLAGS_RF);
	set_up_guest(RFLAGS_RF, 0);
	push(RFLAGS_FIXED | more);
	assert_int_equal(complete(popf, sizeof(popf), EXIT_POPF), 0);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED);
}

static int return_to(u64 rip)
{
	set_up_guest(0, 0);
	push(SS_0);
	push(STACK - 0x100);
	push(RFLAGS_FIXED);
	push(CS_0);
	push(rip);
	return complete(iretq, sizeof(iretq), EXIT_IRET);
}

TEST(iret_returns_to_a_canonical_address_alone)
{
	assert_int_equal(return_to(1ull << 47), -1);
	assert_int_equal(return_to(~0ull >> 1), -1);
	assert_int_equal(return_to((~0ull << 47) - 1), -1);
	assert_int_equal(return_to((1ull << 47) - 1), 0);
	assert_int_equal(return_to(~0ull << 47), 0);
	assert_int_equal(svm.vmcb->rip, ~0ull << 47);
}

TEST(iret_to_an_outer_ring_takes_the_inner_rings_data_segments_away)
{
	set_up_guest(0, 0);
	push_frame(SS_3, RFLAGS_IF, CS_3);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->cpl, 3);
	assert_int_equal(svm.vmcb->cs.selector, CS_3);
	assert_int_equal(svm.vmcb->ss.selector, SS_3);
	assert_int_equal(svm.vmcb->rflags, RFLAGS_FIXED | RFLAGS_IF);
	assert_int_equal(svm.vmcb->ds.selector | svm.vmcb->ds.attributes, 0);
	assert_int_equal(svm.vmcb->gs.selector, SS_3);
}

static void assert_not_completed(u64 ss, u64 cs)
{
	set_up_guest(0, 0);
	push_frame(ss, 0, cs);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), -1);
}

TEST(an_iret_that_would_fault_is_not_completed)
{
	assert_not_completed(SS_0, 0);         /* null */
	assert_not_completed(SS_0, SS_0);      /* data */
	assert_not_completed(CS_0, CS_0);      /* code for a stack */
	assert_not_completed(SS_3, CS_0);      /* another ring's stack */
	assert_not_completed(3, CS_3);         /* null, in ring 3 */
	assert_not_completed(SS_0, 0x28);      /* behind the table */
	assert_not_completed(SS_0, CS_0 | 4);  /* of an LDT */
	set_up_guest(0, 3);
	push_frame(SS_0, 0, CS_0);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), -1);
	set_up_guest(0x4000, 0);
	push_frame(SS_0, 0, CS_0);
	assert_int_equal(complete(iretq, sizeof(iretq), EXIT_IRET), -1);
}

TEST(of_32_bit_and_16_bit_operands_none_is_completed)
{
	const u8 narrow[] = { 0x66, 0x9c };

	set_up_guest(0, 0);
	push_frame(SS_0, 0, CS_0);
	assert_int_equal(complete(iret, sizeof(iret), EXIT_IRET), -1);
	assert_int_equal(complete(narrow, sizeof(narrow), EXIT_PUSHF), -1);
	svm.vmcb->cs.attributes = 0xc9b;
	assert_int_equal(complete(popf, sizeof(popf), EXIT_POPF), -1);
}

TEST(a_wide_operand_outranks_a_narrow_one_and_a_prefix_behind_rex_voids_it)
{
	const u8 wide_pushf[] = { 0x66, 0x48, 0x9c }, wide_iret[] = { 0x66, 0x48, 0xcf },
		 void_66[] = { 0x48, 0x66, 0x9c }, void_rep[] = { 0x48, 0xf3, 0xcf };

	set_up_guest(0, 0);
	assert_int_equal(complete(wide_pushf, sizeof(wide_pushf), EXIT_PUSHF), 0);
	assert_int_equal(complete(void_66, sizeof(void_66), EXIT_PUSHF), -1);
	push_frame(SS_0, 0, CS_0);
	assert_int_equal(complete(void_rep, sizeof(void_rep), EXIT_IRET), -1);
	assert_int_equal(complete(wide_iret, sizeof(wide_iret), EXIT_IRET), 0);
	assert_int_equal(svm.vmcb->rip, 0x4000);
}

/* SLDT and STR; LIDT of 32-bit code. */
TEST(a_narrow_operand_leaves_the_rest_of_a_register_and_loads_24_bits_of_a_base)
{
	static const u8 sldt[] = { 0x0f, 0x00, 0xc0 }, narrow[] = { 0x66, 0x0f, 0x00, 0xc8 },
			lidt[] = { 0x66, 0x0f, 0x01, 0x1b };
	const struct table_register table = { 0x1234, 0x89abcdef };

	svm.vmcb->ldtr.selector = 0x30;
	svm.vmcb->tr.selector = 0x40;
	svm.frame->registers[RAX] = ~0ull;
	put_code(narrow, sizeof(narrow));
	assert_int_equal(svm_complete(&svm, &run, EXIT_TR_READ), 0);
	assert_int_equal(svm.frame->registers[RAX], 0xffffffffffff0040);
	put_code(sldt, sizeof(sldt));
	svm.vmcb->rip = CODE;
	assert_int_equal(svm_complete(&svm, &run, EXIT_LDTR_READ), 0);
	assert_int_equal(svm.frame->registers[RAX], 0x30);
	svm.vmcb->cs.attributes = 0xc9b;
	svm.vmcb->rip = CODE;
	svm.frame->registers[RBX] = 0x5000;
	put_code(lidt, sizeof(lidt));
	svm_copy(&svm, 0x5000, (void *)&table, sizeof(table), 1);
	assert_int_equal(svm_complete(&svm, &run, EXIT_IDTR_WRITE), 0);
	assert_int_equal(svm.vmcb->idtr.base, 0xabcdef);
	assert_int_equal(svm.vmcb->idtr.limit, 0x1234);
}

static u32 reason_of(u64 code)
{
	svm.vmcb->exit_code = code;
	svm_reasons_fill(&run, svm.reasons);
	return svm_reason(&svm);
}

static void fill(u32 intercepts[5])
{
	memset(intercepts, 0, 5 * sizeof(*intercepts));
	svm_intercepts_fill(&run, 1, intercepts);
}

/* The run's own policies aside, which are for CPUID and VMCALL. */
TEST(each_access_to_a_table_register_is_intercepted_alone)
{
	static const u16 reasons[] = { EXIT_IDTR_READ,  EXIT_GDTR_READ,  EXIT_LDTR_READ,
				       EXIT_TR_READ,    EXIT_IDTR_WRITE, EXIT_GDTR_WRITE,
				       EXIT_LDTR_WRITE, EXIT_TR_WRITE };
	u32 without[5], with[5];

	fill(without);
	for (u32 i = 0; i < COUNT_OF(reasons); i++) {
		u32 code = 0x66 + i;

		run.policy[reasons[i]].action = ACTION_COMPLETE;
		fill(with);
		with[code / 32] ^= 1u << code % 32;
		assert_memory_equal(with, without, sizeof(with));
		run.expected_reason = reasons[i];
		assert_int_equal(svm_first_code(&run), code);
		assert_int_equal(reason_of(code), reasons[i]);
		run.policy[reasons[i]].action = ACTION_STOP_UNEXPECTED;
	}
}

TEST(one_control_intercepts_all_of_them_as_vmx_does)
{
	control_set(run.controls, DESCRIPTOR_TABLE_EXITING);
	for (u32 code = 0x66; code <= 0x6d; code++) {
		int is_of_segment = code % 4 < 2;

		assert_int_equal(reason_of(code), is_of_segment ? EXIT_LDTR_TR_ACCESS :
								  EXIT_GDTR_IDTR_ACCESS);
	}
}

TEST(a_guest_has_pushf_popf_iret_int_n_and_cpuid_free_unless_a_run_lists_them)
{
	static const struct { u16 reason, code; } rows[] = {
		{ EXIT_PUSHF, 0x70 }, { EXIT_POPF, 0x71 }, { EXIT_CPUID, 0x72 },
		{ EXIT_IRET, 0x74 },  { EXIT_SOFTWARE_INTERRUPT, 0x75 },
	};
	u32 intercepts[5];

	run.policy[EXIT_CPUID].action = ACTION_STOP_UNEXPECTED;
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		fill(intercepts);
		assert_false(BIT_IS_SET(intercepts[rows[i].code / 32], rows[i].code % 32));
		run.policy[rows[i].reason].action = ACTION_COMPLETE;
		fill(intercepts);
		assert_true(BIT_IS_SET(intercepts[rows[i].code / 32], rows[i].code % 32));
	}
}

/* Named by what it is, though no run may ask for it. */
TEST(every_code_of_the_table_is_known_by_a_reason)
{
	static const u16 codes[] = {
#define SVM_EXIT(code, reason, when) code,
#include "svm_exit_codes.def"
#undef SVM_EXIT
	};

	for (u32 i = 0; i < COUNT_OF(codes); i++)
		assert_int_not_equal(reason_of(codes[i]), EXIT_REASON_COUNT);
	assert_int_equal(reason_of(0x8c), EXIT_MWAIT);
	assert_int_equal(reason_of(0xa1), EXIT_INVLPGB);
	assert_int_equal(reason_of(0x19), EXIT_REASON_COUNT);
	assert_int_equal(reason_of(0x9999), EXIT_REASON_COUNT);
}

TEST(what_no_run_may_ask_for_is_refused_and_has_a_name)
{
	assert_int_equal(reason_of(0x82), EXIT_VMLOAD);
	assert_false(svm_has_reason(EXIT_VMLOAD));
	run.policy[EXIT_VMLOAD].action = ACTION_RESUME;
	svm_run(&svm, &run);
	assert_int_equal(run.outcome, RUN_PART_REFUSED);
}

TEST(vmx_refuses_an_exit_that_only_svm_has)
{
	run.policy[EXIT_IRET].action = ACTION_COMPLETE;
	assert_int_equal(run_batch(), RUN_PART_REFUSED);
	assert_int_equal(run.detail, PART_OF_SVM);
	run.policy[EXIT_IRET].action = ACTION_STOP_UNEXPECTED;
	run.expected_reason = EXIT_PUSHF;
	assert_int_equal(run_batch(), RUN_PART_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SVM_ROW(pushf_stores_the_guests_flags_without_rf),
		SVM_ROW(popf_changes_the_interrupt_flag_where_the_ring_may),
		SVM_ROW(iret_to_the_same_ring_loads_five_words),
		SVM_ROW(iret_marks_the_two_segments_as_accessed),
		SVM_ROW(iret_loads_more_flags_than_popf),
		SVM_ROW(iret_returns_to_a_canonical_address_alone),
		SVM_ROW(a_wide_operand_outranks_a_narrow_one_and_a_prefix_behind_rex_voids_it),
		SVM_ROW(iret_to_an_outer_ring_takes_the_inner_rings_data_segments_away),
		SVM_ROW(an_iret_that_would_fault_is_not_completed),
		SVM_ROW(of_32_bit_and_16_bit_operands_none_is_completed),
		SVM_ROW(a_narrow_operand_leaves_the_rest_of_a_register_and_loads_24_bits_of_a_base),
		SVM_ROW(each_access_to_a_table_register_is_intercepted_alone),
		SVM_ROW(one_control_intercepts_all_of_them_as_vmx_does),
		SVM_ROW(a_guest_has_pushf_popf_iret_int_n_and_cpuid_free_unless_a_run_lists_them),
		SVM_ROW(every_code_of_the_table_is_known_by_a_reason),
		SVM_ROW(what_no_run_may_ask_for_is_refused_and_has_a_name),
		SVM_ROW(vmx_refuses_an_exit_that_only_svm_has),
	};

	return RUN_ALL(tests);
}
