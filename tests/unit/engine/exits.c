// SPDX-License-Identifier: GPL-2.0-only
/* Exits: the host's first, then the run's policy, and a name for what nobody listed. */
#include "fixture.h"

static void play(u32 reason, u32 length)
{
	fake_play((struct fake_exit){ .reason = reason, .length = length });
}

static void play_event(u64 interruption)
{
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI, .interruption = interruption });
}

static u64 rip(void)
{
	return fake.vmcs[GUEST_RIP];
}

/* --- the exit point --- */

#define FULL(policy) exit_points[SET_full][POINT_##policy]

static u64 point(u32 form, u32 reason, u32 action, u32 length)
{
	run.form = form;
	run.expected_reason = reason;
	run.policy[reason] = (struct exit_policy){ (u8)action, (u8)length };
	return exit_point(&run);
}

TEST(each_policy_has_its_own_exit_point)
{
	assert_int_equal(point(FORM_FULL, EXIT_HLT, ACTION_SKIP, 0), FULL(skip));
	assert_int_equal(point(FORM_FULL, EXIT_HLT, ACTION_SKIP, 1), FULL(skip_fixed));
	assert_int_equal(point(FORM_FULL, EXIT_CPUID, ACTION_CPUID, 0), FULL(cpuid));
	assert_int_equal(point(FORM_FULL, EXIT_HLT, ACTION_RESUME, 0), FULL(resume));
	assert_int_equal(point(FORM_FULL, EXIT_RDMSR, ACTION_RETURN, 0), FULL(value));
	assert_int_equal(point(FORM_FULL, EXIT_HLT, ACTION_DONE, 0), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_HLT, ACTION_STOP_UNEXPECTED, 0), FULL(return));
}

TEST(each_mitigation_has_exit_points_of_its_own)
{
	const u32 sets[MITIGATIONS] = { SET_full, SET_verw, SET_rsb, SET_ibpb, SET_l1d };

	for (run.mitigation = 0; run.mitigation < MITIGATIONS; run.mitigation++)
		assert_int_equal(point(FORM_FULL, EXIT_HLT, ACTION_SKIP, 0),
				 exit_points[sets[run.mitigation]][POINT_skip]);
}

TEST(an_exit_that_outranks_interrupts_is_left_to_c)
{
	static const u32 outranking[] = { EXIT_INTERRUPT_WINDOW, EXIT_NMI_WINDOW,
					  EXIT_MONITOR_TRAP_FLAG, EXIT_PREEMPTION_TIMER };

	for (u32 i = 0; i < COUNT_OF(outranking); i++)
		assert_int_equal(point(FORM_FULL, outranking[i], ACTION_RESUME, 0), FULL(return));
}

TEST(exceptions_have_exit_points_that_check_the_vector)
{
	assert_int_equal(point(FORM_FULL, EXIT_EXCEPTION_NMI, ACTION_SKIP, 2), FULL(exception));
	assert_int_equal(point(FORM_FULL, EXIT_EXCEPTION_NMI, ACTION_RESUME, 0), FULL(return));
	assert_int_equal(point(FORM_LEAN, EXIT_EXCEPTION_NMI, ACTION_SKIP, 2),
			 (u64)exit_lean_exception);
	assert_int_equal(point(FORM_LEAN, EXIT_HLT, ACTION_SKIP, 0), (u64)exit_lean);
}

/* POINT_value adds the length the CPU reports; a fixed one is C's to add. */
TEST(a_value_with_a_length_of_its_own_is_returned_by_c)
{
	assert_int_equal(point(FORM_FULL, EXIT_EPT_VIOLATION, ACTION_RETURN, 7), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_EXCEPTION_NMI, ACTION_RETURN, 2), FULL(return));
}

TEST(what_must_be_decoded_or_injected_is_completed_by_c)
{
	assert_int_equal(point(FORM_FULL, EXIT_GDTR_IDTR_ACCESS, ACTION_COMPLETE, 0), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_GDTR_IDTR_ACCESS, ACTION_COMPLETE, 3), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_VMCALL, ACTION_INJECT, 0), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_VMCALL, ACTION_AWAIT_WINDOW, 0), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_INTERRUPT_WINDOW, ACTION_OPEN_WINDOW, 0),
			 FULL(return ));
}

