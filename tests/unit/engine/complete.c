// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions completed on the guest's state. Table accesses in every form of the
 * operand's address (Intel SDM volume 3, "Format of the VM-Exit Instruction-Information
 * Field as Used for LIDT, LGDT, SIDT, or SGDT"); SYSENTER and SYSEXIT; what is refused.
 */
#include "fixture.h"

enum access { SGDT, SIDT, LGDT, LIDT };

#define INFORMATION(access) ((u32)(access) << 28 | 2u << 7)  /* a 64-bit address */
#define NO_BASE       (1u << 27)
#define NO_INDEX      (1u << 22)
#define BASE(n)       ((u32)(n) << 23)
#define INDEX(n)      ((u32)(n) << 18)
#define SCALE(n)      ((u32)(n))
#define OPERAND_BYTES 10u
#define UNTOUCHED     0xa5
#define NUMBER_RSP    4u

/* The architecture's numbers of the registers; 4 is RSP, which is VMCS state. */
static const u8 numbered[] = { RAX, RCX, RDX, RBX, REGISTERS, RBP, RSI, RDI,
			       R8, R9, R10, R11, R12, R13, R14, R15 };

static u8 *at(u64 address)
{
	return (u8 *)vm.memory.page[address / PAGE_BYTES] + address % PAGE_BYTES;
}

static void set_register(u32 number, u64 value)
{
	if (number == NUMBER_RSP)
		run.state.rsp = value;
	else
		run.state.registers[numbered[number]] = value;
}

/* Guest memory as nobody wrote it, tables with values of their own, other registers wild. */
static void fresh(void)
{
	request_cpuid(&run);
	for (u32 i = 0; i < GUEST_PAGES; i++)
		memset(vm.memory.page[i], UNTOUCHED, PAGE_BYTES);
	for (u32 number = 0; number < COUNT_OF(numbered); number++)
		set_register(number, 0xbad0000000000000);
	run.policy[EXIT_GDTR_IDTR_ACCESS].action = ACTION_COMPLETE;
	run.state.gdtr.base = 0x1122334455667788;
	run.state.gdtr.limit = 0x99aa;
	run.state.idtr.base = 0xffeeddccbbaa9988;
	run.state.idtr.limit = 0x7766;
}

static u32 play_access(u32 information, u64 displacement)
{
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_GDTR_IDTR_ACCESS, .length = 4,
		.information = information, .qualification = displacement });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
	return run_batch();
}

static const u8 gdtr_bytes[] = { 0xaa, 0x99, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 };
static const u8 idtr_bytes[] = { 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };

static void assert_memory(u64 address, const u8 *bytes, u64 count)
{
	for (u64 i = 0; i < GUEST_BYTES; i++) {
		u8 expected = i - address < count ? bytes[i - address] : UNTOUCHED;

		if (*at(i) != expected)
			fail_msg("%#llx holds %#x, not %#x", i, *at(i), expected);
	}
}

/* SGDT with that operand, which must be at `address`: the ten bytes there and no other. */
static void assert_stored_at(u64 address, u32 operand, u64 displacement)
{
	assert_int_equal(play_access(INFORMATION(SGDT) | operand, displacement), RUN_DONE);
	assert_memory(address, gdtr_bytes, OPERAND_BYTES);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x1004);
	assert_int_equal(run.exits[EXIT_GDTR_IDTR_ACCESS], 1);
}

static void assert_refused(u32 information, u64 displacement)
{
	assert_int_equal(play_access(information, displacement), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, EXIT_GDTR_IDTR_ACCESS);
	assert_int_equal(run.guest_rip, 0x1000);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x1000);
}

/* --- stores --- */

TEST(sgdt_stores_the_limit_and_the_base)
{
	fresh();
	assert_stored_at(0x7000, NO_BASE | NO_INDEX, 0x7000);
}

TEST(sidt_stores_the_other_table)
{
	fresh();
	assert_int_equal(play_access(INFORMATION(SIDT) | NO_BASE | NO_INDEX, 0x7123), RUN_DONE);
	assert_memory(0x7123, idtr_bytes, OPERAND_BYTES);
}

