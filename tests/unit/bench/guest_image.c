// SPDX-License-Identifier: GPL-2.0-only
/* The guest as it was linked: its parameter page, and the loops it promises. */
#include "cells.h"
#include "exit_point.h"

#define MEMBER_AT(member, offset) assert_int_equal(offsetof(struct guest_params, member), offset)

TEST(the_parameter_page_is_where_the_guest_looks_for_it)
{
	MEMBER_AT(loop, PARAMS_LOOP);
	MEMBER_AT(ring, PARAMS_RING);
	MEMBER_AT(kernel_ring, PARAMS_KERNEL_RING);
	MEMBER_AT(done_by, PARAMS_DONE_BY);
	MEMBER_AT(segment, PARAMS_SEGMENT);
	MEMBER_AT(stamp, PARAMS_STAMP);
	MEMBER_AT(finished, PARAMS_FINISHED);
	MEMBER_AT(faults, PARAMS_FAULTS);
	MEMBER_AT(vector, PARAMS_VECTOR);
	MEMBER_AT(error_code, PARAMS_ERROR);
	MEMBER_AT(fault_rip, PARAMS_FAULT_RIP);
	MEMBER_AT(cs, PARAMS_CS);
	MEMBER_AT(traps, PARAMS_TRAPS);
	assert_true(sizeof(*params) <= PAGE_BYTES);
}

TEST(the_guest_is_told_what_to_do)
{
	cell_prepare_guest(&trapping, size, image);
	assert_int_equal(params->ring, 1);
	assert_int_equal(params->kernel_ring, 1);
	assert_int_equal(params->done_by, DONE_BY_OUT);
	assert_int_equal(params->segment[0], 11);
	assert_int_equal(params->segment[1], 1);
	assert_int_equal(params->segment[2], 101);
	assert_int_equal(params->finished | params->faults | params->traps[VECTOR_GP], 0);
}

/* What says done must not be what is measured. */
TEST(no_cell_says_done_by_what_it_measures)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		cell_prepare_guest(&cell, size, image);
		cell_prepare_run(&cell, size, TIME_MAX_TSC, &run);
		if (cell_claim(&cell)->exits && cell_claim(&cell)->reason == done_reason(&cell))
			FAIL_CELL(&cell, "done");
		assert_int_equal(run.policy[done_reason(&cell)].action, ACTION_DONE);
		assert_int_equal(params->done_by,
				 done_reason(&cell) == EXIT_HLT ? DONE_BY_HLT : DONE_BY_OUT);
	}
}

/* Who takes traps and system calls first; a null IA32_SYSENTER_CS makes those of hvm-trap fault. */
TEST(the_cpu_starts_with_the_entries_of_whoever_owns_it)
{
	struct cell cell = FIRST_CELL;
	struct guest_state start;

	while (next_cell(&cell, BACKEND_VMX)) {
		int whole = cell.env == ENV_hvm || cell.env == ENV_hvm_trap;

		if (cell_is_32_bit(&cell))
			continue;
		cell_initial_state(&cell, &start);
		assert_int_equal(start.sysenter_cs, cell.env == ENV_hvm_trap ? 0 : GUEST_CS);
		assert_int_equal(start.sysenter_eip, whole ? GUEST_SYSENTER : MONITOR_SYSENTER);
		assert_int_equal(start.lstar, whole ? GUEST_SYSCALL : MONITOR_SYSCALL);
		assert_int_equal(start.idtr.base, whole ? GUEST_IDT :
				 cell.env == ENV_paravirtual ? DIRECT_IDT : MONITOR_IDT);
	}
}

static u32 loop_in(u32 op, u32 env, u32 stamped)
{
	const u32(*loops)[OPS][ENVS] = (const void *)(image + GUEST_LOOPS);

	return loops[stamped][op][env];
}

static u32 loop_of(u32 op, u32 env)
{
	return loop_in(op, env, 0);
}

static const struct cell under[] = {
#define OP(...)
#define UNDER(name, env, knob, ...) { OP_##name, ENV_##env, FORM_FULL, 1, KNOB_##knob, 0 },
#include "bench/ops.def"
#undef OP
};

/* By the row that is for just this cell, where there is one. */
static u32 loop_of_cell(const struct cell *cell)
{
	const u32 *loops = (const void *)(image + GUEST_LOOPS + sizeof(u32[2][OPS][ENVS]));

	for (u32 i = 0; i < COUNT_OF(under); i++)
		if (under[i].op == cell->op && under[i].env == cell->env &&
		    under[i].knob == cell->knob)
			return loops[i];
	return loop_in(cell->op, cell->env, cell->form == FORM_STAMPED);
}