/* Reason 0 is the NMI too: only an exit point that looks at the vector may serve it. */
TEST(no_policy_gives_exceptions_an_exit_point_that_does_not_check_the_vector)
{
	for (u32 action = 0; action < ACTION_COUNT; action++)
		for (u32 length = 0; length < 4; length += 3) {
			u64 full = point(FORM_FULL, EXIT_EXCEPTION_NMI, action, length);

			assert_true(full == FULL(exception) || full == FULL(return));
			assert_int_equal(point(FORM_LEAN, EXIT_EXCEPTION_NMI, action, length),
					 exit_lean_exception);
		}
}

/*
 * POINT_exception adds the fixed length only; a length of 0 means
 * the VMCS's, which is C's to read.
 */
TEST(an_exception_without_a_length_is_left_to_c)
{
	assert_int_equal(point(FORM_FULL, EXIT_EXCEPTION_NMI, ACTION_SKIP, 0), FULL(return));
}

TEST(events_are_what_the_cpu_reports)
{
	assert_int_equal(exit_event_of(VECTOR_UD), 0x306);
	assert_int_equal(exit_event_of(VECTOR_GP), 0xb0d);
	assert_int_equal(exit_event_of(VECTOR_PF), 0xb0e);
	assert_int_equal(exit_event_of(VECTOR_AC), 0xb11);
	assert_int_equal(exit_event_of(3), 0x603);
	assert_int_equal(exit_event_of(8), 0xb08);
	assert_int_equal(exit_event_of(16), 0x310);
	assert_int_equal(exit_event_of(21), 0xb15);
}

TEST(the_frame_holds_what_assembly_needs)
{
	run.expected_vector = VECTOR_GP;
	run.policy[EXIT_CPUID].length = 2;
	run.returned = 0x123456789;
	run.state.registers[R15] = 0x15;
	run.state.registers[RAX] = 0xa;
	run_batch();
	assert_int_equal(vm.frame->expected_reason, EXIT_CPUID);
	assert_int_equal(vm.frame->expected_event, 0xb0d);
	assert_int_equal(vm.frame->length, 2);
	assert_int_equal(vm.frame->returned, 0x123456789);
	assert_int_equal(vm.frame->cpuid_hot, (u64)vm.page[PAGE_CPUID_HOT]);
	assert_int_equal(vm.frame->registers[R15], 0x15);
	assert_int_equal(vm.frame->registers[RAX], 0xa);
	assert_int_equal(fake.vmcs[HOST_RIP], FULL(cpuid));
}

/* --- what the host must have --- */

TEST(an_nmi_is_handed_over_before_anything_else_and_the_batch_goes_on)
{
	play_event(EVENT(VECTOR_NMI, 2));
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_non_null(strstr(fake.log, "launch deliver:2 resume tsc"));
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], 0);
}

TEST(an_nmi_is_handed_over_even_where_reason_0_is_expected)
{
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.expected_vector = VECTOR_UD;
	run.exception_bitmap = 1u << VECTOR_UD | 1u << VECTOR_NMI;
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_DONE, 0 };
	play_event(EVENT(VECTOR_NMI, 2));
	play_event(EVENT(VECTOR_UD, 3));
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], 1);
}

TEST(an_nmi_is_handed_over_even_where_an_exception_is_answered_as_cpuid)
{
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.expected_vector = VECTOR_UD;
	run.exception_bitmap = 1u << VECTOR_UD | 1u << VECTOR_NMI;
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_CPUID, 2 };
	play_event(EVENT(VECTOR_NMI, 2));
	play_event(EVENT(VECTOR_UD, 3));
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake.vmcs[HOST_RIP], FULL(return));
	assert_non_null(strstr(fake.log, "launch deliver:2 resume"));
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], 1);
	assert_int_equal(rip(), 0x1002);
}

TEST(an_external_interrupt_ends_the_batch_and_is_left_to_the_host)
{
	fake_play((struct fake_exit){ .hot = 7, .reason = EXIT_EXTERNAL_INTERRUPT });
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
	assert_int_equal(run.exits[EXIT_CPUID], 7);
	assert_null(strstr(fake.log, "deliver"));
}

TEST(init_ends_the_batch)
{
	play(EXIT_INIT_SIGNAL, 0);
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
}

