// SPDX-License-Identifier: GPL-2.0-only
/* Sessions merged into one file: what is pooled, what is kept, and what is refused. */
#include "compare/sides.h"
#include "result/fields.h"

TEST(merged_counts_that_are_all_the_same_are_exact_still)
{
	struct result merged;

	session_count(&add_base(0)->cells[0], 48);
	session_count(&add_base(0)->cells[0], 48);
	assert_null(merge_files(&merged, base, 2, false));
	assert_string_equal(merged.cells[0].floor.method, "exact");
	result_free(&merged);
	session_count(&base[1].cells[0], 49);
	assert_null(merge_files(&merged, base, 2, false));
	assert_string_not_equal(merged.cells[0].floor.method, "exact");
	result_free(&merged);
}

TEST(merging_pools_the_trials)
{
	struct result merged;

	add_base(1000), add_base(1002);
	assert_null(merge_files(&merged, base, 2, false));
	assert_int_equal(merged.cell_count, 1);
	assert_int_equal(merged.cells[0].trial_count, 2 * SESSION_TRIALS);
	assert_true(merged.cells[0].floor.value > 1000 && merged.cells[0].floor.value < 1002);
	assert_true(merged.cells[0].floor.lo <= merged.cells[0].floor.value);
	assert_int_equal(json_array_size(json_object_get(merged.run, "merged")), 2);
	result_free(&merged);
}

/* Four sessions, the first of which see no cost; their bounds differ. */
static double bound_of_merged(size_t hidden)
{
	struct result merged;
	double below;

	for (size_t i = 0; i < 4; i++) {
		add_base(0.01);
		base[i].cells[0].floor.below = i < hidden ? 0.05 + 0.01 * (double)i : 0;
	}
	assert_null(merge_files(&merged, base, 4, false));
	below = merged.cells[0].floor.below;
	assert_true(merged.cells[0].median.below == 0);
	result_free(&merged);
	return below;
}

TEST(merged_sessions_of_which_half_see_no_cost_have_the_largest_bound)
{
	assert_float_equal(bound_of_merged(2), 0.06, 1e-9);
}

TEST(merged_sessions_of_which_few_see_no_cost_have_none)
{
	assert_true(bound_of_merged(1) == 0);
}

TEST(a_session_is_known_again_where_it_was_merged)
{
	struct result merged[2];

	for (int i = 0; i < 3; i++)
		set_session(add_base(1000), i, "2026-01-31T10:00:00Z");
	assert_null(merge_files(&merged[0], base, 2, false));
	merged[1] = base[1];
	assert_non_null(strstr(merge_files(&other[0], merged, 2, false), "seed 1"));
	merged[1] = base[2];
	assert_null(merge_files(&other[other_count++], merged, 2, false));
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
	assert_null(merge_files(&merged, base, 2, false));
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

TEST(merged_exits_are_those_of_the_sessions_that_counted)
{
	struct result merged;

	session_spoil(&add_base(1000)->cells[0], STATUS_SKIP, "no such control");
	base[0].cells[0].exits_per_op = -1;
	add_base(1000), add_base(1000);
	assert_null(merge_files(&merged, base, 3, false));
	assert_true(merged.cells[0].exits_per_op == 1);
	result_free(&merged);
	base[2].cells[0].exits_per_op = 2;
	assert_null(merge_files(&merged, base, 3, false));
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
	assert_null(merge_files(&merged[0], base, 2, false));
	merged[1] = base[2];
	assert_null(merge_files(&last, merged, 2, false));
	assert_int_equal(json_array_size(json_object_get(last.run, "state_differences")), 1);
	result_free(&merged[0]);
	result_free(&last);
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
	assert_null(merge_files(&merged, base, 6, false));
	assert_int_equal(merged.cells[0].iterations, 150);
	assert_true(merged.cells[0].precise);
	assert_int_equal(json_integer_value(json_object_get(merged.run, "trials")), 60);
	assert_true(json_number_value(json_object_get(merged.run, "precision_percent")) == 4);
	result_free(&merged);
	json_object_set_new(base[2].run, "precision_percent", json_real(0.5));
	assert_null(merge_files(&merged, base, 6, false));
	assert_false(merged.cells[0].precise);
	assert_int_equal(json_integer_value(json_object_get(merged.run, "cells_imprecise")), 1);
	result_free(&merged);
}

static void assert_unknown_trial(const struct cell_result *cell, const char *name, size_t trial,
				 json_t *expected)
{
	json_t *column = json_object_get(cell->unknown_trials, name);

	assert_int_equal(json_array_size(column), cell->trial_count);
	assert_true(json_equal(json_array_get(column, trial), expected));
	json_decref(expected);
}

TEST(merging_keeps_unknown_members_that_are_equal)
{
	struct result merged;

	for (int i = 0; i < 2; i++) {
		add_base(1000)->unknown = json_pack("{s:s, s:i}", "all", "yes", "own", i);
		base[i].cells[0].unknown = json_pack("{s:[i], s:i}", "all", 1, "own", i);
		base[i].cells[0].unknown_trials =
			json_pack("{s:i, s:[i]}", "own", i, i ? "one" : "other", 4 + i);
		json_object_set_new(base[i].run, "own", json_integer(i));
	}
	assert_null(merge_files(&merged, base, 2, false));
	assert_string_equal(json_string_value(json_object_get(merged.unknown, "all")), "yes");
	assert_null(json_object_get(merged.unknown, "own"));
	assert_int_equal(json_array_size(json_object_get(merged.cells[0].unknown, "all")), 1);
	assert_null(json_object_get(merged.cells[0].unknown, "own"));
	assert_unknown_trial(&merged.cells[0], "own", SESSION_TRIALS - 1, json_integer(0));
	assert_unknown_trial(&merged.cells[0], "own", SESSION_TRIALS, json_integer(1));
	assert_unknown_trial(&merged.cells[0], "one", 0, json_null());
	assert_unknown_trial(&merged.cells[0], "one", SESSION_TRIALS, json_integer(5));
	assert_unknown_trial(&merged.cells[0], "other", 2 * SESSION_TRIALS - 1, json_null());
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(json_object_get(merged.run, "merged"), 1), "own")),
			 1);
	result_free(&merged);
	assert_int_equal(json_integer_value(json_object_get(base[0].unknown, "own")), 0);
	assert_non_null(json_object_get(base[0].unknown, "own"));
}