TEST(a_store_leaves_the_tables_and_the_registers_alone)
{
	fresh();
	play_access(INFORMATION(SIDT) | NO_BASE | NO_INDEX, 0x7000);
	assert_int_equal(fake.vmcs[GUEST_GDTR_BASE], 0x1122334455667788);
	assert_int_equal(fake.vmcs[GUEST_GDTR_LIMIT], 0x99aa);
	assert_int_equal(fake.vmcs[GUEST_IDTR_BASE], 0xffeeddccbbaa9988);
	assert_int_equal(fake.vmcs[GUEST_IDTR_LIMIT], 0x7766);
	assert_memory_equal(run.registers, run.state.registers, sizeof(run.registers));
	assert_int_equal(fake.vmcs[GUEST_RSP], 0xbad0000000000000);
}

TEST(each_register_may_be_the_base)
{
	for (u32 number = 0; number < COUNT_OF(numbered); number++) {
		fresh();
		set_register(number, 0x6000 + 0x100 * number);
		assert_stored_at(0x6000 + 0x100 * number, BASE(number) | NO_INDEX, 0);
	}
}

TEST(each_register_but_rsp_may_be_the_index_at_each_scale)
{
	for (u32 number = 0; number < COUNT_OF(numbered); number++)
		for (u32 scale = 0; scale < 4 && number != NUMBER_RSP; scale++) {
			fresh();
			set_register(number, 0x1230);
			assert_stored_at(0x1230ull << scale, NO_BASE | INDEX(number) | SCALE(scale),
					 0);
		}
}

TEST(base_index_and_displacement_are_added)
{
	fresh();
	set_register(3, 0x5000);
	set_register(14, 0x210);
	assert_stored_at(0x5000 + 8 * 0x210 + 0x33, BASE(3) | INDEX(14) | SCALE(3), 0x33);
}

TEST(one_register_may_be_base_and_index)
{
	fresh();
	set_register(5, 0x1000);
	assert_stored_at(0x5000, BASE(5) | INDEX(5) | SCALE(2), 0);
}

TEST(a_displacement_and_an_index_may_be_negative)
{
	fresh();
	set_register(7, 0x7000);
	assert_stored_at(0x6ff8, BASE(7) | NO_INDEX, (u64)-8);
	fresh();
	set_register(7, 0x7000);
	set_register(1, (u64)-0x10);
	assert_stored_at(0x6f80, BASE(7) | INDEX(1) | SCALE(3), 0);
}

/* Fields of registers that are not used may hold anything. */
TEST(a_register_that_is_not_valid_is_not_added)
{
	fresh();
	assert_stored_at(0x7000, NO_BASE | BASE(5) | NO_INDEX | INDEX(6) | SCALE(2), 0x7000);
}

TEST(a_store_may_cross_a_page_anywhere)
{
	for (u32 before = 1; before < OPERAND_BYTES; before++) {
		fresh();
		assert_stored_at(0x8000 - before, NO_BASE | NO_INDEX, 0x8000 - before);
	}
}

/* --- the end of memory --- */

TEST(the_last_bytes_of_memory_may_be_stored_to)
{
	fresh();
	assert_stored_at(GUEST_BYTES - OPERAND_BYTES, NO_BASE | NO_INDEX,
			 GUEST_BYTES - OPERAND_BYTES);
}

TEST(a_store_out_of_memory_is_refused)
{
	const u64 outside[] = { GUEST_BYTES, GUEST_BYTES + PAGE_BYTES,
				1ull << 32,  1ull << 47,
				~0ull,	     (u64)-5 };

	for (u32 i = 0; i < COUNT_OF(outside); i++) {
		fresh();
		assert_refused(INFORMATION(SGDT) | NO_BASE | NO_INDEX, outside[i]);
		assert_memory(0, gdtr_bytes, 0);
	}
}

TEST(a_store_partly_out_of_memory_is_refused)
{
	for (u32 inside = 1; inside < OPERAND_BYTES; inside++) {
		fresh();
		assert_refused(INFORMATION(SGDT) | NO_BASE | NO_INDEX, GUEST_BYTES - inside);
	}
}

