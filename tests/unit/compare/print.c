// SPDX-License-Identifier: GPL-2.0-only
/* A comparison in words, as JSON and as CSV, and what is said beside it. */
#include "compare/sides.h"

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
	assert_non_null(strstr(notes, "none: 1 of 2 files of the other side."));
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

static void set_boot(struct result *result, const char *boot)
{
	json_object_set_new(result->run, "boot", json_string(boot));
}

TEST(sessions_of_one_boot_are_distinguished_from_those_of_two)
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
	assert_non_null(strstr(text, "is of unknown boots. "));
	free(text);
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

TEST(sides_in_two_units_are_one_sentence)
{
	char *table;

	add_base(1000), add_other(1000);
	session_count(&other[0].cells[0], 50);
	assert_null(compare_all());
	table = printed(compare_print_table);
	assert_non_null(strstr(table, "Nothing can be compared: the base is in TSC cycles, the "
				      "other side in instructions."));
	assert_null(strstr(table, "verdict"));
	assert_null(strstr(table, "cpuid/"));
	free(table);
}

/* Five cells: equal, faster, slower by a little, slower by much, without a figure. */
static void add_five(struct result *sides, size_t *count, const double *costs)
{
	static const char *const names[] = { "cpuid", "hlt", "in", "out", "mmio" };

	sides[*count] = session_of(5, names, costs);
	session_spoil(&sides[(*count)++].cells[4], STATUS_SKIP, "no <device> & \"port\"");
}

static void compare_five(void)
{
	for (size_t i = 0; i < 8; i++) {
		double d = 1 + 1e-4 * (double)i;

		add_five(base, &base_count, (double[]){ 100 * d, 100 * d, 100 * d, 100 * d, 1 });
		add_five(other, &other_count, (double[]){ 100 * d, 80 * d, 110 * d, 150 * d, 1 });
	}
	assert_null(compare_all());
}

TEST(what_was_decided_comes_first_and_the_largest_change_before_the_smaller)
{
	static const char *const order[] = { "out/", "in/", "hlt/", "cpuid/" };
	char *table, *at;

	compare_five();
	at = table = printed(compare_print_table);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		at = strstr(at, order[i]);
		assert_non_null(at);
	}
	assert_null(strstr(table, "mmio/"));
	assert_non_null(strstr(table, "\n1 cell without a figure on either side"));
	free(table);
}

TEST(junit_has_a_case_for_each_cell_and_escapes_its_words)
{
	char *xml;

	compare_five();
	xml = printed(compare_print_junit);
	assert_non_null(strstr(xml, "tests=\"5\" failures=\"2\" errors=\"0\" skipped=\"1\""));
	assert_non_null(strstr(xml, "name=\"out/hvm/kvm/full/0/default\"><failure "
				    "message=\"slower: 100.0 -&#62; 150.1 cycles, 1.500 (1."));
	assert_non_null(strstr(xml, "no &#60;device&#62; &#38; &#34;port&#34;\"/></testcase>"));
	assert_null(strstr(xml, "->"));
	free(xml);
}

TEST(github_gets_annotations_of_what_changed_alone)
{
	char *text;

	compare_five();
	text = printed(compare_print_github);
	assert_ptr_equal(strstr(text, "::error title=out/hvm/kvm/full/0/default::slower"), text);
	assert_non_null(strstr(text, "::notice title=hlt/hvm/kvm/full/0/default::faster"));
	assert_null(strstr(text, "cpuid"));
	assert_non_null(strstr(text, "::notice title=exitbench compare::1 no difference shown, 1 "
				     "faster, 2 slower, 1 no figure."));
	free(text);
}

TEST(a_tiny_ratio_is_no_power_of_ten)
{
	char *table;

	add_base(1000000), add_other(20);
	assert_null(compare_all());
	table = printed(compare_print_table);
	assert_null(strstr(table, "e-"));
	assert_non_null(strstr(table, "<0.0001"));
	free(table);
}

/* On a terminal of 64 columns; in a pipe all is there. */
TEST(a_narrow_terminal_has_ratio_and_verdict_in_one_line)
{
	char *table, *line;

	add_base(1000), add_other(1100);
	assert_null(compare_all());
	setenv("COLUMNS", "64", 1);
	table = printed(compare_print_table);
	unsetenv("COLUMNS");
	line = strstr(table, "\ncpuid/hvm/kvm/full/0/default ") + 1;
	*strchr(line, '\n') = 0;
	assert_non_null(strstr(line, " 1.100 "));
	assert_non_null(strstr(line, " slower"));
	assert_null(strstr(line, ".."));
	assert_true(strlen(line) <= 64);
	assert_non_null(strstr(line + strlen(line) + 1, "No room here for: p, 95 %"));
	free(table);
	table = printed(compare_print_table);
	assert_non_null(strstr(table, ".."));
	assert_null(strstr(table, "No room"));
	free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(json_and_csv_say_what_the_table_says),
		ROW(notes_are_there_without_the_table_and_name_interrupted_files),
		ROW(sides_that_did_not_take_turns_are_known_by_their_times),
		ROW(sessions_of_one_boot_are_distinguished_from_those_of_two),
		ROW(verdicts_by_trials_come_with_a_warning_in_every_format),
		ROW(sides_in_two_units_are_one_sentence),
		ROW(what_was_decided_comes_first_and_the_largest_change_before_the_smaller),
		ROW(junit_has_a_case_for_each_cell_and_escapes_its_words),
		ROW(github_gets_annotations_of_what_changed_alone),
		ROW(a_tiny_ratio_is_no_power_of_ten),
		ROW(a_narrow_terminal_has_ratio_and_verdict_in_one_line),
	};

	return cmocka_run_group_tests_name("compare/print", tests, NULL, NULL);
}
