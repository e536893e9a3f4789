// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results made fit to be published: nothing that tells whose machine it was is left at any depth,
 * and what goes is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "result/publish.h"
#include "sessions.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static char *said;

/* What is left, as text; what was said is in `said`. Both are to be freed, the result is not. */
static char *published(struct result *result)
{
	size_t bytes;
	FILE *stream = open_memstream(&said, &bytes);
	json_t *json;
	char *text;

	publish_strip(result, stream);
	fclose(stream);
	json = result_to_json(result);
	text = json_dumps(json, 0);
	json_decref(json);
	return text;
}

static void assert_gone(struct result *result, const char *name)
{
	char *text = published(result);

	if (strstr(text, "bobs") || strstr(text, "/home"))
		fail_msg("it is still there: %s", text);
	if (!strstr(said, name))
		fail_msg("no `%s' in: %s", name, said);
	free(text);
	free(said);
	result_free(result);
}

static void set(struct result *result, const char *part, json_t *value)
{
	json_object_set_new(result->machine, part, value);
}

TEST(a_member_that_is_not_known_goes_at_any_depth)
{
	struct result result = session(1000);

	set(&result, "host", json_string("bobs"));
	set(&result, "vmx", json_pack("{s:b, s:{s:s}}", "usable", 1, "may_be_1", "host", "bobs"));
	set(&result, "topology", json_pack("{s:i, s:s}", "cores", 2, "serial", "bobs"));
	set(&result, "findings", json_pack("[{s:s, s:s}, s]", "id", "pmu", "host", "bobs", "bobs"));
	set(&result, "mitigations", json_pack("{s:s, s:s}", "mds", "Not affected", "host", "bobs"));
	set(&result, "kvm", json_pack("{s:{s:s, s:s}}", "kvm", "tdp_mmu", "Y", "host", "bobs"));
	json_object_set_new(result.run, "rules",
			    json_pack("{s:{s:s}}", "constants", "host", "bobs"));
	json_object_set_new(result.run, "boot", json_string("bobs"));
	result.module = json_pack("{s:s, s:{s:s}}", "version", "1", "where", "host", "bobs");
	result.unknown = json_pack("{s:s}", "host", "bobs");
	result.cells[0].unknown = json_pack("{s:s}", "host", "bobs");
	result.cells[0].unknown_trials = json_pack("{s:s}", "host", "bobs");
	result.cells[0].legs = calloc(1, sizeof(*result.cells[0].legs));
	result.cells[0].legs->unknown = json_pack("{s:s}", "host", "bobs");
	result.cells[0].events = json_pack("{s:{s:s}}", "CYCLES:u", "host", "bobs");
	assert_gone(&result, "dropped  machine.vmx.may_be_1.host\n");
}

TEST(what_is_known_is_kept)
{
	struct result result = session(1000);
	char *text;

	set(&result, "state",
	    json_pack("{s:s, s:{s:s}}", "governor", "performance", "cstates", "haltpoll idle",
		      "1 us to leave"));
	set(&result, "mitigations",
	    json_pack("{s:s}", "spectre_v1", "Mitigation: usercopy/swapgs barriers"));
	result.cells[0].legs = calloc(1, sizeof(*result.cells[0].legs));
	result.cells[0].legs->leg[0].exits.p50 = 2;
	result.cells[0].events =
		json_pack("{s:{s:s}}", "CYCLES:u", "reason", "/dev/cpu/0/msr: Permission denied");
	text = published(&result);
	assert_non_null(strstr(text, "haltpoll idle"));
	assert_non_null(strstr(text, "usercopy/swapgs"));
	assert_non_null(strstr(text, "\"p50\": 2"));
	assert_non_null(strstr(text, "Permission denied"));
	free(text);
	free(said);
	result_free(&result);
}

TEST(a_text_with_a_path_in_it_goes)
{
	struct result result = session(1000);

	result.module = json_pack("{s:s}", "version", "built in /home/bobs");
	set(&result, "vmx", json_pack("{s:s}", "module", "/home/bobs"));
	assert_gone(&result, "dropped, for there is a path in it: module.version\n");
}

TEST(the_sessions_of_a_merged_file_are_stripped_as_any_other)
{
	struct result result = session(1000);
	const json_t *first;
	char *text;

	json_object_set_new(result.run, "merged",
			    json_pack("[{s:s, s:s, s:i}]", "command", "bobs", "started",
				      "2026-01-31T12:34:56Z", "seed", 7));
	text = published(&result);
	first = json_array_get(json_object_get(result.run, "merged"), 0);
	assert_null(strstr(text, "bobs"));
	assert_string_equal(json_string_value(json_object_get(first, "started")),
			    "2026-01-31T00:00:00Z");
	assert_int_equal(json_integer_value(json_object_get(first, "seed")), 7);
	free(text);
	free(said);
	result_free(&result);
}