TEST(an_interrupt_after_the_deadline_is_a_timeout)
{
	fake.tsc_step = run.time_max_tsc;
	play(EXIT_EXTERNAL_INTERRUPT, 0);
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
}

TEST(a_machine_check_in_the_guest_is_handed_over_and_ends_the_batch)
{
	play_event(EVENT(VECTOR_MC, 3));
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
	assert_non_null(strstr(fake.log, "launch deliver:18 tsc"));
}

TEST(a_machine_check_during_entry_is_handed_over_and_ends_the_batch)
{
	play(EXIT_MACHINE_CHECK | 1u << 31, 0);
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
	assert_non_null(strstr(fake.log, "launch deliver:18"));
}

/* Bus lock, enclave, pending MTF, root operation: bits 26 to 29 are remarks on the exit. */
TEST(a_remark_in_the_reason_is_not_part_of_it)
{
	for (u32 bit = 26; bit < 30; bit++) {
		fake.script_count = fake.script_next = 0;
		play(EXIT_VMCALL | 1u << bit, 3);
		assert_int_equal(run_batch(), RUN_DONE);
		assert_int_equal(run.exits[EXIT_VMCALL], 1);
		assert_int_equal(run.exit_reason, EXIT_VMCALL | 1u << bit);
	}
}

TEST(a_machine_check_with_a_remark_is_handed_over)
{
	for (u32 bit = 26; bit < 30; bit++) {
		fake.script_count = fake.script_next = 0;
		play(EXIT_MACHINE_CHECK | 1u << 31 | 1u << bit, 0);
		assert_int_equal(run_batch(), RUN_INTERRUPTED);
		assert_non_null(strstr(fake.log, "launch deliver:18"));
	}
}

TEST(an_nmi_with_a_remark_is_handed_over)
{
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI | 1u << 26,
				      .interruption = EVENT(VECTOR_NMI, 2) });
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.nmis, 1);
}

TEST(an_interrupt_with_a_remark_ends_the_batch)
{
	play(EXIT_EXTERNAL_INTERRUPT | 1u << 26, 0);
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
}

TEST(the_preemption_timer_is_a_timeout)
{
	play(EXIT_PREEMPTION_TIMER, 0);
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
}

/* --- policies --- */

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
	run.policy[EXIT_RDMSR].action = ACTION_AWAIT_WINDOW;
	run.policy[EXIT_INTERRUPT_WINDOW].action = ACTION_OPEN_WINDOW;
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
	run.policy[EXIT_RDMSR].action = ACTION_AWAIT_WINDOW;
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
	assert_int_equal(interruptibility_after(ACTION_AWAIT_WINDOW), 1 << 4);
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

/* --- what nobody listed --- */

TEST(an_unexpected_exit_is_named_with_everything_that_tells_what_it_was)
{
	fake_play((struct fake_exit){ .hot = 2, .reason = EXIT_EPT_VIOLATION, .length = 5,
		.interruption = 0x80000b0e, .qualification = 0x181, .guest_physical = 0xfee00000 });
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, EXIT_EPT_VIOLATION);
	assert_int_equal(run.qualification, 0x181);
	assert_int_equal(run.guest_rip, 0x1000);
	assert_int_equal(run.instruction_length, 5);
	assert_int_equal(run.guest_physical, 0xfee00000);
	assert_int_equal(run.interruption_information, 0x80000b0e);
	assert_int_equal(run.exits[EXIT_EPT_VIOLATION], 1);
	assert_int_equal(run.exits[EXIT_CPUID], 2);
}

TEST(every_reason_without_a_policy_stops_the_run)
{
	for (u32 reason = 1; reason < EXIT_REASON_COUNT; reason++) {
		u32 expected = reason == EXIT_EXTERNAL_INTERRUPT || reason == EXIT_INIT_SIGNAL ?
			RUN_INTERRUPTED : reason == EXIT_PREEMPTION_TIMER ?
			RUN_TIMED_OUT : RUN_UNEXPECTED_EXIT;

		if (run.policy[reason].action)
			continue;
		fake.script_count = fake.script_next = 0;
		play(reason, 1);
		assert_int_equal(run_batch(), expected);
		assert_int_equal(run.exit_reason, reason);
	}
}

