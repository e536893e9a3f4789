// SPDX-License-Identifier: GPL-2.0-only
/* Which differences are found between made-up sessions, and which are not. */
#include "compare/sides.h"

TEST(a_slower_session_is_slower_and_the_ratio_says_by_how_much)
{
	add_base(1000), add_other(1100);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_true(fabs(comparison.rows[0].ratio.value - 1.1) < 1e-9);
	assert_true(comparison.rows[0].ratio.lo > 1.099 && comparison.rows[0].ratio.hi < 1.101);
	assert_false(comparison.units_are_sessions);
}

TEST(a_faster_session_is_faster)
{
	add_base(1000), add_other(900);
	assert_int_equal(verdict(), VERDICT_FASTER);
}

TEST(a_session_does_not_differ_from_itself)
{
	add_base(1000), add_other(1000);
	assert_int_equal(verdict(), VERDICT_SAME);
	assert_true(comparison.rows[0].p > 0.5);
}

TEST(a_session_with_a_slower_clock_is_slower_but_not_in_core_cycles)
{
	set_clock(add_base(1000), 1.5), set_clock(add_other(1050), 1.5 / 1.05);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	comparison_free(&comparison);
	options.clock = COMPARE_CORE;
	assert_int_equal(verdict(), VERDICT_SAME);
	assert_true(fabs(comparison.rows[0].base - 1500) < 1 &&
		    fabs(comparison.rows[0].ratio.value - 1) < 1e-9);
}

/*
 * Half of the other session's trials met a clock a tenth slower, which its canary's floor, a low
 * quantile over trials, does not show.
 */
TEST(a_clock_that_changes_within_a_session_is_no_difference_in_core_cycles)
{
	struct cell_result *cell;

	set_clock(add_base(1000), 1.5), set_clock(add_other(1000), 1.5);
	cell = &other[0].cells[0];
	for (size_t i = 0; i < cell->trial_count; i++) {
		cell->trials[i].core_cycles = i % 2 ? 1.5 : 1.5 / 1.1;
		cell->trials[i].floor *= i % 2 ? 1 : 1.1;
		cell->trials[i].median *= i % 2 ? 1 : 1.1;
	}
	options.clock = COMPARE_CORE;
	options.figure = FIGURE_MEDIAN;
	assert_int_equal(verdict(), VERDICT_SAME);
	assert_true(fabs(comparison.rows[0].ratio.value - 1) < 1e-3);
}

TEST(a_comparison_in_core_cycles_is_refused_if_a_file_lacks_its_clock)
{
	options.clock = COMPARE_CORE;
	set_clock(add_base(1000), 1.5), add_other(1000);
	assert_non_null(strstr(compare_all(), "does not have its core's clock"));
	comparison_free(&comparison);
	set_clock(&other[0], 1e300);
	assert_non_null(strstr(compare_all(), "does not have its core's clock"));
}

TEST(too_few_trials_are_inconclusive_however_far_apart)
{
	add_base(1000)->cells[0].trial_count = 3;
	add_other(9000)->cells[0].trial_count = 3;
	assert_int_equal(verdict(), VERDICT_INCONCLUSIVE);
}

TEST(several_files_make_sessions_the_units)
{
	for (size_t i = 0; i < 2; i++)
		add_base(1000 + (double)i), add_other(1100 + (double)i);
	assert_int_equal(verdict(), VERDICT_INCONCLUSIVE);
	assert_true(comparison.units_are_sessions);
	assert_int_equal(comparison.rows[0].base_units, 2);
}

TEST(six_sessions_a_side_are_enough)
{
	for (size_t i = 0; i < 6; i++)
		add_base(1000 + (double)i), add_other(1100 + (double)i);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_true(comparison.rows[0].p <= 2.0 / 924 + 1e-12);
}

/*
 * Six sessions a side of forty cells, of which the first ones are half as slow again on the
 * other side.
 */
static void add_many_cells(size_t slower)
{
	const char *ops[40];
	double costs[2][40];
	char names[40][8];

	for (size_t i = 0; i < 40; i++) {
		snprintf(names[i], sizeof(names[i]), "op%zu", i);
		ops[i] = names[i];
	}
	for (size_t i = 0; i < 6; i++) {
		for (size_t j = 0; j < 40; j++) {
			costs[0][j] = 1000 + (double)(i * 3 % 7);
			costs[1][j] = (j < slower ? 1.5 : 1) * (1000 + (double)(i * 5 % 7));
		}
		base[base_count++] = session_of(40, ops, costs[0]);
		other[other_count++] = session_of(40, ops, costs[1]);
	}
}

