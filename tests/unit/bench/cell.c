// SPDX-License-Identifier: GPL-2.0-only
/* The table of operations: each row names itself, exists where it should, and nowhere else. */
#include "cells.h"

static int is_a_name(const char *name)
{
	return name[0] && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

TEST(every_operation_and_environment_has_a_name_and_help)
{
	for (u32 op = 0; op < OPS; op++)
		if (!is_a_name(ops[op].name) || strlen(ops[op].words) < 10)
			fail_msg("operation %u: %s", op, ops[op].name);
	for (u32 env = 0; env < ENVS; env++)
		if (!is_a_name(envs[env].name) || strlen(envs[env].words) < 10)
			fail_msg("environment %u: %s", env, envs[env].name);
}

TEST(names_are_unique)
{
	for (u32 i = 0; i < OPS; i++)
		for (u32 j = 0; j < i; j++)
			assert_string_not_equal(ops[i].name, ops[j].name);
	for (u32 i = 0; i < ENVS; i++)
		for (u32 j = 0; j < i; j++)
			assert_string_not_equal(envs[i].name, envs[j].name);
}

/* A task switch has nothing but a row of 32-bit guests. */
static int has_row(u32 op)
{
	static const enum op rows[] = {
#define OP(...)
#define UNDER(name, ...) OP_##name,
#include "bench/ops.def"
#undef OP
	};

	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (rows[i] == op)
			return 1;
	return 0;
}

TEST(every_claim_exists_on_a_backend_and_every_operation_has_one)
{
	for (u32 op = 0; op < OPS; op++) {
		u32 claims = 0;

		for (u32 env = 0; env < ENVS; env++) {
			u32 found = 0;

			for (u32 ring = 0; ring < RINGS; ring++)
				found += exists(op, env, ring) +
					 exists_on(op, env, ring, BACKEND_NATIVE);
			if (!!found != ops[op].claims[ENGINE_VMX][env].present)
				fail_msg("%s in %s", ops[op].name, envs[env].name);
			claims += !!found;
		}
		if (!claims && !has_row(op))
			fail_msg("%s has no cell", ops[op].name);
	}
}

/* What traps there anyway is the operation's own, and the same on a CPU of its own. */
TEST(a_hole_says_why_and_nothing_traps_there_that_would_not_in_hvm)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++) {
			const struct claim *claim = &ops[op].claims[ENGINE_VMX][env],
					   *whole = &ops[op].claims[ENGINE_VMX][ENV_hvm];

			if (claim->hole &&
			    (strlen(claim->hole) < 10 || claim->exits || !whole->present ||
			     whole->hole || claim->traps != whole->traps ||
			     claim->trap_vector != whole->trap_vector))
				fail_msg("%s in %s", ops[op].name, envs[env].name);
		}
}

/* --- which cells exist --- */

TEST(lean_exists_only_on_vmx_and_where_an_iteration_is_exactly_one_exit)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++)
			for (u32 ring = 0; ring < RINGS; ring++) {
				const struct cell full = { op, env, FORM_FULL, (u8)ring,
							   KNOB_default, 0 };
				const struct cell lean = { op, env, FORM_LEAN, (u8)ring,
							   KNOB_default, 0 };
				const struct claim *claim = cell_claim(&full);
				int measured = cell_exists(&full, BACKEND_VMX) ||
					       (claim->lean_only && ring == 0);

				if (cell_exists(&lean, BACKEND_VMX) !=
				    (measured && is_one_exit(claim)))
					FAIL_CELL(&lean, "on vmx");
				if (cell_exists(&lean, BACKEND_KVM) ||
				    cell_exists(&lean, BACKEND_NATIVE))
					FAIL_CELL(&lean, "not on vmx");
			}
}

