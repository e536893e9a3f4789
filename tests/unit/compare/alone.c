// SPDX-License-Identifier: GPL-2.0-only
/* Sides compared by their batches alone on the core. */
#include "compare/sides.h"
#include "statistics/rules.h"

/* The session's cell had batches alone on the core at this cost, in some of its trials. */
static void set_alone(struct result *result, double cost, size_t trials)
{
	struct cell_result *cell = &result->cells[0];

	cell->alone = (struct alone_result){ .is_known = true, .batches = 9 * trials };
	for (size_t i = 0; i < trials; i++) {
		cell->trials[i].alone_floor = cost * (1 + 1e-5 * (double)(i * 7 % 10));
		cell->trials[i].alone_median = 1.01 * cell->trials[i].alone_floor;
		cell->trials[i].alone_batches = 9;
	}
}

/* Eight sessions a side, slow throughout at random, but alone at these costs. */
static void add_alone_sides(double base_cost, double other_cost)
{
	for (size_t i = 0; i < 8; i++) {
		set_alone(add_base(1000 + 200 * (double)(i * 5 % 8)),
			  base_cost * (1 + 1e-5 * (double)i), SESSION_TRIALS);
		set_alone(add_other(1000 + 200 * (double)(i * 3 % 8)),
			  other_cost * (1 + 1e-5 * (double)i), SESSION_TRIALS);
	}
}

TEST(a_difference_of_one_per_cent_is_seen_in_the_batches_alone)
{
	add_alone_sides(1000, 1010);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_int_equal(comparison.options.clock, COMPARE_ALONE);
	assert_true(fabs(comparison.rows[0].ratio.value - 1.01) < 1e-4);
	assert_true(comparison.rows[0].ratio.hi - comparison.rows[0].ratio.lo < 1e-3);
}

/* Trials may have few batches alone on the core, all of them together more. */
TEST(a_sessions_figure_alone_is_that_of_all_its_trials_together)
{
	add_alone_sides(1000, 1000);
	for (size_t i = 0; i < 8; i++) {
		base[i].cells[0].alone.floor = (struct statistic){ 700, 699, 701, "a rule", 0 };
		other[i].cells[0].alone.floor = (struct statistic){ 707, 706, 708, "a rule", 0 };
	}
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_true(comparison.rows[0].base == 700 && comparison.rows[0].other == 707);
}

TEST(the_median_can_be_compared_alone_too)
{
	options.figure = FIGURE_MEDIAN;
	add_alone_sides(1000, 1010);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_true(fabs(comparison.rows[0].base / 1010 - 1) < 1e-3);
}

TEST(tsc_cycles_can_be_asked_for_still)
{
	options.clock = COMPARE_TSC;
	add_alone_sides(1000, 1010);
	assert_int_not_equal(verdict(), VERDICT_SLOWER);
	assert_true(comparison.rows[0].base > 1100);
}

TEST(a_gate_passes_what_is_the_same_alone)
{
	add_alone_sides(1000, 1000);
	assert_int_equal(gate(1), COMPARE_PASSES);
}

TEST(a_cell_that_never_was_alone_decides_no_gate)
{
	add_alone_sides(1000, 1500);
	for (size_t i = 0; i < 4; i++)
		set_alone(&base[i], 0, SESSION_TRIALS);
	assert_int_equal(gate(1), COMPARE_INCONCLUSIVE);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_non_null(strstr(comparison.rows[0].reason, "never alone"));
}

TEST(a_session_with_a_few_trials_alone_does_not_count)
{
	add_alone_sides(1000, 1000);
	for (size_t i = 0; i < 3; i++) {
		set_alone(&other[i], 0, SESSION_TRIALS);
		set_alone(&other[i], 3000, TRIALS_FEW - 1);
	}
	assert_int_equal(gate(1), COMPARE_PASSES);
	assert_true(comparison.rows[0].ratio.value < 1.001);
	assert_int_equal(comparison.rows[0].other_units, 5);
}

TEST(without_neighbours_looked_for_in_every_file_tsc_cycles_are_compared)
{
	add_alone_sides(1000, 1000);
	base[3].cells[0].alone.is_known = false;
	assert_null(compare_all());
	assert_int_equal(comparison.options.clock, COMPARE_TSC);
	comparison_free(&comparison);
	options.clock = COMPARE_ALONE;
	assert_non_null(strstr(compare_all(), "--clock alone"));
}

TEST(the_clock_is_in_what_is_printed)
{
	char *text;

	add_alone_sides(1000, 1010);
	assert_null(compare_all());
	text = printed(compare_print_table);
	assert_non_null(strstr(text, "alone on the core"));
	free(text);
	text = printed(compare_print_json);
	assert_non_null(strstr(text, "\"clock\": \"alone\""));
	free(text);
}

TEST(merging_pools_what_was_alone)
{
	struct result merged;

	set_alone(add_base(1000), 500, SESSION_TRIALS);
	set_alone(add_base(1500), 502, 2);
	assert_null(merge_files(&merged, base, 2, false));
	assert_true(merged.cells[0].alone.is_known && !merged.cells[0].alone.never);
	assert_true(merged.cells[0].alone.floor.value >= 500 &&
		    merged.cells[0].alone.floor.value <= 502);
	assert_int_equal(merged.cells[0].alone.batches, 9 * (SESSION_TRIALS + 2));
	assert_non_null(strstr(merged.cells[0].alone.median.method, "alone on the core"));
	result_free(&merged);
}

TEST(merged_with_a_file_that_did_not_look_nothing_is_known)
{
	struct result merged;

	set_alone(add_base(1000), 500, SESSION_TRIALS);
	add_base(1000);
	assert_null(merge_files(&merged, base, 2, false));
	assert_false(merged.cells[0].alone.is_known);
	assert_null(merged.cells[0].alone.floor.method);
	result_free(&merged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_difference_of_one_per_cent_is_seen_in_the_batches_alone),
		ROW(a_sessions_figure_alone_is_that_of_all_its_trials_together),
		ROW(the_median_can_be_compared_alone_too),
		ROW(tsc_cycles_can_be_asked_for_still),
		ROW(a_gate_passes_what_is_the_same_alone),
		ROW(a_cell_that_never_was_alone_decides_no_gate),
		ROW(a_session_with_a_few_trials_alone_does_not_count),
		ROW(without_neighbours_looked_for_in_every_file_tsc_cycles_are_compared),
		ROW(the_clock_is_in_what_is_printed),
		ROW(merging_pools_what_was_alone),
		ROW(merged_with_a_file_that_did_not_look_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
