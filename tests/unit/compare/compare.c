// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparisons of made-up sessions: what is called a difference, what fails a gate, and what is
 * refused. Merging and exporting, too.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "plot/charts.h"
#include "compare/print.h"
#include "commands/export_rows.h"
#include "compare/interleave.h"
#include "compare/merge.h"
#include "sessions.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define SESSIONS_MAX 16

/* What a test compares; freed by `leave`. */
static struct result base[SESSIONS_MAX], other[SESSIONS_MAX];
static size_t base_count, other_count;
static struct comparison comparison;
static struct compare_options options;

static int enter(void **state)
{
	(void)state;
	base_count = other_count = 0;
	comparison = (struct comparison){ 0 };
	options = (struct compare_options){ .figure = FIGURE_FLOOR };
	return 0;
}

static int leave(void **state)
{
	(void)state;
	for (size_t i = 0; i < base_count; i++)
		result_free(&base[i]);
	for (size_t i = 0; i < other_count; i++)
		result_free(&other[i]);
	comparison_free(&comparison);
	return 0;
}

static struct result *add_base(double cost)
{
	base[base_count] = session(cost);
	return &base[base_count++];
}

static struct result *add_other(double cost)
{
	other[other_count] = session(cost);
	return &other[other_count++];
}

/* Eight sessions a side, of which the first so many are without a figure. */
static void add_sides(double base_cost, size_t base_refused, double other_cost,
		      size_t other_refused)
{
	for (size_t i = 0; i < 8; i++) {
		add_base(base_cost * (1 + 1e-4 * (double)i)),
			add_other(other_cost * (1 + 1e-4 * (double)i));
		if (i < base_refused)
			session_spoil(&base[i].cells[0], STATUS_FAIL, "its nop twin is unsteady");
		if (i < other_refused)
			session_spoil(&other[i].cells[0], STATUS_FAIL, "its nop twin is unsteady");
	}
}

static const char *compare_all(void)
{
	return compare(&comparison, (struct compare_side){ base, base_count },
		       (struct compare_side){ other, other_count }, &options);
}

static enum verdict verdict(void)
{
	assert_null(compare_all());
	return comparison.rows[0].verdict;
}

static enum compare_outcome gate(double percent)
{
	options.is_gate = true;
	options.fail_percent = percent;
	assert_null(compare_all());
	return comparison_outcome(&comparison);
}

static char *printed(void (*print)(const struct comparison *, const struct side_names *, FILE *))
{
	char *text = NULL, *names[SESSIONS_MAX] = { "a.json", "b.json" };
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	print(&comparison, &(struct side_names){ names, names }, stream);
	fclose(stream);
	return text;
}

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

/* The core ran so many of its cycles in a TSC cycle, the canary says. */
static void set_clock(struct result *result, double cycles)
{
	json_object_set_new(result->run, "during",
			    json_pack("{s:{s:f}}", "canary", "cycles_per_tsc_cycle", cycles));
}

TEST(a_session_with_a_slower_clock_is_slower_but_not_in_core_cycles)
{
	set_clock(add_base(1000), 1.5), set_clock(add_other(1050), 1.5 / 1.05);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	comparison_free(&comparison);
	options.in_core_cycles = true;
	assert_int_equal(verdict(), VERDICT_SAME);
	assert_true(fabs(comparison.rows[0].base - 1500) < 1 &&
		    fabs(comparison.rows[0].ratio.value - 1) < 1e-9);
}

