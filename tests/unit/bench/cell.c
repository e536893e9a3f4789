// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of operations and what is reckoned from it: every cell is a run the engine
 * takes, its verdicts name what went wrong, and the guest has the loops it promises.
 */
#include <stdio.h>
#include "fixture.h"
#include "bench/cell.h"
#include "stamps.h"

#define TIME_MAX_TSC 2000000

static const struct batch_size size = { 10, 100 };
static const struct batch_size scripted = { 1, 1 }; /* each exit of which fits the fake's script */
static _Alignas(8) u8 image[GUEST_BYTES];
static struct guest_params *const params = (struct guest_params *)image;

static int load_guest(void **state)
{
	FILE *file = fopen(GUEST_BIN, "rb");
	size_t bytes;

	(void)state;
	if (!file)
		return -1;
	bytes = fread(image, 1, sizeof(image), file);
	fclose(file);
	return bytes == GUEST_LOOPS + sizeof(u32[2][OPS][ENVS]) + sizeof(u32[UNDERS]) ? 0 : -1;
}

/*
 * The next cell that exists on a backend, in every form and ring and under every knob; 0 after the
 * last.
 */
static int next_cell(struct cell *cell, enum backend backend)
{
	for (;;) {
		if (++cell->knob < KNOBS) {
			if (cell_exists(cell, backend))
				return 1;
			continue;
		}
		cell->knob = KNOB_default;
		if (++cell->ring == RINGS) {
			cell->ring = 0;
			if (++cell->form == FORM_COUNT) {
				cell->form = FORM_FULL;
				if (++cell->env == ENVS) {
					cell->env = 0;
					cell->op++;
				}
			}
		}
		if (cell->op >= OPS)
			return 0;
		if (cell_exists(cell, backend))
			return 1;
	}
}

#define FIRST_CELL { .ring = (u8)-1, .knob = KNOBS - 1 }

#define FAIL_CELL(cell, words)                                                                     \
	fail_msg("%s in %s, ring %u, form %u, %s: %s", ops[(cell)->op].name,                       \
		 envs[(cell)->env].name, (cell)->ring, (u32)(cell)->form,                          \
		 knobs[(cell)->knob].name, words)

/* In either form. */
static int exists_on(enum op op, enum env env, u32 ring, enum backend backend)
{
	const struct cell full = { op, env, FORM_FULL, (u8)ring, KNOB_default };
	const struct cell lean = { op, env, FORM_LEAN, (u8)ring, KNOB_default };

	return cell_exists(&full, backend) || cell_exists(&lean, backend);
}

static int exists(enum op op, enum env env, u32 ring)
{
	return exists_on(op, env, ring, BACKEND_VMX) || exists_on(op, env, ring, BACKEND_KVM);
}

/* Whether an iteration of it is over in one exit, with nothing else to see. */
static int is_one_exit(const struct claim *claim)
{
	return claim->exits == 1 && !claim->also && !claim->traps &&
	       claim->policy.action != ACTION_INJECT;
}

/* --- the rows --- */

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

TEST(every_claim_exists_on_a_backend_and_every_operation_has_one)
{
	for (u32 op = 0; op < OPS; op++) {
		u32 claims = 0;

		for (u32 env = 0; env < ENVS; env++) {
			u32 found = 0;

			for (u32 ring = 0; ring < RINGS; ring++)
				found += exists(op, env, ring) +
					 exists_on(op, env, ring, BACKEND_NATIVE);
			if (!!found != ops[op].claims[env].present)
				fail_msg("%s in %s", ops[op].name, envs[env].name);
			claims += !!found;
		}
		if (!claims)
			fail_msg("%s has no cell", ops[op].name);
	}
}

/* What traps there anyway is the operation's own, and the same on a CPU of its own. */
TEST(a_hole_says_why_and_nothing_traps_there_that_would_not_in_hvm)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++) {
			const struct claim *claim = &ops[op].claims[env],
					   *whole = &ops[op].claims[ENV_hvm];

			if (claim->hole &&
			    (strlen(claim->hole) < 10 || claim->exits || !whole->present ||
			     whole->hole || claim->traps != whole->traps ||
			     claim->trap_vector != whole->trap_vector))
				fail_msg("%s in %s", ops[op].name, envs[env].name);
		}
}

/* --- which cells exist --- */

