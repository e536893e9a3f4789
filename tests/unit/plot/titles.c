// SPDX-License-Identifier: GPL-2.0-only
/* The first picture of a page: its title says what an exit costs by the figures that there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "plot/chart.h"
#include "split_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

/* Frees the result. */
static void assert_titled(struct result result, const char *title)
{
	struct matrix matrix;
	struct chart *chart;

	assert_true(matrix_make(&matrix, &result, result.cells[0].unit, ROWS_BY_OPERATION));
	chart = chart_path(&(struct chart_source){ &result, &matrix });
	assert_non_null(chart);
	assert_string_equal(chart->title, title);
	chart_free(chart);
	matrix_free(&matrix);
	result_free(&result);
}

TEST(kvm_stands_beside_the_driver_with_its_multiple)
{
	struct result result = MADE({ "cpuid", "hvm", "vmx", "full", 500 },
				    { "cpuid", "hvm", "kvm", "full", 1250 });

	assert_titled(result, "A VM exit for cpuid: 1250 through KVM, 500 through a VMM that does "
			      "nothing else (2.50\u00d7)");
}

TEST(what_is_counted_is_the_software_path_alone)
{
	struct result result = MADE({ "cpuid", "hvm", "vmx", "full", 57 },
				    { "cpuid", "hvm", "kvm", "full", 957 });

	session_count(&result.cells[0], 57);
	session_count(&result.cells[1], 957);
	assert_titled(result, "Software path of a VM exit for cpuid: 957 through KVM, 57 through a "
			      "VMM that does nothing else (16.8\u00d7)");
}

TEST(the_driver_alone_has_both_its_forms_in_the_title)
{
	assert_titled(MADE({ "vmcall", "hvm", "vmx", "full", 500 },
			   { "vmcall", "hvm", "vmx", "lean", 400 }),
		      "A VM exit for vmcall: 500 TSC cycles with all registers switched, 400 in a "
		      "lean VMM");
	assert_titled(MADE({ "vmcall", "hvm", "vmx", "full", 500 }),
		      "A VM exit for vmcall: 500 TSC cycles with all registers switched");
}

TEST(cycles_are_never_a_multiple_of_counts)
{
	struct result result = MADE({ "cpuid", "hvm", "kvm", "full", 1250 },
				    { "cpuid", "hvm", "vmx", "full", 57 });

	session_count(&result.cells[1], 57);
	assert_titled(result, "Through KVM, cpuid exits and returns in 1250 TSC cycles");
}

TEST(a_software_kvm_traps_and_does_not_exit)
{
	struct result result = MADE({ "cpuid", "hvm", "kvm", "full", 1250 });

	json_object_set_new(result.machine, "kvm", json_pack("{s:{}}", "kvm"));
	assert_titled(result, "In this software KVM, cpuid traps and returns in 1250 TSC cycles");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kvm_stands_beside_the_driver_with_its_multiple),
		cmocka_unit_test(what_is_counted_is_the_software_path_alone),
		cmocka_unit_test(the_driver_alone_has_both_its_forms_in_the_title),
		cmocka_unit_test(cycles_are_never_a_multiple_of_counts),
		cmocka_unit_test(a_software_kvm_traps_and_does_not_exit),
	};

	return cmocka_run_group_tests_name("plot/titles", tests, NULL, NULL);
}