TEST(a_reason_beyond_the_table_stops_the_run)
{
	play(EXIT_REASON_COUNT, 1);
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.exit_reason, EXIT_REASON_COUNT);
}

/* Intercepted for the host's sake, or not at all: the policy for exceptions is not for these. */
TEST(an_exception_the_run_did_not_ask_for_stops_it)
{
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_SKIP, 2 };
	run.exception_bitmap = 1u << VECTOR_GP;
	play_event(EVENT(VECTOR_DB, 3));
	assert_int_equal(run_batch(), RUN_UNEXPECTED_EXIT);
	assert_int_equal(run.interruption_information & 0xff, VECTOR_DB);
}

TEST(an_exception_the_run_asked_for_follows_its_policy)
{
	run.policy[EXIT_EXCEPTION_NMI] = (struct exit_policy){ ACTION_SKIP, 2 };
	run.exception_bitmap = 1u << VECTOR_GP;
	play_event(EVENT(VECTOR_GP, 3) | 1u << 11);
	play(EXIT_VMCALL, 3);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(rip(), 0x1002);
}

/* --- failed entries --- */

static void spoil_link_pointer(struct frame *frame)
{
	(void)frame;
	fake.vmcs[VMCS_LINK_POINTER] = 0x800;
}

static u32 rule_of(const char *wanted)
{
	static const char *const names[] = {
#define ENTRY_RULE(name, words) #name,
#include "entry_rules.def"
#undef ENTRY_RULE
	};

	for (u32 i = 0; i < COUNT_OF(names); i++)
		if (!strcmp(names[i], wanted))
			return ENTRY_RULE_FIRST + i;
	return 0;
}

TEST(an_entry_failure_names_the_broken_rule)
{
	fake_play((struct fake_exit){ .reason = EXIT_INVALID_GUEST_STATE | 1u << 31,
				      .effect = spoil_link_pointer });
	assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
	assert_int_equal(run.detail, rule_of("link_alignment"));
	assert_int_equal(run.exit_reason, EXIT_INVALID_GUEST_STATE | 1u << 31);
}

TEST(an_entry_failure_of_the_guests_own_making_names_the_rule)
{
	run.state.ds.selector = 0x13;
	play(EXIT_INVALID_GUEST_STATE | 1u << 31, 0);
	run_batch();
	assert_int_equal(run.detail, rule_of("ds_dpl"));
}

TEST(an_entry_failure_by_a_rule_we_do_not_know_says_so)
{
	play(EXIT_INVALID_GUEST_STATE | 1u << 31, 0);
	assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
	assert_int_equal(run.detail, ENTRY_NO_RULE);
}

static void set_instruction_error(struct frame *frame)
{
	(void)frame;
	fake.vmcs[VM_INSTRUCTION_ERROR] = 7;
}

TEST(a_failed_vmlaunch_tells_its_error_number)
{
	fake_play(
		(struct fake_exit){ .returns = ENTER_FAIL_VALID, .effect = set_instruction_error });
	assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
	assert_int_equal(run.detail, 7);
}

TEST(a_vmlaunch_without_a_vmcs_or_that_faults_has_no_error_number)
{
	fake_play((struct fake_exit){ .returns = ENTER_FAIL_INVALID,
				      .effect = set_instruction_error });
	assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
	assert_int_equal(run.detail, 0);
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .returns = ENTER_FAULTED, .effect = set_instruction_error });
	assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
	assert_int_equal(run.detail, 0);
}

TEST(a_failed_resume_keeps_the_exits_before_it)
{
	run.policy[EXIT_RDMSR].action = ACTION_SKIP;
	fake_play((struct fake_exit){ .hot = 4, .reason = EXIT_RDMSR });
	fake_play((struct fake_exit){ .hot = 5, .returns = ENTER_FAIL_VALID });
	assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
	assert_int_equal(run.exits[EXIT_CPUID], 9);
	assert_int_equal(run.exits[EXIT_RDMSR], 1);
}

/* --- bounds and counts --- */

TEST(hot_exits_are_bounded_and_counted)
{
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_CPUID], run.exits_max);
}

TEST(exits_served_in_c_are_counted_with_those_served_in_assembly)
{
	fake_play((struct fake_exit){ .hot = 10, .reason = EXIT_CPUID, .length = 2 });
	fake_play((struct fake_exit){ .hot = 20, .reason = EXIT_VMCALL });
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(run.exits[EXIT_CPUID], 31);
}