TEST(each_cell_runs_the_loop_the_guest_lists_for_it)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		cell_prepare_guest(&cell, size, image);
		assert_int_equal(params->loop, loop_of_cell(&cell));
	}
}

/* Where the next loop begins. */
static u32 end_of_loop(u32 loop)
{
	const u32 *loops = (const void *)(image + GUEST_LOOPS);
	u32 end = GUEST_LOOPS;

	for (u32 i = 0; i < 2 * OPS * ENVS + COUNT_OF(under); i++)
		if (loops[i] > loop && loops[i] < end)
			end = loops[i];
	return end;
}

/* STI; MOV to SS */
static int casts_a_shadow(const u8 *code)
{
	return code[0] == 0xfb || (code[0] == 0x8e && (code[1] & 0x38) == 0x10);
}

static int skips_in_assembly(const struct cell *cell)
{
	cell_prepare_run(cell, size, TIME_MAX_TSC, &run);
	return cell_claim(cell)->exits && cell->form != FORM_LEAN && !exit_is_left_to_c(&run) &&
	       run.policy[run.expected_reason].action != ACTION_RESUME;
}

/*
 * What assembly skips does not end the shadow of an STI before it, as an instruction should. So no
 * loop has one there.
 */
TEST(no_instruction_that_assembly_skips_stands_in_the_shadow_of_sti)
{
	struct cell cell = FIRST_CELL;
	u32 skipping = 0, casting = 0;

	while (next_cell(&cell, BACKEND_VMX)) {
		int skips = skips_in_assembly(&cell);
		u32 loop = loop_of_cell(&cell);

		skipping += (u32)skips;
		for (u32 at = loop; at < end_of_loop(loop); at++) {
			if (!casts_a_shadow(image + at))
				continue;
			casting++;
			if (skips)
				FAIL_CELL(&cell, "shadow");
		}
	}
	assert_true(skipping > 100 && casting > 0);
}

TEST(loops_are_aligned_code_and_no_two_operations_share_one)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++) {
			assert_int_equal(loop_of(op, env) % 64, 0);
			assert_in_range(loop_of(op, env), GUEST_ENTRY, GUEST_LOOPS - 1);
			for (u32 other = 0; other < op; other++)
				for (u32 there = 0; there < ENVS; there++)
					assert_int_not_equal(loop_of(op, env),
							     loop_of(other, there));
		}
}

static const struct { u32 op, env; } instead[] = {
#define OP(...)
#define INSTEAD(name, env, ...) { OP_##name, ENV_##env },
#include "bench/ops.def"
#undef OP
};

static int has_instead(u32 op, u32 env)
{
	for (u32 i = 0; i < COUNT_OF(instead); i++)
		if (instead[i].op == op && instead[i].env == env)
			return 1;
	return 0;
}

/* An environment's own loop, or the operation's, as in hvm; what runs natively is in no guest. */
TEST(the_guest_lists_an_environments_own_loop_where_the_table_has_one)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++) {
			int own = env != ENV_native && has_instead(op, env);

			for (u32 stamped = 0; stamped < 2; stamped++)
				if ((loop_in(op, env, stamped) != loop_in(op, ENV_hvm, stamped)) !=
				    own)
					fail_msg("%s in %s", ops[op].name, envs[env].name);
			assert_int_not_equal(loop_in(op, env, 1), loop_of(op, env));
			if (has_instead(op, env) && !ops[op].claims[ENGINE_VMX][env].present)
				fail_msg("%s in %s: no cell for the loop", ops[op].name,
					 envs[env].name);
		}
}

#define LEAVES_PROCESSOR_STATE                                                                     \
	(LEAVES_GDTR | LEAVES_IDTR | LEAVES_LDTR | LEAVES_TR | LEAVES_SYSENTER_EIP | LEAVES_CR0 |  \
	 LEAVES_CR3 | LEAVES_CR4 | LEAVES_CR8 | LEAVES_DR0 | LEAVES_GS_BASE | LEAVES_XCR0)

/*
 * Natively: in ring 0 what is loaded must be what was there (CLTS clears what is clear), and CLI
 * must come right after STI, before an interrupt can; a system call must be none Linux has; and
 * 32-bit code has 32-bit addresses.
 */