TEST(lean_exists_exactly_where_an_iteration_is_one_exit_and_nothing_else_and_on_vmx_only)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++)
			for (u32 ring = 0; ring < RINGS; ring++) {
				const struct cell full = { op, env, FORM_FULL, (u8)ring,
							   KNOB_default };
				const struct cell lean = { op, env, FORM_LEAN, (u8)ring,
							   KNOB_default };
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
		{ OP_cpuid, ENV_hvm, FORM_LEAN, 0, KNOB_default },
		{ OP_vmcall, ENV_hvm, FORM_LEAN, 0, KNOB_default },
		{ OP_cli, ENV_hvm_trap, FORM_LEAN, 3, KNOB_default },
		{ OP_lgdt, ENV_hvm_trap, FORM_LEAN, 0, KNOB_default },
	};
	const struct cell without[] = {
		{ OP_nop, ENV_hvm, FORM_LEAN, 0, KNOB_default },
		{ OP_cli_sti, ENV_hvm_trap, FORM_LEAN, 3, KNOB_default },
		{ OP_interrupt, ENV_hvm, FORM_LEAN, 0, KNOB_default },
		{ OP_interrupt_window, ENV_hvm_trap, FORM_LEAN, 0, KNOB_default },
		{ OP_iret_outer, ENV_hvm, FORM_LEAN, 0, KNOB_default },
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
			const struct claim *claim = &ops[op].claims[env];

			if (claim->lean_only &&
			    (env != ENV_hvm_trap || claim->rings || !is_one_exit(claim)))
				fail_msg("%s in %s", ops[op].name, envs[env].name);
			for (u32 ring = 0; ring < RINGS && claim->lean_only; ring++) {
				const struct cell full = { op, env, FORM_FULL, (u8)ring,
							   KNOB_default };

				assert_false(cell_exists(&full, BACKEND_VMX));
			}
			/* RDTSC in the loop's own stamps would exit, too. */
			if (claim->has_control && claim->control == RDTSC_EXITING)
				assert_true(claim->lean_only);
		}
}

static const enum op of_applications[] = { OP_sysenter_sysexit, OP_syscall_sysret, OP_int_iret };

static int is_of_applications(u32 op)
{
	for (u32 i = 0; i < COUNT_OF(of_applications); i++)
		if (of_applications[i] == op)
			return 1;
	return 0;
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
			int present = ops[op].claims[deprived[i]].present;
			int kernel = present && !is_of_applications(op);

			if (exists(op, deprived[i], 0) || exists(op, deprived[i], 2) ||
			    exists(op, deprived[i], 1) != kernel ||
			    exists(op, deprived[i], 3) != (present && !needs_an_outer_ring(op)))
				fail_msg("%s in %s", ops[op].name, envs[deprived[i]].name);
		}
}

/* What asks for interrupts off faults in ring 3 of any kernel; the twin is measured in both. */
TEST(a_kernel_under_vt_x_is_in_ring_0)
{
	const enum env whole[] = { ENV_hvm, ENV_hvm_trap };

	for (u32 i = 0; i < COUNT_OF(whole); i++)
		for (u32 op = 0; op < OPS; op++) {
			int present = ops[op].claims[whole[i]].present;
			int faults = whole[i] == ENV_hvm_trap &&
				     (op == OP_cli || op == OP_sti || op == OP_cli_sti);
			int outer = present && (is_of_applications(op) || faults);

			if (exists(op, whole[i], 3) != (outer || op == OP_nop) ||
			    exists(op, whole[i], 0) != (present && !outer) ||
			    exists(op, whole[i], 1) || exists(op, whole[i], 2))
				fail_msg("%s in %s", ops[op].name, envs[whole[i]].name);
		}
}

