// SPDX-License-Identifier: GPL-2.0-only
/* What passes a gate, what fails it, and what is inconclusive. */
#include "compare/sides.h"

TEST(a_gate_passes_only_under_its_threshold)
{
	add_sides(1000, 0, 1010, 0);
	assert_int_equal(gate(5), COMPARE_PASSES);
	comparison_free(&comparison);
	assert_int_equal(gate(0.5), COMPARE_REGRESSION);
	comparison_free(&comparison);
	assert_int_equal(gate(1), COMPARE_INCONCLUSIVE);
}

/*
 * Three sessions are resampled within 2 %, but their interval is that of Student's t with two
 * degrees of freedom.
 */
TEST(a_gate_with_few_sessions_needs_a_wider_margin)
{
	for (size_t i = 0; i < 3; i++)
		add_base(990 + 10 * (double)i), add_other(990 + 10 * (double)i);
	assert_int_equal(gate(2.5), COMPARE_INCONCLUSIVE);
	comparison_free(&comparison);
	assert_int_equal(gate(10), COMPARE_PASSES);
}

/* A cost of the first `count` sessions is not visible, and below this. */
static void hide(struct result *sessions, size_t count, double below)
{
	for (size_t i = 0; i < count; i++)
		sessions[i].cells[0].floor.below = below;
}

TEST(what_is_visible_on_neither_side_passes_a_gate)
{
	add_sides(0.02, 0, 0.04, 0);
	hide(base, 8, 0.05), hide(other, 8, 0.05);
	assert_int_equal(gate(1), COMPARE_PASSES);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_SAME);
	assert_string_equal(comparison.rows[0].reason, "below what can be resolved on both sides");
}

TEST(what_becomes_visible_fails_a_gate)
{
	add_sides(0.02, 0, 40, 0);
	hide(base, 8, 0.05);
	assert_int_equal(gate(1), COMPARE_REGRESSION);
}

TEST(a_bound_of_a_few_sessions_is_none_of_a_side)
{
	add_sides(0.02, 0, 40, 0);
	hide(base, 8, 0.05), hide(other, 4, 0.05);
	assert_int_equal(gate(1), COMPARE_REGRESSION);
	comparison_free(&comparison);
	hide(other, 5, 0.05);
	assert_int_equal(gate(1), COMPARE_PASSES);
}

TEST(a_base_around_nothing_has_no_ratio)
{
	add_sides(-0.02, 0, 40, 0);
	hide(base, 8, 0.05);
	assert_int_not_equal(gate(1), COMPARE_PASSES);
	assert_true(isnan(comparison.rows[0].ratio.value));
}

TEST(a_gate_at_zero_never_passes_what_is_merely_equal)
{
	add_sides(1000, 0, 1000, 0);
	assert_int_equal(gate(0), COMPARE_INCONCLUSIVE);
}

TEST(a_gate_with_too_few_units_is_inconclusive)
{
	for (size_t i = 0; i < 2; i++)
		add_base(1000), add_other(500);
	assert_int_equal(gate(10), COMPARE_INCONCLUSIVE);
	assert_string_equal(comparison.rows[0].reason, "too few units");
}

TEST(a_cell_that_is_skipped_now_fails_the_gate)
{
	add_base(1000);
	session_spoil(&add_other(1000)->cells[0], STATUS_SKIP, "no such control");
	assert_int_equal(gate(50), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_LOST);
	assert_string_equal(comparison.rows[0].reason, "no such control");
}

TEST(a_cell_refused_in_one_session_of_many_is_not_lost)
{
	add_sides(1000, 0, 900, 1);
	assert_int_equal(gate(50), COMPARE_PASSES);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_SAME);
	assert_int_equal(comparison.rows[0].other_units, 7);
	assert_int_equal(comparison.rows[0].other_without, 1);
	assert_string_equal(comparison.rows[0].why_without, "its nop twin is unsteady");
}

TEST(a_cell_refused_in_one_session_of_many_may_be_slower_all_the_same)
{
	add_sides(1000, 1, 1100, 1);
	assert_int_equal(gate(5), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_SLOWER);
}