static int must_be_changed_natively(u32 op)
{
	const struct claim *claim = &ops[op].claims[ENGINE_VMX][ENV_native];

	if (is_of_applications(op) || op == OP_cli_sti ||
	    (claim->in_32_bit && op != OP_nop_32_bit))
		return 1;
	return BIT_IS_SET(claim->rings, 0) && outcome_rows[op].items & LEAVES_PROCESSOR_STATE &&
	       op != OP_clts;
}

/* A MOV to a control register that no control makes exit does so for a bit that it changes. */
static int must_change_a_bit(const struct claim *claim)
{
	return claim->exits && claim->reason == EXIT_CR_ACCESS && !claim->has_control &&
	       !claim->lean_only;
}

/* Unchanged, a kernel's operation would trap, or silently do something else, or never run there. */
static int must_be_changed(u32 op, u32 env)
{
	const struct claim *unchanged = &ops[op].claims[ENGINE_VMX][ENV_deprivileged];

	if (!ops[op].claims[ENGINE_VMX][env].present)
		return 0;
	if (env == ENV_native)
		return must_be_changed_natively(op);
	if (env == ENV_hvm_trap)
		return must_change_a_bit(&ops[op].claims[ENGINE_VMX][env]);
	if (is_of_applications(op))
		return 0;
	if (env == ENV_paravirtual || env == ENV_translated)
		return !unchanged->present || unchanged->traps || unchanged->hole;
	/* A hypercall to the VMM is none to a monitor. */
	return env == ENV_deprivileged && ops[op].claims[ENGINE_VMX][ENV_hvm].reason == EXIT_VMCALL;
}

TEST(every_cell_that_needs_a_loop_of_its_own_has_one_and_no_other)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++)
			if (must_be_changed(op, env) != has_instead(op, env))
				fail_msg("%s in %s", ops[op].name, envs[env].name);
}

/* A paravirtual or translated kernel that still faulted would be a deprivileged one. */
/* The second transport of a request that has the first one, and the same outcome to leave. */
TEST(a_request_by_vmcall_is_one_exit_and_no_trap_and_made_of_the_monitor_too)
{
	for (u32 i = 0; i < COUNT_OF(under); i++) {
		const struct claim *claim = cell_claim(&under[i]),
				   *gate = &ops[under[i].op].claims[ENGINE_VMX][under[i].env];

		if (under[i].knob != KNOB_transport_vmcall)
			continue;
		if (!knobs[under[i].knob].own_rows || !gate->present || claim->traps || claim->hole)
			FAIL_CELL(&under[i], "not as the gate's");
		if (under[i].op != OP_nop &&
		    (claim->exits != 1 || claim->reason != EXIT_VMCALL || gate->traps != 1))
			FAIL_CELL(&under[i], "not one VMCALL");
	}
}

TEST(a_changed_kernel_takes_no_exception_but_its_hypercalls)
{
	for (u32 i = 0; i < COUNT_OF(instead); i++) {
		const struct claim *claim = &ops[instead[i].op].claims[ENGINE_VMX][instead[i].env];

		if (instead[i].env == ENV_native || instead[i].env == ENV_hvm_trap)
			continue; /* no kernel has changed */
		assert_int_equal(claim->exits, 0);
		assert_true(!claim->traps || claim->trap_vector == GUEST_HYPERCALL);
		assert_null(claim->hole);
		if (instead[i].env == ENV_translated)
			assert_int_equal(claim->traps, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(the_parameter_page_is_where_the_guest_looks_for_it),
		ROW_OF(the_guest_is_told_what_to_do),
		ROW_OF(no_cell_says_done_by_what_it_measures),
		ROW_OF(the_cpu_starts_with_the_entries_of_whoever_owns_it),
		ROW_OF(each_cell_runs_the_loop_the_guest_lists_for_it),
		ROW_OF(no_instruction_that_assembly_skips_stands_in_the_shadow_of_sti),
		ROW_OF(loops_are_aligned_code_and_no_two_operations_share_one),
		ROW_OF(the_guest_lists_an_environments_own_loop_where_the_table_has_one),
		ROW_OF(every_cell_that_needs_a_loop_of_its_own_has_one_and_no_other),
		ROW_OF(a_request_by_vmcall_is_one_exit_and_no_trap_and_made_of_the_monitor_too),
		ROW_OF(a_changed_kernel_takes_no_exception_but_its_hypercalls),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