static u8 kernel_ring(enum op op, enum env env, u32 ring)
{
	const struct cell cell = { op, env, FORM_FULL, (u8)ring, KNOB_default };

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
						     KNOB_default };
			const struct cell native = { op, ENV_native, FORM_FULL, (u8)ring,
						     KNOB_default };

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
		const struct claim *claim = &ops[op].claims[ENV_native];

		if (claim->present &&
		    (!claim->rings || claim->rings & ~(1 << 0 | 1 << 3) || claim->exits ||
		     claim->also || claim->user_exits || claim->backends))
			fail_msg("%s", ops[op].name);
		for (u32 ring = 0; ring < RINGS; ring++) {
			const struct cell full = { op, ENV_native, FORM_FULL, (u8)ring,
						   KNOB_default };
			const struct cell lean = { op, ENV_native, FORM_LEAN, (u8)ring,
						   KNOB_default };
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
		const struct cell kernel = { op, ENV_native, FORM_FULL, 0, KNOB_default },
				  process = { op, ENV_native, FORM_FULL, 3, KNOB_default };
		const struct claim *claim = cell_claim(&process);

		assert_int_equal(cell_traps_expected(&kernel, size), 0);
		assert_int_equal(cell_traps_expected(&process, size), claim->traps * 113);
		if (claim->traps && (!claim->by_linux || !claim->policy.length ||
				     claim->policy.action != ACTION_SKIP))
			FAIL_CELL(&process, "a signal without a handler");
		if (claim->by_linux && !BIT_IS_SET(claim->rings, 3))
			FAIL_CELL(&process, "Linux answers nothing in ring 0");
		for (u32 env = 0; env < ENVS; env++)
			assert_false(env != ENV_native && ops[op].claims[env].by_linux);
	}
}

TEST(what_tells_an_application_too_much_is_no_hole_in_the_kernel)
{
	const struct cell process = { OP_sgdt, ENV_native, FORM_FULL, 3, KNOB_default },
			  kernel = { OP_sgdt, ENV_native, FORM_FULL, 0, KNOB_default };
	const struct cell deprivileged = { OP_sgdt, ENV_deprivileged, FORM_FULL, 1, KNOB_default };

	assert_non_null(cell_hole(&process));
	assert_null(cell_hole(&kernel));
	assert_non_null(cell_hole(&deprivileged));
}

/* Nobody there handles a signal; and a twin of the same code takes the loop's own cost off. */
TEST(code_of_32_bits_runs_natively_in_ring_3_without_a_signal_and_has_a_twin_of_its_kind)
{
	for (u32 op = 0; op < OPS; op++)
		for (u32 env = 0; env < ENVS; env++) {
			const struct cell cell = { op, env, FORM_FULL, 3, KNOB_default };
			const struct cell twin = { cell_twin_op(&cell), env, FORM_FULL, 3,
						   KNOB_default };
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

static struct batch_size size_of(const struct cell *cell);

TEST(every_knob_has_a_name_that_is_one_part_of_an_id_and_help)
{
	assert_string_equal(knobs[KNOB_default].name, "default");
	for (u32 knob = 0; knob < KNOBS; knob++) {
		if (!*knobs[knob].name || strpbrk(knobs[knob].name, "/, ") ||
		    !strcmp(knobs[knob].name, "all") || strlen(knobs[knob].words) < 10)
			fail_msg("knob %u: %s", knob, knobs[knob].name);
		for (u32 other = 0; other < knob; other++)
			assert_string_not_equal(knobs[knob].name, knobs[other].name);
	}
}

TEST(a_knob_other_than_the_default_has_cells_and_on_vmx_only)
{
	u32 cells[KNOBS] = { 0 };
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX))
		cells[cell.knob]++;
	for (u32 knob = 0; knob < KNOBS; knob++)
		assert_true(cells[knob] > 1);
	for (u32 i = 0; i < 2; i++) {
		cell = (struct cell)FIRST_CELL;
		while (next_cell(&cell, i ? BACKEND_KVM : BACKEND_NATIVE))
			assert_int_equal(cell.knob, KNOB_default);
	}
}