TEST(a_load_out_of_memory_is_refused_and_loads_nothing)
{
	for (u32 inside = 0; inside < OPERAND_BYTES; inside++) {
		fresh();
		assert_refused(INFORMATION(LGDT) | NO_BASE | NO_INDEX, GUEST_BYTES - inside);
		assert_int_equal(fake.vmcs[GUEST_GDTR_BASE], 0x1122334455667788);
		assert_int_equal(fake.vmcs[GUEST_GDTR_LIMIT], 0x99aa);
	}
}

/* --- loads --- */

static void put_operand(u64 address)
{
	static const u8 operand[] = { 0x7f, 0x01, 0x00, 0x60, 0x34, 0x12, 0x00, 0x80, 0xff, 0xff };

	for (u32 i = 0; i < sizeof(operand); i++)
		*at(address + i) = operand[i];
}

TEST(lgdt_loads_the_limit_and_the_base)
{
	fresh();
	put_operand(0x7ffb); /* across a page */
	set_register(11, 0x7ff0);
	assert_int_equal(play_access(INFORMATION(LGDT) | BASE(11) | NO_INDEX, 0xb), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_GDTR_LIMIT], 0x17f);
	assert_int_equal(fake.vmcs[GUEST_GDTR_BASE], 0xffff800012346000);
	assert_int_equal(fake.vmcs[GUEST_IDTR_LIMIT], 0x7766);
	assert_int_equal(fake.vmcs[GUEST_IDTR_BASE], 0xffeeddccbbaa9988);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x1004);
}

TEST(lidt_loads_the_other_table)
{
	fresh();
	put_operand(0x7400);
	assert_int_equal(play_access(INFORMATION(LIDT) | NO_BASE | NO_INDEX, 0x7400), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_IDTR_LIMIT], 0x17f);
	assert_int_equal(fake.vmcs[GUEST_IDTR_BASE], 0xffff800012346000);
	assert_int_equal(fake.vmcs[GUEST_GDTR_LIMIT], 0x99aa);
	assert_int_equal(fake.vmcs[GUEST_GDTR_BASE], 0x1122334455667788);
}

TEST(what_is_loaded_is_what_is_stored_again)
{
	fresh();
	put_operand(0x7400);
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_GDTR_IDTR_ACCESS, .length = 4,
		.information = INFORMATION(LGDT) | NO_BASE | NO_INDEX, .qualification = 0x7400 });
	fake_play((struct fake_exit){ .reason = EXIT_GDTR_IDTR_ACCESS, .length = 4,
		.information = INFORMATION(SGDT) | NO_BASE | NO_INDEX, .qualification = 0x9000 });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_memory_equal(at(0x9000), at(0x7400), OPERAND_BYTES);
}

static void base_becomes_refused(struct frame *frame)
{
	(void)frame;
	fake.refused_field = GUEST_GDTR_BASE;
}

TEST(a_load_the_vmcs_refuses_ends_the_run)
{
	fresh();
	put_operand(0x7400);
	fake_play((struct fake_exit){ .reason = EXIT_GDTR_IDTR_ACCESS, .length = 4,
		.information = INFORMATION(LGDT) | NO_BASE | NO_INDEX, .qualification = 0x7400,
		.effect = base_becomes_refused });
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
}

static void exit_point_is_refused(struct frame *frame)
{
	frame->refused = 1;
}

/* A part of it may be done: a second try would do that part twice. */
TEST(what_the_exit_point_has_had_refused_is_not_tried_again)
{
	fresh();
	fake_play((struct fake_exit){ .reason = EXIT_GDTR_IDTR_ACCESS, .length = 4,
		.information = INFORMATION(SGDT) | NO_BASE | NO_INDEX, .qualification = 0x7000,
		.effect = exit_point_is_refused });
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.guest_rip, 0x1000);
	assert_memory(0, gdtr_bytes, 0);
	/* Nor does it outlast the batch. */
	assert_int_equal(play_access(INFORMATION(SGDT) | NO_BASE | NO_INDEX, 0x7000), RUN_DONE);
	assert_memory(0x7000, gdtr_bytes, OPERAND_BYTES);
}

