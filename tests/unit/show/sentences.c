// SPDX-License-Identifier: GPL-2.0-only
/* Each sentence on a result of which it is true, and on one like it of which it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "show/show.h"
#include "bench/coverage.h"
#include "split_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static struct result result;

#define MAKE(...) (result = MADE(__VA_ARGS__))

static void assert_says(const char *name, const char *words)
{
	struct words sentence = sentence_of(name, &result);

	if (*words ? !strstr(sentence.text, words) : *sentence.text)
		fail_msg("`%s' says \"%s\", not \"%s\"", name, sentence.text, words);
}

static void assert_silent(const char *name)
{
	assert_says(name, "");
}

static void count_all(void)
{
	for (size_t i = 0; i < result.cell_count; i++)
		session_count(&result.cells[i], result.cells[i].floor.value);
}

static int leave(void **state)
{
	(void)state;
	result_free(&result);
	return 0;
}

TEST(an_exit_costs_cycles_and_its_software_path_takes_instructions)
{
	MAKE({ "vmcall", "hvm", "vmx", "full", 900 }, { "vmcall", "hvm", "vmx", "lean", 800 });
	assert_says("exit", "One VM exit and entry (vmcall) costs 800 TSC cycles (400 ns) in the "
			    "leanest VMM, 900 TSC cycles (450 ns) with all registers switched.");
	count_all();
	assert_says("exit", "The software path of one VM exit and entry (vmcall) takes 800 "
			    "instructions in the leanest VMM, 900 instructions with all registers "
			    "switched; the transition itself executes none.");
}

TEST(without_the_driver_nothing_is_said_of_an_exit)
{
	MAKE({ "vmcall", "hvm", "kvm", "full", 900 });
	assert_silent("exit");
}

TEST(in_a_vm_the_exit_is_that_to_the_hypervisor_above)
{
	MAKE({ "cpuid", "native", "native", "full", 62000 });
	assert_silent("above");
	json_object_set_new(json_object_get(result.machine, "cpu"), "hypervisor",
			    json_string("KVMKVMKVM"));
	assert_says("above", "VM exit to KVM above and back (CPUID): 62000 TSC cycles");
}

TEST(the_exit_above_is_named_beside_that_of_the_driver_too)
{
	MAKE({ "vmcall", "hvm", "vmx", "full", 90000 },
	     { "cpuid", "native", "native", "full", 62000 });
	json_object_set_new(json_object_get(result.machine, "cpu"), "hypervisor",
			    json_string("KVMKVMKVM"));
	assert_says("exit", "(vmcall) costs 90000 TSC cycles");
	assert_says("above", "VM exit to KVM above and back (CPUID): 62000 TSC cycles");
}

static bool is_stamped(const struct cell_result *cell, const void *data)
{
	(void)data;
	return same_text(cell->form, "stamped");
}

TEST(a_file_of_stamped_cells_alone_has_a_sentence_with_their_legs)
{
	result = split_session();
	result_keep(&result, is_stamped, NULL);
	free(result.cells[0].backend);
	result.cells[0].backend = strdup("vmx");
	set_form(&result.cells[0], "stamped");
	assert_says("exit", "(cpuid) costs 825 TSC cycles");
	assert_says("exit", "switched and time stamps taken: exit 400, handler 90, entry 310.");
}

TEST(the_legs_are_those_of_the_round_trip)
{
	result = split_session();
	for (size_t i = 0; i < SPLIT_CELLS; i++) {
		free(result.cells[i].backend);
		result.cells[i].backend = strdup("vmx");
		set_form(&result.cells[i], i == SPLIT_FULL ? "full" : "stamped");
	}
	assert_says("exit", "switched: exit 400, handler 90, entry 310.");
}

TEST(kvm_is_a_multiple_of_the_driver_only_where_both_exit_and_count_alike)
{
	MAKE({ "vmcall", "hvm", "vmx", "full", 500 }, { "vmcall", "hvm", "kvm", "full", 1250 });
	assert_says("kvm", "Through KVM, the round trip of vmcall costs 1250 TSC cycles (625 ns): "
			   "2.50 times");
	session_count(&result.cells[0], 500);
	assert_says("kvm", "costs 1250 TSC cycles (625 ns).");
	json_object_set_new(result.machine, "kvm", json_pack("{s:{}}", "kvm"));
	assert_says("kvm", "In this software KVM, vmcall traps to the monitor and returns, without "
			   "a VM exit, in 1250 TSC cycles (625 ns).");
}

TEST(nothing_is_said_of_kvm_without_its_figure)
{
	MAKE({ "vmcall", "hvm", "vmx", "full", 500 });
	assert_silent("kvm");
}

TEST(vt_x_helped_where_a_trap_went_and_the_dear_figure_comes_first)
{
	MAKE({ "lgdt", "deprivileged", "vmx", "full", 389 }, { "lgdt", "hvm", "vmx", "full", 20 });
	assert_says("helped", "Under VT-x these operations cost less than in a ring-deprivileged "
			      "kernel: lgdt 389 \u2192 20 (19.4\u00d7)");
	assert_says("helped", "; in TSC cycles, by our driver.");
	assert_silent("forced");
	assert_silent("paravirtual");
	result.cells[0].floor = result.cells[1].floor;
	assert_silent("helped");
}

TEST(a_software_kvm_is_not_called_vt_x)
{
	MAKE({ "lgdt", "deprivileged", "kvm", "full", 389 }, { "lgdt", "hvm", "kvm", "full", 20 },
	     { "lgdt", "translated", "kvm", "full", 5 });
	json_object_set_new(result.machine, "kvm", json_pack("{s:{}}", "kvm"));
	assert_says("helped", "In this software KVM these operations cost less in a guest's kernel "
			      "than in one that the guest runs deprivileged: lgdt 389 \u2192 20");
	assert_says("translated", "Binary translation still costs less than a trap to this "
				  "software KVM for lgdt 20 \u2192 5");
}

TEST(what_gives_a_wrong_result_helped_no_one)
{
	MAKE({ "sgdt", "deprivileged", "vmx", "full", 389 }, { "sgdt", "hvm", "vmx", "full", 20 });
	result.cells[0].reason = strdup("hole: SGDT does not trap");
	assert_silent("helped");
	assert_says("holes", "gives the correct result: sgdt (deprivileged).");
	free(result.cells[0].reason);
	result.cells[0].reason = NULL;
	assert_silent("holes");
}

TEST(a_forced_exit_raises_the_cost_so_the_cheap_figure_comes_first)
{
	MAKE({ "lgdt", "hvm-trap", "vmx", "full", 389 }, { "lgdt", "hvm", "vmx", "full", 1 });
	count_all();
	assert_says("forced", "raises the cost most for lgdt 1 \u2192 389 (389\u00d7); in "
			      "instructions, by our driver.");
	assert_silent("helped");
	result.cells[0].floor.value = result.cells[0].floor.lo = result.cells[0].floor.hi = 1;
	assert_silent("forced");
}

/* 2708 is KVM's halt path: it is no figure of VT-x, which the driver has. */
TEST(kvms_figures_are_none_of_the_cpus_where_the_driver_measured)
{
	MAKE({ "hlt", "hvm", "kvm", "full", 2708 }, { "hlt", "translated", "kvm", "full", 16 },
	     { "hlt", "translated", "vmx", "full", 16 }, { "vmcall", "hvm", "vmx", "full", 44 });
	assert_silent("translated");
	result_free(&result);
	MAKE({ "hlt", "hvm", "kvm", "full", 2708 }, { "hlt", "translated", "kvm", "full", 16 });
	assert_says("translated", "hlt 2708 \u2192 16");
	assert_says("translated", ", through KVM.");
}