TEST(merging_again_keeps_the_session_of_each_trial)
{
	struct result twice;

	base[base_count++] = merged_of(1000, 0);
	set_session(add_base(1000), 6, "2026-01-31T10:00:00Z");
	assert_null(merge_files(&twice, base, 2, false));
	assert_int_equal(twice.cells[0].trials[59].session, 6);
	assert_int_equal(twice.cells[0].trials[60].session, 7);
	result_free(&twice);
}

TEST(merging_keeps_a_failure_and_forgives_a_skip)
{
	struct result merged;

	add_base(1000);
	session_spoil(&add_base(1000)->cells[0], STATUS_SKIP, "not this time");
	assert_null(merge_files(&merged, base, 2, false));
	assert_int_equal(merged.cells[0].status, STATUS_OK);
	result_free(&merged);
	session_spoil(&add_base(1000)->cells[0], STATUS_FAIL, "wrong exits");
	assert_null(merge_files(&merged, base, 3, false));
	assert_int_equal(merged.cells[0].status, STATUS_FAIL);
	assert_string_equal(merged.cells[0].reason, "wrong exits");
	result_free(&merged);
}

TEST(a_file_without_figures_does_not_say_their_unit)
{
	struct result merged;
	struct cell_result *cell;

	cell = &add_base(1000)->cells[0];
	session_spoil(cell, STATUS_SKIP, "interrupted");
	free(cell->unit);
	free(cell->clock);
	cell->unit = cell->clock = NULL;
	add_base(1000);
	assert_null(merge_files(&merged, base, 2, false));
	assert_string_equal(merged.cells[0].unit, "cycles");
	assert_int_equal(merged.cells[0].status, STATUS_OK);
	result_free(&merged);
}

TEST(what_all_sessions_are_called_the_merged_file_is_called)
{
	struct result merged;

	for (int i = 0; i < 2; i++) {
		json_t *run = add_base(1000)->run;

		json_object_set_new(run, "label", json_string("both"));
		json_object_set_new(run, "tags", json_pack("{s:i}", "day", i));
	}
	assert_null(merge_files(&merged, base, 2, false));
	assert_string_equal(json_string_value(json_object_get(merged.run, "label")), "both");
	assert_null(json_object_get(merged.run, "tags"));
	result_free(&merged);
}

