// SPDX-License-Identifier: GPL-2.0-only
/* A failed VM entry is named: by its error number, or by the rule that the state breaks. */
#include "exits.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(an_entry_failure_names_the_broken_rule),
		ROW_OF(an_entry_failure_of_the_guests_own_making_names_the_rule),
		ROW_OF(an_entry_failure_by_a_rule_we_do_not_know_says_so),
		ROW_OF(a_failed_vmlaunch_tells_its_error_number),
		ROW_OF(a_vmlaunch_without_a_vmcs_or_that_faults_has_no_error_number),
		ROW_OF(a_failed_resume_keeps_the_exits_before_it),
	};

	return RUN_ALL(tests);
}
