// SPDX-License-Identifier: GPL-2.0-only
/* Result files: what is written comes back, and nothing is replaced unasked. */
#include <math.h>
#include "tests/unit/result/example.h"

TEST(what_is_saved_is_loaded)
{
	struct result saved = example(), loaded;

	assert_string_equal(result_save(&saved, "a.json", false).text, "");
	assert_string_equal(result_load(&loaded, "a.json").text, "");
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
	assert_int_equal(loaded.cells[0].answered_by, ANSWERER_HYPERVISOR);
	assert_int_equal(loaded.cells[0].fault, FAULT_NONE);
	assert_int_equal(loaded.cells[1].fault, FAULT_SOFTWARE_KVM);
	assert_true(loaded.cells[0].median.below == 2 && !is_below(&loaded.cells[0].floor));
	assert_string_equal(loaded.guest_sha256, saved.guest_sha256);
	result_free(&saved);
	result_free(&loaded);
}

TEST(saving_twice_gives_the_same_bytes)
{
	struct result saved = example(), loaded;
	json_t *before, *after;

	assert_string_equal(result_save(&saved, "a.json", false).text, "");
	assert_string_equal(result_load(&loaded, "a.json").text, "");
	before = result_to_json(&saved);
	after = result_to_json(&loaded);
	assert_true(json_equal(before, after));
	json_decref(before);
	json_decref(after);
	result_free(&saved);
	result_free(&loaded);
}

/* The example with three trials, which differ in number, floor and histogram only. */
static struct result example_of_three_trials(void)
{
	static const char *const blocks[] = { "ab3;Z;", "a;", NULL };
	struct result result = example();
	struct cell_result *cell = &result.cells[0];

	free(cell->trials[0].histogram.blocks);
	cell->trials = reallocarray(cell->trials, 3, sizeof(*cell->trials));
	for (size_t i = 0; i < 3; i++) {
		cell->trials[i] = cell->trials[0];
		cell->trials[i].number = 4 + i;
		cell->trials[i].floor = 12.25 + (double)i;
		cell->trials[i].slow = i == 1;
		cell->trials[i].histogram.blocks = copy_of_text(blocks[i]);
	}
	cell->trial_count = 3;
	return result;
}

TEST(the_trials_of_a_cell_are_columns_in_one_line)
{
	static const char expected[] =
		"   \"trial_data\":{\"trial\":[4,5,6],\"floor\":[12.25,13.25,14.25],\"median\":13,"
		"\"overhead\":2,\"alone_floor\":14.5,\"alone_median\":15.5,\"alone_n\":6,"
		"\"n\":9,\"disturbed\":1,\"slow\":[0,1,0],"
		"\"histogram\":{\"lo\":14,\"hi\":15,\"blocks\":[\"ab3;Z;\",\"a;\",null]}}\n";
	struct result result = example_of_three_trials();
	char *line = NULL;
	size_t room = 0, found = 0;
	FILE *file;

	assert_string_equal(result_save(&result, "a.json", false).text, "");
	file = fopen("a.json", "r");
	while (getline(&line, &room, file) > 0)
		found += !strcmp(line, expected);
	assert_int_equal(found, 1);
	fclose(file);
	free(line);
	result_free(&result);
}

/* Equal but for the digits that a file has none of. */
static void assert_near(double *one, double *two, double share)
{
	assert_true(fabs(*one - *two) <= share * fabs(*one));
	*one = *two;
}

static void assert_same_trials(const struct cell_result *cell, const struct cell_result *other)
{
	assert_int_equal(cell->trial_count, other->trial_count);
	assert_true(!cell->trials == !other->trials);
	for (size_t i = 0; cell->trials && i < cell->trial_count; i++) {
		struct trial_result one = cell->trials[i], two = other->trials[i];

		assert_true(same_text(one.histogram.blocks, two.histogram.blocks));
		one.histogram.blocks = two.histogram.blocks = NULL;
		assert_near(&one.floor, &two.floor, 1e-5);
		assert_near(&one.median, &two.median, 1e-5);
		assert_near(&one.overhead, &two.overhead, 1e-5);
		assert_near(&one.alone_floor, &two.alone_floor, 1e-5);
		assert_near(&one.alone_median, &two.alone_median, 1e-5);
		assert_near(&one.core_cycles, &two.core_cycles, 1e-5);
		assert_near(&one.histogram.lo, &two.histogram.lo, 1e-5);
		assert_near(&one.histogram.hi, &two.histogram.hi, 1e-5);
		assert_memory_equal(&one, &two, sizeof(one));
	}
}

TEST(trials_come_back_from_their_columns)
{
	struct result saved = example_of_three_trials(), loaded;

	assert_string_equal(result_save(&saved, "a.json", false).text, "");
	assert_string_equal(result_load(&loaded, "a.json").text, "");
	assert_same_trials(&saved.cells[0], &loaded.cells[0]);
	result_free(&saved);
	result_free(&loaded);
}