/* 2 of 924 times 40 is 0.09. */
TEST(no_difference_is_not_said_where_a_lone_one_could_not_be_found)
{
	add_many_cells(1);
	assert_int_equal(verdict(), VERDICT_INCONCLUSIVE);
	assert_string_equal(comparison.rows[0].reason, "too few units for this many cells");
	assert_int_equal(comparison.verdicts[VERDICT_INCONCLUSIVE], 40);
}

TEST(no_difference_is_said_where_so_many_are_found_that_one_more_would_be)
{
	add_many_cells(30);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_int_equal(comparison.verdicts[VERDICT_SLOWER], 30);
	assert_int_equal(comparison.verdicts[VERDICT_SAME], 10);
}

TEST(a_difference_between_sessions_hides_one_between_sides)
{
	for (size_t i = 0; i < 6; i++)
		add_base(1000 + 100 * (double)(i % 3)), add_other(1010 + 100 * (double)(i % 3));
	assert_int_equal(verdict(), VERDICT_SAME);
}

/* Of 14 sessions and 3 there are 680 choices: 3 are not too few beside 14. */
TEST(sessions_that_are_many_on_one_side_may_be_few_on_the_other)
{
	for (size_t i = 0; i < 14; i++)
		add_base(1000 + (double)i);
	for (size_t i = 0; i < 3; i++)
		add_other(1100 + (double)i);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_int_equal(comparison_sessions_needed(&comparison), 0);
}

TEST(trials_are_not_compared_with_a_session_that_has_none)
{
	add_base(1000), drop_trials(&add_other(1500)->cells[0]);
	assert_int_equal(verdict(), VERDICT_INCONCLUSIVE);
	assert_string_equal(comparison.rows[0].reason, "no trials to compare");
}

TEST(counts_differ_by_a_single_instruction)
{
	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_other(0)->cells[0], 49);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_true(comparison.rows[0].is_exact && isnan(comparison.rows[0].p));
	comparison_free(&comparison);
	assert_int_equal(gate(0), COMPARE_REGRESSION);
	comparison_free(&comparison);
	assert_int_equal(gate(5), COMPARE_PASSES);
}

/*
 * Nine of ten trials agree, so that an interval may have no width: still estimates, and tested as
 * such.
 */
TEST(counts_by_another_method_than_exact_are_tested_like_cycles)
{
	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_other(0)->cells[0], 49);
	other[0].cells[0].floor.method = "5th percentile; 95 % percentile bootstrap";
	other[0].cells[0].trials[3].floor = 47;
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_false(comparison.rows[0].is_exact);
	assert_true(comparison.rows[0].p > 0);
}

TEST(other_units_and_clocks_are_not_compared)
{
	add_base(1000);
	session_count(&add_other(0)->cells[0], 1000);
	assert_int_equal(verdict(), VERDICT_UNLIKE);
	comparison_free(&comparison);
	assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
}

TEST(what_linux_answers_is_not_compared_with_what_the_cpu_answers)
{
	add_base(20)->cells[0].answered_by = ANSWERER_CPU;
	add_other(9000)->cells[0].answered_by = ANSWERER_LINUX;
	assert_int_equal(verdict(), VERDICT_UNLIKE);
	comparison_free(&comparison);
	assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
}

TEST(no_file_at_all_has_no_cells)
{
	base[base_count++] = session_of(0, NULL, NULL);
	other[other_count++] = session_of(0, NULL, NULL);
	assert_int_equal(gate(5), COMPARE_INCONCLUSIVE);
	assert_int_equal(comparison.count, 0);
}

TEST(a_session_is_not_compared_with_itself)
{
	set_session(add_base(1000), 1, "2026-01-31T10:00:00Z"),
		set_session(add_base(1001), 2, "2026-01-31T10:00:20Z");
	set_session(add_other(1002), 3, "2026-01-31T10:00:10Z"),
		set_session(add_other(1003), 4, "2026-01-31T10:00:30Z");
	assert_null(compare_all());
	comparison_free(&comparison);
	set_session(&other[1], 2, "2026-01-31T10:00:20Z");
	assert_non_null(strstr(compare_all(), "seed 2"));
	comparison_free(&comparison);
	/* begun in one second, but two */
	json_object_set_new(base[1].run, "seconds", json_real(0.25));
	json_object_set_new(other[1].run, "seconds", json_real(0.26));
	assert_null(compare_all());
	comparison_free(&comparison);
	json_object_set_new(other[1].run, "seconds", json_real(0.25));
	assert_non_null(strstr(compare_all(), "seed 2"));
	comparison_free(&comparison);
	json_object_set_new(other[1].machine, "id", json_string("another"));
	assert_null(compare_all());
}

