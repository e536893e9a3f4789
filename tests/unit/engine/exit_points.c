// SPDX-License-Identifier: GPL-2.0-only
/* The exit point that fits a policy, and the frame that assembly works on. */
#include "exits.h"

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
	const u32 sets[MITIGATIONS] = { SET_full, SET_verw, SET_rsb, SET_ibpb, SET_l1d,
					SET_spec_ctrl, SET_bhb };

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

/* POINT_value and POINT_complete add the length the CPU reports; a fixed one is C's to add. */
TEST(a_value_with_a_length_of_its_own_is_returned_by_c)
{
	assert_int_equal(point(FORM_FULL, EXIT_GDTR_IDTR_ACCESS, ACTION_COMPLETE, 3),
			 FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_EPT_VIOLATION, ACTION_RETURN, 7), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_EXCEPTION_NMI, ACTION_RETURN, 2), FULL(return));
}

TEST(what_must_be_decoded_or_injected_is_completed_by_c)
{
	assert_int_equal(point(FORM_FULL, EXIT_GDTR_IDTR_ACCESS, ACTION_COMPLETE, 0),
			 FULL(complete));
	assert_int_equal(point(FORM_FULL, EXIT_EXCEPTION_NMI, ACTION_COMPLETE, 0), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_VMCALL, ACTION_INJECT, 0), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_VMCALL, ACTION_AWAIT, 0), FULL(return));
	assert_int_equal(point(FORM_FULL, EXIT_INTERRUPT_WINDOW, ACTION_ARRIVE, 0),
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
	assert_int_equal(exit_event_of(VECTOR_DB), 0x501); /* INT1 */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(each_policy_has_its_own_exit_point),
		ROW_OF(each_mitigation_has_exit_points_of_its_own),
		ROW_OF(an_exit_that_outranks_interrupts_is_left_to_c),
		ROW_OF(exceptions_have_exit_points_that_check_the_vector),
		ROW_OF(a_value_with_a_length_of_its_own_is_returned_by_c),
		ROW_OF(what_must_be_decoded_or_injected_is_completed_by_c),
		ROW_OF(no_policy_gives_exceptions_an_exit_point_that_does_not_check_the_vector),
		ROW_OF(an_exception_without_a_length_is_left_to_c),
		ROW_OF(events_are_what_the_cpu_reports),
		ROW_OF(the_frame_holds_what_assembly_needs),
	};

	return RUN_ALL(tests);
}