TEST(a_cell_that_needs_a_control_has_no_cell_without_it)
{
	const struct cell with[] = {
		{ OP_cpuid, ENV_hvm, FORM_FULL, 0, KNOB_ept_off },
		{ OP_cpuid, ENV_hvm, FORM_LEAN, 0, KNOB_ept_off },
		{ OP_hlt, ENV_hvm_trap, FORM_FULL, 0, KNOB_vpid_off },
		{ OP_nop, ENV_hvm, FORM_FULL, 0, KNOB_vpid_off },
		{ OP_mmio, ENV_hvm_trap, FORM_FULL, 0, KNOB_vpid_off },
	};
	const struct cell without[] = {
		{ OP_mmio, ENV_hvm_trap, FORM_FULL, 0, KNOB_ept_off },
		{ OP_cli, ENV_hvm, FORM_FULL, 0, KNOB_ept_off },
		{ OP_cpuid, ENV_paravirtual, FORM_FULL, 1, KNOB_vpid_off },
		{ OP_nop, ENV_native, FORM_FULL, 0, KNOB_vpid_off },
		{ OP_cpuid, ENV_paravirtual, FORM_LEAN, 1, KNOB_transport_vmcall },
		{ OP_lgdt, ENV_paravirtual, FORM_FULL, 1, KNOB_transport_vmcall },
	};

	for (u32 i = 0; i < COUNT_OF(with); i++)
		if (!cell_exists(&with[i], BACKEND_VMX))
			FAIL_CELL(&with[i], "missing");
	for (u32 i = 0; i < COUNT_OF(without); i++)
		if (cell_exists(&without[i], BACKEND_VMX))
			FAIL_CELL(&without[i], "not wanted");
}

TEST(the_control_a_knob_clears_is_clear_and_set_in_the_default)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX))
		for (u32 knob = 0; knob < KNOBS; knob++) {
			u32 control = knobs[knob].cleared;

			if (!knobs[knob].has_cleared ||
			    (cell.knob != knob && cell.knob != KNOB_default))
				continue;
			cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
			run.flags = RUN_CHECK_ONLY;
			assert_int_equal(run_batch(), RUN_DONE);
			if (BIT_IS_SET(run.control_used[control / 32], control % 32) !=
			    (cell.knob != knob))
				FAIL_CELL(&cell, "its control is not as the knob says");
		}
}

TEST(a_mitigation_is_paid_for_where_assembly_completes_the_exit_and_by_no_twin)
{
	struct cell cell = FIRST_CELL;
	u32 mitigated = 0;

	while (next_cell(&cell, BACKEND_VMX)) {
		cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
		assert_int_equal(run.mitigation, cell.op == OP_nop ? MITIGATE_NOTHING
								   : knobs[cell.knob].mitigation);
		if (!run.mitigation)
			continue;
		assert_false(exit_is_left_to_c(&run));
		mitigated++;
	}
	assert_true(mitigated > 8);
	cell = (struct cell){ OP_sgdt, ENV_hvm_trap, FORM_FULL, 0, KNOB_mitigation_verw };
	assert_false(cell_exists(&cell, BACKEND_VMX));
}

TEST(every_cell_in_full_has_a_twin_under_its_knob)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		const struct cell twin = { OP_nop, cell.env, FORM_FULL, cell.ring, cell.knob };

		if (cell.form == FORM_FULL && cell.knob != KNOB_default &&
		    !cell_exists(&twin, BACKEND_VMX))
			FAIL_CELL(&cell, "no twin");
	}
}

/* --- the run --- */

/* On a CPU that has all the engine may ask for. */
TEST(every_cells_run_is_taken_by_the_engine)
{
	struct cell cell = FIRST_CELL;
	u32 cells = 0;

	while (next_cell(&cell, BACKEND_VMX)) {
		cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
		run.flags = RUN_CHECK_ONLY;
		if (run_batch() != RUN_DONE)
			fail_msg("%s in %s, ring %u: outcome %u, detail %u", ops[cell.op].name,
				 envs[cell.env].name, cell.ring, run.outcome, run.detail);
		cells++;
	}
	assert_true(cells > OPS);
}

TEST(every_control_a_cell_claims_is_used_as_it_says)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		const struct claim *claim = cell_claim(&cell);

		cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
		run.flags = RUN_CHECK_ONLY;
		run_batch();
		if (claim->has_control &&
		    !BIT_IS_SET(run.control_used[claim->control / 32], claim->control % 32))
			FAIL_CELL(&cell, "its control is clear");
		if (claim->has_cleared &&
		    BIT_IS_SET(run.control_used[claim->cleared / 32], claim->cleared % 32))
			FAIL_CELL(&cell, "its control is set");
	}
}

static const char *const rules[] = {
#define ENTRY_RULE(identifier, words) words,
#include "engine/entry_rules.def"
#undef ENTRY_RULE
};