TEST(merging_refuses_what_is_not_alike)
{
	struct result merged;

	add_base(1000), add_base(1000);
	session_count(&base[1].cells[0], 1000);
	assert_non_null(strstr(merge_files(&merged, base, 2, false), "unit"));
	base[1].guest_sha256[0] = 'f';
	assert_non_null(strstr(merge_files(&merged, base, 2, false), "guest"));
	json_object_set_new(base[1].machine, "id", json_string("b"));
	json_object_set_new(base[0].machine, "id", json_string("a"));
	assert_non_null(strstr(merge_files(&merged, base, 2, false), "machines"));
}

/* A value where there is none, so that its absence can be seen. */
static void fill_member(enum field_kind kind, void *member)
{
	switch (kind) {
	case FIELD_COUNT:     *(size_t *)member += *(size_t *)member ? 0 : 50; break;
	case FIELD_FIGURE:    *(double *)member += *(double *)member > 0 ? 0 : 1; break;
	case FIELD_FLAG:      *(bool *)member = true; break;
	case FIELD_CAUSES:    ((struct disturbed *)member)->by[DISTURBED_BY_GAP] = 1; break;
	case FIELD_ANSWERER:  *(enum answerer *)member = ANSWERER_LINUX; break;
	case FIELD_OBJECT:    *(json_t **)member = json_pack("{s:i}", "a", 1); break;
	case FIELD_STATISTIC:
		*(struct statistic *)member = (struct statistic){ 3, 2, 4, .method = "rule" };
		break;
	case FIELD_LEGS:
		*(struct legs_result **)member = calloc(1, sizeof(struct legs_result));
		break;
	default:              break;
	}
}

static void fill(struct cell_result *cell)
{
	for (size_t i = 0; i < cell_field_count; i++)
		fill_member(cell_fields[i].kind, (char *)cell + cell_fields[i].offset);
	for (size_t trial = 0; trial < cell->trial_count; trial++)
		for (size_t i = 0; i < trial_field_count; i++)
			fill_member(trial_fields[i].kind,
				    (char *)&cell->trials[trial] + trial_fields[i].offset);
	cell->reason = strdup("hole: made up");
	cell->knobs = cell->knobs ? cell->knobs : strdup("vpid=off");
}

static void assert_none_forgotten(const struct field *fields, size_t count, const void *object,
				  const char *left_out)
{
	json_t *json = fields_write(fields, count, object, true, NULL);

	for (size_t i = 0; i < count; i++) {
		char name[64];

		snprintf(name, sizeof(name), " %s ", fields[i].name);
		if (!json_object_get(json, fields[i].name) == !strstr(left_out, name))
			fail_msg("merge forgets%s, or makes it in spite of this list", name);
	}
	json_decref(json);
}

/* What is left out needs batches, would contradict another member, or is a part of the id. */
TEST(merge_forgets_no_member_but_those_it_must)
{
	struct result merged;

	for (int i = 0; i < 2; i++) {
		fill(&add_base(1000)->cells[0]);
		json_object_set_new(base[i].run, "precision_percent", json_real(50));
	}
	assert_null(merge_files(&merged, base, 2, false));
	assert_none_forgotten(cell_fields, cell_field_count, &merged.cells[0],
			      " op env backend form ring knobs p99 raw overhead beside_median "
			      "never_alone legs events trial_data fault ");
	assert_none_forgotten(trial_fields, trial_field_count, &merged.cells[0].trials[0],
			      " histogram ");
	result_free(&merged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(merged_counts_that_are_all_the_same_are_exact_still),
		ROW(merging_pools_the_trials),
		ROW(merged_sessions_of_which_half_see_no_cost_have_the_largest_bound),
		ROW(merged_sessions_of_which_few_see_no_cost_have_none),
		ROW(a_session_is_known_again_where_it_was_merged),
		ROW(merging_keeps_the_histograms_and_what_disturbed),
		ROW(merged_exits_are_those_of_the_sessions_that_counted),
		ROW(merging_what_was_merged_keeps_what_its_sessions_differed_in),
		ROW(merging_keeps_iterations_and_asks_again_whether_it_is_precise),
		ROW(merging_keeps_unknown_members_that_are_equal),
		ROW(merging_again_keeps_the_session_of_each_trial),
		ROW(merging_keeps_a_failure_and_forgives_a_skip),
		ROW(a_file_without_figures_does_not_say_their_unit),
		ROW(what_all_sessions_are_called_the_merged_file_is_called),
		ROW(merging_refuses_what_is_not_alike),
		ROW(merge_forgets_no_member_but_those_it_must),
	};

	return cmocka_run_group_tests_name("compare/merge", tests, NULL, NULL);
}
