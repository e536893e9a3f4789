// SPDX-License-Identifier: GPL-2.0-only
/* What an exit policy does to the guest: skip, resume, return, inject, answer. */
#include "exits.h"

TEST(a_guest_that_says_it_is_done_is_done)
{
	fake_play((struct fake_exit){ .hot = 3, .reason = EXIT_VMCALL });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.exits[EXIT_CPUID], 3);
	assert_int_equal(run.exits[EXIT_VMCALL], 1);
	assert_int_equal(run.exit_reason, EXIT_VMCALL);
}

TEST(skipping_advances_rip_by_the_reported_length)
{
	run.policy[EXIT_RDMSR].action = ACTION_SKIP;
	play(EXIT_RDMSR, 2);
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(rip(), 0x1002);
	assert_int_equal(run.exits[EXIT_RDMSR], 1);
}

TEST(skipping_advances_rip_by_the_rows_own_length_where_it_has_one)
{
	run.policy[EXIT_EPT_VIOLATION] = (struct exit_policy){ ACTION_SKIP, 7 };
	play(EXIT_EPT_VIOLATION, 2);
	play(EXIT_VMCALL, 3);
	run_batch();
	assert_int_equal(rip(), 0x1007);
}

TEST(resuming_leaves_rip_alone)
{
	run.policy[EXIT_EPT_VIOLATION].action = ACTION_RESUME;
	play(EXIT_EPT_VIOLATION, 2);
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(rip(), 0x1000);
}

static void fill_registers(struct frame *frame)
{
	for (u32 i = 0; i < REGISTERS; i++)
		frame->registers[i] = 0xdeadbeef00000000 + i;
}

/* As a 32-bit write leaves them: the high halves are zero. */
TEST(a_returned_value_is_in_edx_and_eax_and_no_other_register)
{
	run.policy[EXIT_RDMSR].action = ACTION_RETURN;
	run.returned = 0xfedcba9876543210;
	fake_play(
		(struct fake_exit){ .reason = EXIT_RDMSR, .length = 2, .effect = fill_registers });
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	for (u32 i = 0; i < REGISTERS; i++)
		assert_int_equal(run.registers[i], i == RAX ? 0x76543210 : i == RDX ? 0xfedcba98 :
				 0xdeadbeef00000000 + i);
	assert_int_equal(rip(), 0x1002);
}

TEST(returning_advances_rip_by_the_rows_own_length_where_it_has_one)
{
	run.policy[EXIT_EPT_VIOLATION] = (struct exit_policy){ ACTION_RETURN, 7 };
	run.returned = 0xff;
	play(EXIT_EPT_VIOLATION, 2);
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.registers[RAX], 0xff);
	assert_int_equal(rip(), 0x1007);
}

static u32 inject(u64 vector)
{
	run.policy[EXIT_RDMSR].action = ACTION_INJECT;
	run.returned = vector;
	fake.script_count = fake.script_next = 0;
	play(EXIT_RDMSR, 2);
	play(EXIT_HLT, 1);
	run.policy[EXIT_HLT].action = ACTION_SKIP;
	play(EXIT_VMCALL, 3);
	return run_batch();
}

/* Type 0, an external interrupt; an exit takes it back, so the entry after has none. */
TEST(injecting_skips_and_delivers_the_interrupt_on_the_next_entry_only)
{
	run.state.rflags |= RFLAGS_IF;
	assert_int_equal(inject(0x20), RUN_DONE);
	assert_non_null(strstr(fake.log, "launch tsc resume inject:80000020 tsc resume tsc"));
	assert_int_equal(rip(), 0x1003);
}

TEST(a_guest_that_cannot_take_an_interrupt_has_none_injected)
{
	assert_int_equal(inject(0x20), RUN_UNEXPECTED_EXIT);
	assert_null(strstr(fake.log, "inject"));
	assert_int_equal(rip(), 0x1000);
}

TEST(only_a_vector_an_interrupt_may_have_is_injected)
{
	const u64 refused[] = { 0,   VECTOR_NMI,	VECTOR_MC,	   31,
				256, 1ull << 31 | 0x20, 1ull << 32 | 0x20, ~0ull };

	run.state.rflags |= RFLAGS_IF;
	for (u32 i = 0; i < COUNT_OF(refused); i++)
		assert_int_equal(inject(refused[i]), RUN_UNEXPECTED_EXIT);
	assert_int_equal(inject(32), RUN_DONE);
	assert_int_equal(inject(255), RUN_DONE);
}

