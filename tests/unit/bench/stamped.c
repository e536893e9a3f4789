// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stamped form: what its stamps must be, the legs between them, and the CPU's own clocks beside
 * them.
 */
#include "fixture.h"
#include "stamps.h"
#include "bench/cell_stamps.h"

#define WARMUP 8
#define TIMER_SHIFT 2

static const struct cell vmcall = { OP_vmcall, ENV_hvm, FORM_STAMPED, 0, KNOB_default, 0 };
static const struct cell twin = { OP_nop, ENV_hvm, FORM_STAMPED, 0, KNOB_default, 0 };
static const struct batch_size size = { WARMUP, 20 };
static _Alignas(8) u8 image[GUEST_BYTES];

static u64 *guest_stamp(u64 k)
{
	return (u64 *)(image + GUEST_STAMPS) + k;
}

/* A run that did all it claims, on the engine's fake CPU as far as that goes. */
static void finish(const struct cell *cell)
{
	struct guest_params *params = (struct guest_params *)image;

	cell_prepare_guest(cell, size, image);
	cell_prepare_run(cell, size, 2000000, &run);
	params->finished = 1;
	fake.script_count = fake.script_next = 0;
	fake_play((struct fake_exit){ .hot = (u32)cell_exits_expected(cell, size),
				      .reason = EXIT_IO_INSTRUCTION });
	run_batch();
	stamp(cell, size, &run, image);
}

static enum claim_check check(const struct cell *cell)
{
	return cell_check_run(cell, size, &run, image);
}

TEST(stamped_are_the_cells_of_vmx_that_exit_once_and_their_twins)
{
	const struct cell without[] = {
		{ OP_cli_sti, ENV_hvm_trap, FORM_STAMPED, 3, KNOB_default, 0 },
		{ OP_interrupt_window, ENV_hvm_trap, FORM_STAMPED, 0, KNOB_default, 0 },
		{ OP_rdtsc, ENV_hvm_trap, FORM_STAMPED, 0, KNOB_default, 0 },
		{ OP_pause, ENV_hvm, FORM_STAMPED, 0, KNOB_default, 0 },
		{ OP_nop, ENV_deprivileged, FORM_STAMPED, 1, KNOB_default, 0 },
	};

	assert_true(cell_exists(&vmcall, BACKEND_VMX) && cell_exists(&twin, BACKEND_VMX));
	assert_false(cell_exists(&vmcall, BACKEND_KVM) || cell_exists(&vmcall, BACKEND_NATIVE));
	for (u32 i = 0; i < COUNT_OF(without); i++)
		assert_false(cell_exists(&without[i], BACKEND_VMX));
}

TEST(the_most_iterations_of_a_batch_are_as_many_as_the_engine_takes_and_no_more)
{
	struct batch_size most = { WARMUP, cell_iterations_max(&vmcall, WARMUP) };

	cell_prepare_run(&vmcall, most, 2000000, &run);
	run.flags = RUN_CHECK_ONLY;
	assert_int_equal(run_batch(), RUN_DONE);
	most.iterations++;
	cell_prepare_run(&vmcall, most, 2000000, &run);
	run.flags = RUN_CHECK_ONLY;
	assert_int_equal(run_batch(), RUN_BAD_REQUEST);
}

TEST(a_stamped_run_has_an_exit_point_of_its_own_and_its_stamps_cost_is_measured)
{
	finish(&vmcall);
	assert_int_equal(fake.vmcs[HOST_RIP], exit_points[SET_stamped][POINT_skip]);
	assert_true(run.stamp_count > 8);
	assert_int_equal(run.stamp_ticks, run.stamp_count * FAKE_STAMP_TICKS);
}

TEST(stamps_in_order_hold)
{
	finish(&vmcall);
	assert_int_equal(check(&vmcall), CLAIM_HOLDS);
	finish(&twin);
	assert_int_equal(check(&twin), CLAIM_HOLDS);
}

TEST(a_stamp_too_many_or_too_few_is_wrong)
{
	finish(&vmcall);
	run.leg_stamp_count++;
	assert_int_equal(check(&vmcall), CLAIM_WRONG_STAMPS);
	run.leg_stamp_count -= 2;
	assert_int_equal(check(&vmcall), CLAIM_WRONG_STAMPS);
}

TEST(each_stamp_that_is_not_later_than_the_one_before_is_wrong)
{
	for (u64 k = 0; k < 2 * batch_total(size); k++) {
		finish(&vmcall);
		*guest_stamp(k) = 0;
		assert_int_equal(check(&vmcall), CLAIM_WRONG_STAMPS);
		finish(&vmcall);
		run.leg_stamps[k] = 0;
		assert_int_equal(check(&vmcall), CLAIM_WRONG_STAMPS);
	}
}

TEST(a_guest_whose_tsc_is_not_the_hosts_is_wrong)
{
	const u32 controls[] = { USE_TSC_OFFSETTING, USE_TSC_SCALING };

	for (u32 i = 0; i < COUNT_OF(controls); i++) {
		finish(&vmcall);
		run.control_used[controls[i] / 32] |= 1u << controls[i] % 32;
		assert_int_equal(check(&vmcall), CLAIM_WRONG_STAMPS);
	}
}

TEST(an_nmi_whose_exit_left_stamps_is_a_disturbance)
{
	finish(&vmcall);
	run.nmis = 1;
	run.leg_stamp_count += 2;
	assert_int_equal(check(&vmcall), CLAIM_DISTURBED);
}