/* --- SYSENTER and SYSEXIT that were made to fault --- */

static const u8 sysenter[] = { 0x0f, 0x34 };
static const u8 sysexit_64[] = { 0x48, 0x0f, 0x35 };
static const u8 sysexit_32[] = { 0x0f, 0x35 };

static void put_code(u64 address, const u8 *code, u32 bytes)
{
	for (u32 i = 0; i < bytes; i++)
		*at(address + i) = code[i];
}

static u32 play_fault(void)
{
	run.exception_bitmap = 1u << VECTOR_GP;
	run.policy[EXIT_EXCEPTION_NMI].action = ACTION_COMPLETE;
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI,
				      .interruption = EVENT(VECTOR_GP, 3) | 1u << 11 });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
	return run_batch();
}

TEST(sysenter_enters_the_kernel_where_the_run_says)
{
	fresh();
	put_code(0x1000, sysenter, sizeof(sysenter));
	run.state.rflags |= RFLAGS_IF;
	run.state.sysenter_esp = 0x6000;
	run.state.sysenter_eip = 0x3000;
	assert_int_equal(play_fault(), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x3000);
	assert_int_equal(fake.vmcs[GUEST_RSP], 0x6000);
	assert_int_equal(fake.vmcs[GUEST_RFLAGS], RFLAGS_FIXED);
	assert_int_equal(fake.vmcs[GUEST_CS_SELECTOR], 0x08);
	assert_int_equal(fake.vmcs[GUEST_SS_SELECTOR], 0x10);
	assert_int_equal(fake.vmcs[GUEST_CS_ACCESS_RIGHTS], RIGHTS_CODE64);
	assert_int_equal(fake.vmcs[GUEST_SS_ACCESS_RIGHTS], RIGHTS_DATA);
}

TEST(sysexit_leaves_the_kernel_where_rdx_and_rcx_say)
{
	fresh();
	put_code(0x1000, sysexit_64, sizeof(sysexit_64));
	run.state.registers[RCX] = 0x7000;
	run.state.registers[RDX] = 0x4000;
	run.state.rflags |= RFLAGS_IF;
	assert_int_equal(play_fault(), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x4000);
	assert_int_equal(fake.vmcs[GUEST_RSP], 0x7000);
	assert_int_equal(fake.vmcs[GUEST_RFLAGS], RFLAGS_FIXED | RFLAGS_IF);
	assert_int_equal(fake.vmcs[GUEST_CS_SELECTOR], 0x2b);
	assert_int_equal(fake.vmcs[GUEST_SS_SELECTOR], 0x33);
	assert_int_equal(fake.vmcs[GUEST_CS_ACCESS_RIGHTS], RIGHTS_CODE64 | RIGHTS_DPL(3));
	assert_int_equal(fake.vmcs[GUEST_SS_ACCESS_RIGHTS], RIGHTS_DATA | RIGHTS_DPL(3));
}

TEST(a_system_call_is_decoded_across_a_page_and_at_the_end_of_memory)
{
	fresh();
	run.state.rip = 0x1fff;
	put_code(0x1fff, sysexit_64, sizeof(sysexit_64));
	assert_int_equal(play_fault(), RUN_DONE);
	fresh();
	run.state.rip = GUEST_BYTES - 2;
	put_code(GUEST_BYTES - 2, sysenter, sizeof(sysenter));
	assert_int_equal(play_fault(), RUN_DONE);
}