/* The primary controls at each entry after an exit played here. */
static u64 primary[4];
static u32 entries;

static void note_controls(struct frame *frame)
{
	(void)frame;
	primary[entries++] = fake.vmcs[PRIMARY_PROCESSOR_BASED_CONTROLS];
}

static void take_interrupts(struct frame *frame)
{
	note_controls(frame);
	fake.vmcs[GUEST_RFLAGS] |= RFLAGS_IF;
}

#define WINDOW_EXITING (1ull << 2)

/* RDMSR asks for the interrupt; the window opens, to a guest in that state; VMCALL says done. */
static u32 await_window(u64 vector, void (*window)(struct frame *frame))
{
	run.policy[EXIT_RDMSR].action = ACTION_AWAIT;
	run.policy[EXIT_INTERRUPT_WINDOW].action = ACTION_ARRIVE;
	run.returned = vector;
	entries = 0;
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_RDMSR, .length = 2, .effect = note_controls });
	fake_play((struct fake_exit){
		.reason = EXIT_INTERRUPT_WINDOW, .length = 7, .effect = window });
	fake_play((struct fake_exit){ .reason = EXIT_VMCALL, .effect = note_controls });
	return run_batch();
}

TEST(awaiting_a_window_sets_its_exiting_and_skips)
{
	assert_int_equal(await_window(0x20, take_interrupts), RUN_DONE);
	assert_int_equal(primary[0] & WINDOW_EXITING, 0);
	assert_int_equal(primary[1], primary[0] | WINDOW_EXITING);
	assert_non_null(strstr(fake.log, "launch tsc resume tsc resume inject"));
	assert_int_equal(run.exits[EXIT_RDMSR], 1);
}

TEST(opening_a_window_clears_its_exiting_and_injects_where_the_guest_stands)
{
	assert_int_equal(await_window(0x20, take_interrupts), RUN_DONE);
	assert_int_equal(entries, 3);
	assert_int_equal(primary[2], primary[0]);
	assert_non_null(strstr(fake.log, "resume inject:80000020 tsc"));
	assert_int_equal(run.exits[EXIT_INTERRUPT_WINDOW], 1);
	assert_int_equal(rip(), 0x1002);
}

TEST(a_window_to_a_guest_that_cannot_take_an_interrupt_ends_the_run)
{
	assert_int_equal(await_window(0x20, note_controls), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, EXIT_INTERRUPT_WINDOW);
	assert_null(strstr(fake.log, "inject"));
	assert_int_equal(await_window(VECTOR_NMI, take_interrupts), RUN_UNEXPECTED_EXIT);
	assert_null(strstr(fake.log, "inject"));
}

TEST(a_run_after_one_that_still_awaited_a_window_awaits_none)
{
	run.policy[EXIT_RDMSR].action = ACTION_AWAIT;
	play(EXIT_RDMSR, 2);
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_true(fake.vmcs[PRIMARY_PROCESSOR_BASED_CONTROLS] & WINDOW_EXITING);
	assert_int_equal(await_window(0x20, take_interrupts), RUN_DONE);
	assert_int_equal(primary[0] & WINDOW_EXITING, 0);
	assert_int_equal(run.control_used[INTERRUPT_WINDOW_EXITING / 32] & WINDOW_EXITING, 0);
}

static void controls_become_refused(struct frame *frame)
{
	take_interrupts(frame);
	fake.refused_field = PRIMARY_PROCESSOR_BASED_CONTROLS;
}

TEST(a_window_the_vmcs_refuses_to_await_or_open_ends_the_run)
{
	assert_int_equal(await_window(0x20, controls_become_refused), RUN_UNEXPECTED_EXIT);
	assert_null(strstr(fake.log, "inject"));
	fake.refused_field = FAKE_NO_FIELD;
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){
		.reason = EXIT_RDMSR, .length = 2, .effect = controls_become_refused });
	entries = 0;
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(rip(), 0x1000);
}

