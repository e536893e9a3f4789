// SPDX-License-Identifier: GPL-2.0-only
/* Who answers a native cell, what has a ratio, and which round trips are of a generation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compare/compare.h"
#include "show/answers.h"
#include "show/generations.h"
#include "show/matrix.h"
#include "show/words.h"
#include "sessions.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static void put_at(struct cell_result *cell, const char *env, const char *backend, int ring)
{
	free(cell->env);
	free(cell->backend);
	free(cell->id);
	cell->env = strdup(env);
	cell->backend = strdup(backend);
	cell->ring = ring;
	cell->id = result_cell_id(cell);
}

static struct result native(const char *op)
{
	struct result result = session_of(2, (const char *const[]){ op, op },
					  (const double[]){ 2000, 500 });

	put_at(&result.cells[0], "native", "native", 3);
	return result;
}

static void be_under(struct result *result, const char *vendor)
{
	json_object_set_new(json_object_get(result->machine, "cpu"), "hypervisor",
			    json_string(vendor));
}

static bool has_baseline(const struct result *result)
{
	struct matrix matrix;
	bool has;

	assert_true(matrix_make(&matrix, result, "cycles", ROWS_BY_OPERATION));
	has = matrix_native(&matrix, 0, FIGURE_FLOOR);
	matrix_free(&matrix);
	return has;
}

TEST(an_older_file_from_a_vm_has_no_baseline_for_cpuid)
{
	struct result result = native("cpuid");

	assert_true(has_baseline(&result));
	be_under(&result, "KVMKVMKVM");
	assert_false(has_baseline(&result));
	assert_ptr_equal(round_trip_above(&result), &result.cells[0]);
	assert_non_null(strstr(above_words(&result).text, "VM exit to KVM above and back"));
	be_under(&result, "TCGTCGTCGTCG");
	assert_null(round_trip_above(&result));
	result_free(&result);
}

TEST(an_older_file_does_not_say_whether_umip_took_sgdt)
{
	struct result result = native("sgdt");

	assert_int_equal(answerer_of(&result.cells[0], result.machine), ANSWERER_UNKNOWN);
	assert_false(has_baseline(&result));
	result.cells[0].answered_by = ANSWERER_CPU;
	assert_true(has_baseline(&result));
	result.cells[0].answered_by = ANSWERER_LINUX;
	assert_false(has_baseline(&result));
	result_free(&result);
}

TEST(a_signal_handler_is_no_baseline)
{
	struct result result = native("pgfault");

	assert_int_equal(answerer_of(&result.cells[0], result.machine), ANSWERER_LINUX);
	assert_false(has_baseline(&result));
	result_free(&result);
}

TEST(a_bound_is_no_baseline_and_no_cost)
{
	struct result result = native("call_ret");

	assert_true(has_baseline(&result) && has_cost(&result.cells[0]));
	result.cells[0].floor.below = 0.05;
	assert_false(has_baseline(&result) || has_cost(&result.cells[0]));
	assert_string_equal(figure_text(&result.cells[0].floor).text, "<0.050");
	result_free(&result);
}

TEST(each_who_answers_has_a_column_named_after_it)
{
	struct result result = native("cpuid");
	struct matrix_column column = { "native", "native", "full", NULL, ANSWERER_HYPERVISOR,
					NULL };

	be_under(&result, "Microsoft Hv");
	assert_string_equal(place_words(&column, result.machine).text, "above: Hyper-V");
	column.answered_by = ANSWERER_LINUX;
	assert_string_equal(place_words(&column, result.machine).text, "native, Linux");
	column.answered_by = ANSWERER_CPU;
	assert_string_equal(place_words(&column, result.machine).text, "native");
	result_free(&result);
}

static size_t count_generations(struct run_file *files, size_t count, double *trend)
{
	struct run_files set = { .list = files, .count = count };
	struct library none = { 0 };
	struct generations generations = generations_find(&set, &none);
	size_t found = generations.count;

	*trend = found ? generations.list[found - 1].trend : 0;
	generations_free(&generations);
	return found;
}

TEST(a_trap_of_a_software_kvm_is_among_no_generation)
{
	struct run_file file = { .name = (char *)"one", .result = session(2000) };
	double trend;

	assert_int_equal(count_generations(&file, 1, &trend), 1);
	json_object_set_new(file.result.machine, "kvm",
			    json_pack("{s:{}, s:{}}", "kvm", "kvm_pvm"));
	assert_int_equal(count_generations(&file, 1, &trend), 0);
	result_free(&file.result);
}

TEST(two_sessions_of_one_generation_are_no_trend)
{
	struct run_file files[2] = { { .name = (char *)"one", .result = session(2000) },
				     { .name = (char *)"two", .result = session(1000) } };
	json_t *cpu = json_object_get(files[1].result.machine, "cpu");
	double trend;

	for (size_t i = 0; i < 2; i++)
		json_object_set_new(json_object_get(files[i].result.machine, "cpu"), "vendor",
				    json_string("GenuineIntel"));
	assert_int_equal(count_generations(files, 2, &trend), 2);
	assert_true(trend == 0);
	json_object_set_new(cpu, "model", json_integer(60));
	assert_int_equal(count_generations(files, 2, &trend), 2);
	assert_true(trend == 0.5);
	for (size_t i = 0; i < 2; i++)
		result_free(&files[i].result);
}

#define CASE(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_older_file_from_a_vm_has_no_baseline_for_cpuid),
		CASE(an_older_file_does_not_say_whether_umip_took_sgdt),
		CASE(a_signal_handler_is_no_baseline),
		CASE(a_bound_is_no_baseline_and_no_cost),
		CASE(each_who_answers_has_a_column_named_after_it),
		CASE(a_trap_of_a_software_kvm_is_among_no_generation),
		CASE(two_sessions_of_one_generation_are_no_trend),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
