// SPDX-License-Identifier: GPL-2.0-only
/* Lean does the least: nothing is loaded or saved that is equal on both sides. */
#include "fixture.h"

static const u8 spared[] = { ACTIVATE_PREEMPTION_TIMER, ENTRY_LOAD_PAT,	     EXIT_LOAD_PAT,
			     ENTRY_LOAD_EFER,		EXIT_LOAD_EFER,	     LOAD_DEBUG_CONTROLS,
			     SAVE_DEBUG_CONTROLS };

static int is_used(u32 control)
{
	return BIT_IS_SET(run.control_used[control / 32], control % 32);
}

static u32 count_used(void)
{
	u32 used = 0;

	for (u32 i = 0; i < COUNT_OF(spared); i++)
		used += (u32)is_used(spared[i]);
	return used;
}

static u32 run_lean_batch(void)
{
	run.form = FORM_LEAN;
	return run_batch();
}

static int setup_equal(void **state)
{
	int failed = setup(state);

	run.state.efer = fake_msr(IA32_EFER)->value;
	fake_msr(IA32_DEBUGCTL)->value = 1;
	run.flags = RUN_DUMP_HOST_STATE;
	return failed;
}

TEST(lean_loads_and_saves_nothing_that_is_equal_on_both_sides)
{
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_int_equal(count_used(), 0);
}

TEST(full_has_them_all)
{
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(count_used(), COUNT_OF(spared));
}

TEST(lean_loads_an_efer_that_differs_and_on_exit_the_hosts)
{
	run.state.efer &= ~EFER_NXE;
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_true(is_used(ENTRY_LOAD_EFER) && is_used(EXIT_LOAD_EFER));
	assert_int_equal(count_used(), 2);
}

/* An exit would clear the bit, and an SMI in the guest not freeze the host's counters. */
TEST(lean_loads_debug_controls_where_an_smi_freezes_the_counters)
{
	fake_msr(IA32_DEBUGCTL)->value = DEBUGCTL_FREEZE_IN_SMM;
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_true(is_used(LOAD_DEBUG_CONTROLS));
	assert_int_equal(fake.vmcs[GUEST_IA32_DEBUGCTL], DEBUGCTL_FREEZE_IN_SMM);
	assert_int_equal(count_used(), 1);
}

/* Else an NMI's handler could turn it on for a guest, which has nothing at the host's addresses. */
TEST(lean_loads_debug_controls_where_branches_are_stored_and_each_run_must)
{
	fake_msr(IA32_DEBUGCTL)->value = DEBUGCTL_BRANCH_STORE;
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_true(is_used(LOAD_DEBUG_CONTROLS));
	assert_int_equal(count_used(), 1);
	run.form = FORM_FULL;
	control_clear(run.controls, LOAD_DEBUG_CONTROLS);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, LOAD_DEBUG_CONTROLS);
}

/* The fake CPU sees what the next guest would have. */
TEST(what_an_nmis_handler_turns_on_again_is_off_in_a_lean_guest)
{
	fake.handler_debugctl = 1;
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI,
				      .interruption = EVENT(VECTOR_NMI, 2) });
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.nmis, 1);
	assert_int_equal(fake_msr(IA32_DEBUGCTL)->value, 1);
}

TEST(lean_keeps_what_it_is_asked_for_and_its_counterpart)
{
	control_set(run.controls, ACTIVATE_PREEMPTION_TIMER);
	control_set(run.controls, EXIT_LOAD_PAT);
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_true(is_used(ACTIVATE_PREEMPTION_TIMER));
	assert_true(is_used(ENTRY_LOAD_PAT) && is_used(EXIT_LOAD_PAT));
	assert_int_equal(count_used(), 3);
}

/* Without the TRUE MSRs the debug controls must be 1. */
TEST(lean_keeps_what_the_cpu_insists_on)
{
	fake_msr(IA32_VMX_BASIC)->value &= ~(1ull << 55);
	capabilities_read(&vm.caps);
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_true(is_used(LOAD_DEBUG_CONTROLS) && is_used(SAVE_DEBUG_CONTROLS));
	assert_int_equal(count_used(), 2);
}

/* That a guest never has the host's breakpoints is the fake CPU's to see. */
TEST(a_guest_without_debug_controls_has_them_clear_and_the_host_keeps_its_own)
{
	fake.dr7 = 0x455;
	assert_int_equal(run_lean_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake.dr7, 0x455);
	assert_int_equal(fake_msr(IA32_DEBUGCTL)->value, 1);
	run.form = FORM_FULL;
	control_clear(run.controls, LOAD_DEBUG_CONTROLS);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake.dr7, 0x455);
	assert_int_equal(fake_msr(IA32_DEBUGCTL)->value, 1);
}

TEST(an_efer_that_a_run_does_not_load_must_be_the_hosts)
{
	control_clear(run.controls, ENTRY_LOAD_EFER);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_false(is_used(ENTRY_LOAD_EFER) || is_used(EXIT_LOAD_EFER));
	run.state.efer &= ~EFER_NXE;
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENTRY_LOAD_EFER);
	run.controls[ENTRY].clear = 0;
	control_clear(run.controls, EXIT_LOAD_EFER);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ENTRY_LOAD_EFER);
}

#define EQUAL_ROW(name) cmocka_unit_test_setup_teardown(name, setup_equal, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EQUAL_ROW(lean_loads_and_saves_nothing_that_is_equal_on_both_sides),
		EQUAL_ROW(full_has_them_all),
		EQUAL_ROW(lean_loads_an_efer_that_differs_and_on_exit_the_hosts),
		EQUAL_ROW(lean_loads_debug_controls_where_an_smi_freezes_the_counters),
		EQUAL_ROW(lean_loads_debug_controls_where_branches_are_stored_and_each_run_must),
		EQUAL_ROW(what_an_nmis_handler_turns_on_again_is_off_in_a_lean_guest),
		EQUAL_ROW(lean_keeps_what_it_is_asked_for_and_its_counterpart),
		EQUAL_ROW(lean_keeps_what_the_cpu_insists_on),
		EQUAL_ROW(a_guest_without_debug_controls_has_them_clear_and_the_host_keeps_its_own),
		EQUAL_ROW(an_efer_that_a_run_does_not_load_must_be_the_hosts),
	};

	return RUN_ALL(tests);
}