TEST(an_iteration_that_is_more_than_its_exit_has_no_lean_form)
{
	const struct cell with[] = {
		{ OP_cpuid, ENV_hvm, FORM_LEAN, 0, KNOB_default, 0 },
		{ OP_vmcall, ENV_hvm, FORM_LEAN, 0, KNOB_default, 0 },
		{ OP_cli, ENV_hvm_trap, FORM_LEAN, 3, KNOB_default, 0 },
		{ OP_lgdt, ENV_hvm_trap, FORM_LEAN, 0, KNOB_default, 0 },
	};
	const struct cell without[] = {
		{ OP_nop, ENV_hvm, FORM_LEAN, 0, KNOB_default, 0 },
		{ OP_cli_sti, ENV_hvm_trap, FORM_LEAN, 3, KNOB_default, 0 },
		{ OP_interrupt, ENV_hvm, FORM_LEAN, 0, KNOB_default, 0 },
		{ OP_interrupt_window, ENV_hvm_trap, FORM_LEAN, 0, KNOB_default, 0 },
		{ OP_iret_outer, ENV_hvm, FORM_LEAN, 0, KNOB_default, 0 },
	};

	for (u32 i = 0; i < COUNT_OF(with); i++)
		assert_true(cell_exists(&with[i], BACKEND_VMX));
	for (u32 i = 0; i < COUNT_OF(without); i++)
		assert_false(cell_exists(&without[i], BACKEND_VMX));
}

/* A guest that gets no further, or whose clock traps, cannot say what a batch took. */
TEST(what_is_lean_only_is_forced_to_exit_in_ring_0_and_has_no_full_form)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++) {
			const struct claim *claim = &ops[op].claims[ENGINE_VMX][env];

			if (claim->lean_only &&
			    (env != ENV_hvm_trap || claim->rings || !is_one_exit(claim)))
				fail_msg("%s in %s", ops[op].name, envs[env].name);
			for (u32 ring = 0; ring < RINGS && claim->lean_only; ring++) {
				const struct cell full = { op, env, FORM_FULL, (u8)ring,
							   KNOB_default, 0 };

				assert_false(cell_exists(&full, BACKEND_VMX));
			}
			/* RDTSC in the loop's own stamps would exit, too. */
			if (claim->has_control && claim->control == RDTSC_EXITING)
				assert_true(claim->lean_only);
		}
}

/* An IRET to an application needs a kernel that is not in ring 3 itself. */
static int needs_an_outer_ring(u32 op)
{
	return op == OP_iret_outer;
}

TEST(a_deprivileged_kernel_is_in_ring_1_or_3_and_its_applications_in_ring_3)
{
	const enum env deprived[] = { ENV_deprivileged, ENV_paravirtual, ENV_translated };

	for (u32 i = 0; i < COUNT_OF(deprived); i++)
		for (u32 op = 0; op < OPS; op++) {
			int present = ops[op].claims[ENGINE_VMX][deprived[i]].present;
			int kernel = present && !is_of_applications(op);

			if (exists(op, deprived[i], 0) || exists(op, deprived[i], 2) ||
			    exists(op, deprived[i], 1) != kernel ||
			    exists(op, deprived[i], 3) != (present && !needs_an_outer_ring(op)))
				fail_msg("%s in %s", ops[op].name, envs[deprived[i]].name);
		}
}

/* What no kernel does: a store of an application's, and what its VMM does outside it. */
static int is_no_kernels(u32 op, enum env env)
{
	const struct cell cell = { op, env, FORM_FULL, 3, KNOB_default, 0 };

	return cell_claim(&cell)->never_enters || cell_touches_fresh_memory(&cell);
}

/* What asks for interrupts off faults in ring 3 of any kernel; the twin is measured in both. */
TEST(a_kernel_under_vt_x_is_in_ring_0)
{
	const enum env whole[] = { ENV_hvm, ENV_hvm_trap };

	for (u32 i = 0; i < COUNT_OF(whole); i++)
		for (u32 op = 0; op < OPS; op++) {
			int present = ops[op].claims[ENGINE_VMX][whole[i]].present;
			int faults = whole[i] == ENV_hvm_trap &&
				     (op == OP_cli || op == OP_sti || op == OP_cli_sti);
			int outer = present && (is_of_applications(op) || faults ||
						is_no_kernels(op, whole[i]));

			if (exists(op, whole[i], 3) != (outer || op == OP_nop) ||
			    exists(op, whole[i], 0) != (present && !outer) ||
			    exists(op, whole[i], 1) || exists(op, whole[i], 2))
				fail_msg("%s in %s", ops[op].name, envs[whole[i]].name);
		}
}

