// SPDX-License-Identifier: GPL-2.0-only
/* A cell's claim holds for a run that does what it says. Otherwise a verdict names the fault. */
#include "cells.h"
#include "final_state.h"

/* The guest as it leaves its parameter page when all went as claimed. */
static void guest_finishes(const struct cell *cell)
{
	const struct claim *claim = cell_claim(cell);

	cell_prepare_guest(cell, size_of(cell), image);
	params->finished = 1;
	params->cs = 0x38 | cell->ring;
	if (claim->traps)
		params->traps[claim->trap_vector] = claim->traps * batch_total(size_of(cell));
}

/* As the guest asks: with interrupts off, by its flag and by its task priority. */
static void clear_interrupt_flag(struct frame *frame)
{
	(void)frame;
	*final_state_task_priority(&vm) = 0xf0;
	fake.vmcs[GUEST_RFLAGS] &= ~RFLAGS_IF;
}

static void set_interrupt_flag(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_RFLAGS] |= RFLAGS_IF;
}

/* A failed entry's reason has bit 31 set. */
static u32 as_the_field_has_it(u32 reason)
{
	int is_failure = reason == EXIT_INVALID_GUEST_STATE || reason == EXIT_MSR_LOAD_FAILURE;

	return reason | (u32)is_failure << 31;
}

/* `exits` iterations of the operation, and then the guest says done. */
static void play_guest(const struct cell *cell, u64 exits)
{
	const struct claim *claim = cell_claim(cell);

	fake.script_count = fake.script_next = 0;
	for (u64 i = 0; i < exits && claim->also; i++) {
		fake_play((struct fake_exit){ .reason = claim->also_reason,
					      .length = 3,
					      .effect = clear_interrupt_flag });
		fake_play((struct fake_exit){ .reason = as_the_field_has_it(claim->reason),
					      .effect = set_interrupt_flag });
	}
	fake_play((struct fake_exit){ .hot = claim->also ? 0 : (u32)exits,
				      .reason = done_reason(cell) });
}

/* The engine on the fake CPU, which exits as the cell claims: `exits` times, and then says done. */
static enum claim_check run_cell(const struct cell *cell, u64 exits)
{
	cell_prepare_run(cell, size_of(cell), TIME_MAX_TSC, &run);
	guest_finishes(cell);
	fake.script_count = fake.script_next = 0;
	if (cell->form != FORM_LEAN)
		play_guest(cell, exits);
	run_batch();
	if (cell->form == FORM_STAMPED)
		stamp(cell, size_of(cell), &run, image);
	return cell_check_run(cell, size_of(cell), &run, image);
}

static u64 exits_expected(const struct cell *cell)
{
	return cell_exits_expected(cell, size_of(cell));
}

static enum claim_check check(const struct cell *cell)
{
	return cell_check_run(cell, size_of(cell), &run, image);
}

static void holds(const struct cell *cell)
{
	assert_int_equal(run_cell(cell, exits_expected(cell)), CLAIM_HOLDS);
}

TEST(every_cells_claim_holds_for_a_run_that_does_what_it_says)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX))
		if (run_cell(&cell, exits_expected(&cell)) != CLAIM_HOLDS)
			FAIL_CELL(&cell, "the claim does not hold");
}

/* Those the exit point serves: for C's, the fake has no operands. */
static int is_served_by_the_exit_point(void)
{
	return !fake_leaves_exits_to_c();
}

TEST(every_cell_that_exits_sees_one_exit_too_many_or_too_few)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		if (cell.form == FORM_LEAN || !cell_claim(&cell)->exits)
			continue;
		assert_int_equal(run_cell(&cell, exits_expected(&cell) - 1), CLAIM_WRONG_COUNT);
		holds(&cell);
		run.exits[cell_claim(&cell)->reason]++;
		assert_int_equal(check(&cell), CLAIM_WRONG_COUNT);
		if (is_served_by_the_exit_point())
			assert_int_equal(run_cell(&cell, exits_expected(&cell) + 1),
					 CLAIM_WRONG_COUNT);
	}
}

TEST(the_other_exits_an_iteration_has_are_counted_too)
{
	struct cell cell = FIRST_CELL;
	u32 cells = 0;

	while (next_cell(&cell, BACKEND_VMX)) {
		if (!cell_claim(&cell)->also)
			continue;
		holds(&cell);
		run.exits[cell_claim(&cell)->also_reason]++;
		assert_int_equal(check(&cell), CLAIM_WRONG_COUNT);
		run.exits[cell_claim(&cell)->also_reason] -= 2;
		assert_int_equal(check(&cell), CLAIM_WRONG_COUNT);
		cells++;
	}
	assert_true(cells);
}