TEST(an_exit_left_to_c_altogether_is_bounded_too)
{
	run.expected_reason = EXIT_EXCEPTION_NMI;
	run.expected_vector = VECTOR_GP;
	run.exception_bitmap = 1u << VECTOR_GP;
	run.policy[EXIT_EXCEPTION_NMI].action = ACTION_RESUME;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_EXCEPTION_NMI], run.exits_max + 1); /* the one too many */
}

TEST(exits_that_are_not_hot_are_bounded_too)
{
	run.exits_max = 3;
	run.policy[EXIT_RDMSR].action = ACTION_RESUME;
	for (u32 i = 0; i < 5; i++)
		play(EXIT_RDMSR, 2);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_RDMSR], run.exits_max + 1);
}

static u32 resume_reads_at(u64 step)
{
	fake.tsc_step = step;
	run.policy[EXIT_RDMSR].action = ACTION_RESUME;
	play(EXIT_RDMSR, 2);
	play(EXIT_VMCALL, 3);
	return run_batch();
}

/* An exit that outranks interrupts hides the deadline: C looks at the time itself. */
TEST(an_exit_in_c_after_twice_the_time_is_a_timeout)
{
	assert_int_equal(resume_reads_at(2 * run.time_max_tsc + 1), RUN_TIMED_OUT);
	assert_int_equal(run.exit_reason, EXIT_RDMSR);
	assert_int_equal(run.guest_rip, 0x1000);
}

TEST(an_exit_in_c_at_twice_the_time_is_still_served)
{
	assert_int_equal(resume_reads_at(run.time_max_tsc), RUN_DONE);
}

TEST(exits_in_c_without_end_are_ended_by_time)
{
	fake.tsc_step = run.time_max_tsc / 4;
	run.policy[EXIT_RDMSR].action = ACTION_RESUME;
	for (u32 i = 0; i < COUNT_OF(fake.script); i++)
		play(EXIT_RDMSR, 2);
	assert_int_equal(run_batch(), RUN_TIMED_OUT);
	assert_int_equal(run.exits[EXIT_RDMSR], 9);
}

/* --- lean runs --- */

static void run_lean(void)
{
	run.form = FORM_LEAN;
	run.policy[EXIT_CPUID] = (struct exit_policy){ ACTION_SKIP, 2 };
	run.warmup_exits = 10;
	run.exits_max = 50;
	run_batch();
}

/* 11 exits took some 1,000,000 TSC cycles: 51 more would take far over twice the 1000 allowed. */
TEST(a_lean_run_whose_warm_up_was_too_slow_is_not_begun)
{
	run.time_max_tsc = RUN_TIME_MIN_TSC;
	fake.tsc_step = 1000000;
	run_lean();
	assert_int_equal(run.outcome, RUN_TIMED_OUT);
	assert_int_equal(run.exits[EXIT_CPUID], 11);
	assert_int_equal(run.stamps[1], 0);
}

TEST(a_lean_run_stamps_after_the_warm_up_after_one_exit_and_after_the_rest)
{
	run_lean();
	assert_non_null(strstr(fake.log, "tsc launch tsc resume tsc resume tsc tsc tr"));
	assert_true(run.entered < run.stamps[0] && run.stamps[0] < run.stamps[1] &&
		    run.stamps[1] < run.stamps[2] && run.stamps[2] < run.left);
	assert_int_equal(fake.vmcs[HOST_RIP], (u64)exit_lean);
}

/* Two differences of stamps hold the same code but for exits_max exits. */
TEST(a_lean_run_counts_every_exit_it_made)
{
	run_lean();
	assert_int_equal(run.outcome, RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_CPUID], 10 + 1 + 1 + 50 + 1);
}

TEST(an_interrupted_lean_run_has_no_later_stamps)
{
	fake_play((struct fake_exit){ .hot = 12, .reason = EXIT_EXTERNAL_INTERRUPT });
	run_lean();
	assert_int_equal(run.outcome, RUN_INTERRUPTED);
	assert_true(run.stamps[0] && run.stamps[1]);
	assert_int_equal(run.stamps[2], 0);
	assert_int_equal(run.exits[EXIT_CPUID], 12);
}