/*
 * Half of the other session's trials met a clock a tenth slower, which its canary's floor, a low
 * quantile over trials, does not tell.
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
	options.in_core_cycles = true;
	options.figure = FIGURE_MEDIAN;
	assert_int_equal(verdict(), VERDICT_SAME);
	assert_true(fabs(comparison.rows[0].ratio.value - 1) < 1e-3);
}

TEST(a_comparison_in_core_cycles_is_refused_where_a_file_does_not_tell_its_clock)
{
	options.in_core_cycles = true;
	set_clock(add_base(1000), 1.5), add_other(1000);
	assert_non_null(strstr(compare_all(), "not every file tells"));
	comparison_free(&comparison);
	set_clock(&other[0], 1e300);
	assert_non_null(strstr(compare_all(), "not every file tells"));
}

static void set_start(struct result *result, const char *time)
{
	json_object_set_new(result->run, "started", json_string(time));
}

TEST(sides_that_did_not_take_turns_are_known_by_their_times)
{
	set_start(add_base(1000), "2026-01-31T10:00:00Z"),
		set_start(add_base(1000), "2026-01-31T10:00:20Z");
	set_start(add_other(1000), "2026-01-31T10:00:30Z"),
		set_start(add_other(1000), "2026-01-31T10:00:40Z");
	verdict();
	assert_true(comparison.sides_are_apart);
	comparison_free(&comparison);
	set_start(&other[0], "2026-01-31T10:00:10Z");
	verdict();
	assert_false(comparison.sides_are_apart);
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
 * Six sessions a side of forty cells, of which the first so many are half as slow again on the
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
	assert_string_equal(comparison.rows[0].reason, "too few units for so many cells");
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

TEST(a_cell_that_the_base_has_in_some_sessions_and_the_other_side_in_none_is_not_lost_but_inconclusive)
{
	add_sides(1000, 1, 900, 8);
	assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_INCONCLUSIVE);
}

TEST(a_cell_that_every_session_of_the_base_has_and_none_of_the_other_is_lost)
{
	add_sides(1000, 0, 900, 8);
	assert_int_equal(gate(50), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_LOST);
}

TEST(a_cell_that_is_missing_in_one_of_the_files_is_told)
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

/* Ok, with its figures, but without the trials they came from. */
static void drop_trials(struct cell_result *cell)
{
	free(cell->trials);
	cell->trials = NULL;
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

TEST(trials_are_not_compared_with_a_session_that_has_none)
{
	add_base(1000), drop_trials(&add_other(1500)->cells[0]);
	assert_int_equal(verdict(), VERDICT_INCONCLUSIVE);
	assert_string_equal(comparison.rows[0].reason, "no trials to compare");
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

TEST(equal_counts_pass_a_gate_at_zero)
{
	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_other(0)->cells[0], 48);
	assert_int_equal(gate(0), COMPARE_PASSES);
}

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

/* Of 14 sessions and 3 there are 680 choices: 3 are not too few beside so many. */
TEST(sessions_that_are_many_on_one_side_may_be_few_on_the_other)
{
	for (size_t i = 0; i < 14; i++)
		add_base(1000 + (double)i);
	for (size_t i = 0; i < 3; i++)
		add_other(1100 + (double)i);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	assert_int_equal(comparison_sessions_needed(&comparison), 0);
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

TEST(merged_counts_that_are_all_the_same_are_exact_still)
{
	struct result merged;

	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_base(0)->cells[0], 48);
	assert_null(merge(&merged, base, 2, false));
	assert_string_equal(merged.cells[0].floor.method, "exact");
	result_free(&merged);
	session_count(&base[1].cells[0], 49);
	assert_null(merge(&merged, base, 2, false));
	assert_string_not_equal(merged.cells[0].floor.method, "exact");
	result_free(&merged);
}

TEST(other_units_and_clocks_are_not_compared)
{
	add_base(1000);
	session_count(&add_other(0)->cells[0], 1000);
	assert_int_equal(verdict(), VERDICT_UNLIKE);
	comparison_free(&comparison);
	assert_int_equal(gate(50), COMPARE_INCONCLUSIVE);
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

TEST(machines_that_are_not_told_are_not_taken_for_one)
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
	assert_non_null(strstr(merge(&merged, base, 2, false), "--same-machine"));
	assert_null(merge(&merged, base, 2, true));
	result_free(&merged);
	options.is_same_machine = true;
	assert_null(compare_all());
	assert_int_not_equal(comparison.rows[0].verdict, VERDICT_EFFECT);
}

TEST(the_user_cannot_make_two_machines_one)
{
	options.is_same_machine = true;
	json_object_del(add_base(1000)->machine, "id");
	json_object_set_new(add_other(1000)->machine, "id", json_string("a"));
	json_object_set_new(add_other(1000)->machine, "id", json_string("b"));
	assert_int_equal(verdict(), VERDICT_EFFECT);
	comparison_free(&comparison);
	json_object_del(other[1].machine, "id");
	json_object_set_new(json_object_get(other[1].machine, "cpu"), "stepping", json_integer(8));
	assert_int_equal(verdict(), VERDICT_EFFECT);
}

TEST(another_guest_is_told_and_refused_by_a_gate)
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

TEST(a_guest_that_is_not_told_is_not_taken_for_the_same)
{
	struct result merged;
	char *table;

	forget_guest(add_base(1000)), forget_guest(add_other(1000));
	assert_null(compare_all());
	table = printed(compare_print_table);
	assert_non_null(strstr(table, "Not every file tells which guest"));
	free(table);
	comparison_free(&comparison);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "not every file tells which guest"));
	forget_guest(add_base(1000));
	assert_non_null(strstr(merge(&merged, base, 2, false), "not every file tells which guest"));
}

