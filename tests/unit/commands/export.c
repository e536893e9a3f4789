// SPDX-License-Identifier: GPL-2.0-only
/* Results for other programs: what `exitbench export` gives them, and what it refuses. */
#include "cli.h"
#include "sessions.h"

static void save(struct result result)
{
	assert_string_equal(result_save(&result, "a.json", false).text, "");
	result_free(&result);
}

TEST(google_benchmark_gets_a_repetition_for_each_trial_in_ns)
{
	json_t *json, *list, *last;

	save(session(1000));
	assert_int_equal(RUN("export", "--format", "google-benchmark", "a.json"), PROGRAM_OK);
	json = json_loads(output, 0, NULL);
	list = json_object_get(json, "benchmarks");
	assert_int_equal(json_array_size(list), SESSION_TRIALS + 1);
	last = json_array_get(list, SESSION_TRIALS);
	assert_string_equal(json_string_value(json_object_get(last, "aggregate_name")), "median");
	/* 1000 cycles at 2 GHz */
	assert_true(json_real_value(json_object_get(last, "cpu_time")) == 500);
	json_decref(json);
}

TEST(counts_are_no_time_and_are_not_exported_as_one)
{
	struct result result = session(0);

	session_count(&result.cells[0], 48);
	save(result);
	assert_int_equal(RUN("export", "--format", "google-benchmark", "a.json"), PROGRAM_FAILED);
	ASSERT_SAYS(errors, "no cell has a time");
	assert_string_equal(output, "");
}

TEST(csv_quotes_what_would_break_it)
{
	struct result result = session(0);

	session_spoil(&result.cells[0], STATUS_SKIP, "=no, \"not\" here");
	save(result);
	assert_int_equal(RUN("export", "--format", "csv", "a.json"), PROGRAM_OK);
	ASSERT_SAYS(output, ",skip,\"'=no, \"\"not\"\" here\",cycles,");
}

static size_t columns_of(const char *line)
{
	size_t columns = 1;

	for (; *line && *line != '\n'; line++)
		columns += *line == ',';
	return columns;
}

static void assert_all_columns(struct result result)
{
	save(result);
	assert_int_equal(RUN("export", "--format", "csv", "a.json"), PROGRAM_OK);
	assert_int_equal(columns_of(strchr(output, '\n') + 1), columns_of(output));
	remove("a.json");
}

TEST(every_record_has_all_columns_and_a_bound_has_its_own)
{
	struct result bound = session(0), skip = session(0);

	bound.cells[0].floor.below = 0.05;
	assert_all_columns(bound);
	ASSERT_SAYS(output, ",floor_below,median_below,");
	ASSERT_SAYS(output, ",0.05,,");
	session_spoil(&skip.cells[0], STATUS_SKIP, "absent");
	assert_all_columns(skip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(google_benchmark_gets_a_repetition_for_each_trial_in_ns),
		CASE(counts_are_no_time_and_are_not_exported_as_one),
		CASE(csv_quotes_what_would_break_it),
		CASE(every_record_has_all_columns_and_a_bound_has_its_own),
	};

	return cmocka_run_group_tests_name("commands/export", tests, NULL, NULL);
}
