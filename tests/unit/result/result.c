// SPDX-License-Identifier: GPL-2.0-only
/*
 * Result files: what is written comes back, nothing is replaced unasked, and no
 * file, however broken or hostile, is taken for a result.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "result/fields.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define ROW(name) cmocka_unit_test_setup_teardown(name, enter_directory, leave_directory)

static char directory[] = "/tmp/exitbench-result-XXXXXX";

static int enter_directory(void **state)
{
	(void)state;
	strcpy(strrchr(directory, '-'), "-XXXXXX");
	return !mkdtemp(directory) || chdir(directory);
}

static int leave_directory(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return chdir("/") || system(command);
}

static struct statistic figure(double value)
{
	return (struct statistic){ value, value - 1, value + 1, "a rule" };
}

static struct result example(void)
{
	struct result result = {
		.complete = true,
		.machine = json_pack("{s:s}", "kernel", "6.1"),
		.run = json_object(),
		.guest_sha256 =
			strdup("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
		.cell_count = 2,
		.cells = calloc(2, sizeof(*result.cells)),
	};

	result.cells[0] = (struct cell_result){
		.op = strdup("cpuid"),
		.env = strdup("hvm"),
		.backend = strdup("vmx"),
		.form = strdup("lean"),
		.ring = 0,
		.status = STATUS_OK,
		.unit = strdup("instructions"),
		.clock = strdup("tsc"),
		.iterations = 100,
		.batches = 9,
		.disturbed = 1,
		.exits_per_op = 1,
		.floor = figure(12.25),
		.median = figure(13),
		.p99 = figure(14),
		.raw = figure(15),
		.overhead = figure(2),
		.trial_count = 1,
		.trials = calloc(1, sizeof(struct trial_result)),
	};
	result.cells[0].trials[0] = (struct trial_result){
		.floor = 12.25,
		.median = 13,
		.overhead = 2,
		.batches = 9,
		.disturbed = 1,
		.slow = true,
		.number = 4,
		.histogram = { 14, 15, strdup("ab3;Z;") },
	};
	result.cells[0].disturbed_by.by[DISTURBED_BY_GAP] = 1;
	result.cells[1] = (struct cell_result){
		.op = strdup("cli_sti"),
		.env = strdup("hvm-trap"),
		.backend = strdup("kvm"),
		.form = strdup("full"),
		.knobs = strdup("vpid=off"),
		.ring = 3,
		.status = STATUS_SKIP,
		.reason = strdup("no such control"),
		.exits_per_op = -1,
	};
	for (size_t i = 0; i < 2; i++)
		result.cells[i].id = result_cell_id(&result.cells[i]);
	return result;
}

static void write_text(const char *path, const char *text, size_t bytes)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, bytes, file), bytes);
	assert_int_equal(fclose(file), 0);
}

/* The words with which a file of this text is refused; NULL if it is not. */
static const char *refusal(const char *text)
{
	struct result result;
	const char *wrong;

	write_text("text.json", text, strlen(text));
	wrong = result_load(&result, "text.json");
	result_free(&result);
	return wrong;
}

static void assert_refused(const char *text, const char *words)
{
	const char *wrong = refusal(text);

	if (!wrong || !strstr(wrong, words))
		fail_msg("refused with `%s' instead of `%s'", wrong ? wrong : "nothing", words);
}

/* The example as text, one member of one object replaced: that of the root, or of cell 0. */
static char *example_with(const char *member, json_t *value, bool of_cell)
{
	struct result result = example();
	json_t *json = result_to_json(&result);
	json_t *object = of_cell ? json_array_get(json_object_get(json, "cells"), 0) : json;
	char *text;

	if (value)
		json_object_set_new(object, member, value);
	else if (member)
		json_object_del(object, member);
	text = json_dumps(json, 0);
	json_decref(json);
	result_free(&result);
	return text;
}

static void assert_cell_refused(const char *member, json_t *value, const char *words)
{
	char *text = example_with(member, value, true);

	assert_refused(text, words);
	free(text);
}

static void assert_root_refused(const char *member, json_t *value, const char *words)
{
	char *text = example_with(member, value, false);

	assert_refused(text, words);
	free(text);
}

TEST(what_is_saved_is_loaded)
{
	struct result saved = example(), loaded;

	assert_null(result_save(&saved, "a.json", false));
	assert_null(result_load(&loaded, "a.json"));
	assert_true(loaded.complete);
	assert_int_equal(loaded.cell_count, 2);
	assert_string_equal(loaded.cells[0].id, "cpuid/hvm/vmx/lean/0/default");
	assert_string_equal(loaded.cells[1].id, "cli_sti/hvm-trap/kvm/full/3/vpid=off");
	assert_true(loaded.cells[0].floor.value == 12.25 && loaded.cells[0].overhead.hi == 3);
	assert_string_equal(loaded.cells[0].floor.method, "a rule");
	assert_true(loaded.cells[0].trials[0].slow && loaded.cells[0].trials[0].batches == 9);
	assert_true(loaded.cells[0].trials[0].overhead == 2 &&
		    loaded.cells[0].trials[0].number == 4);
	assert_string_equal(loaded.cells[0].trials[0].histogram.blocks, "ab3;Z;");
	assert_int_equal(loaded.cells[0].disturbed_by.by[DISTURBED_BY_GAP], 1);
	assert_null(loaded.cells[1].floor.method);
	assert_true(loaded.cells[1].exits_per_op < 0);
	assert_string_equal(loaded.cells[1].reason, "no such control");
	assert_string_equal(loaded.guest_sha256, saved.guest_sha256);
	result_free(&saved);
	result_free(&loaded);
}