TEST(another_table_or_none_is_told_and_refused_by_a_gate_and_by_merge)
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
	assert_non_null(strstr(merge(&merged, base, 2, false), "table"));
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

TEST(another_clock_rate_is_told_and_refused_by_a_gate)
{
	set_rate(add_base(1000), "cycles", 2e9), set_rate(add_other(1000), "cycles", 2.02e9);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "rate"));
	comparison_free(&comparison);
	set_rate(&other[0], "cycles", 2.009e9);
	assert_null(compare_all());
	comparison_free(&comparison);
	json_object_del(other[0].machine, "clock");
	assert_non_null(strstr(compare_all(), "not every file tells at which rate"));
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
	assert_null(merge(&merged, base, 2, false));
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

TEST(no_file_at_all_has_no_cells)
{
	base[base_count++] = session_of(0, NULL, NULL);
	other[other_count++] = session_of(0, NULL, NULL);
	assert_int_equal(gate(5), COMPARE_INCONCLUSIVE);
	assert_int_equal(comparison.count, 0);
}

TEST(json_and_csv_say_what_the_table_says)
{
	char *table, *csv, *text;
	json_t *json, *cell;

	add_sides(1000, 0, 1100, 0);
	assert_int_equal(gate(5), COMPARE_REGRESSION);
	table = printed(compare_print_table);
	assert_non_null(strstr(table, "REGRESSION"));
	text = printed(compare_print_json);
	json = json_loads(text, 0, NULL);
	cell = json_array_get(json_object_get(json, "cells"), 0);
	assert_string_equal(json_string_value(json_object_get(json, "outcome")), "regression");
	assert_string_equal(json_string_value(json_object_get(cell, "verdict")), "slower");
	assert_true(fabs(json_real_value(json_object_get(json_object_get(cell, "ratio"), "value")) -
			 1.1) < 1e-6);
	csv = printed(compare_print_csv);
	assert_non_null(strstr(csv, "\ncpuid/hvm/kvm/full/0/default,cycles,slower,,"));
	json_decref(json);
	free(table);
	free(csv);
	free(text);
}

TEST(notes_are_there_without_the_table_and_name_interrupted_files)
{
	char *table, *notes = NULL, *text;
	size_t bytes;
	FILE *stream = open_memstream(&notes, &bytes);
	json_t *json;

	add_base(1000), add_other(1100), add_other(1100)->complete = false;
	json_object_set_new(json_object_get(base[0].machine, "state"), "governor",
			    json_string("powersave"));
	assert_null(compare_all());
	compare_print_notes(&comparison, stream);
	fclose(stream);
	assert_non_null(strstr(notes, "1 of 2 files of the other side were interrupted"));
	assert_non_null(strstr(notes, "state/governor: powersave -> performance"));
	table = printed(compare_print_table);
	assert_non_null(strstr(table, notes));
	text = printed(compare_print_json);
	json = json_loads(text, 0, NULL);
	assert_true(json_is_true(json_array_get(json_object_get(json, "other_complete"), 0)));
	assert_true(json_is_false(json_array_get(json_object_get(json, "other_complete"), 1)));
	json_decref(json);
	free(table);
	free(notes);
	free(text);
}

