// SPDX-License-Identifier: GPL-2.0-only
/* What `exitbench list' prints, and the names by which cells are chosen. */
#include "cli.h"
#include "bench/coverage.h"

/* The row's cells that a backend here carries: each by its id, runnable or with a reason. */
static void assert_cells_are_listed(const json_t *list)
{
	struct planned_cell *plan;
	struct selection all = { .any_knob = false };
	size_t count;

	select_all_knobs(&all);
	count = select_cells(&all, &plan);
	assert_int_equal(json_array_size(json_object_get(list, "cells")), count);
	for (size_t i = 0; i < count; i++) {
		const json_t *cell = json_array_get(json_object_get(list, "cells"), i);
		char *id = planned_cell_id(&plan[i]);
		const char *state = json_string_value(json_object_get(cell, "state"));

		assert_string_equal(json_string_value(json_object_get(cell, "id")), id);
		assert_true(!strcmp(state, "runs") ||
			    json_is_string(json_object_get(cell, "reason")));
		free(id);
	}
	free(plan);
}

TEST(every_row_is_listed)
{
	json_t *list;

	assert_int_equal(RUN("list", "--json"), PROGRAM_OK);
	list = json_loads(output, 0, NULL);
	assert_non_null(list);
	assert_int_equal(json_array_size(json_object_get(list, "ops")), OPS);
	for (size_t i = 0; i < OPS; i++) {
		const json_t *op = json_array_get(json_object_get(list, "ops"), i);

		assert_string_equal(json_string_value(json_object_get(op, "name")), ops[i].name);
		assert_true(strlen(json_string_value(json_object_get(op, "words"))) > 5);
		assert_true(json_array_size(json_object_get(op, "envs")) > 0);
	}
	assert_int_equal(json_array_size(json_object_get(list, "envs")), ENVS);
	assert_int_equal(json_array_size(json_object_get(list, "backends")), backend_count);
	assert_cells_are_listed(list);
	assert_string_equal(json_string_value(json_object_get(list, "guest_sha256")), guest_sha256);
	assert_string_equal(json_string_value(json_object_get(list, "table_sha256")), table_sha256);
	json_decref(list);
}

static size_t cells_under(const char *knob, size_t *others)
{
	const json_t *cell;
	json_t *result = json_loads(output, 0, NULL);
	size_t found = 0, i;

	*others = 0;
	json_array_foreach(json_object_get(result, "cells"), i, cell) {
		const char *id = json_string_value(json_object_get(cell, "id"));

		if (!strcmp(strrchr(id, '/') + 1, knob))
			found++;
		else
			++*others;
	}
	json_decref(result);
	return found;
}

TEST(a_run_is_under_the_default_knobs_unless_it_names_others)
{
	size_t others;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--envs", "hvm", "--budget", "0.2", "-o",
			     "-"),
			 PROGRAM_OK);
	assert_true(cells_under("default", &others));
	assert_int_equal(others, 0);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--envs", "hvm", "--knobs", "ept=off",
			     "--budget", "0.2", "-o", "-"),
			 PROGRAM_OK);
	ASSERT_SAYS(output, "cpuid/hvm/vmx/full/0/ept=off");
	assert_true(cells_under("ept=off", &others));
	assert_int_equal(others, 0);
	assert_int_equal(RUN("list", "--json", "--knobs", "vpid=off"), PROGRAM_OK);
	assert_true(cells_under("vpid=off", &others));
	assert_int_equal(others, 0);
	assert_int_equal(RUN("run", "--knobs", "vpid=of"), PROGRAM_USAGE);
	assert_one_line();
	ASSERT_SAYS(errors, "did you mean `vpid=off'");
}

TEST(the_seven_rows_of_adams_and_agesen_go_by_their_names)
{
	const char *const theirs[] = { "syscall", "in",      "cr8write", "call/ret",
				       "pgfault", "divzero", "ptemod" };
	const enum op ours[] = { OP_syscall_sysret, OP_in,      OP_mov_cr8, OP_call_ret,
				 OP_pgfault,        OP_divzero, OP_ptemod };

	for (size_t i = 0; i < COUNT_OF(theirs); i++)
		assert_int_equal(op_named(theirs[i]), ours[i]);
	assert_int_equal(op_named("sysret"), OPS);
	assert_int_equal(RUN("list", "--json", "--ops", "cr8write"), PROGRAM_OK);
	ASSERT_SAYS(output, "\"mov_cr8/hvm/vmx/full/0/default\"");
	ASSERT_SAYS(output, "\"alias\": \"cr8write\"");
	assert_int_equal(RUN("list", "--ops", "mov_to_cr8"), PROGRAM_OK);
	ASSERT_SAYS(output, "mov_cr8 (cr8write, mov_to_cr8)\n");
	assert_int_equal(RUN("list", "--ops", "cr8writ"), PROGRAM_USAGE);
	assert_int_equal(RUN("completion"), PROGRAM_OK);
	ASSERT_SAYS(output, " call_ret call/ret ");
}