TEST(saving_twice_gives_the_same_bytes)
{
	struct result saved = example(), loaded;
	json_t *before, *after;

	assert_null(result_save(&saved, "a.json", false));
	assert_null(result_load(&loaded, "a.json"));
	before = result_to_json(&saved);
	after = result_to_json(&loaded);
	assert_true(json_equal(before, after));
	json_decref(before);
	json_decref(after);
	result_free(&saved);
	result_free(&loaded);
}

TEST(a_file_has_a_line_for_each_trial)
{
	struct result result = example();
	char *line = NULL;
	size_t room = 0, found = 0;
	FILE *file;

	assert_null(result_save(&result, "a.json", false));
	file = fopen("a.json", "r");
	while (getline(&line, &room, file) > 0)
		found += !strncmp(line, "    {\"trial\": 4, ", 17) &&
			 strstr(line, "\"blocks\": \"ab3;Z;\"}}\n");
	assert_int_equal(found, 1);
	fclose(file);
	free(line);
	result_free(&result);
}

TEST(loaded_for_its_figures_a_file_has_the_same_figures)
{
	struct result result = example(), loaded;
	struct texts texts = { 0 };

	assert_null(result_save(&result, "a.json", false));
	assert_null(result_load_figures(&loaded, "a.json", &texts));
	assert_int_equal(loaded.cell_count, 2);
	assert_string_equal(loaded.cells[0].id, result.cells[0].id);
	assert_memory_equal(&loaded.cells[0].floor, &result.cells[0].floor, 3 * sizeof(double));
	assert_string_equal(loaded.cells[0].floor.method, "a rule");
	assert_string_equal(loaded.cells[1].reason, "no such control");
	assert_null(loaded.cells[0].trials);
	assert_true(loaded.cells[0].trial_figures[0].floor == 12.25 &&
		    loaded.cells[0].trial_figures[0].median == 13);
	result_free(&loaded);
	result_free(&result);
	texts_free(&texts);
}

TEST(names_and_texts_with_escapes_are_those_they_stand_for)
{
	char *text = example_with(NULL, NULL, false), *format;
	struct result loaded;

	text = realloc(text, strlen(text) + 64);
	format = strstr(text, "\"format\"");
	memmove(format + 6, format + 1, strlen(format + 1) + 1);
	memcpy(format, "\"\\u0066", 7);
	write_text("escaped.json", text, strlen(text));
	assert_null(result_load(&loaded, "escaped.json"));
	assert_string_equal(loaded.cells[0].op, "cpuid");
	result_free(&loaded);
	free(text);
	assert_refused("{\"format\": \"exitbench/1.0\", \"f\\u006frmat\": \"exitbench/1.0\"}",
		       "duplicate");
}

TEST(an_existing_file_is_replaced_only_when_asked)
{
	struct result result = example();

	write_text("a.json", "mine", 4);
	assert_non_null(result_check_writable("a.json", false));
	assert_non_null(result_save(&result, "a.json", false));
	assert_non_null(refusal("mine"));
	assert_null(result_check_writable("a.json", true));
	assert_null(result_save(&result, "a.json", true));
	result_free(&result);
}

TEST(what_is_not_a_regular_file_is_never_replaced)
{
	struct result result = example();

	assert_int_equal(mkdir("place", 0777), 0);
	assert_int_equal(symlink("/dev/null", "link"), 0);
	assert_non_null(result_check_writable("place", true));
	assert_non_null(result_save(&result, "place", true));
	assert_non_null(result_save(&result, "link", true));
	assert_non_null(result_save(&result, "/dev/null", true));
	result_free(&result);
}

TEST(an_unwritable_place_is_told_and_nothing_is_left_there)
{
	struct result result = example();

	assert_non_null(strstr(result_check_writable("no/such/place.json", false), "No such file"));
	assert_non_null(result_save(&result, "no/such/place.json", false));
	assert_null(result_check_writable("a.json", false));
	assert_int_equal(rmdir(directory), 0); /* empty: no temporary file stayed */
	assert_int_equal(mkdir(directory, 0777), 0);
	result_free(&result);
}

TEST(no_beginning_of_a_file_is_taken_for_the_whole)
{
	char *text = example_with(NULL, NULL, false);
	struct result result;

	assert_null(refusal(text));
	for (size_t bytes = 0; bytes < strlen(text); bytes++) {
		write_text("cut.json", text, bytes);
		assert_non_null(result_load(&result, "cut.json"));
	}
	text[strlen(text) / 2] = 0;
	assert_refused(text, "truncated");
	assert_refused("", "empty");
	free(text);
}