static char *notes(void)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	compare_print_notes(&comparison, stream);
	fclose(stream);
	for (char *c = text; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	return text;
}

static void set_boot(struct result *result, const char *boot)
{
	json_object_set_new(result->run, "boot", json_string(boot));
}

TEST(sessions_of_one_boot_are_told_from_those_of_two)
{
	char *text;

	set_boot(add_base(1000), "aa"), set_boot(add_base(1000), "aa"),
		set_boot(add_other(1000), "aa");
	assert_null(compare_all());
	text = notes();
	assert_non_null(strstr(text, "2 sessions of the base side are of 1 boot, 1 session of the "
				     "other side is of 1 boot: the"));
	free(text);
	set_boot(&base[1], "bb");
	text = notes();
	assert_non_null(
		strstr(text, "are of 2 boots, 1 session of the other side is of 1 boot: the"));
	free(text);
	json_object_del(other[0].run, "boot");
	text = notes();
	assert_non_null(strstr(text, "is of boots that not every file tells. "));
	free(text);
}

TEST(trials_of_one_file_a_side_neither_fail_a_gate_nor_pass_it)
{
	add_base(1000), add_other(1100);
	assert_int_equal(gate(5), COMPARE_INCONCLUSIVE);
	assert_non_null(strstr(comparison.rows[0].reason, "one file a side"));
	comparison_free(&comparison);
	assert_int_equal(gate(20), COMPARE_INCONCLUSIVE);
}

TEST(verdicts_by_trials_come_with_a_warning_in_every_format)
{
	char *table, *csv, *text;
	json_t *json;

	add_base(1000), add_other(1100);
	assert_int_equal(verdict(), VERDICT_SLOWER);
	table = printed(compare_print_table);
	assert_non_null(strstr(strstr(table, "1 slower."), "One file a side"));
	csv = printed(compare_print_csv);
	assert_non_null(strstr(csv, ",trials,10,10,"));
	text = printed(compare_print_json);
	json = json_loads(text, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json, "units")), "trials");
	assert_non_null(
		strstr(json_string_value(json_object_get(json, "warning")), "One file a side"));
	json_decref(json);
	free(table);
	free(csv);
	free(text);
}

TEST(sessions_alternate_so_that_drift_falls_on_both)
{
	const int order[] = { 0, 1, 1, 0, 0, 1, 1, 0 };

	for (size_t i = 0; i < 8; i++)
		assert_int_equal(interleave_side(i), order[i]);
}

TEST(run_against_run_has_the_interval_of_compare)
{
	const struct result *first = add_base(1000), *second = add_other(1100);
	struct chart *chart = chart_against(first, second, "cycles");

	assert_null(compare_all());
	assert_non_null(chart);
	assert_float_equal(chart->series[0].points[0].value, comparison.rows[0].ratio.value, 0);
	assert_float_equal(chart->series[0].points[0].lo, comparison.rows[0].ratio.lo, 0);
	assert_float_equal(chart->series[0].points[0].hi, comparison.rows[0].ratio.hi, 0);
	assert_null(chart_against(first, second, "instructions"));
	chart_free(chart);
}

TEST(merging_pools_the_trials)
{
	struct result merged;

	add_base(1000), add_base(1002);
	assert_null(merge(&merged, base, 2, false));
	assert_int_equal(merged.cell_count, 1);
	assert_int_equal(merged.cells[0].trial_count, 2 * SESSION_TRIALS);
	assert_true(merged.cells[0].floor.value > 1000 && merged.cells[0].floor.value < 1002);
	assert_true(merged.cells[0].floor.lo <= merged.cells[0].floor.value);
	assert_int_equal(json_array_size(json_object_get(merged.run, "merged")), 2);
	result_free(&merged);
}