/* All that its vmexit has and a guest of ours does, too. */
TEST(the_names_of_kvm_unit_tests_find_an_operation)
{
	const char *const theirs[] = {
		"cpuid", "vmcall", "wbinvd", "invd", "mov_from_cr8", "mov_to_cr8",
		"inl_from_pmtimer", "inl_from_qemu",
		"inl_from_kernel", "outl_to_kernel", "mov_dr", "wr_kernel_gs_base", "wr_ibrs_msr",
		"wr_ibpb_msr", "wr_tsc_adjust_msr", "rd_tsc_adjust_msr", "toggle_cr0_wp",
		"toggle_cr4_pge", "mmio-no-eventfd:pci-mem", "mmio-wildcard-eventfd:pci-mem",
		"mmio-datamatch-eventfd:pci-mem", "portio-no-eventfd:pci-io",
		"portio-wildcard-eventfd:pci-io", "portio-datamatch-eventfd:pci-io",
		"tscdeadline_immed", "tscdeadline", "self_ipi_sti_nop", "self_ipi_sti_hlt",
		"self_ipi_tpr", "self_ipi_tpr_sti_nop", "self_ipi_tpr_sti_hlt",
		"x2apic_self_ipi_sti_nop", "x2apic_self_ipi_sti_hlt", "x2apic_self_ipi_tpr",
		"x2apic_self_ipi_tpr_sti_nop", "x2apic_self_ipi_tpr_sti_hlt", "ipi", "ipi_halt",
		"ple_round_robin",
	};

	for (size_t i = 0; i < COUNT_OF(theirs); i++) {
		struct cell cell = { op_named(theirs[i]), ENV_hvm, FORM_FULL, 0, KNOB_default, 0 };

		if (cell.op >= OPS || !cell_exists(&cell, BACKEND_KVM))
			fail_msg("%s", theirs[i]);
	}
}

/* On the last lines, where a terminal shows them. */
TEST(the_list_ends_with_the_names_to_choose_by)
{
	char *end;

	assert_int_equal(RUN("list"), PROGRAM_OK);
	end = strstr(output, "\nTo choose by\n");
	assert_non_null(end);
	end = strstr(end, "\n  --ops ");
	assert_non_null(end);
	for (size_t i = 0; i < OPS; i++)
		if (!strstr(end, words("%s%s", ops[i].name, i + 1 < OPS ? "," : "").text))
			fail_msg("%s", ops[i].name);
	assert_int_equal(RUN("list", "--ops", "cpuid", "--knobs", "default"), PROGRAM_OK);
	ASSERT_SAYS(output, "\n  --knobs    default\n  --backends vmx, kvm\n");
	ASSERT_SAYS(output, "\n  --ops      cpuid\nOf ");
}

/* The same number as a test holds and a page shows. */
TEST(reasons_without_a_cell_say_why_and_those_with_one_are_counted)
{
	char expected[64];
	size_t i, with = 0;
	json_t *list, *reason;

	snprintf(expected, sizeof(expected), "VM-exit reasons of VT-x: %u of 80 have a cell",
		 coverage_count(ENGINE_VMX));
	assert_int_equal(RUN("list"), PROGRAM_OK);
	ASSERT_SAYS(output, expected);
	ASSERT_SAYS(output, "firmware's dual-monitor treatment of SMM only");
	assert_int_equal(RUN("list", "--json"), PROGRAM_OK);
	list = json_loads(output, 0, NULL);
	json_array_foreach(json_object_get(list, "exit_reasons"), i, reason)
		with += !json_object_get(reason, "no_cell");
	assert_int_equal(with, coverage_count(ENGINE_VMX));
	json_decref(list);
}

TEST(exits_of_amd_v_are_listed_by_their_codes)
{
	char expected[64];
	size_t i, with = 0;
	json_t *list, *code;

	snprintf(expected, sizeof(expected), "VM-exit codes of AMD-V: %u of %u have a cell",
		 coverage_count(ENGINE_SVM), coverage_total(ENGINE_SVM));
	assert_int_equal(RUN("list"), PROGRAM_OK);
	ASSERT_SAYS(output, expected);
	ASSERT_SAYS(output, "  0x74       IRET");
	ASSERT_SAYS(output, "  0x03-0x18  CR_ACCESS");
	ASSERT_SAYS(output, "  0x400      EPT_VIOLATION       nested page fault");
	assert_int_equal(RUN("list", "--json"), PROGRAM_OK);
	list = json_loads(output, 0, NULL);
	json_array_foreach(json_object_get(list, "svm_exit_codes"), i, code)
		with += !json_object_get(code, "no_cell");
	assert_int_equal(with, coverage_count(ENGINE_SVM));
	assert_int_equal(i, coverage_total(ENGINE_SVM));
	json_decref(list);
}