TEST(every_bit_of_cr4_a_cell_claims_is_set_from_the_start)
{
	struct cell cell = FIRST_CELL;
	u32 cells = 0;

	while (next_cell(&cell, BACKEND_VMX)) {
		u64 claimed = cell_claim(&cell)->cr4;

		cell_prepare_run(&cell, size, TIME_MAX_TSC, &run);
		if ((run.state.cr4 & claimed) != claimed ||
		    (run.state.cr4 & CR4_OSXSAVE && !claimed))
			FAIL_CELL(&cell, "CR4 is not as claimed");
		cells += !!claimed;
	}
	assert_true(cells);
}

TEST(every_cells_guest_state_breaks_no_rule_of_vm_entry)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		/*
		 * There CR3 is the engine's, and has the address that the test's memory happens to
		 * be at.
		 */
		if (cell.knob == KNOB_ept_off)
			continue;
		cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
		fake.script_count = fake.script_next = 0;
		fake_play((struct fake_exit){ .reason = EXIT_INVALID_GUEST_STATE | 1u << 31 });
		assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
		if (run.detail != ENTRY_NO_RULE)
			FAIL_CELL(&cell, rules[run.detail - ENTRY_RULE_FIRST]);
	}
}

/* Exits of two reasons in turn are played one by one; stamps have no room for more than a few. */
static struct batch_size size_of(const struct cell *cell)
{
	if (cell->form == FORM_STAMPED)
		return (struct batch_size){ size.warmup, cell_iterations_max(cell, size.warmup) };
	return cell_claim(cell)->also ? scripted : size;
}

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

static u32 done_reason(const struct cell *cell)
{
	return cell_claim(cell)->reason == EXIT_IO_INSTRUCTION ? EXIT_HLT : EXIT_IO_INSTRUCTION;
}

static void clear_interrupt_flag(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_RFLAGS] &= ~RFLAGS_IF;
}

