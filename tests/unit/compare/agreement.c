// SPDX-License-Identifier: GPL-2.0-only
/* What both sides must share: machine, guest, table, clock; and the state that may differ. */
#include "compare/sides.h"

/* Each boot of an emulated machine has another random id, but the model counts the same. */
TEST(sessions_of_one_emulated_model_are_of_one_machine)
{
	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_other(0)->cells[0], 49);
	json_object_set_new(other[0].machine, "id", json_string("another"));
	for (int i = 0; i < 2; i++)
		json_object_set_new(i ? other[0].machine : base[0].machine, "clock",
				    json_pack("{s:s}", "unit", "instructions"));
	for (int i = 0; i < 2; i++)
		json_object_set_new(json_object_get(i ? other[0].machine : base[0].machine, "cpu"),
				    "model_name", json_string("A model"));
	assert_int_equal(gate(0), COMPARE_REGRESSION);
	comparison_free(&comparison);
	json_object_set_new(json_object_get(other[0].machine, "cpu"), "model", json_integer(43));
	assert_non_null(strstr(compare_all(), "different machines"));
}

TEST(across_machines_there_is_an_effect_and_no_test)
{
	add_base(1000);
	json_object_set_new(json_object_get(add_other(2000)->machine, "cpu"), "model",
			    json_integer(43));
	assert_int_equal(verdict(), VERDICT_EFFECT);
	assert_true(comparison.rows[0].ratio.value == 2 && isnan(comparison.rows[0].p));
	comparison_free(&comparison);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "different machines"));
}

TEST(across_machines_exact_counts_are_an_effect_too)
{
	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_other(0)->cells[0], 49);
	json_object_set_new(base[0].machine, "id", json_string("a"));
	json_object_set_new(other[0].machine, "id", json_string("b"));
	assert_int_equal(verdict(), VERDICT_EFFECT);
	assert_true(comparison.rows[0].is_exact && comparison.rows[0].ratio.value == 49.0 / 48);
}

TEST(machine_ids_decide_where_there_are_any)
{
	json_object_set_new(add_base(1000)->machine, "id", json_string("a"));
	json_object_set_new(add_other(1000)->machine, "id", json_string("b"));
	assert_int_equal(verdict(), VERDICT_EFFECT);
}

TEST(files_without_a_machine_id_are_not_taken_for_one_machine)
{
	struct result merged;

	add_base(1000), add_other(1000);
	json_object_del(other[0].machine, "id");
	assert_int_equal(verdict(), VERDICT_EFFECT);
	comparison_free(&comparison);
	options.is_gate = true, options.fail_percent = 5;
	assert_non_null(strstr(compare_all(), "--same-machine"));
	comparison_free(&comparison);
	json_object_del(add_base(1000)->machine, "id");
	assert_non_null(strstr(merge_files(&merged, base, 2, false), "--same-machine"));
	assert_null(merge_files(&merged, base, 2, true));
	result_free(&merged);
	options.is_same_machine = true;
	assert_null(compare_all());
	assert_int_not_equal(comparison.rows[0].verdict, VERDICT_EFFECT);
}

/* Older versions drew one for each user; root and others may have different sources. */
TEST(ids_by_different_sources_or_drawn_are_not_taken_for_two_machines)
{
	json_object_set_new(add_base(1000)->machine, "id", json_string("a"));
	json_object_set_new(add_other(1000)->machine, "id", json_string("b"));
	options.is_gate = true, options.fail_percent = 5;
	assert_non_null(strstr(compare_all(), "--same-machine"));
	comparison_free(&comparison);
	json_object_set_new(base[0].machine, "id_source", json_string("dmi"));
	json_object_set_new(other[0].machine, "id_source", json_string("machine-id"));
	assert_non_null(strstr(compare_all(), "--same-machine"));
	comparison_free(&comparison);
	options.is_same_machine = true;
	assert_null(compare_all());
	assert_int_equal(comparison.agreements.on[MATTER_MACHINE], AGREED);
}

TEST(the_user_cannot_make_two_machines_one)
{
	options.is_same_machine = true;
	json_object_del(add_base(1000)->machine, "id");
	json_object_set_new(add_other(1000)->machine, "id", json_string("a"));
	json_object_set_new(add_other(1000)->machine, "id", json_string("b"));
	json_object_set_new(other[0].machine, "id_source", json_string("dmi"));
	json_object_set_new(other[1].machine, "id_source", json_string("dmi"));
	assert_int_equal(verdict(), VERDICT_EFFECT);
	comparison_free(&comparison);
	json_object_del(other[1].machine, "id");
	json_object_set_new(json_object_get(other[1].machine, "cpu"), "stepping", json_integer(8));
	assert_int_equal(verdict(), VERDICT_EFFECT);
}

TEST(another_guest_is_reported_and_refused_by_a_gate)
{
	add_base(1000);
	add_other(1000)->guest_sha256[0] = 'f';
	assert_int_equal(verdict(), VERDICT_SAME);
	assert_int_equal(comparison.agreements.on[MATTER_GUEST], DISAGREED);
	comparison_free(&comparison);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "guest"));
}

