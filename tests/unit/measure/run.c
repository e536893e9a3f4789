// SPDX-License-Identifier: GPL-2.0-only
/*
 * What `exitbench run` leaves behind: who the machine is, raw samples, counters, a file after
 * Ctrl-C at any time, and nothing in it that the schema does not know.
 */
#include "cli.h"

static char *schema_path;

TEST(only_include_host_tells_whose_machine_it_was)
{
	char host[256] = "";
	json_t *json;

	need_clock();
	assert_int_equal(gethostname(host, sizeof(host) - 1), 0);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "--samples", "./s.csv",
			     "-o", "-"),
			 PROGRAM_OK);
	ASSERT_SAYS(output, "--samples .../s.csv");
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "--samples", "./t.csv",
			     "--include-host", "-o", "-"),
			 PROGRAM_OK);
	ASSERT_SAYS(output, "--samples ./t.csv");
	json = json_loads(output, 0, NULL);
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(json_object_get(json, "run"), "host"), "name")),
			    host);
	json_decref(json);
}

static char *id_in(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);
	const char *id = json_string_value(json_object_get(json_object_get(json, "machine"), "id"));
	char *copy = id ? strdup(id) : NULL;

	json_decref(json);
	return copy;
}

TEST(the_machine_id_is_one_for_every_home_and_a_hash)
{
	char *first, *second, value[64] = "";
	FILE *file = fopen("/etc/machine-id", "r");

	need_clock();
	if (!file || !fgets(value, sizeof(value), file) || strlen(value) < 33)
		skip();
	fclose(file);
	RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "-");
	first = id_in(output);
	setenv("HOME", "/nonexistent", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	RUN("run", "--ops", "cpuid", "--budget", "0.2", "-o", "-");
	second = id_in(output);
	assert_non_null(first);
	assert_int_equal(strlen(first), 32);
	assert_string_equal(first, second);
	assert_true(strncmp(first, value, 32));
	free(first);
	free(second);
}

static size_t lines_with(const char *text, const char *words)
{
	size_t count = 0;

	for (const char *found = strstr(text, words); found; found = strstr(found + 1, words))
		count++;
	return count;
}

TEST(every_batch_is_in_the_samples)
{
	struct result result;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "--samples", "s.csv", "-o",
			     "a.json"),
			 PROGRAM_OK);
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "--samples", "s.csv"),
			 PROGRAM_FAILED);
	ASSERT_SAYS(errors, "s.csv exists");
	read_back("s.csv", output, sizeof(output));
	assert_ptr_equal(strstr(output, "trial,round,cell,ticks_per_operation,taken_off,exits_per_"
					"operation,disturbed,chain_before,additions_before,"
					"chain_after,additions_after\n"),
			 output);
	assert_string_equal(result_load(&result, "a.json").text, "");
	for (size_t i = 0; i < result.cell_count; i++)
		assert_int_equal(lines_with(output, result.cells[i].id),
				 result.cells[i].batches + result.cells[i].disturbed);
	ASSERT_SAYS(output, ",canary,");
	result_free(&result);
}

/* On a busy machine no trial is done by then. */
static void interrupt_after(unsigned int seconds)
{
	pid_t child = start((char *[]){ "exitbench", "run", "--ops", "cpuid", "--budget", "600",
					"--precision", "0.001", "-q", "--samples", "s.csv",
					"--force", "-o", "a.json", NULL });

	sleep(seconds);
	assert_int_not_equal(access("s.csv", F_OK), 0);
	interrupt(child);
	assert_int_equal(finish(child), PROGRAM_FAILED);
}

TEST(samples_are_in_their_place_when_they_are_complete)
{
	need_clock();
	for (unsigned int seconds = 2; seconds < 100 && access("s.csv", F_OK); seconds *= 2)
		interrupt_after(seconds);
	read_back("s.csv", output, sizeof(output));
	ASSERT_SAYS(output, "trial,round,cell");
	assert_int_equal(system("test -z \"$(ls -A | grep exitbench-)\""), 0);
	assert_int_equal(RUN("run", "--samples", "-"), PROGRAM_USAGE);
	assert_one_line();
	assert_int_not_equal(access("-", F_OK), 0);
}

TEST(a_samples_file_is_checked_before_anything_is_measured)
{
	write_text("mine.csv", "mine");
	assert_int_equal(RUN("run", "--budget", "1000", "--samples", "mine.csv"), PROGRAM_FAILED);
	assert_one_line();
	assert_int_equal(RUN("run", "--budget", "1000", "--samples", "a", "-o", "a"),
			 PROGRAM_USAGE);
	assert_one_line();
	need_clock();
	obstacle = "there is no device in a test";
	assert_int_equal(RUN("run", "--samples", "mine.csv", "--force"), PROGRAM_NOTHING);
	read_back("mine.csv", output, sizeof(output));
	assert_string_equal(output, "mine");
}

TEST(an_event_that_cannot_be_counted_has_a_reason_and_no_number)
{
	need_clock();
	assert_int_equal(RUN("run", "--events", "frobs"), PROGRAM_USAGE);
	assert_one_line();
	ASSERT_SAYS(errors, "frobs");
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "--events",
			     "task-clock:mg=1", "-o", "-"),
			 PROGRAM_OK);
	ASSERT_SAYS(output, "perf cannot separate the guest of our own driver from its host");
}