static void assert_same_legs(const struct legs_result *legs, const struct legs_result *other)
{
	for (int i = 0; i < RESULT_LEGS; i++) {
		const struct leg_result *leg = &legs->leg[i];

		assert_memory_equal(&leg->p99, &other->leg[i].p99, 3 * sizeof(double));
		assert_true(same_text(leg->floor.method, other->leg[i].floor.method));
		assert_memory_equal(&leg->exits, &other->leg[i].exits, sizeof(leg->exits));
	}
	assert_true(legs->stamps == other->stamps);
	assert_true(legs->clocks.exits == other->clocks.exits &&
		    legs->clocks.timer_tick == other->clocks.timer_tick);
}

/* Of format 1.0: written by an earlier version, trials as objects, a method with each figure. */
static char old_file[4096];

TEST(a_file_of_the_format_before_columns_is_read_and_written_anew)
{
	struct result old, again;
	size_t with_trials = 0, with_legs = 0;

	assert_string_equal(result_load(&old, old_file).text, "");
	assert_string_equal(result_save(&old, "new.json", false).text, "");
	assert_string_equal(result_load(&again, "new.json").text, "");
	assert_int_equal(old.cell_count, again.cell_count);
	for (size_t i = 0; i < old.cell_count; i++) {
		const struct cell_result *cell = &old.cells[i], *other = &again.cells[i];

		assert_string_equal(cell->id, other->id);
		assert_true(same_text(cell->floor.method, other->floor.method));
		assert_memory_equal(&cell->floor, &other->floor, 3 * sizeof(double));
		assert_same_trials(cell, other);
		with_trials += cell->trials != NULL;
		assert_true(!cell->legs == !other->legs);
		if (cell->legs)
			assert_same_legs(cell->legs, other->legs);
		with_legs += cell->legs != NULL;
	}
	assert_true(with_trials && with_legs);
	result_free(&old);
	result_free(&again);
}

TEST(each_method_is_once_in_a_file)
{
	struct result result = example();
	json_t *json = result_to_json(&result), *methods = json_object_get(json, "methods");

	assert_int_equal(json_array_size(methods), 1);
	assert_string_equal(json_string_value(json_array_get(methods, 0)), "a rule");
	json_decref(json);
	result_free(&result);
}

TEST(loaded_for_its_figures_a_file_has_the_same_figures)
{
	struct result result = example(), loaded;
	struct texts texts = { 0 };

	assert_string_equal(result_save(&result, "a.json", false).text, "");
	assert_string_equal(result_load_figures(&loaded, "a.json", &texts).text, "");
	assert_int_equal(loaded.cell_count, 2);
	assert_string_equal(loaded.cells[0].id, result.cells[0].id);
	assert_memory_equal(&loaded.cells[0].floor, &result.cells[0].floor, 3 * sizeof(double));
	assert_string_equal(loaded.cells[0].floor.method, "a rule");
	assert_string_equal(loaded.cells[1].reason, "no such control");
	assert_null(loaded.cells[0].trials);
	assert_true(loaded.cells[0].trial_figures[0].floor == 12.25 &&
		    loaded.cells[0].trial_figures[0].median == 13);
	assert_true(loaded.cells[0].alone.is_known && !loaded.cells[0].alone.never);
	assert_true(cell_trial_alone(&loaded.cells[0], 0, false) == 14.5 &&
		    cell_trial_alone(&loaded.cells[0], 0, true) == 15.5);
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
	assert_string_equal(result_load(&loaded, "escaped.json").text, "");
	assert_string_equal(loaded.cells[0].op, "cpuid");
	result_free(&loaded);
	free(text);
	assert_refused("{\"format\": \"exitbench/1.0\", \"f\\u006frmat\": \"exitbench/1.0\"}",
		       "duplicate");
}

/* A later minor version may know more of them than this one. */
TEST(a_kind_of_fault_or_an_answerer_that_is_not_known_is_none)
{
	static const char *const members[] = { "fault", "answered_by" };

	for (size_t i = 0; i < 2; i++) {
		char *text = example_with(members[i], json_string("tomorrow"), true);

		assert_string_equal(refusal(text).text, "");
		free(text);
		assert_cell_refused(members[i], json_integer(1), members[i]);
	}
}

TEST(a_bound_below_its_own_figure_is_refused)
{
	assert_cell_refused("floor",
			    json_pack("{s:f, s:f, s:s}", "value", 2.0, "below", 1.0, "method", "x"),
			    "bound");
	assert_cell_refused("floor",
			    json_pack("{s:f, s:f, s:s}", "value", -2.0, "below", 0.0, "method",
				      "x"),
			    "bound");
}

