// SPDX-License-Identifier: GPL-2.0-only
/* No file, however broken or hostile, is taken for a result, and the words say why. */
#define _GNU_SOURCE
#include "tests/unit/result/example.h"

TEST(no_beginning_of_a_file_is_taken_for_the_whole)
{
	char *text = example_with(NULL, NULL, false);
	struct result result;

	assert_string_equal(refusal(text).text, "");
	for (size_t bytes = 0; bytes < strlen(text); bytes++) {
		write_text("cut.json", text, bytes);
		assert_string_not_equal(result_load(&result, "cut.json").text, "");
	}
	text[strlen(text) / 2] = 0;
	assert_refused(text, "truncated");
	assert_refused("", "empty");
	free(text);
}

TEST(other_files_are_refused_in_words)
{
	struct result result;

	assert_non_null(strstr(result_load(&result, "no.json").text, "No such file"));
	assert_non_null(strstr(result_load(&result, ".").text, "directory"));
	assert_refused("hello", "not JSON");
	assert_refused("[]", "not an exitbench result");
	assert_refused("{\"format\": \"exitbench\"}", "not an exitbench result");
	assert_root_refused("format", json_string("exitbench/ 1.0"), "not an exitbench result");
	assert_root_refused("format", json_string("exitbench/+1.0"), "not an exitbench result");
	assert_root_refused("format", json_string("exitbench/1.-0"), "not an exitbench result");
	assert_root_refused("format", json_string("exitbench/1."), "not an exitbench result");
	assert_root_refused("format", json_string("exitbench/1.0x"), "not an exitbench result");
	assert_refused("{\"format\": \"exitbench/1.0\", \"format\": \"exitbench/1.0\"}",
		       "duplicate");
}

TEST(an_unknown_major_version_is_refused_by_name)
{
	assert_root_refused("format", json_string("exitbench/2.0"), "exitbench/2.0");
}

TEST(a_member_of_the_wrong_type_or_range_is_named)
{
	assert_root_refused("complete", json_integer(1), "complete");
	assert_root_refused("cells", json_object(), "cells");
	assert_root_refused("machine", json_string("x"), "machine");
	assert_root_refused("guest_sha256", json_string("abc"), "guest_sha256");
	assert_cell_refused("id", json_string("cpuid/hvm/vmx/lean"), "\"id\"");
	assert_cell_refused("id", json_string("cpuid/hvm/vmx/lean/4/default"), "\"id\"");
	assert_cell_refused("id", json_string("cpuid//vmx/lean/0/default"), "\"id\"");
	assert_cell_refused("op", json_string("a b"), "\"op\"");
	assert_cell_refused("op", json_string("other"), "\"id\"");
	assert_cell_refused("ring", json_integer(4), "\"ring\"");
	assert_cell_refused("status", json_string("fine"), "\"status\"");
	assert_cell_refused("n", json_integer(-1), "\"n\"");
	assert_cell_refused("n", json_real(1.5), "\"n\"");
	assert_cell_refused("n", json_integer(INT64_MAX), "\"n\"");
	assert_cell_refused("unit", json_string("furlongs"), "\"unit\"");
	assert_cell_refused("exits_per_op", json_real(-0.5), "\"exits_per_op\"");
	assert_cell_refused("disturbed_by", json_pack("{s:i}", "gap", -1), "\"disturbed_by\"");
	assert_cell_refused("events", json_array(), "\"events\"");
	assert_cell_refused("trials", json_integer(2), "\"trial_data\"");
	assert_cell_refused("trial_data", json_pack("[n]"), "missing");
	assert_cell_refused("trial_data",
			    json_pack("[{s:f, s:f, s:i, s:i, s:b, s:i}]", "floor", 1.0, "median",
				      1.0, "n", 1, "disturbed", 0, "slow", 0, "session", 0),
			    "\"session\"");
	assert_cell_refused("floor", json_null(), "no floor");
	assert_cell_refused("floor", json_real(1), "\"floor\"");
	assert_cell_refused("floor",
			    json_pack("{s:f,s:f,s:f,s:s}", "value", 1e300, "lo", 0.0, "hi", 1.0,
				      "method", "m"),
			    "plausible");
	assert_cell_refused("floor",
			    json_pack("{s:f,s:f,s:f,s:s}", "value", 1.0, "lo", 2.0, "hi", 1.0,
				      "method", "m"),
			    "ends before it begins");
	assert_cell_refused("raw",
			    json_pack("{s:f,s:f,s:f,s:s}", "value", 3.0, "lo", 1.0, "hi", 2.0,
				      "method", "m"),
			    "outside its own interval");
}