TEST(counters_are_shown_and_a_reason_once)
{
	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid,vmcall", "--budget", "0.2", "--events",
			     "task-clock:mg=1"),
			 PROGRAM_OK);
	ASSERT_SAYS(output, "counters: per operation");
	assert_int_equal(lines_with(output, "perf cannot separate the guest"), 1);
	/* the head, and whom the reason is about */
	assert_int_equal(lines_with(output, "task-clock:mg=1"), 2);
}

TEST(a_counted_event_keeps_its_times)
{
	json_t *json, *event;

	need_clock();
	assert_int_equal(RUN("run", "--ops", "cpuid", "--budget", "0.2", "--events", "task-clock",
			     "-o", "-"),
			 PROGRAM_OK);
	json = json_loads(output, 0, NULL);
	event = json_object_get(json_object_get(json_array_get(json_object_get(json, "cells"), 0),
						"events"),
				"task-clock");
	if (json_object_get(event, "reason")) {
		json_decref(json);
		skip();
	}
	assert_true(json_number_value(json_object_get(event, "running_ns")) > 0);
	assert_true(json_number_value(json_object_get(event, "enabled_ns")) >=
		    json_number_value(json_object_get(event, "running_ns")));
	assert_true(json_is_number(json_object_get(event, "value")));
	json_decref(json);
}

/* Whether it lists members, or items, for a value that has some. */
static bool can_document(const json_t *schema, const json_t *value)
{
	if (json_is_array(value))
		return json_object_get(schema, "items");
	return !json_is_object(value) || json_object_get(schema, "properties") ||
	       json_object_get(schema, "additionalProperties");
}

/* The schema behind a "$ref" into its own "$defs"; of "anyOf" the one for such a value. */
static const json_t *resolved(const json_t *root, const json_t *schema, const json_t *value)
{
	const char *reference = json_string_value(json_object_get(schema, "$ref"));
	const json_t *choices = json_object_get(schema, "anyOf");

	if (reference)
		return resolved(root, json_object_get(json_object_get(root, "$defs"),
						      strrchr(reference, '/') + 1), value);
	for (size_t i = 0; i < json_array_size(choices); i++) {
		const json_t *choice = resolved(root, json_array_get(choices, i), value);

		if (can_document(choice, value))
			return choice;
	}
	return schema;
}

/* Every member of the document has a place in the schema, where the schema lists members at all. */
static void assert_in_schema(const json_t *root, const json_t *schema, const json_t *value,
			     const char *where)
{
	const json_t *properties, *others, *items;
	const char *key;
	json_t *member;
	size_t i;

	schema = resolved(root, schema, value);
	properties = json_object_get(schema, "properties");
	others = json_object_get(schema, "additionalProperties");
	items = json_object_get(schema, "items");
	json_object_foreach((json_t *)value, key, member) {
		const json_t *place = json_object_get(properties, key);

		if (!place && !others)
			fail_msg("results/schema.json knows no %s of %s", key, where);
		assert_in_schema(root, place ? place : others, member, key);
	}
	json_array_foreach(value, i, member)
		assert_in_schema(root, items, member, where);
}

TEST(the_schema_documents_every_member_of_a_real_result)
{
	json_t *json, *schema = json_load_file(schema_path, 0, NULL);

	need_clock();
	assert_non_null(schema);
	assert_int_equal(RUN("run", "--ops", "cpuid,hlt", "--budget", "0.2", "--events",
			     "task-clock,instructions", "--include-host", "-o", "-"),
			 PROGRAM_OK);
	json = json_loads(output, 0, NULL);
	assert_in_schema(schema, schema, json, "the root");
	json_decref(json);
	json_decref(schema);
}

/* Before anything was measured, too: the file then says that nothing was. */
TEST(a_very_early_interrupt_leaves_a_valid_file)
{
	struct result result;
	pid_t child;

	need_clock();
	child = start(
		(char *[]){ "exitbench", "run", "--ops", "cpuid", "-q", "-o", "a.json", NULL });
	usleep(15000); /* the clock is being examined */
	assert_int_equal(kill(child, SIGINT), 0);
	if (finish_or_die(child) != PROGRAM_FAILED)
		skip(); /* too early even for main() */
	assert_string_equal(result_load(&result, "a.json").text, "");
	assert_false(result.complete);
	result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(only_include_host_tells_whose_machine_it_was),
		CASE(the_machine_id_is_one_for_every_home_and_a_hash),
		CASE(every_batch_is_in_the_samples),
		CASE(samples_are_in_their_place_when_they_are_complete),
		CASE(a_samples_file_is_checked_before_anything_is_measured),
		CASE(an_event_that_cannot_be_counted_has_a_reason_and_no_number),
		CASE(counters_are_shown_and_a_reason_once),
		CASE(a_counted_event_keeps_its_times),
		CASE(the_schema_documents_every_member_of_a_real_result),
		CASE(a_very_early_interrupt_leaves_a_valid_file),
	};
	int failed;

	schema_path = realpath("results/schema.json", NULL);
	failed = cmocka_run_group_tests_name("harness_run", tests, NULL, NULL);
	free(schema_path);
	return failed;
}