static u8 kernel_ring(enum op op, enum env env, u32 ring)
{
	const struct cell cell = { op, env, FORM_FULL, (u8)ring, KNOB_default, 0 };

	return cell_kernel_ring(&cell);
}

TEST(the_kernels_ring_is_the_loops_unless_that_is_the_applications)
{
	assert_int_equal(kernel_ring(OP_cli, ENV_deprivileged, 1), 1);
	assert_int_equal(kernel_ring(OP_cli, ENV_deprivileged, 3), 3);
	assert_int_equal(kernel_ring(OP_cli, ENV_paravirtual, 3), 3);
	assert_int_equal(kernel_ring(OP_int_iret, ENV_deprivileged, 3), 1);
	assert_int_equal(kernel_ring(OP_int_iret, ENV_hvm, 3), 0);
	assert_int_equal(kernel_ring(OP_cli, ENV_hvm_trap, 3), 0);
	assert_int_equal(kernel_ring(OP_nop, ENV_hvm, 3), 0);
}

TEST(a_forced_exit_is_on_vmx_only_and_native_in_no_virtual_machine)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 ring = 0; ring < RINGS; ring++) {
			const struct cell forced = { op, ENV_hvm_trap, FORM_FULL, (u8)ring,
						     KNOB_default, 0 };
			const struct cell native = { op, ENV_native, FORM_FULL, (u8)ring,
						     KNOB_default, 0 };

			assert_false(cell_exists(&forced, BACKEND_KVM) ||
				     cell_exists(&forced, BACKEND_NATIVE));
			assert_false(cell_exists(&native, BACKEND_KVM) ||
				     cell_exists(&native, BACKEND_VMX));
		}
}

/*
 * Ring 3 is a process, ring 0 the host's kernel; nothing exits, and nothing is measured the lean
 * way.
 */
TEST(a_native_cell_names_its_rings_and_exists_there_in_full_and_on_native_only)
{
	for (u32 op = 0; op < OPS; op++) {
		const struct claim *claim = &ops[op].claims[ENGINE_VMX][ENV_native];

		if (claim->present &&
		    (!claim->rings || claim->rings & ~(1 << 0 | 1 << 3) || claim->exits ||
		     claim->also || claim->user_exits || claim->backends))
			fail_msg("%s", ops[op].name);
		for (u32 ring = 0; ring < RINGS; ring++) {
			const struct cell full = { op, ENV_native, FORM_FULL, (u8)ring,
						   KNOB_default, 0 };
			const struct cell lean = { op, ENV_native, FORM_LEAN, (u8)ring,
						   KNOB_default, 0 };
			int expected = claim->present && BIT_IS_SET(claim->rings, ring);

			if (cell_exists(&full, BACKEND_NATIVE) != expected)
				FAIL_CELL(&full, "on native");
			assert_false(cell_exists(&lean, BACKEND_NATIVE));
			assert_false(exists(op, ENV_native, ring));
		}
	}
}

TEST(no_other_environment_has_cells_on_native)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++)
			for (u32 ring = 0; ring < RINGS && env != ENV_native; ring++)
				assert_false(exists_on(op, env, ring, BACKEND_NATIVE));
}