TEST(a_column_of_another_length_or_kind_is_named)
{
	static const char *const columns[][2] = {
		{ "{\"trial\": [0, 1], \"floor\": [1, 2]}", "\"trial_data\"" },
		{ "{\"trial\": {\"column\": 0}, \"floor\": 1, \"median\": 1}", "\"trial_data\"" },
		{ "{\"floor\": {\"column\": 0}, \"median\": 1}", "\"floor\" is a column" },
		{ "{\"floor\": 1, \"median\": {\"column\": -1}}", "\"median\" is a column" },
		{ "{\"floor\": 1, \"median\": 1, \"later\": {\"column\": 7}}", "a column" },
		{ "{\"trial\": [0], \"floor\": [1, 2]}", "\"floor\"" },
		{ "{\"trial\": [0], \"floor\": \"1\"}", "\"floor\"" },
		{ "{\"trial\": [0], \"floor\": [null]}", "\"floor\"" },
		{ "{\"trial\": [0], \"floor\": [1]}", "\"median\" is missing" },
		{ "{\"trial\": [0], \"floor\": 1, \"median\": 1, \"n\": 1.5}", "\"n\"" },
		{ "{\"trial\": [0], \"floor\": 1, \"median\": 1, \"n\": 1, \"disturbed\": 0, "
		  "\"slow\": 2}", "\"slow\"" },
		{ "{\"trial\": [0], \"floor\": 1, \"median\": 1, \"n\": 1, \"disturbed\": 0, "
		  "\"slow\": 0, \"histogram\": {\"lo\": 2, \"hi\": 1, \"blocks\": [\"a;\"]}}",
		  "ends before it begins" },
		{ "{\"trial\": [0], \"floor\": 1, \"median\": 1, \"n\": 1, \"disturbed\": 0, "
		  "\"slow\": 0, \"histogram\": {\"lo\": 1, \"hi\": 1, \"blocks\": [\"a-\"]}}",
		  "\"blocks\"" },
	};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		assert_cell_refused("trial_data", json_loads(columns[i][0], 0, NULL),
				    columns[i][1]);
}

TEST(a_method_that_is_not_in_the_list_is_refused)
{
	assert_root_refused("methods", json_array(), "method");
	assert_root_refused("methods", json_integer(1), "\"methods\"");
	assert_root_refused("methods", json_pack("[i]", 1), "\"methods\"");
	assert_root_refused("methods", NULL, "method");
}

TEST(a_reason_that_is_not_in_the_list_is_refused)
{
	assert_cell_refused("reason", json_integer(1), "\"reason\"");
	assert_cell_refused("reason", json_integer(-1), "\"reason\"");
	assert_root_refused("reasons", json_array(), "\"reason\"");
	assert_root_refused("reasons", json_pack("{}"), "\"reasons\"");
	assert_root_refused("columns", json_integer(1), "\"columns\"");
	assert_root_refused("unit", json_integer(1), "\"unit\"");
}

/* A short file could say so. */
TEST(more_trials_than_a_file_can_have_are_refused)
{
	char *text = example_with("trial_data", json_pack("{s:i, s:i}", "floor", 1, "median", 1),
				  true),
	     *count = strstr(text, "\"trials\": 1");
	char *longer;

	assert_non_null(count);
	assert_true(asprintf(&longer, "%.*s0000000%s", (int)(count + 11 - text), text,
			     count + 11) > 0);
	assert_refused(longer, "too many");
	free(longer);
	free(text);
	assert_cell_refused("trials", json_integer(1ll << 53), "too many");
}