static void set_interrupt_flag(struct frame *frame)
{
	(void)frame;
	fake.vmcs[GUEST_RFLAGS] |= RFLAGS_IF;
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
		fake_play((struct fake_exit){ .reason = claim->reason,
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
	const struct cell one = { OP_cpuid, ENV_hvm, FORM_FULL, 0, KNOB_default };
	const struct cell two = { OP_cli_sti, ENV_hvm_trap, FORM_FULL, 3, KNOB_default };
	const struct cell none = { OP_nop, ENV_hvm, FORM_FULL, 0, KNOB_default };

	assert_int_equal(batch_total(size), 10 + 1 + 1 + 100 + 1);
	assert_int_equal(cell_exits_expected(&one, size), 113);
	assert_int_equal(cell_exits_expected(&two, size), 226);
	assert_int_equal(cell_exits_expected(&none, size), 0);
}

TEST(a_lean_run_makes_the_exits_the_full_one_does)
{
	const struct cell lean = { OP_cpuid, ENV_hvm, FORM_LEAN, 0, KNOB_default };

	run_cell(&lean, 0);
	assert_int_equal(run.outcome, RUN_EXITS_SPENT);
	assert_int_equal(run.exits[EXIT_CPUID], cell_exits_expected(&lean, size));
}

/* --- verdicts: a run that holds, and one thing spoiled --- */

static const struct cell exiting = { OP_rdmsr, ENV_hvm_trap, FORM_FULL, 0, KNOB_default };
static const struct cell lean = { OP_rdmsr, ENV_hvm_trap, FORM_LEAN, 0, KNOB_default };
static const struct cell quiet = { OP_cli, ENV_hvm, FORM_FULL, 0, KNOB_default };
static const struct cell trapping = { OP_cli_sti, ENV_deprivileged, FORM_FULL, 1, KNOB_default };

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
	const struct cell ring_3 = { OP_nop, ENV_hvm, FORM_FULL, 3, KNOB_default };

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

TEST(every_other_outcome_is_a_refusal)
{
	const u32 refusals[] = { RUN_BAD_REQUEST,     RUN_NO_VMX,       RUN_NO_MEMORY,
				 RUN_CONTROL_REFUSED, RUN_VMXON_FAILED, RUN_FIELD_REFUSED,
				 RUN_ENTRY_FAILED,    RUN_HOST_CHANGED, RUN_MITIGATION_REFUSED,
				 RUN_CR4_REFUSED };

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
#define UNDER(name, env, knob, ...) { OP_##name, ENV_##env, FORM_FULL, 1, KNOB_##knob },
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
			if (has_instead(op, env) && !ops[op].claims[env].present)
				fail_msg("%s in %s: no cell for the loop", ops[op].name,
					 envs[env].name);
		}
}

#define LEAVES_PROCESSOR_STATE                                                                     \
	(LEAVES_GDTR | LEAVES_IDTR | LEAVES_LDTR | LEAVES_TR | LEAVES_SYSENTER_EIP | LEAVES_CR0 |  \
	 LEAVES_CR3 | LEAVES_CR4 | LEAVES_CR8 | LEAVES_DR0 | LEAVES_GS_BASE | LEAVES_XCR0)

/*
 * Natively: in ring 0 what is loaded must be what was there (CLTS clears what is clear), and CLI
 * must come right after STI, before an interrupt can; a system call must be none Linux has.
 */
static int must_be_changed_natively(u32 op)
{
	const struct claim *claim = &ops[op].claims[ENV_native];

	if (is_of_applications(op) || op == OP_cli_sti)
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
	const struct claim *unchanged = &ops[op].claims[ENV_deprivileged];

	if (!ops[op].claims[env].present)
		return 0;
	if (env == ENV_native)
		return must_be_changed_natively(op);
	if (env == ENV_hvm_trap)
		return must_change_a_bit(&ops[op].claims[env]);
	if (is_of_applications(op))
		return 0;
	if (env == ENV_paravirtual || env == ENV_translated)
		return !unchanged->present || unchanged->traps || unchanged->hole;
	/* A hypercall to the VMM is none to a monitor. */
	return env == ENV_deprivileged && ops[op].claims[ENV_hvm].reason == EXIT_VMCALL;
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
				   *gate = &ops[under[i].op].claims[under[i].env];

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
		const struct claim *claim = &ops[instead[i].op].claims[instead[i].env];

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
		ROW_OF(every_operation_and_environment_has_a_name_and_help),
		ROW_OF(names_are_unique),
		ROW_OF(every_claim_exists_on_a_backend_and_every_operation_has_one),
		ROW_OF(a_hole_says_why_and_nothing_traps_there_that_would_not_in_hvm),
		ROW_OF(lean_exists_exactly_where_an_iteration_is_one_exit_and_nothing_else_and_on_vmx_only),
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
		ROW_OF(code_of_32_bits_runs_natively_in_ring_3_without_a_signal_and_has_a_twin_of_its_kind),
		ROW_OF(a_native_loop_is_told_its_segments_and_nothing_else),
		ROW_OF(every_knob_has_a_name_that_is_one_part_of_an_id_and_help),
		ROW_OF(a_knob_other_than_the_default_has_cells_and_on_vmx_only),
		ROW_OF(a_cell_that_needs_a_control_has_no_cell_without_it),
		ROW_OF(the_control_a_knob_clears_is_clear_and_set_in_the_default),
		ROW_OF(a_mitigation_is_paid_for_where_assembly_completes_the_exit_and_by_no_twin),
		ROW_OF(every_cell_in_full_has_a_twin_under_its_knob),
		ROW_OF(every_cells_run_is_taken_by_the_engine),
		ROW_OF(every_control_a_cell_claims_is_used_as_it_says),
		ROW_OF(every_bit_of_cr4_a_cell_claims_is_set_from_the_start),
		ROW_OF(every_cells_guest_state_breaks_no_rule_of_vm_entry),
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
		ROW_OF(every_other_outcome_is_a_refusal),
		ROW_OF(ticks_are_the_difference_of_the_two_intervals),
		ROW_OF(the_parameter_page_is_where_the_guest_looks_for_it),
		ROW_OF(the_guest_is_told_what_to_do),
		ROW_OF(no_cell_says_done_by_what_it_measures),
		ROW_OF(the_cpu_starts_with_the_entries_of_whoever_owns_it),
		ROW_OF(each_cell_runs_the_loop_the_guest_lists_for_it),
		ROW_OF(loops_are_aligned_code_and_no_two_operations_share_one),
		ROW_OF(the_guest_lists_an_environments_own_loop_where_the_table_has_one),
		ROW_OF(every_cell_that_needs_a_loop_of_its_own_has_one_and_no_other),
		ROW_OF(a_request_by_vmcall_is_one_exit_and_no_trap_and_made_of_the_monitor_too),
		ROW_OF(a_changed_kernel_takes_no_exception_but_its_hypercalls),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