TEST(an_nmi_does_not_end_a_lean_run)
{
	fake_play((struct fake_exit){ .hot = 30, .reason = EXIT_EXCEPTION_NMI,
				      .interruption = EVENT(VECTOR_NMI, 2) });
	run_lean();
	assert_int_equal(run.outcome, RUN_EXITS_SPENT);
	assert_int_equal(run.nmis, 1);
	assert_int_equal(run.exits[EXIT_CPUID], 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(each_policy_has_its_own_exit_point),
		ROW_OF(each_mitigation_has_exit_points_of_its_own),
		ROW_OF(an_exit_that_outranks_interrupts_is_left_to_c),
		ROW_OF(exceptions_have_exit_points_that_check_the_vector),
		ROW_OF(a_lean_run_whose_warm_up_was_too_slow_is_not_begun),
		ROW_OF(a_value_with_a_length_of_its_own_is_returned_by_c),
		ROW_OF(what_must_be_decoded_or_injected_is_completed_by_c),
		ROW_OF(no_policy_gives_exceptions_an_exit_point_that_does_not_check_the_vector),
		ROW_OF(an_exception_without_a_length_is_left_to_c),
		ROW_OF(events_are_what_the_cpu_reports),
		ROW_OF(the_frame_holds_what_assembly_needs),
		ROW_OF(an_nmi_is_handed_over_before_anything_else_and_the_batch_goes_on),
		ROW_OF(an_nmi_is_handed_over_even_where_reason_0_is_expected),
		ROW_OF(an_nmi_is_handed_over_even_where_an_exception_is_answered_as_cpuid),
		ROW_OF(an_external_interrupt_ends_the_batch_and_is_left_to_the_host),
		ROW_OF(init_ends_the_batch),
		ROW_OF(an_interrupt_after_the_deadline_is_a_timeout),
		ROW_OF(a_machine_check_in_the_guest_is_handed_over_and_ends_the_batch),
		ROW_OF(a_machine_check_during_entry_is_handed_over_and_ends_the_batch),
		ROW_OF(a_remark_in_the_reason_is_not_part_of_it),
		ROW_OF(a_machine_check_with_a_remark_is_handed_over),
		ROW_OF(an_nmi_with_a_remark_is_handed_over),
		ROW_OF(an_interrupt_with_a_remark_ends_the_batch),
		ROW_OF(the_preemption_timer_is_a_timeout),
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
		ROW_OF(an_unexpected_exit_is_named_with_everything_that_tells_what_it_was),
		ROW_OF(every_reason_without_a_policy_stops_the_run),
		ROW_OF(a_reason_beyond_the_table_stops_the_run),
		ROW_OF(an_exception_the_run_did_not_ask_for_stops_it),
		ROW_OF(an_exception_the_run_asked_for_follows_its_policy),
		ROW_OF(an_entry_failure_names_the_broken_rule),
		ROW_OF(an_entry_failure_of_the_guests_own_making_names_the_rule),
		ROW_OF(an_entry_failure_by_a_rule_we_do_not_know_says_so),
		ROW_OF(a_failed_vmlaunch_tells_its_error_number),
		ROW_OF(a_vmlaunch_without_a_vmcs_or_that_faults_has_no_error_number),
		ROW_OF(a_failed_resume_keeps_the_exits_before_it),
		ROW_OF(hot_exits_are_bounded_and_counted),
		ROW_OF(exits_served_in_c_are_counted_with_those_served_in_assembly),
		ROW_OF(an_exit_left_to_c_altogether_is_bounded_too),
		ROW_OF(exits_that_are_not_hot_are_bounded_too),
		ROW_OF(an_exit_in_c_after_twice_the_time_is_a_timeout),
		ROW_OF(an_exit_in_c_at_twice_the_time_is_still_served),
		ROW_OF(exits_in_c_without_end_are_ended_by_time),
		ROW_OF(a_lean_run_stamps_after_the_warm_up_after_one_exit_and_after_the_rest),
		ROW_OF(a_lean_run_counts_every_exit_it_made),
		ROW_OF(an_interrupted_lean_run_has_no_later_stamps),
		ROW_OF(an_nmi_does_not_end_a_lean_run),
	};

	return RUN_ALL(tests);
}
