// SPDX-License-Identifier: GPL-2.0-only
/* The host's mitigations are off while the guest runs; a VMM's are applied on request. */
#include "fixture.h"

#define IBRS_AND_BHI_DIS_S (1u << 0 | 1u << 10)

static u64 seen;

static void look_at_spec_ctrl(struct frame *frame)
{
	(void)frame;
	seen = fake_msr(IA32_SPEC_CTRL)->value;
}

static void play_a_look(int returns)
{
	seen = ~0ull;
	fake_play((struct fake_exit){
		.reason = EXIT_VMCALL, .effect = look_at_spec_ctrl, .returns = returns });
}

TEST(the_guest_runs_with_spec_ctrl_clear_and_the_host_gets_its_own_back)
{
	fake_msr_set(IA32_SPEC_CTRL, IBRS_AND_BHI_DIS_S);
	run.flags = RUN_DUMP_HOST_STATE;
	play_a_look(ENTER_EXITED);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(seen, 0);
	assert_int_equal(fake_msr(IA32_SPEC_CTRL)->value, IBRS_AND_BHI_DIS_S);
	assert_int_equal(run.spec_ctrl_cleared, IBRS_AND_BHI_DIS_S);
}

TEST(the_host_gets_its_own_back_after_an_entry_that_failed)
{
	fake_msr_set(IA32_SPEC_CTRL, IBRS_AND_BHI_DIS_S);
	run.flags = RUN_DUMP_HOST_STATE;
	play_a_look(ENTER_FAIL_VALID);
	assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
	assert_int_equal(seen, 0);
	assert_int_equal(fake_msr(IA32_SPEC_CTRL)->value, IBRS_AND_BHI_DIS_S);
}

TEST(the_hosts_handlers_run_under_its_own_and_the_guest_goes_on_without)
{
	const u64 nmi = EVENT_VALID | 2u << 8 | VECTOR_NMI, mc = EVENT(VECTOR_MC, 3u);

	fake_msr_set(IA32_SPEC_CTRL, IBRS_AND_BHI_DIS_S);
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI, .interruption = nmi });
	play_a_look(ENTER_EXITED);
	assert_int_equal(run_batch(), RUN_DONE);
	assert_int_equal(fake.delivered_under, IBRS_AND_BHI_DIS_S);
	assert_int_equal(seen, 0);
	fake.delivered_under = 0;
	fake_play((struct fake_exit){ .reason = EXIT_EXCEPTION_NMI, .interruption = mc });
	assert_int_equal(run_batch(), RUN_INTERRUPTED);
	assert_int_equal(fake.delivered_under, IBRS_AND_BHI_DIS_S);
	assert_int_equal(fake_msr(IA32_SPEC_CTRL)->value, IBRS_AND_BHI_DIS_S);
}

TEST(a_spec_ctrl_that_is_clear_is_not_written)
{
	fake_msr_set(IA32_SPEC_CTRL, 0);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(fake_msr(IA32_SPEC_CTRL)->writes, 0);
	assert_int_equal(run.spec_ctrl_cleared, 0);
}

TEST(a_cpu_without_spec_ctrl_has_nothing_cleared)
{
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(run.spec_ctrl_cleared, 0);
	assert_int_equal(vm.frame->spec_ctrl, 0);
}

TEST(the_world_switch_has_the_hosts_spec_ctrl_to_write)
{
	fake_msr_set(IA32_SPEC_CTRL, IBRS_AND_BHI_DIS_S);
	run.mitigation = MITIGATE_SPEC_CTRL;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->spec_ctrl, IBRS_AND_BHI_DIS_S);
	assert_int_equal(fake.vmcs[HOST_RIP], exit_points[SET_spec_ctrl][POINT_cpuid]);
}

TEST(a_cpu_with_a_longer_branch_history_has_more_of_it_to_clear)
{
	run.mitigation = MITIGATE_BHB;
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->bhb_calls * vm.frame->bhb_branches, 5 * 5);
	fake_cpuid_set(7, 2, 0, 0, 0, 1u << 4);
	capabilities_read(&vm.caps);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(vm.frame->bhb_calls * vm.frame->bhb_branches, 12 * 7);
	assert_int_equal(fake.vmcs[HOST_RIP], exit_points[SET_bhb][POINT_cpuid]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(the_guest_runs_with_spec_ctrl_clear_and_the_host_gets_its_own_back),
		ROW_OF(the_host_gets_its_own_back_after_an_entry_that_failed),
		ROW_OF(the_hosts_handlers_run_under_its_own_and_the_guest_goes_on_without),
		ROW_OF(a_spec_ctrl_that_is_clear_is_not_written),
		ROW_OF(a_cpu_without_spec_ctrl_has_nothing_cleared),
		ROW_OF(the_world_switch_has_the_hosts_spec_ctrl_to_write),
		ROW_OF(a_cpu_with_a_longer_branch_history_has_more_of_it_to_clear),
	};

	return RUN_ALL(tests);
}