TEST(other_files_are_refused_in_words)
{
	struct result result;

	assert_non_null(strstr(result_load(&result, "no.json"), "No such file"));
	assert_non_null(strstr(result_load(&result, "."), "directory"));
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

TEST(an_unknown_minor_version_and_its_members_are_accepted)
{
	char *text = example_with("format", json_string("exitbench/1.7"), false);

	assert_null(refusal(text));
	free(text);
	text = example_with("novelty", json_true(), true);
	assert_null(refusal(text));
	free(text);
}

/* What a later minor version wrote, with a member of its own in the root, a cell and a trial. */
static char *text_of_a_later_version(void)
{
	struct result result = example();
	json_t *json = result_to_json(&result),
	       *cell = json_array_get(json_object_get(json, "cells"), 0);
	char *text;

	json_object_set_new(json, "novelty", json_pack("{s:i}", "a", 1));
	json_object_set_new(cell, "novelty", json_string("b"));
	json_object_set_new(json_array_get(json_object_get(cell, "trial_data"), 0), "novelty",
			    json_integer(3));
	text = json_dumps(json, 0);
	json_decref(json);
	result_free(&result);
	return text;
}

TEST(unknown_members_are_kept_when_a_file_is_written_again)
{
	char *text = text_of_a_later_version();
	json_t *before = json_loads(text, 0, NULL), *after;
	struct result loaded;

	write_text("later.json", text, strlen(text));
	assert_null(result_load(&loaded, "later.json"));
	after = result_to_json(&loaded);
	assert_true(json_equal(before, after));
	json_decref(before);
	json_decref(after);
	result_free(&loaded);
	free(text);
}

TEST(a_member_of_the_wrong_type_or_range_is_named)
{
	assert_root_refused("complete", json_integer(1), "complete");
	assert_root_refused("cells", json_object(), "cells");
	assert_root_refused("machine", json_string("x"), "machine");
	assert_root_refused("guest_sha256", json_string("abc"), "guest_sha256");
	assert_cell_refused("op", NULL, "\"op\" is missing");
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
	assert_root_refused("machine", json_pack("{s:i}", "\ufeffid", 1), "control character");
}

TEST(letters_of_other_scripts_are_no_control_characters)
{
	char *text =
		example_with("reason",
			     json_string("\u00e9\u200a\u2010\u2027\u202f\u206a\U0001d11e"), true);

	assert_null(refusal(text));
	free(text);
}

TEST(deep_nesting_is_refused)
{
	json_t *deep = json_array();

	for (int i = 0; i < 1000; i++)
		deep = json_pack("[o]", deep);
	assert_root_refused("novelty", deep, "nested too deeply");
}

TEST(an_interrupted_session_stays_marked)
{
	struct result result = example(), loaded;

	result.complete = false;
	assert_null(result_save(&result, "a.json", false));
	assert_null(result_load(&loaded, "a.json"));
	assert_false(loaded.complete);
	result_free(&result);
	result_free(&loaded);
}

static json_t *schema;

static void assert_documented(const char *definition, const struct field *fields, size_t count)
{
	const json_t *properties =
		json_object_get(json_object_get(json_object_get(schema, "$defs"), definition),
				"properties");

	for (size_t i = 0; i < count; i++)
		if (!json_object_get(properties, fields[i].name))
			fail_msg("results/schema.json has no %s of a %s", fields[i].name,
				 definition);
}

TEST(the_schema_documents_every_member)
{
	assert_non_null(schema);
	assert_documented("cell", cell_fields, cell_field_count);
	assert_documented("trial", trial_fields, trial_field_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(what_is_saved_is_loaded),
		ROW(saving_twice_gives_the_same_bytes),
		ROW(a_file_has_a_line_for_each_trial),
		ROW(loaded_for_its_figures_a_file_has_the_same_figures),
		ROW(names_and_texts_with_escapes_are_those_they_stand_for),
		ROW(an_existing_file_is_replaced_only_when_asked),
		ROW(what_is_not_a_regular_file_is_never_replaced),
		ROW(an_unwritable_place_is_told_and_nothing_is_left_there),
		ROW(no_beginning_of_a_file_is_taken_for_the_whole),
		ROW(other_files_are_refused_in_words),
		ROW(an_unknown_major_version_is_refused_by_name),
		ROW(an_unknown_minor_version_and_its_members_are_accepted),
		ROW(unknown_members_are_kept_when_a_file_is_written_again),
		ROW(a_member_of_the_wrong_type_or_range_is_named),
		ROW(a_number_too_large_for_a_double_is_refused),
		ROW(the_same_cell_twice_is_refused),
		ROW(texts_that_would_steer_a_terminal_are_refused),
		ROW(letters_of_other_scripts_are_no_control_characters),
		ROW(deep_nesting_is_refused),
		ROW(an_interrupted_session_stays_marked),
		ROW(the_schema_documents_every_member),
	};
	int failed;

	schema = json_load_file("results/schema.json", 0, NULL);
	failed = cmocka_run_group_tests_name("harness_result", tests, NULL, NULL);
	json_decref(schema);
	return failed;
}
