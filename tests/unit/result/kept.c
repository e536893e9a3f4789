// SPDX-License-Identifier: GPL-2.0-only
/* Where a page may be written, and where a result is in its way. */
#define _GNU_SOURCE
#include "tests/unit/result/example.h"
#include "result/kept.h"

static void save_example(const char *path)
{
	struct result result = example();

	assert_string_equal(result_save(&result, path, false).text, "");
	result_free(&result);
}

TEST(a_result_that_no_command_line_names_stays)
{
	save_example("as-run-writes-it.json");
	assert_non_null(strstr(result_kept("as-run-writes-it.json").text, "is a result; give"));
	assert_int_equal(system("tr -d '\\n' <as-run-writes-it.json | sed 's/:/: /' >line.json"),
			 0);
	assert_non_null(strstr(result_kept("line.json").text, "is a result; give"));
}

TEST(what_is_no_result_or_the_data_of_a_page_is_replaced)
{
	char *text = example_with(NULL, NULL, false);

	assert_string_equal(result_kept("nothing.json").text, "");
	assert_string_equal(result_kept(".").text, "");
	write_text("page.html", "<!doctype html>\n", 16);
	assert_string_equal(result_kept("page.html").text, "");
	write_text("other.json", "{ \"format\": 1 }\n", 16);
	assert_string_equal(result_kept("other.json").text, "");
	write_text("data.json", text, strlen(text));
	assert_int_equal(system("tr -d ' \\n' <data.json >squeezed.json"), 0);
	assert_string_equal(result_kept("squeezed.json").text, "");
	free(text);
}

TEST(what_is_read_stays_by_every_name)
{
	write_text("read.json", "{}", 2);
	assert_int_equal(link("read.json", "linked.json"), 0);
	write_text("other.json", "{}", 2);
	assert_true(results_keep((char *[]){ "none.json", "./read.json" }, 2));
	assert_non_null(strstr(result_kept("read.json").text, "one of the results to read"));
	assert_non_null(strstr(result_kept("linked.json").text, "one of the results to read"));
	assert_string_equal(result_kept("other.json").text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_result_that_no_command_line_names_stays),
		ROW(what_is_no_result_or_the_data_of_a_page_is_replaced),
		ROW(what_is_read_stays_by_every_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