static void assert_kernel(const char *release, const char *kept)
{
	struct result result = session(1000);

	set(&result, "kernel", json_string(release));
	free(published(&result));
	assert_string_equal(json_string_value(json_object_get(result.machine, "kernel")), kept);
	free(said);
	result_free(&result);
}

TEST(a_kernel_is_its_numbers_and_debians_flavour)
{
	assert_kernel("6.1.0-18-amd64", "6.1.0-18-amd64");
	assert_kernel("6.1.0-18-cloud-amd64", "6.1.0-18-cloud-amd64");
	assert_kernel("6.1.0-18-rt-amd64", "6.1.0-18-rt-amd64");
	assert_kernel("6.12.43+deb13-amd64", "6.12.43-amd64");
	assert_kernel("6.1.0-bobs-amd64", "6.1.0-amd64");
	assert_kernel("6.1.0-18-amd64-bobs", "6.1.0-18");
	assert_kernel("6.1.0-generic-bobs", "6.1.0");
	assert_kernel("bobs", "");
}

static json_t *schema;

/* Through references, alternatives and lists to what has properties. */
static const json_t *resolved(const json_t *node)
{
	const char *reference = json_string_value(json_object_get(node, "$ref"));

	if (reference)
		return resolved(json_object_get(json_object_get(schema, "$defs"),
						strrchr(reference, '/') + 1));
	if (json_object_get(node, "anyOf"))
		return resolved(json_array_get(json_object_get(node, "anyOf"), 0));
	return json_object_get(node, "items") ? resolved(json_object_get(node, "items")) : node;
}

static const json_t *member(const json_t *node, const char *name)
{
	const json_t *properties = json_object_get(node, "properties"),
		     *found = json_object_get(properties, name);

	if (!found && !strcmp(name, "*"))
		found = json_object_iter_value(json_object_iter((json_t *)properties));
	return resolved(found ? found : json_object_get(node, "additionalProperties"));
}

TEST(every_name_on_the_list_is_in_the_schema)
{
	assert_non_null(schema);
	for (size_t i = 0; i < publish_row_count; i++) {
		char *path = strdup(publish_rows[i].path), *names = strdup(publish_rows[i].names),
		     *rest;
		const json_t *node = schema;

		for (char *name = strtok_r(path, "/", &rest); name;
		     name = strtok_r(NULL, "/", &rest))
			node = member(node, name);
		if (!node)
			fail_msg("no %s in results/schema.json", publish_rows[i].path);
		for (char *name = strtok_r(names, " ", &rest); name;
		     name = strtok_r(NULL, " ", &rest))
			if (!member(node, name))
				fail_msg("no %s of %s in results/schema.json", name,
					 publish_rows[i].path);
		free(path);
		free(names);
	}
}

/*
 * What a run is made and timed by is nobody's secret, and two published files of one machine must
 * agree on it.
 */
TEST(all_that_the_schema_says_of_clock_and_rules_is_on_the_list)
{
	static const char *const paths[] = { "machine/clock", "run/rules/constants" };
	const json_t *nodes[] = { member(member(schema, "machine"), "clock"),
				  member(member(member(schema, "run"), "rules"), "constants") };
	const char *name;
	json_t *value;

	for (size_t i = 0; i < 2; i++)
		for (size_t row = 0; row < publish_row_count; row++)
			if (!strcmp(publish_rows[row].path, paths[i]))
				json_object_foreach(json_object_get(nodes[i], "properties"), name,
						    value) if (!strstr(publish_rows[row].names,
								       name))
					fail_msg("%s of %s is not published", name, paths[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_that_is_not_known_goes_at_any_depth),
		cmocka_unit_test(what_is_known_is_kept),
		cmocka_unit_test(a_text_with_a_path_in_it_goes),
		cmocka_unit_test(the_sessions_of_a_merged_file_are_stripped_as_any_other),
		cmocka_unit_test(a_kernel_is_its_numbers_and_debians_flavour),
		cmocka_unit_test(every_name_on_the_list_is_in_the_schema),
		cmocka_unit_test(all_that_the_schema_says_of_clock_and_rules_is_on_the_list),
	};
	int failed;

	schema = json_load_file("results/schema.json", 0, NULL);
	failed = cmocka_run_group_tests_name("harness_publish", tests, NULL, NULL);
	json_decref(schema);
	return failed;
}
