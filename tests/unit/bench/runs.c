// SPDX-License-Identifier: GPL-2.0-only
/* What a knob changes, and that the engine takes every cell's run. */
#include "cells.h"

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

/* But for what the guest is made of. */
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
			assert_true(cell.knob == KNOB_default ||
				    (i && knobs[cell.knob].also_on == BACKEND_KVM));
	}
}

TEST(a_cell_that_needs_a_control_has_no_cell_without_it)
{
	const struct cell with[] = {
		{ OP_cpuid, ENV_hvm, FORM_FULL, 0, KNOB_ept_off, 0 },
		{ OP_cpuid, ENV_hvm, FORM_LEAN, 0, KNOB_ept_off, 0 },
		{ OP_hlt, ENV_hvm_trap, FORM_FULL, 0, KNOB_vpid_off, 0 },
		{ OP_nop, ENV_hvm, FORM_FULL, 0, KNOB_vpid_off, 0 },
		{ OP_mmio, ENV_hvm_trap, FORM_FULL, 0, KNOB_vpid_off, 0 },
	};
	const struct cell without[] = {
		{ OP_mmio, ENV_hvm_trap, FORM_FULL, 0, KNOB_ept_off, 0 },
		{ OP_cli, ENV_hvm, FORM_FULL, 0, KNOB_ept_off, 0 },
		{ OP_cpuid, ENV_paravirtual, FORM_FULL, 1, KNOB_vpid_off, 0 },
		{ OP_nop, ENV_native, FORM_FULL, 0, KNOB_vpid_off, 0 },
		{ OP_cpuid, ENV_paravirtual, FORM_LEAN, 1, KNOB_transport_vmcall, 0 },
		{ OP_lgdt, ENV_paravirtual, FORM_FULL, 1, KNOB_transport_vmcall, 0 },
	};

	for (u32 i = 0; i < COUNT_OF(with); i++)
		if (!cell_exists(&with[i], BACKEND_VMX))
			FAIL_CELL(&with[i], "missing");
	for (u32 i = 0; i < COUNT_OF(without); i++)
		if (cell_exists(&without[i], BACKEND_VMX))
			FAIL_CELL(&without[i], "not wanted");
}

/* But for what lean does without by itself. */
TEST(the_control_a_knob_clears_is_clear_and_set_in_the_default)
{
	struct cell cell = FIRST_CELL;

	fake_msr(IA32_DEBUGCTL)->value = 0;
	while (next_cell(&cell, BACKEND_VMX))
		for (u32 knob = 0; knob < KNOBS; knob++) {
			u32 control = knobs[knob].cleared;
			int spared = knobs[knob].not_lean && cell.form == FORM_LEAN;

			if (!knobs[knob].has_cleared ||
			    (cell.knob != knob && cell.knob != KNOB_default))
				continue;
			cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
			run.flags = RUN_CHECK_ONLY;
			assert_int_equal(run_batch(), RUN_DONE);
			if (BIT_IS_SET(run.control_used[control / 32], control % 32) !=
			    (cell.knob != knob && !spared))
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
	cell = (struct cell){ OP_sgdt, ENV_hvm_trap, FORM_FULL, 0, KNOB_mitigation_verw, 0 };
	assert_false(cell_exists(&cell, BACKEND_VMX));
}

TEST(every_cell_in_full_has_a_twin_under_its_knob)
{
	struct cell cell = FIRST_CELL;

	while (next_cell(&cell, BACKEND_VMX)) {
		const struct cell twin = { OP_nop, cell.env, FORM_FULL, cell.ring, cell.knob, 0 };

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
#include "engine/vmx/entry_rules.def"
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
		cell_prepare_run(&cell, size_of(&cell), TIME_MAX_TSC, &run);
		fake.script_count = fake.script_next = 0;
		fake_play((struct fake_exit){ .reason = EXIT_INVALID_GUEST_STATE | 1u << 31 });
		assert_int_equal(run_batch(), RUN_ENTRY_FAILED);
		/*
		 * There CR3 is the engine's, and has the address that the test's memory happens to
		 * be at.
		 */
		if (!BIT_IS_SET(run.control_used[SECONDARY], ENABLE_EPT % 32))
			continue;
		if (run.detail != ENTRY_NO_RULE)
			FAIL_CELL(&cell, rules[run.detail - ENTRY_RULE_FIRST]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests_name(__FILE__, tests, load_guest, NULL);
}