TEST(an_alias_is_no_other_operations_name)
{
	for (enum op op = 0; op < OPS; op++) {
		assert_int_equal(op_named(ops[op].name), op);
		for (u32 n = 0; op_alias(op, n); n++)
			assert_int_equal(op_named(op_alias(op, n)), op);
	}
}

TEST(every_row_is_explained_in_words)
{
	assert_int_equal(RUN("list"), PROGRAM_OK);
	for (size_t i = 0; i < OPS; i++)
		ASSERT_SAYS(output, ops[i].name);
	for (size_t i = 0; i < ENVS; i++)
		ASSERT_SAYS(output, envs[i].name);
	for (size_t i = 0; i < KNOBS; i++)
		ASSERT_SAYS(output, knobs[i].name);
	ASSERT_SAYS(output, "this fake has no HLT");
}

static size_t count_of(const char *list)
{
	json_t *json = json_loads(output, 0, NULL);
	size_t count = json_array_size(json_object_get(json, list));

	json_decref(json);
	return count;
}

TEST(a_filter_chooses_rows_of_every_table)
{
	assert_int_equal(RUN("list", "--ops", "cpuid", "--envs", "hvm"), PROGRAM_OK);
	ASSERT_SAYS(output, "CPUID leaf 0");
	assert_null(strstr(output, "SGDT"));
	assert_null(strstr(output, "deprivileged"));
	ASSERT_SAYS(output, "  10  CPUID");
	assert_null(strstr(output, "  26  VMXOFF"));
	assert_int_equal(RUN("list", "--json", "--ops", "cpuid", "--envs", "hvm"), PROGRAM_OK);
	assert_int_equal(count_of("ops"), 1);
	assert_int_equal(count_of("envs"), 1);
	assert_int_equal(count_of("exit_reasons"), 1);
	assert_int_equal(RUN("list", "--json", "--backends", "vmx"), PROGRAM_OK);
	assert_int_equal(count_of("backends"), 1);
	assert_true(count_of("ops") > 10);
	assert_int_equal(RUN("list", "--json", "--rings", "3", "--ops", "lgdt"), PROGRAM_OK);
	ASSERT_SAYS(output, "lgdt/deprivileged/vmx/full/3/default");
	assert_null(strstr(output, "lgdt/deprivileged/vmx/full/1/default"));
	assert_int_equal(RUN("list", "--rings", "4"), PROGRAM_USAGE);
	assert_one_line();
}

TEST(a_preset_is_some_operations_and_may_stand_beside_others)
{
	assert_int_equal(RUN("list", "--json", "--preset", "classic"), PROGRAM_OK);
	assert_int_equal(count_of("ops"), 14);
	assert_int_equal(RUN("list", "--json", "--preset", "quick", "--ops", "sgdt"), PROGRAM_OK);
	assert_int_equal(count_of("ops"), 6);
	assert_int_equal(RUN("list", "--json", "--preset", "all"), PROGRAM_OK);
	assert_int_equal(count_of("ops"), OPS);
	assert_int_equal(RUN("list", "--json", "--preset", "literature"), PROGRAM_OK);
	ASSERT_SAYS(output, "\"vmcall/hvm/vmx/lean/0/secondary=off\"");
	ASSERT_SAYS(output, "\"cpuid/hvm/vmx/lean/0/loop=vmlatency\"");
	assert_null(strstr(output, "vmwrites=2"));
	assert_null(strstr(output, "lgdt"));
	assert_int_equal(RUN("list", "--preset", "most"), PROGRAM_USAGE);
	assert_one_line();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_row_is_listed),
		CASE(a_run_is_under_the_default_knobs_unless_it_names_others),
		CASE(the_seven_rows_of_adams_and_agesen_go_by_their_names),
		CASE(the_names_of_kvm_unit_tests_find_an_operation),
		CASE(the_list_ends_with_the_names_to_choose_by),
		CASE(reasons_without_a_cell_say_why_and_those_with_one_are_counted),
		CASE(exits_of_amd_v_are_listed_by_their_codes),
		CASE(an_alias_is_no_other_operations_name),
		CASE(every_row_is_explained_in_words),
		CASE(a_filter_chooses_rows_of_every_table),
		CASE(a_preset_is_some_operations_and_may_stand_beside_others),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