/* As no other session: a seed and a time of its own. */
static void set_session(struct result *result, int seed, const char *started)
{
	json_object_set_new(result->run, "seed", json_integer(seed));
	set_start(result, started);
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

TEST(a_session_is_known_again_where_it_was_merged)
{
	struct result merged[2];

	for (int i = 0; i < 3; i++)
		set_session(add_base(1000), i, "2026-01-31T10:00:00Z");
	assert_null(merge(&merged[0], base, 2, false));
	merged[1] = base[1];
	assert_non_null(strstr(merge(&other[0], merged, 2, false), "seed 1"));
	merged[1] = base[2];
	assert_null(merge(&other[other_count++], merged, 2, false));
	assert_int_equal(json_array_size(json_object_get(other[0].run, "merged")), 3);
	assert_non_null(strstr(compare_all(), "twice"));
	result_free(&merged[0]);
}

TEST(merging_keeps_the_histograms_and_what_disturbed)
{
	struct result merged;

	add_base(1000)->cells[0].trials[1].histogram = (struct histogram){ 1, 2, strdup("a;b2;") };
	base[0].cells[0].disturbed_by.by[DISTURBED_BY_GAP] = 2;
	add_base(1002)->cells[0].trials[0].histogram = (struct histogram){ 3, 4, strdup("Z;") };
	base[1].cells[0].disturbed_by.by[DISTURBED_BY_GAP] = 3;
	assert_null(merge(&merged, base, 2, false));
	assert_string_equal(merged.cells[0].trials[1].histogram.blocks, "a;b2;");
	assert_string_equal(merged.cells[0].trials[SESSION_TRIALS].histogram.blocks, "Z;");
	assert_true(merged.cells[0].trials[SESSION_TRIALS].histogram.hi == 4);
	assert_null(merged.cells[0].trials[0].histogram.blocks);
	assert_int_equal(merged.cells[0].trials[SESSION_TRIALS].number, 0);
	assert_int_equal(merged.cells[0].trials[SESSION_TRIALS - 1].session, 1);
	assert_int_equal(merged.cells[0].trials[SESSION_TRIALS].session, 2);
	assert_int_equal(merged.cells[0].disturbed_by.by[DISTURBED_BY_GAP], 5);
	result_free(&merged);
}

/* Sessions `first` to `first` + 5 at these costs, each with its clock, as one file. */
static struct result merged_of(double cost, int first)
{
	struct result sessions[6], merged;

	for (int i = 0; i < 6; i++) {
		sessions[i] = session(cost + i);
		set_session(&sessions[i], first + i, "2026-01-31T10:00:00Z");
		set_clock(&sessions[i], 1.5);
	}
	assert_null(merge(&merged, sessions, 6, false));
	for (int i = 0; i < 6; i++)
		result_free(&sessions[i]);
	return merged;
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
	options.in_core_cycles = true;
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
	assert_null(merge(&merged[0], base, 8, false));
	assert_null(merge(&merged[1], other, 8, false));
	assert_int_equal(merged[1].cells[0].status, STATUS_FAIL);
	leave(NULL);
	enter(NULL);
	base[base_count++] = merged[0], other[other_count++] = merged[1];
	assert_int_equal(gate(5), COMPARE_REGRESSION);
	assert_int_equal(comparison.rows[0].verdict, VERDICT_SLOWER);
	assert_int_equal(comparison.rows[0].other_without, 1);
	assert_float_equal(comparison.rows[0].ratio.value, ratio, 1e-9);
}

TEST(merged_exits_are_those_of_the_sessions_that_counted)
{
	struct result merged;

	session_spoil(&add_base(1000)->cells[0], STATUS_SKIP, "no such control");
	base[0].cells[0].exits_per_op = -1;
	add_base(1000), add_base(1000);
	assert_null(merge(&merged, base, 3, false));
	assert_true(merged.cells[0].exits_per_op == 1);
	result_free(&merged);
	base[2].cells[0].exits_per_op = 2;
	assert_null(merge(&merged, base, 3, false));
	assert_true(merged.cells[0].exits_per_op < 0);
	result_free(&merged);
}

TEST(merging_what_was_merged_keeps_what_its_sessions_differed_in)
{
	struct result merged[2], last;

	for (int i = 0; i < 3; i++)
		set_session(add_base(1000), i, "2026-01-31T10:00:00Z");
	json_object_set_new(json_object_get(base[1].machine, "state"), "governor",
			    json_string("powersave"));
	assert_null(merge(&merged[0], base, 2, false));
	merged[1] = base[2];
	assert_null(merge(&last, merged, 2, false));
	assert_int_equal(json_array_size(json_object_get(last.run, "state_differences")), 1);
	result_free(&merged[0]);
	result_free(&last);
}

TEST(a_merged_file_that_does_not_tell_whose_its_trials_are_passes_no_gate)
{
	char *text;

	base[base_count++] = merged_of(1000, 0), other[other_count++] = merged_of(1000, 6);
	base[0].cells[0].trials[7].session = 0;
	assert_null(compare_all());
	text = notes();
	assert_non_null(strstr(text, "A file is merged of several sessions"));
	free(text);
	comparison_free(&comparison);
	options.is_gate = true;
	assert_non_null(strstr(compare_all(), "which trial is whose"));
	comparison_free(&comparison);
	base[0].cells[0].trials[7].session = 7;
	assert_non_null(strstr(compare_all(), "which trial is whose"));
}

TEST(merging_keeps_iterations_and_asks_again_whether_it_is_precise)
{
	struct result merged;

	for (int i = 0; i < 6; i++) {
		struct cell_result *cell = &add_base(1000 + 10 * i)->cells[0];

		cell->iterations = i ? 100 : 400, cell->batches = 9;
		json_object_set_new(base[i].run, "precision_percent", json_real(i ? 5 : 4));
		json_object_set_new(base[i].run, "trials", json_integer(10));
	}
	assert_null(merge(&merged, base, 6, false));
	assert_int_equal(merged.cells[0].iterations, 150);
	assert_true(merged.cells[0].precise);
	assert_int_equal(json_integer_value(json_object_get(merged.run, "trials")), 60);
	assert_true(json_number_value(json_object_get(merged.run, "precision_percent")) == 4);
	result_free(&merged);
	json_object_set_new(base[2].run, "precision_percent", json_real(0.5));
	assert_null(merge(&merged, base, 6, false));
	assert_false(merged.cells[0].precise);
	assert_int_equal(json_integer_value(json_object_get(merged.run, "cells_imprecise")), 1);
	result_free(&merged);
}

TEST(merging_keeps_unknown_members_that_are_equal)
{
	struct result merged;

	for (int i = 0; i < 2; i++) {
		add_base(1000)->unknown = json_pack("{s:s, s:i}", "all", "yes", "own", i);
		base[i].cells[0].unknown = json_pack("{s:[i], s:i}", "all", 1, "own", i);
		base[i].cells[0].trials[3].unknown = json_pack("{s:i}", "own", i);
		json_object_set_new(base[i].run, "own", json_integer(i));
	}
	assert_null(merge(&merged, base, 2, false));
	assert_string_equal(json_string_value(json_object_get(merged.unknown, "all")), "yes");
	assert_null(json_object_get(merged.unknown, "own"));
	assert_int_equal(json_array_size(json_object_get(merged.cells[0].unknown, "all")), 1);
	assert_null(json_object_get(merged.cells[0].unknown, "own"));
	assert_int_equal(json_integer_value(
				 json_object_get(merged.cells[0].trials[13].unknown, "own")),
			 1);
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(json_object_get(merged.run, "merged"), 1), "own")),
			 1);
	result_free(&merged);
	assert_int_equal(json_integer_value(json_object_get(base[0].unknown, "own")), 0);
	assert_non_null(json_object_get(base[0].unknown, "own"));
}