/* A handler of a signal moves RIP on; in ring 0 the same instruction just runs. */
TEST(signals_are_linuxs_and_expected_in_ring_3_only)
{
	for (u32 op = 0; op < OPS; op++) {
		const struct cell kernel = { op, ENV_native, FORM_FULL, 0, KNOB_default, 0 },
				  process = { op, ENV_native, FORM_FULL, 3, KNOB_default, 0 };
		const struct claim *claim = cell_claim(&process);

		assert_int_equal(cell_traps_expected(&kernel, size), 0);
		assert_int_equal(cell_traps_expected(&process, size), claim->traps * 113);
		if (claim->traps && (!claim->by_linux || !claim->policy.length ||
				     claim->policy.action != ACTION_SKIP))
			FAIL_CELL(&process, "a signal without a handler");
		if (claim->by_linux && !BIT_IS_SET(claim->rings, 3))
			FAIL_CELL(&process, "Linux answers nothing in ring 0");
		for (u32 env = 0; env < ENVS; env++)
			assert_false(env != ENV_native && ops[op].claims[ENGINE_VMX][env].by_linux);
	}
}

TEST(what_tells_an_application_too_much_is_no_hole_in_the_kernel)
{
	const struct cell process = { OP_sgdt, ENV_native, FORM_FULL, 3, KNOB_default, 0 },
			  kernel = { OP_sgdt, ENV_native, FORM_FULL, 0, KNOB_default, 0 };
	const struct cell deprivileged = { OP_sgdt, ENV_deprivileged, FORM_FULL, 1, 0, 0 };

	assert_non_null(cell_hole(&process));
	assert_null(cell_hole(&kernel));
	assert_non_null(cell_hole(&deprivileged));
}

/* Nobody there handles a signal; and a twin of the same code takes the loop's own cost off. */
TEST(code_of_32_bits_runs_natively_in_ring_3_and_has_a_twin_of_its_kind)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++) {
			const struct cell cell = { op, env, FORM_FULL, 3, KNOB_default, 0 };
			const struct cell twin = { cell_twin_op(&cell), env, FORM_FULL, 3,
						   KNOB_default, 0 };
			const struct claim *claim = cell_claim(&cell);

			if (claim->in_32_bit &&
			    (env != ENV_native || claim->rings != 1 << 3 || claim->traps))
				FAIL_CELL(&cell,
					  "not ring 3 of a process, or a signal without a handler");
			if (claim->by_sysenter && !(claim->in_32_bit && claim->by_linux))
				FAIL_CELL(&cell, "Linux takes SYSENTER from 32-bit code only");
			assert_int_equal(cell_claim(&twin)->in_32_bit, claim->in_32_bit);
		}
}

TEST(a_native_loop_is_told_its_segments_and_nothing_else)
{
	const struct guest_params expected = { .segment = { 11, 1, 101 } };

	memset(params, 0xa5, sizeof(*params));
	cell_prepare_native(size, params);
	assert_memory_equal(params, &expected, sizeof(expected));
}

/* --- knobs --- */

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(every_operation_and_environment_has_a_name_and_help),
		ROW_OF(names_are_unique),
		ROW_OF(every_claim_exists_on_a_backend_and_every_operation_has_one),
		ROW_OF(a_hole_says_why_and_nothing_traps_there_that_would_not_in_hvm),
		ROW_OF(lean_exists_only_on_vmx_and_where_an_iteration_is_exactly_one_exit),
		ROW_OF(an_iteration_that_is_more_than_its_exit_has_no_lean_form),
		ROW_OF(what_is_lean_only_is_forced_to_exit_in_ring_0_and_has_no_full_form),
		ROW_OF(a_deprivileged_kernel_is_in_ring_1_or_3_and_its_applications_in_ring_3),
		ROW_OF(a_kernel_under_vt_x_is_in_ring_0),
		ROW_OF(the_kernels_ring_is_the_loops_unless_that_is_the_applications),
		ROW_OF(a_forced_exit_is_on_vmx_only_and_native_in_no_virtual_machine),
		ROW_OF(a_native_cell_names_its_rings_and_exists_there_in_full_and_on_native_only),
		ROW_OF(no_other_environment_has_cells_on_native),
		ROW_OF(signals_are_linuxs_and_expected_in_ring_3_only),
		ROW_OF(what_tells_an_application_too_much_is_no_hole_in_the_kernel),
		ROW_OF(code_of_32_bits_runs_natively_in_ring_3_and_has_a_twin_of_its_kind),
		ROW_OF(a_native_loop_is_told_its_segments_and_nothing_else),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