static void be_in_shadow(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_INTERRUPTIBILITY_STATE] =
		1 << 0 | 1 << 1 | 1 << 4; /* STI, MOV SS, enclave */
}

static u64 interruptibility_after(u32 action)
{
	run.policy[EXIT_RDMSR].action = (u8)action;
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .reason = EXIT_RDMSR, .length = 2, .effect = be_in_shadow });
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	return fake.vmcs[GUEST_INTERRUPTIBILITY_STATE];
}

TEST(a_completed_instruction_ends_the_interrupt_shadow)
{
	assert_int_equal(interruptibility_after(ACTION_SKIP), 1 << 4);
	assert_int_equal(interruptibility_after(ACTION_RETURN), 1 << 4);
	assert_int_equal(interruptibility_after(ACTION_CPUID), 1 << 4);
	assert_int_equal(interruptibility_after(ACTION_AWAIT), 1 << 4);
}

TEST(an_instruction_that_is_run_again_is_still_in_the_interrupt_shadow)
{
	assert_int_equal(interruptibility_after(ACTION_RESUME), 1 << 0 | 1 << 1 | 1 << 4);
}

static void ask_for_cpuid(struct frame *frame)
{
	frame->registers[RAX] = 0xdeadbeef00000004;
	frame->registers[RCX] = 0xdeadbeef00000002;
}

TEST(cpuid_is_answered_from_the_table)
{
	u32 executed = fake.cpuid_executed;

	fake_play((struct fake_exit){ .reason = EXIT_CPUID, .length = 2, .effect = ask_for_cpuid });
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(vm.frame->registers[RAX], 4 << 8 | 2 << 4);
	assert_int_equal(vm.frame->registers[RBX], 4 << 8 | 2 << 4 | 1);
	assert_int_equal(vm.frame->registers[RCX], 4 << 8 | 2 << 4 | 2);
	assert_int_equal(vm.frame->registers[RDX], 4 << 8 | 2 << 4 | 3);
	assert_int_equal(rip(), 0x1002);
	assert_int_equal(fake.cpuid_executed, executed);
}

static void rip_becomes_refused(struct frame *frame)
{
	(void)frame;
	fake.refused_field = GUEST_RIP;
}

TEST(a_failed_write_in_mid_batch_is_named)
{
	run.policy[EXIT_RDMSR].action = ACTION_SKIP;
	fake_play((struct fake_exit){
		.reason = EXIT_RDMSR, .length = 2, .effect = rip_becomes_refused });
	assert_int_equal(run_batch(), RUN_FIELD_REFUSED);
	assert_int_equal(run.detail, GUEST_RIP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_guest_that_says_it_is_done_is_done),
		ROW_OF(skipping_advances_rip_by_the_reported_length),
		ROW_OF(skipping_advances_rip_by_the_rows_own_length_where_it_has_one),
		ROW_OF(resuming_leaves_rip_alone),
		ROW_OF(a_returned_value_is_in_edx_and_eax_and_no_other_register),
		ROW_OF(returning_advances_rip_by_the_rows_own_length_where_it_has_one),
		ROW_OF(injecting_skips_and_delivers_the_interrupt_on_the_next_entry_only),
		ROW_OF(a_guest_that_cannot_take_an_interrupt_has_none_injected),
		ROW_OF(only_a_vector_an_interrupt_may_have_is_injected),
		ROW_OF(awaiting_a_window_sets_its_exiting_and_skips),
		ROW_OF(opening_a_window_clears_its_exiting_and_injects_where_the_guest_stands),
		ROW_OF(a_window_to_a_guest_that_cannot_take_an_interrupt_ends_the_run),
		ROW_OF(a_run_after_one_that_still_awaited_a_window_awaits_none),
		ROW_OF(a_window_the_vmcs_refuses_to_await_or_open_ends_the_run),
		ROW_OF(a_completed_instruction_ends_the_interrupt_shadow),
		ROW_OF(an_instruction_that_is_run_again_is_still_in_the_interrupt_shadow),
		ROW_OF(cpuid_is_answered_from_the_table),
		ROW_OF(a_failed_write_in_mid_batch_is_named),
	};

	return RUN_ALL(tests);
}