TEST(merging_again_keeps_whose_the_trials_are)
{
	struct result twice;

	base[base_count++] = merged_of(1000, 0);
	set_session(add_base(1000), 6, "2026-01-31T10:00:00Z");
	assert_null(merge(&twice, base, 2, false));
	assert_int_equal(twice.cells[0].trials[59].session, 6);
	assert_int_equal(twice.cells[0].trials[60].session, 7);
	result_free(&twice);
}

TEST(merging_keeps_a_failure_and_forgives_a_skip)
{
	struct result merged;

	add_base(1000);
	session_spoil(&add_base(1000)->cells[0], STATUS_SKIP, "not this time");
	assert_null(merge(&merged, base, 2, false));
	assert_int_equal(merged.cells[0].status, STATUS_OK);
	result_free(&merged);
	session_spoil(&add_base(1000)->cells[0], STATUS_FAIL, "wrong exits");
	assert_null(merge(&merged, base, 3, false));
	assert_int_equal(merged.cells[0].status, STATUS_FAIL);
	assert_string_equal(merged.cells[0].reason, "wrong exits");
	result_free(&merged);
}

TEST(merging_refuses_what_is_not_alike)
{
	struct result merged;

	add_base(1000), add_base(1000);
	session_count(&base[1].cells[0], 1000);
	assert_non_null(strstr(merge(&merged, base, 2, false), "unit"));
	base[1].guest_sha256[0] = 'f';
	assert_non_null(strstr(merge(&merged, base, 2, false), "guest"));
	json_object_set_new(base[1].machine, "id", json_string("b"));
	json_object_set_new(base[0].machine, "id", json_string("a"));
	assert_non_null(strstr(merge(&merged, base, 2, false), "machines"));
}