TEST(legs_and_ticks_are_those_of_the_measured_iterations)
{
	const s64 round_trip = EXIT_TICKS + HANDLER_TICKS + ENTRY_TICKS;
	s64 legs[LEGS];

	finish(&vmcall);
	*guest_stamp(0) -= 1000; /* warm-up does not count */
	for (u64 i = 0; i < size.iterations; i++) {
		cell_legs(size, &run, image, i, legs);
		assert_int_equal(legs[LEG_exit], EXIT_TICKS);
		assert_int_equal(legs[LEG_handler], HANDLER_TICKS);
		assert_int_equal(legs[LEG_entry], ENTRY_TICKS);
	}
	assert_int_equal(cell_ticks(&vmcall, size, &run, image),
			 20 * (round_trip - 2 * FAKE_STAMP_TICKS));
	*guest_stamp(2 * batch_total(size) - 1) += 5;
	assert_int_equal(cell_ticks(&vmcall, size, &run, image),
			 20 * (round_trip - 2 * FAKE_STAMP_TICKS) + 5);
	finish(&twin);
	assert_int_equal(cell_ticks(&twin, size, &run, image), 20 * TWIN_TICKS);
}

/* --- the CPU's own clocks --- */

/* The timer counts the guest's time, and the TSC is stored on the way out. */
static void keep_clocks(void)
{
	u64 left = 10000;

	for (u64 k = 0; k < batch_total(size); k++) {
		run.clocks[k].stored_tsc = *guest_stamp(2 * k) + 30;
		run.clocks[k].timer_left = left -= (HANDLER_TICKS + 80) >> TIMER_SHIFT;
	}
}

static struct clock_check check_clocks(void)
{
	struct clock_check sums = { 0 };

	cell_add_clock_check(size, &run, image, TIMER_SHIFT, &sums);
	return sums;
}

TEST(a_clock_check_wants_the_timer_and_leaves_every_exit_to_c)
{
	cell_prepare_run(&vmcall, size, 2000000, &run);
	cell_request_clock_check(&run);
	fake_play((struct fake_exit){ .reason = EXIT_IO_INSTRUCTION });
	run_batch();
	assert_int_equal(fake.vmcs[HOST_RIP], exit_points[SET_stamped][POINT_return]);
	assert_true(BIT_IS_SET(run.control_used[SAVE_PREEMPTION_TIMER / 32],
			       SAVE_PREEMPTION_TIMER % 32));
	assert_int_equal(fake.vmcs[VM_EXIT_MSR_STORE_COUNT], 1);
	assert_int_equal(vm_msr_lists(&vm)->stored[0].msr, IA32_TIME_STAMP_COUNTER);
}

TEST(without_a_clock_check_nothing_is_stored_on_exit)
{
	finish(&vmcall);
	assert_int_equal(fake.vmcs[VM_EXIT_MSR_STORE_COUNT], 0);
}

TEST(only_a_stamped_run_may_ask_for_the_clocks)
{
	request_cpuid(&run);
	run.flags = RUN_CROSS_CHECK;
	assert_int_equal(run_batch(), RUN_BAD_REQUEST);
}

TEST(clocks_that_agree_split_the_exit_and_the_guests_time)
{
	struct clock_check sums;

	finish(&vmcall);
	keep_clocks();
	sums = check_clocks();
	assert_int_equal(sums.iterations, size.iterations);
	assert_int_equal(sums.stored_outside + sums.timer_outside, 0);
	assert_int_equal(sums.until_stored, 30 * 20);
	assert_int_equal(sums.since_stored, (EXIT_TICKS - 30) * 20);
	assert_int_equal(sums.timer, (HANDLER_TICKS + 80) * 20);
	assert_int_equal(sums.stamps_least, HANDLER_TICKS * 20);
	assert_int_equal(sums.stamps_most, (HANDLER_TICKS + EXIT_TICKS + ENTRY_TICKS) * 20);
}

TEST(a_clock_that_disagrees_is_counted)
{
	const u64 last = batch_total(size) - 1;

	finish(&vmcall);
	keep_clocks();
	run.clocks[last].stored_tsc = *guest_stamp(2 * last) - 1;
	assert_int_equal(check_clocks().stored_outside, 1);
	run.clocks[last].stored_tsc = run.leg_stamps[2 * last] + 1;
	assert_int_equal(check_clocks().stored_outside, 1);
	run.clocks[last].timer_left = run.clocks[last - 1].timer_left;
	assert_int_equal(check_clocks().timer_outside, 1);
	run.clocks[last].timer_left -= 1000;
	assert_int_equal(check_clocks().timer_outside, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(stamped_are_the_cells_of_vmx_that_exit_once_and_their_twins),
		ROW_OF(the_most_iterations_of_a_batch_are_as_many_as_the_engine_takes_and_no_more),
		ROW_OF(a_stamped_run_has_an_exit_point_of_its_own_and_its_stamps_cost_is_measured),
		ROW_OF(stamps_in_order_hold),
		ROW_OF(a_stamp_too_many_or_too_few_is_wrong),
		ROW_OF(each_stamp_that_is_not_later_than_the_one_before_is_wrong),
		ROW_OF(a_guest_whose_tsc_is_not_the_hosts_is_wrong),
		ROW_OF(an_nmi_whose_exit_left_stamps_is_a_disturbance),
		ROW_OF(legs_and_ticks_are_those_of_the_measured_iterations),
		ROW_OF(a_clock_check_wants_the_timer_and_leaves_every_exit_to_c),
		ROW_OF(without_a_clock_check_nothing_is_stored_on_exit),
		ROW_OF(only_a_stamped_run_may_ask_for_the_clocks),
		ROW_OF(clocks_that_agree_split_the_exit_and_the_guests_time),
		ROW_OF(a_clock_that_disagrees_is_counted),
	};

	return RUN_ALL(tests);
}