TEST(a_cell_refused_in_half_of_the_sessions_is_inconclusive)
{
	add_sides(1000, 0, 900, 4);
	assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_INCONCLUSIVE);
}

TEST(a_cell_in_some_sessions_of_the_base_and_none_of_the_other_is_inconclusive)
{
	add_sides(1000, 1, 900, 8);
	assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_INCONCLUSIVE);
}

TEST(a_cell_that_every_session_of_the_base_has_and_none_of_the_other_is_lost)
{
	add_sides(1000, 0, 900, 0);
	for (size_t i = 0; i < 8; i++)
		session_spoil(&other[i].cells[0], STATUS_FAIL, "the guest shut down");
	assert_int_equal(gate(50), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_LOST);
}

TEST(a_cell_without_a_figure_for_noise_is_inconclusive_in_one_session_or_in_all)
{
	static const char *const reasons[] = {
		"its nop twin is unsteady: 60 +- 20, against a net cost of 90",
		"its twin nop/hvm does not run: every batch was disturbed",
		"no cost is visible beside the loop's own: 10 measured",
		"the net cost is negative: 10 measured",
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		leave(NULL), enter(NULL);
		add_base(1000);
		session_spoil(&add_other(1000)->cells[0], STATUS_FAIL, reasons[i]);
		assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
		assert_int_equal(comparison.rows[0].verdict, VERDICT_INCONCLUSIVE);
		assert_string_equal(comparison.rows[0].reason, reasons[i]);
	}
	leave(NULL), enter(NULL);
	add_sides(1000, 0, 900, 8);
	assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
}

TEST(a_cell_that_is_missing_in_one_of_the_files_is_reported)
{
	char *table;

	add_sides(1000, 0, 900, 0);
	other[3].cell_count = 0;
	assert_int_equal(gate(50), COMPARE_PASSES);
	table = printed(compare_print_table);
	assert_non_null(strstr(table, "which do not count: not in the file"));
	assert_non_null(strstr(table, "other 1 of 8"));
	other[3].cell_count = 1;
	free(table);
}

TEST(a_session_without_trials_counts_by_its_figure)
{
	add_sides(1000, 0, 1000, 0);
	for (size_t i = 1; i < 8; i++) {
		drop_trials(&other[i].cells[0]);
		other[i].cells[0].floor.value = 1500;
	}
	assert_int_equal(gate(5), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].other_units, 8);
	assert_true(comparison.rows[0].other == 1500);
}

TEST(a_cell_that_failed_before_is_no_regression)
{
	session_spoil(&add_base(1000)->cells[0], STATUS_FAIL, "wrong exits");
	session_spoil(&add_other(1000)->cells[0], STATUS_FAIL, "wrong exits");
	assert_int_equal(gate(5), COMPARE_INCONCLUSIVE); /* nothing was compared */
	assert_int_equal(comparison.rows[0].verdict, VERDICT_NEITHER);
}

/*
 * Of four cells one passes, one fails and one is skipped on both sides, one is new: a gate passes,
 * and says so of what.
 */
TEST(a_gate_that_passes_says_what_it_does_not_speak_of)
{
	const char *const ops[] = { "cpuid", "vmcall", "hlt", "sgdt" };
	const double costs[] = { 1000, 1000, 1000, 1000 };
	char *table, *text;
	json_t *json;

	for (size_t i = 0; i < 8; i++) {
		base[base_count++] = session_of(4, ops, costs),
		other[other_count++] = session_of(4, ops, costs);
		session_spoil(&base[i].cells[1], STATUS_FAIL, "wrong exits"),
			session_spoil(&other[i].cells[1], STATUS_FAIL, "wrong exits");
		session_spoil(&base[i].cells[2], STATUS_SKIP, "no HLT"),
			session_spoil(&other[i].cells[2], STATUS_SKIP, "no HLT");
		session_spoil(&base[i].cells[3], STATUS_FAIL, "not yet");
	}
	assert_int_equal(gate(5), COMPARE_PASSES);
	table = printed(compare_print_table);
	assert_string_equal(strstr(table, "Gate, "),
			    "Gate, at most 5 % slower: passes for 1 of 4 cells; 2 without a figure "
			    "on either side, 1 of which fail; 1 without one in the base.\n");
	text = printed(compare_print_json);
	json = json_loads(text, 0, NULL);
	assert_int_equal(json_integer_value(
				 json_object_get(json_object_get(json, "verdicts"), "pass")),
			 1);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(json, "verdicts"),
							    "no figure, and fails")),
			 1);
	json_decref(json);
	free(table);
	free(text);
}