TEST(paravirtualization_and_translation_are_compared_with_vt_x)
{
	MAKE({ "cpuid", "hvm", "vmx", "full", 900 }, { "cpuid", "paravirtual", "vmx", "full", 90 },
	     { "cpuid", "translated", "vmx", "full", 30 });
	assert_says("paravirtual", "Paravirtualization still costs less than VT-x for cpuid 900 "
				   "\u2192 90");
	assert_says("translated", "Binary translation still costs less than VT-x for cpuid 900 "
				  "\u2192 30");
	free(result.cells[1].unit);
	result.cells[1].unit = strdup("instructions");
	assert_silent("paravirtual");
}

TEST(exit_reasons_are_counted_as_the_table_has_them)
{
	struct words expected;

	MAKE({ "cpuid", "hvm", "vmx", "full", 900 }, { "vmcall", "hvm", "vmx", "lean", 90 },
	     { "interrupt_window", "hvm-trap", "vmx", "full", 9 },
	     { "hlt", "hvm", "kvm", "full", 9 });
	expected = words("Of 80 VM-exit reasons the table of operations has %u, and this result "
			 "shows 3.",
			 coverage_count(ENGINE_VMX));
	assert_says("coverage", expected.text);
	result_free(&result);
	MAKE({ "task_switch", "hvm", "vmx", "full", 900 });
	assert_silent("coverage");
	free(result.cells[0].knobs);
	result.cells[0].knobs = strdup("bits=32");
	assert_says("coverage", "this result shows 1.");
	result_free(&result);
	MAKE({ "cli", "hvm", "vmx", "full", 900 }, { "hlt", "hvm", "kvm", "full", 9 });
	assert_silent("coverage");
}

TEST(cells_are_counted_by_what_became_of_them)
{
	MAKE({ "cpuid", "hvm", "vmx", "full", 900 }, { "out", "hvm", "vmx", "full", 90 },
	     { "in", "hvm", "vmx", "full", 30 });
	assert_says("counts", "Cells: 3 measured.");
	session_spoil(&result.cells[1], STATUS_SKIP, "x");
	session_spoil(&result.cells[2], STATUS_FAIL, "x");
	assert_says("counts", "1 measured, 1 skipped, 1 failed.");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, NULL, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_exit_costs_cycles_and_its_software_path_takes_instructions),
		CASE(without_the_driver_nothing_is_said_of_an_exit),
		CASE(in_a_vm_the_exit_is_that_to_the_hypervisor_above),
		CASE(the_exit_above_is_named_beside_that_of_the_driver_too),
		CASE(a_file_of_stamped_cells_alone_has_a_sentence_with_their_legs),
		CASE(the_legs_are_those_of_the_round_trip),
		CASE(kvm_is_a_multiple_of_the_driver_only_where_both_exit_and_count_alike),
		CASE(nothing_is_said_of_kvm_without_its_figure),
		CASE(vt_x_helped_where_a_trap_went_and_the_dear_figure_comes_first),
		CASE(a_software_kvm_is_not_called_vt_x),
		CASE(what_gives_a_wrong_result_helped_no_one),
		CASE(a_forced_exit_raises_the_cost_so_the_cheap_figure_comes_first),
		CASE(kvms_figures_are_none_of_the_cpus_where_the_driver_measured),
		CASE(paravirtualization_and_translation_are_compared_with_vt_x),
		CASE(exit_reasons_are_counted_as_the_table_has_them),
		CASE(cells_are_counted_by_what_became_of_them),
	};

	return cmocka_run_group_tests_name("show/sentences", tests, NULL, NULL);
}