TEST(warm_up_one_and_measured_iterations_each_have_one_more)
{
	const struct cell one = { OP_cpuid, ENV_hvm, FORM_FULL, 0, KNOB_default, 0 };
	const struct cell two = { OP_cli_sti, ENV_hvm_trap, FORM_FULL, 3, KNOB_default, 0 };
	const struct cell none = { OP_nop, ENV_hvm, FORM_FULL, 0, KNOB_default, 0 };

	assert_int_equal(batch_total(size), 10 + 1 + 1 + 100 + 1);
	assert_int_equal(cell_exits_expected(&one, size), 113);
	assert_int_equal(cell_exits_expected(&two, size), 226);
	assert_int_equal(cell_exits_expected(&none, size), 0);
}

TEST(a_lean_run_makes_the_exits_the_full_one_does)
{
	const struct cell lean = { OP_cpuid, ENV_hvm, FORM_LEAN, 0, KNOB_default, 0 };

	run_cell(&lean, 0);
	assert_int_equal(run.outcome, RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_CPUID], cell_exits_expected(&lean, size));
}

/* --- verdicts: a run that holds, and one thing spoiled --- */

static const struct cell exiting = { OP_rdmsr, ENV_hvm_trap, FORM_FULL, 0, KNOB_default, 0 };
static const struct cell lean = { OP_rdmsr, ENV_hvm_trap, FORM_LEAN, 0, KNOB_default, 0 };
static const struct cell quiet = { OP_cli, ENV_hvm, FORM_FULL, 0, KNOB_default, 0 };
TEST(one_exit_too_many_or_too_few_is_a_wrong_count)
{
	holds(&exiting);
	run.exits[EXIT_RDMSR]++;
	assert_int_equal(check(&exiting), CLAIM_WRONG_COUNT);
	run.exits[EXIT_RDMSR] -= 2;
	assert_int_equal(check(&exiting), CLAIM_WRONG_COUNT);
	holds(&lean);
	run.exits[EXIT_RDMSR]++;
	assert_int_equal(check(&lean), CLAIM_WRONG_COUNT);
	run.exits[EXIT_RDMSR] -= 2;
	assert_int_equal(check(&lean), CLAIM_WRONG_COUNT);
}

TEST(a_bound_that_ended_the_run_is_a_wrong_count)
{
	holds(&exiting);
	run.outcome = RUN_EXITS_SPENT;
	assert_int_equal(check(&exiting), CLAIM_WRONG_COUNT);
}

TEST(an_exit_the_table_does_not_list_is_another_exit)
{
	const struct cell *const cells[] = { &exiting, &lean, &quiet, &trapping };

	for (u32 i = 0; i < COUNT_OF(cells); i++)
		for (u32 reason = 0; reason < EXIT_REASON_COUNT; reason++) {
			if (cell_claim(cells[i])->exits && reason == EXIT_RDMSR)
				continue;
			holds(cells[i]);
			run.exits[reason]++;
			assert_int_equal(check(cells[i]), CLAIM_OTHER_EXITS);
		}
}

TEST(each_exception_too_many_or_too_few_is_wrong_traps)
{
	for (u32 vector = 0; vector < GUEST_VECTORS; vector++) {
		holds(&trapping);
		params->traps[vector]++;
		assert_int_equal(check(&trapping), CLAIM_WRONG_TRAPS);
		holds(&quiet);
		params->traps[vector]++;
		assert_int_equal(check(&quiet), CLAIM_WRONG_TRAPS);
	}
	holds(&trapping);
	assert_int_equal(params->traps[VECTOR_GP], 226);
	params->traps[VECTOR_GP]--;
	assert_int_equal(check(&trapping), CLAIM_WRONG_TRAPS);
}

TEST(an_exception_nobody_expected_is_a_fault)
{
	holds(&exiting);
	params->faults = 1;
	assert_int_equal(check(&exiting), CLAIM_FAULTED);
	params->finished = 0;
	assert_int_equal(check(&exiting), CLAIM_FAULTED);
}

TEST(a_loop_in_another_ring_is_in_the_wrong_ring)
{
	const struct cell ring_3 = { OP_nop, ENV_hvm, FORM_FULL, 3, KNOB_default, 0 };

	holds(&exiting);
	params->cs = GUEST_CS_3;
	assert_int_equal(check(&exiting), CLAIM_WRONG_RING);
	holds(&trapping);
	params->cs = GUEST_CS;
	assert_int_equal(check(&trapping), CLAIM_WRONG_RING);
	holds(&ring_3);
	params->cs = GUEST_CS_1;
	assert_int_equal(check(&ring_3), CLAIM_WRONG_RING);
}