TEST(a_new_cell_is_gained_and_no_matter_of_the_gate)
{
	add_sides(1000, 0, 1000, 0);
	result_free(&other[7]);
	other[7] =
		session_of(2, (const char *const[]){ "cpuid", "vmcall" }, (double[]){ 1000, 500 });
	assert_int_equal(gate(5), COMPARE_PASSES);
	assert_int_equal(comparison.count, 2);
	assert_int_equal(comparison.rows[1].verdict, VERDICT_GAINED);
}

TEST(equal_counts_pass_a_gate_at_zero)
{
	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_other(0)->cells[0], 48);
	assert_int_equal(gate(0), COMPARE_PASSES);
}

TEST(trials_of_one_file_a_side_neither_fail_a_gate_nor_pass_it)
{
	add_base(1000), add_other(1100);
	assert_int_equal(gate(5), COMPARE_INCONCLUSIVE);
	assert_non_null(strstr(comparison.rows[0].reason, "one file a side"));
	comparison_free(&comparison);
	assert_int_equal(gate(20), COMPARE_INCONCLUSIVE);
}

TEST(a_merged_file_whose_trials_name_no_session_passes_no_gate)
{
	char *text;

	base[base_count++] = merged_of(1000, 0), other[other_count++] = merged_of(1000, 6);
	base[0].cells[0].trials[7].session = 0;
	assert_null(compare_all());
	text = notes();
	assert_non_null(strstr(text, "A merged file does not record"));
	free(text);
	comparison_free(&comparison);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "the session of each trial"));
	comparison_free(&comparison);
	base[0].cells[0].trials[7].session = 7;
	assert_non_null(strstr(compare_all(), "the session of each trial"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_gate_passes_only_under_its_threshold),
		ROW(a_gate_with_few_sessions_needs_a_wider_margin),
		ROW(what_is_visible_on_neither_side_passes_a_gate),
		ROW(what_becomes_visible_fails_a_gate),
		ROW(a_bound_of_a_few_sessions_is_none_of_a_side),
		ROW(a_base_around_nothing_has_no_ratio),
		ROW(a_gate_at_zero_never_passes_what_is_merely_equal),
		ROW(a_gate_with_too_few_units_is_inconclusive),
		ROW(a_cell_that_is_skipped_now_fails_the_gate),
		ROW(a_cell_refused_in_one_session_of_many_is_not_lost),
		ROW(a_cell_refused_in_one_session_of_many_may_be_slower_all_the_same),
		ROW(a_cell_refused_in_half_of_the_sessions_is_inconclusive),
		ROW(a_cell_in_some_sessions_of_the_base_and_none_of_the_other_is_inconclusive),
		ROW(a_cell_that_every_session_of_the_base_has_and_none_of_the_other_is_lost),
		ROW(a_cell_without_a_figure_for_noise_is_inconclusive_in_one_session_or_in_all),
		ROW(a_cell_that_is_missing_in_one_of_the_files_is_reported),
		ROW(a_session_without_trials_counts_by_its_figure),
		ROW(a_cell_that_failed_before_is_no_regression),
		ROW(a_gate_that_passes_says_what_it_does_not_speak_of),
		ROW(a_new_cell_is_gained_and_no_matter_of_the_gate),
		ROW(equal_counts_pass_a_gate_at_zero),
		ROW(trials_of_one_file_a_side_neither_fail_a_gate_nor_pass_it),
		ROW(a_merged_file_whose_trials_name_no_session_passes_no_gate),
	};

	return cmocka_run_group_tests_name("compare/gate", tests, NULL, NULL);
}