static void forget_guest(struct result *result)
{
	free(result->guest_sha256);
	result->guest_sha256 = NULL;
}

TEST(a_guest_that_is_not_named_is_not_taken_for_the_same)
{
	struct result merged;
	char *table;

	forget_guest(add_base(1000)), forget_guest(add_other(1000));
	assert_null(compare_all());
	table = printed(compare_print_table);
	assert_non_null(strstr(table, "A file does not name the guest"));
	free(table);
	comparison_free(&comparison);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "does not name the guest"));
	forget_guest(add_base(1000));
	assert_non_null(strstr(merge_files(&merged, base, 2, false), "does not name the guest"));
}

TEST(another_table_or_none_is_reported_and_refused_by_a_gate_and_by_merge)
{
	struct result merged;

	add_base(1000), add_base(1000)->table_sha256[0] = 'f', add_other(1000);
	assert_null(compare_all());
	assert_int_equal(comparison.agreements.on[MATTER_TABLE], DISAGREED);
	assert_string_equal(json_string_value(
				    json_object_get(json_array_get(comparison.differences, 0),
						    "name")),
			    "table_sha256");
	comparison_free(&comparison);
	assert_non_null(strstr(merge_files(&merged, base, 2, false), "table"));
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "table"));
	comparison_free(&comparison);
	free(base[1].table_sha256);
	base[1].table_sha256 = NULL;
	assert_non_null(strstr(compare_all(), "table_sha256"));
}

static void set_rate(struct result *result, const char *unit, double hz)
{
	json_object_set_new(result->machine, "clock",
			    json_pack("{s:s, s:f}", "unit", unit, "hz", hz));
}

TEST(another_clock_rate_is_reported_and_refused_by_a_gate)
{
	set_rate(add_base(1000), "cycles", 2e9), set_rate(add_other(1000), "cycles", 2.02e9);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "rate"));
	comparison_free(&comparison);
	set_rate(&other[0], "cycles", 2.009e9);
	assert_null(compare_all());
	comparison_free(&comparison);
	set_rate(&other[0], "cycles", 1e-300);
	assert_non_null(strstr(compare_all(), "does not have its TSC's rate"));
	comparison_free(&comparison);
	json_object_del(other[0].machine, "clock");
	assert_non_null(strstr(compare_all(), "does not have its TSC's rate"));
	comparison_free(&comparison);
	set_rate(&base[0], "instructions", 2e9), set_rate(&other[0], "instructions", 3e9);
	assert_null(compare_all());
}

TEST(the_module_is_state_and_is_kept_by_merging)
{
	struct result merged;

	add_base(1000)->module = json_pack("{s:s}", "build_id", "01");
	add_base(1000)->module = json_pack("{s:s}", "build_id", "01");
	add_other(1000)->module = json_pack("{s:s}", "build_id", "02");
	assert_null(compare_all());
	assert_string_equal(json_string_value(
				    json_object_get(json_array_get(comparison.differences, 0),
						    "name")),
			    "module/build_id");
	assert_null(merge_files(&merged, base, 2, false));
	assert_true(json_equal(merged.module, base[0].module));
	assert_string_equal(merged.table_sha256, SESSION_HASH);
	result_free(&merged);
}

TEST(state_that_differs_is_listed_and_what_always_does_is_not)
{
	json_t *machine = add_base(1000)->machine;

	json_object_set_new(json_object_get(machine, "state"), "governor",
			    json_string("powersave"));
	json_object_set_new(json_object_get(machine, "state"), "load", json_string("9 9 9"));
	json_object_set_new(json_object_get(machine, "clock"), "hz", json_real(2.0001e9));
	add_other(1000);
	assert_null(compare_all());
	assert_int_equal(json_array_size(comparison.differences), 1);
	assert_string_equal(json_string_value(
				    json_object_get(json_array_get(comparison.differences, 0),
						    "name")),
			    "state/governor");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(sessions_of_one_emulated_model_are_of_one_machine),
		ROW(across_machines_there_is_an_effect_and_no_test),
		ROW(across_machines_exact_counts_are_an_effect_too),
		ROW(machine_ids_decide_where_there_are_any),
		ROW(files_without_a_machine_id_are_not_taken_for_one_machine),
		ROW(ids_by_different_sources_or_drawn_are_not_taken_for_two_machines),
		ROW(the_user_cannot_make_two_machines_one),
		ROW(another_guest_is_reported_and_refused_by_a_gate),
		ROW(a_guest_that_is_not_named_is_not_taken_for_the_same),
		ROW(another_table_or_none_is_reported_and_refused_by_a_gate_and_by_merge),
		ROW(another_clock_rate_is_reported_and_refused_by_a_gate),
		ROW(the_module_is_state_and_is_kept_by_merging),
		ROW(state_that_differs_is_listed_and_what_always_does_is_not),
	};

	return cmocka_run_group_tests_name("compare/agreement", tests, NULL, NULL);
}