TEST(a_run_that_ends_before_the_guest_has_ended_early)
{
	holds(&exiting);
	params->finished = 0;
	assert_int_equal(check(&exiting), CLAIM_ENDED_EARLY);
	params->finished = 1;
	run.outcome = RUN_TIMED_OUT;
	assert_int_equal(check(&exiting), CLAIM_ENDED_EARLY);
	run.outcome = RUN_UNEXPECTED_EXIT;
	assert_int_equal(check(&exiting), CLAIM_ENDED_EARLY);
	holds(&lean);
	run.outcome = RUN_DONE;
	assert_int_equal(check(&lean), CLAIM_ENDED_EARLY);
}

TEST(an_interrupt_is_a_disturbance_whatever_else_is_wrong)
{
	holds(&exiting);
	run.outcome = RUN_INTERRUPTED;
	params->faults = 1;
	assert_int_equal(check(&exiting), CLAIM_DISTURBED);
	assert_int_equal(check(&lean), CLAIM_DISTURBED);
}

TEST(an_nmi_in_a_loop_of_pauses_is_a_disturbance)
{
	const struct cell loop = { OP_pause_loop, ENV_hvm_trap, FORM_FULL, 0, KNOB_default, 0 };

	holds(&loop);
	run.exits[EXIT_PAUSE]--;
	assert_int_equal(check(&loop), CLAIM_WRONG_COUNT);
	run.nmis = 1;
	assert_int_equal(check(&loop), CLAIM_DISTURBED);
}

TEST(every_other_outcome_is_a_refusal)
{
	const u32 refusals[] = { RUN_BAD_REQUEST,     RUN_NO_VMX,       RUN_NO_MEMORY,
				 RUN_CONTROL_REFUSED, RUN_VMXON_FAILED, RUN_FIELD_REFUSED,
				 RUN_ENTRY_FAILED,    RUN_HOST_CHANGED, RUN_MITIGATION_REFUSED,
				 RUN_CR4_REFUSED,     RUN_FEATURE_REFUSED, RUN_PART_REFUSED,
				 RUN_SVME_REFUSED };

	assert_int_equal(COUNT_OF(refusals) + 5, RUN_OUTCOME_COUNT);
	holds(&exiting);
	for (u32 i = 0; i < COUNT_OF(refusals); i++) {
		run.outcome = refusals[i];
		assert_int_equal(check(&exiting), CLAIM_REFUSED);
		assert_int_equal(check(&lean), CLAIM_REFUSED);
	}
}

TEST(ticks_are_the_difference_of_the_two_intervals)
{
	holds(&exiting);
	memcpy(params->stamp, (u64[]){ 1000, 1050, 9050 }, sizeof(params->stamp));
	memcpy(run.stamps, (u64[]){ 70, 75, 200 }, sizeof(run.stamps));
	assert_int_equal(cell_ticks(&exiting, size, &run, image), 8000 - 50);
	assert_int_equal(cell_ticks(&lean, size, &run, image), 125 - 5);
	/* Where the one iteration took longer than the rest, and around the end of the counter. */
	memcpy(run.stamps, (u64[]){ ~0ull - 9, 90, 150 }, sizeof(run.stamps));
	assert_true(cell_ticks(&lean, size, &run, image) == 60 - 100);
}

/* --- the guest --- */

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(every_cells_claim_holds_for_a_run_that_does_what_it_says),
		ROW_OF(every_cell_that_exits_sees_one_exit_too_many_or_too_few),
		ROW_OF(the_other_exits_an_iteration_has_are_counted_too),
		ROW_OF(warm_up_one_and_measured_iterations_each_have_one_more),
		ROW_OF(a_lean_run_makes_the_exits_the_full_one_does),
		ROW_OF(one_exit_too_many_or_too_few_is_a_wrong_count),
		ROW_OF(a_bound_that_ended_the_run_is_a_wrong_count),
		ROW_OF(an_exit_the_table_does_not_list_is_another_exit),
		ROW_OF(each_exception_too_many_or_too_few_is_wrong_traps),
		ROW_OF(an_exception_nobody_expected_is_a_fault),
		ROW_OF(a_loop_in_another_ring_is_in_the_wrong_ring),
		ROW_OF(a_run_that_ends_before_the_guest_has_ended_early),
		ROW_OF(an_interrupt_is_a_disturbance_whatever_else_is_wrong),
		ROW_OF(an_nmi_in_a_loop_of_pauses_is_a_disturbance),
		ROW_OF(every_other_outcome_is_a_refusal),
		ROW_OF(ticks_are_the_difference_of_the_two_intervals),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