/* Its application would be 32-bit code. */
TEST(any_other_instruction_that_faults_is_refused)
{
	fresh();
	put_code(0x1000, sysexit_32, sizeof(sysexit_32));
	assert_int_equal(play_fault(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(fake.vmcs[GUEST_RIP], 0x1000);
	fresh();
	assert_int_equal(play_fault(), RUN_UNEXPECTED_EXIT);
	fresh();
	run.state.rip = GUEST_BYTES;
	assert_int_equal(play_fault(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(fake.vmcs[GUEST_RIP], GUEST_BYTES);
}

static void be_in_shadow(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_INTERRUPTIBILITY_STATE] =
		1; /* of the STI that stands before a kernel's SYSEXIT */
}

TEST(a_completed_system_call_ends_the_interrupt_shadow)
{
	fresh();
	put_code(0x1000, sysexit_64, sizeof(sysexit_64));
	run.exception_bitmap = 1u << VECTOR_GP;
	run.policy[EXIT_EXCEPTION_NMI].action = ACTION_COMPLETE;
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI, .effect = be_in_shadow,
				      .interruption = EVENT(VECTOR_GP, 3) | 1u << 11 });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake.vmcs[GUEST_INTERRUPTIBILITY_STATE], 0);
}

/* --- exits it does not know --- */

/* Those it does, in every form: here, and in engine_complete_registers.c. */
static int is_known(u32 reason)
{
	return reason == EXIT_EXCEPTION_NMI || reason == EXIT_GDTR_IDTR_ACCESS ||
	       reason == EXIT_LDTR_TR_ACCESS || reason == EXIT_CR_ACCESS || reason == EXIT_MOV_DR ||
	       reason == EXIT_IO_INSTRUCTION || reason == EXIT_WRMSR;
}

TEST(every_other_exit_is_refused)
{
	for (u32 reason = 0; reason < EXIT_REASONS_OF_SVM; reason++) {
		if (is_known(reason))
			continue;
		fresh();
		run.policy[reason] = (struct exit_policy){ ACTION_COMPLETE, 3 };
		fake.script_count = fake.script_next = 0;
		fake_play((struct fake_exit){ .reason = reason,
					      .length = 4,
					      .information = INFORMATION(SGDT) | NO_BASE | NO_INDEX,
					      .qualification = 0x7000 });
		if (run_batch() == RUN_BAD_REQUEST || run.outcome == RUN_INTERRUPTED)
			continue; /* the host's own */
		assert_int_equal(run.outcome, RUN_UNEXPECTED_EXIT);
		assert_int_equal(run.guest_rip, 0x1000);
		assert_memory(0, gdtr_bytes, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(sgdt_stores_the_limit_and_the_base),
		ROW_OF(sidt_stores_the_other_table),
		ROW_OF(a_store_leaves_the_tables_and_the_registers_alone),
		ROW_OF(each_register_may_be_the_base),
		ROW_OF(each_register_but_rsp_may_be_the_index_at_each_scale),
		ROW_OF(base_index_and_displacement_are_added),
		ROW_OF(one_register_may_be_base_and_index),
		ROW_OF(a_displacement_and_an_index_may_be_negative),
		ROW_OF(a_register_that_is_not_valid_is_not_added),
		ROW_OF(a_store_may_cross_a_page_anywhere),
		ROW_OF(the_last_bytes_of_memory_may_be_stored_to),
		ROW_OF(a_store_out_of_memory_is_refused),
		ROW_OF(a_store_partly_out_of_memory_is_refused),
		ROW_OF(a_load_out_of_memory_is_refused_and_loads_nothing),
		ROW_OF(lgdt_loads_the_limit_and_the_base),
		ROW_OF(lidt_loads_the_other_table),
		ROW_OF(what_is_loaded_is_what_is_stored_again),
		ROW_OF(a_load_the_vmcs_refuses_ends_the_run),
		ROW_OF(what_the_exit_point_has_had_refused_is_not_tried_again),
		ROW_OF(sysenter_enters_the_kernel_where_the_run_says),
		ROW_OF(sysexit_leaves_the_kernel_where_rdx_and_rcx_say),
		ROW_OF(a_system_call_is_decoded_across_a_page_and_at_the_end_of_memory),
		ROW_OF(any_other_instruction_that_faults_is_refused),
		ROW_OF(a_completed_system_call_ends_the_interrupt_shadow),
		ROW_OF(every_other_exit_is_refused),
	};

	return RUN_ALL(tests);
}