TEST(a_published_session_is_known_by_how_long_it_took)
{
	set_session(add_base(1000), 1, "2026-01-31T10:00:00Z"),
		set_session(add_other(1001), 1, "2026-01-31T00:00:00Z");
	json_object_set_new(base[0].run, "seconds", json_real(6.863050679));
	json_object_set_new(other[0].run, "seconds", json_real(6.863050678));
	json_object_del(other[0].machine, "id");
	assert_null(compare_all());
	comparison_free(&comparison);
	json_object_set_new(other[0].run, "seconds", json_real(6.863050679));
	assert_non_null(strstr(compare_all(), "twice"));
	comparison_free(&comparison);
	set_start(&other[0], "2026-01-31T11:00:00Z");
	assert_null(compare_all());
}

TEST(the_sessions_of_a_merged_file_are_the_units)
{
	double p, value;

	for (int i = 0; i < 6; i++) {
		set_session(add_base(1000 + i), i, "2026-01-31T10:00:00Z");
		set_session(add_other(1100 + i), 6 + i, "2026-01-31T10:00:00Z");
	}
	assert_int_equal(verdict(), VERDICT_SLOWER);
	p = comparison.rows[0].p, value = comparison.rows[0].ratio.value;
	leave(NULL);
	enter(NULL);
	base[base_count++] = merged_of(1000, 0), other[other_count++] = merged_of(1100, 6);
	options.clock = COMPARE_CORE;
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_true(comparison.units_are_sessions);
	assert_int_equal(comparison.rows[0].base_units, 6);
	assert_true(comparison.rows[0].p == p &&
		    fabs(comparison.rows[0].ratio.value - value) < 1e-12);
	assert_true(fabs(json_number_value(json_object_get(
				 json_object_get(json_object_get(base[0].run, "during"), "canary"),
				 "cycles_per_tsc_cycle")) -
			 1.5) < 1e-9);
}

/*
 * The first other session was refused: of a merged file, too, the other seven speak for the cell.
 */
TEST(a_cell_refused_in_one_merged_session_is_compared_as_in_files)
{
	struct result merged[2];
	double ratio;

	add_sides(1000, 0, 1100, 1);
	for (int i = 0; i < 8; i++) {
		set_session(&base[i], i, "2026-01-31T10:00:00Z");
		set_session(&other[i], 8 + i, "2026-01-31T10:00:00Z");
	}
	assert_int_equal(gate(5), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_SLOWER);
	ratio = comparison.rows[0].ratio.value;
	assert_null(merge_files(&merged[0], base, 8, false));
	assert_null(merge_files(&merged[1], other, 8, false));
	assert_int_equal(merged[1].cells[0].status, STATUS_FAIL);
	leave(NULL);
	enter(NULL);
	base[base_count++] = merged[0], other[other_count++] = merged[1];
	assert_int_equal(gate(5), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_SLOWER);
	assert_int_equal(comparison.rows[0].other_without, 1);
	assert_float_equal(comparison.rows[0].ratio.value, ratio, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_slower_session_is_slower_and_the_ratio_says_by_how_much),
		ROW(a_faster_session_is_faster),
		ROW(a_session_does_not_differ_from_itself),
		ROW(a_session_with_a_slower_clock_is_slower_but_not_in_core_cycles),
		ROW(a_clock_that_changes_within_a_session_is_no_difference_in_core_cycles),
		ROW(a_comparison_in_core_cycles_is_refused_if_a_file_lacks_its_clock),
		ROW(too_few_trials_are_inconclusive_however_far_apart),
		ROW(several_files_make_sessions_the_units),
		ROW(six_sessions_a_side_are_enough),
		ROW(no_difference_is_not_said_where_a_lone_one_could_not_be_found),
		ROW(no_difference_is_said_where_so_many_are_found_that_one_more_would_be),
		ROW(a_difference_between_sessions_hides_one_between_sides),
		ROW(sessions_that_are_many_on_one_side_may_be_few_on_the_other),
		ROW(trials_are_not_compared_with_a_session_that_has_none),
		ROW(counts_differ_by_a_single_instruction),
		ROW(counts_by_another_method_than_exact_are_tested_like_cycles),
		ROW(other_units_and_clocks_are_not_compared),
		ROW(what_linux_answers_is_not_compared_with_what_the_cpu_answers),
		ROW(no_file_at_all_has_no_cells),
		ROW(a_session_is_not_compared_with_itself),
		ROW(a_published_session_is_known_by_how_long_it_took),
		ROW(the_sessions_of_a_merged_file_are_the_units),
		ROW(a_cell_refused_in_one_merged_session_is_compared_as_in_files),
	};

	return cmocka_run_group_tests_name("compare/differences", tests, NULL, NULL);
}