TEST(a_wrong_end_is_not_called_truncated)
{
	static const char *const whole = "{\"format\": \"exitbench/1.0\", \"complete\": true";
	static const struct { const char *end, *words; } ends[] = {
		{ ",}", "not JSON" }, { " x", "not JSON" }, { "'", "not JSON" },
		{ "]", "not JSON" }, { ", \"a\": nil", "not JSON" },
		{ ", \"a\": nul", "truncated" },
		{ ", \"a\": -", "truncated" }, { ", \"a\": 1.", "truncated" },
		{ ", \"a\": \"b", "truncated" }, { ",", "truncated" }, { "", "truncated" },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char *text;

		assert_true(asprintf(&text, "%s%s", whole, ends[i].end) > 0);
		assert_refused(text, ends[i].words);
		free(text);
	}
}

TEST(a_number_too_large_for_a_double_is_refused)
{
	assert_refused("{\"format\": \"exitbench/1.0\", \"complete\": true, \"cells\": [1e999]}",
		       "not JSON");
	assert_refused("{\"format\": \"exitbench/1.0\", \"complete\": true, \"cells\": [NaN]}",
		       "not JSON");
}

TEST(the_same_cell_twice_is_refused)
{
	struct result result = example();
	json_t *json = result_to_json(&result), *cells = json_object_get(json, "cells");
	char *text;

	json_array_append(cells, json_array_get(cells, 0));
	text = json_dumps(json, 0);
	assert_refused(text, "twice");
	free(text);
	json_decref(json);
	result_free(&result);
}

TEST(texts_that_would_steer_a_terminal_are_refused)
{
	assert_cell_refused("reason", json_string("\033[2J"), "control character");
	assert_cell_refused("reason", json_string("\xc2\x9b" "2J"), "control character");
	assert_root_refused("machine", json_pack("{s:{s:i}}", "a", "b\nc", 1), "control character");
	assert_cell_refused("reason", json_string("a\u200b"), "control character");
	assert_cell_refused("reason", json_string("a\u202eb"), "control character");
	assert_cell_refused("reason", json_string("a\u2066b"), "control character");
	assert_cell_refused("reason", json_string("a\uffff"), "control character");
	assert_root_refused("machine", json_pack("{s:i}", "\ufeffid", 1), "control character");
}

TEST(letters_of_other_scripts_are_no_control_characters)
{
	char *text =
		example_with("reason",
			     json_string("\u00e9\u200a\u2010\u2027\u202f\u206a\U0001d11e"), true);

	assert_string_equal(refusal(text).text, "");
	free(text);
}

TEST(deep_nesting_is_refused)
{
	json_t *deep = json_array();

	for (int i = 0; i < 1000; i++)
		deep = json_pack("[o]", deep);
	assert_root_refused("novelty", deep, "nested too deeply");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(no_beginning_of_a_file_is_taken_for_the_whole),
		ROW(other_files_are_refused_in_words),
		ROW(an_unknown_major_version_is_refused_by_name),
		ROW(a_member_of_the_wrong_type_or_range_is_named),
		ROW(a_column_of_another_length_or_kind_is_named),
		ROW(a_method_that_is_not_in_the_list_is_refused),
		ROW(a_reason_that_is_not_in_the_list_is_refused),
		ROW(more_trials_than_a_file_can_have_are_refused),
		ROW(a_wrong_end_is_not_called_truncated),
		ROW(a_number_too_large_for_a_double_is_refused),
		ROW(the_same_cell_twice_is_refused),
		ROW(texts_that_would_steer_a_terminal_are_refused),
		ROW(letters_of_other_scripts_are_no_control_characters),
		ROW(deep_nesting_is_refused),
	};

	return cmocka_run_group_tests_name("refusals", tests, NULL, NULL);
}