static json_t *exported(const struct result *result)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);
	json_t *json;

	assert_null(export_google_benchmark(result, stream));
	fclose(stream);
	json = json_loads(text, 0, NULL);
	free(text);
	return json;
}

TEST(google_benchmark_gets_a_repetition_for_each_trial_in_ns)
{
	json_t *json = exported(add_base(1000)), *list = json_object_get(json, "benchmarks"), *last;

	assert_int_equal(json_array_size(list), SESSION_TRIALS + 1);
	last = json_array_get(list, SESSION_TRIALS);
	assert_string_equal(json_string_value(json_object_get(last, "aggregate_name")), "median");
	/* 1000 cycles at 2 GHz */
	assert_true(json_real_value(json_object_get(last, "cpu_time")) == 500);
	json_decref(json);
}

TEST(counts_are_no_time_and_are_not_exported_as_one)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	session_count(&add_base(0)->cells[0], 48);
	assert_non_null(export_google_benchmark(&base[0], stream));
	fclose(stream);
	free(text);
}

TEST(csv_quotes_what_would_break_it)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	session_spoil(&add_base(0)->cells[0], STATUS_SKIP, "=no, \"not\" here");
	assert_null(export_csv(&base[0], stream));
	fclose(stream);
	assert_non_null(strstr(text, ",skip,\"'=no, \"\"not\"\" here\",cycles,"));
	free(text);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_slower_session_is_slower_and_the_ratio_says_by_how_much),
		ROW(a_faster_session_is_faster),
		ROW(a_session_does_not_differ_from_itself),
		ROW(sides_that_did_not_take_turns_are_known_by_their_times),
		ROW(a_session_with_a_slower_clock_is_slower_but_not_in_core_cycles),
		ROW(a_clock_that_changes_within_a_session_is_no_difference_in_core_cycles),
		ROW(a_comparison_in_core_cycles_is_refused_where_a_file_does_not_tell_its_clock),
		ROW(too_few_trials_are_inconclusive_however_far_apart),
		ROW(several_files_make_sessions_the_units),
		ROW(six_sessions_a_side_are_enough),
		ROW(no_difference_is_not_said_where_a_lone_one_could_not_be_found),
		ROW(no_difference_is_said_where_so_many_are_found_that_one_more_would_be),
		ROW(a_difference_between_sessions_hides_one_between_sides),
		ROW(a_gate_passes_only_under_its_threshold),
		ROW(a_gate_with_few_sessions_needs_a_wider_margin),
		ROW(a_gate_at_zero_never_passes_what_is_merely_equal),
		ROW(a_gate_with_too_few_units_is_inconclusive),
		ROW(a_cell_that_is_skipped_now_fails_the_gate),
		ROW(a_cell_refused_in_one_session_of_many_is_not_lost),
		ROW(a_cell_refused_in_one_session_of_many_may_be_slower_all_the_same),
		ROW(a_cell_refused_in_half_of_the_sessions_is_inconclusive),
		ROW(a_cell_that_the_base_has_in_some_sessions_and_the_other_side_in_none_is_not_lost_but_inconclusive),
		ROW(a_cell_that_every_session_of_the_base_has_and_none_of_the_other_is_lost),
		ROW(a_cell_that_is_missing_in_one_of_the_files_is_told),
		ROW(a_session_without_trials_counts_by_its_figure),
		ROW(trials_are_not_compared_with_a_session_that_has_none),
		ROW(a_cell_that_failed_before_is_no_regression),
		ROW(a_gate_that_passes_says_what_it_does_not_speak_of),
		ROW(a_new_cell_is_gained_and_no_matter_of_the_gate),
		ROW(counts_differ_by_a_single_instruction),
		ROW(equal_counts_pass_a_gate_at_zero),
		ROW(sessions_of_one_emulated_model_are_of_one_machine),
		ROW(sessions_that_are_many_on_one_side_may_be_few_on_the_other),
		ROW(counts_by_another_method_than_exact_are_tested_like_cycles),
		ROW(merged_counts_that_are_all_the_same_are_exact_still),
		ROW(other_units_and_clocks_are_not_compared),
		ROW(across_machines_there_is_an_effect_and_no_test),
		ROW(across_machines_exact_counts_are_an_effect_too),
		ROW(machine_ids_decide_where_there_are_any),
		ROW(machines_that_are_not_told_are_not_taken_for_one),
		ROW(the_user_cannot_make_two_machines_one),
		ROW(another_guest_is_told_and_refused_by_a_gate),
		ROW(a_guest_that_is_not_told_is_not_taken_for_the_same),
		ROW(another_table_or_none_is_told_and_refused_by_a_gate_and_by_merge),
		ROW(another_clock_rate_is_told_and_refused_by_a_gate),
		ROW(the_module_is_state_and_is_kept_by_merging),
		ROW(state_that_differs_is_listed_and_what_always_does_is_not),
		ROW(no_file_at_all_has_no_cells),
		ROW(json_and_csv_say_what_the_table_says),
		ROW(notes_are_there_without_the_table_and_name_interrupted_files),
		ROW(sessions_of_one_boot_are_told_from_those_of_two),
		ROW(trials_of_one_file_a_side_neither_fail_a_gate_nor_pass_it),
		ROW(verdicts_by_trials_come_with_a_warning_in_every_format),
		ROW(sessions_alternate_so_that_drift_falls_on_both),
		ROW(run_against_run_has_the_interval_of_compare),
		ROW(merging_pools_the_trials),
		ROW(a_session_is_not_compared_with_itself),
		ROW(a_published_session_is_known_by_how_long_it_took),
		ROW(a_session_is_known_again_where_it_was_merged),
		ROW(merging_keeps_the_histograms_and_what_disturbed),
		ROW(the_sessions_of_a_merged_file_are_the_units),
		ROW(a_cell_refused_in_one_merged_session_is_compared_as_in_files),
		ROW(merged_exits_are_those_of_the_sessions_that_counted),
		ROW(merging_what_was_merged_keeps_what_its_sessions_differed_in),
		ROW(a_merged_file_that_does_not_tell_whose_its_trials_are_passes_no_gate),
		ROW(merging_keeps_iterations_and_asks_again_whether_it_is_precise),
		ROW(merging_keeps_unknown_members_that_are_equal),
		ROW(merging_again_keeps_whose_the_trials_are),
		ROW(merging_keeps_a_failure_and_forgives_a_skip),
		ROW(merging_refuses_what_is_not_alike),
		ROW(google_benchmark_gets_a_repetition_for_each_trial_in_ns),
		ROW(counts_are_no_time_and_are_not_exported_as_one),
		ROW(csv_quotes_what_would_break_it),
	};

	return cmocka_run_group_tests_name("harness_compare", tests, NULL, NULL);
}