/* Of a denormal number the page's axis had no end, and multiples were infinite. */
TEST(a_figure_nearer_to_0_than_any_cost_is_read_as_0)
{
	static const struct {
		double saved, loaded;
	} figures[] = { { 5e-324, 0 }, { -1e-310, 0 },   { 1.5e-13, 0 },
			{ -2e-10, 0 }, { 5e-06, 5e-06 }, { -5e-06, -5e-06 } };

	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++) {
		struct result saved = example(), loaded;

		saved.cells[0].floor.value = figures[i].saved;
		saved.cells[0].floor.lo = -1;
		saved.cells[0].trials[0].floor = figures[i].saved;
		assert_string_equal(result_save(&saved, "floor.json", true).text, "");
		assert_string_equal(result_load(&loaded, "floor.json").text, "");
		assert_true(loaded.cells[0].floor.value == figures[i].loaded);
		assert_true(loaded.cells[0].trials[0].floor == figures[i].loaded);
		result_free(&loaded);
		result_free(&saved);
	}
}

static struct words check_writable(const char *path, bool replace)
{
	return result_check_writable((struct whole_file){ .path = path, .replace = replace });
}

TEST(an_existing_file_is_replaced_only_when_asked)
{
	struct result result = example();

	write_text("a.json", "mine", 4);
	assert_string_not_equal(check_writable("a.json", false).text, "");
	assert_string_not_equal(result_save(&result, "a.json", false).text, "");
	assert_string_not_equal(refusal("mine").text, "");
	assert_string_equal(check_writable("a.json", true).text, "");
	assert_string_equal(result_save(&result, "a.json", true).text, "");
	result_free(&result);
}

TEST(what_is_not_a_regular_file_is_never_replaced)
{
	struct result result = example();

	assert_int_equal(mkdir("place", 0777), 0);
	assert_int_equal(symlink("/dev/null", "link"), 0);
	assert_string_not_equal(check_writable("place", true).text, "");
	assert_string_not_equal(result_save(&result, "place", true).text, "");
	assert_string_not_equal(result_save(&result, "link", true).text, "");
	assert_string_not_equal(result_save(&result, "/dev/null", true).text, "");
	result_free(&result);
}

TEST(an_unwritable_place_is_told_and_nothing_is_left_there)
{
	struct result result = example();

	assert_non_null(
		strstr(check_writable("no/such/place.json", false).text, "No such file"));
	assert_string_not_equal(result_save(&result, "no/such/place.json", false).text, "");
	assert_string_equal(check_writable("a.json", false).text, "");
	assert_int_equal(rmdir(directory), 0); /* empty: no temporary file stayed */
	assert_int_equal(mkdir(directory, 0777), 0);
	result_free(&result);
}

TEST(an_unknown_minor_version_and_its_members_are_accepted)
{
	char *text = example_with("format", json_string("exitbench/1.7"), false);

	assert_string_equal(refusal(text).text, "");
	free(text);
	text = example_with("novelty", json_true(), true);
	assert_string_equal(refusal(text).text, "");
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
	json_object_set_new(json_object_get(cell, "trial_data"), "novelty", json_pack("[i]", 3));
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
	assert_string_equal(result_load(&loaded, "later.json").text, "");
	after = result_to_json(&loaded);
	assert_true(json_equal(before, after));
	json_decref(before);
	json_decref(after);
	result_free(&loaded);
	free(text);
}

TEST(an_interrupted_session_stays_marked)
{
	struct result result = example(), loaded;

	result.complete = false;
	assert_string_equal(result_save(&result, "a.json", false).text, "");
	assert_string_equal(result_load(&loaded, "a.json").text, "");
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
	assert_documented("trials", trial_fields, trial_field_count);
	assert_documented("histograms", histogram_fields, histogram_field_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(what_is_saved_is_loaded),
		ROW(saving_twice_gives_the_same_bytes),
		ROW(the_trials_of_a_cell_are_columns_in_one_line),
		ROW(trials_come_back_from_their_columns),
		ROW(a_file_of_the_format_before_columns_is_read_and_written_anew),
		ROW(each_method_is_once_in_a_file),
		ROW(loaded_for_its_figures_a_file_has_the_same_figures),
		ROW(names_and_texts_with_escapes_are_those_they_stand_for),
		ROW(a_kind_of_fault_or_an_answerer_that_is_not_known_is_none),
		ROW(a_bound_below_its_own_figure_is_refused),
		ROW(a_figure_nearer_to_0_than_any_cost_is_read_as_0),
		ROW(an_existing_file_is_replaced_only_when_asked),
		ROW(what_is_not_a_regular_file_is_never_replaced),
		ROW(an_unwritable_place_is_told_and_nothing_is_left_there),
		ROW(an_unknown_minor_version_and_its_members_are_accepted),
		ROW(unknown_members_are_kept_when_a_file_is_written_again),
		ROW(an_interrupted_session_stays_marked),
		ROW(the_schema_documents_every_member),
	};
	int failed;

	if (!realpath("results/emulated/corei7_skylake_x.json", old_file))
		return 1;
	schema = json_load_file("results/schema.json", 0, NULL);
	failed = cmocka_run_group_tests_name("result", tests, NULL, NULL);
	json_decref(schema);
	return failed;
}
