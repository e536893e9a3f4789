// SPDX-License-Identifier: GPL-2.0-only
/* The picture of one side against another. */
#include "plot/chart.h"
#include "plot/pictures.h"
#include "compare/sides.h"

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

/* A name may have 255 bytes, which left nothing of the machine. */
TEST(the_caption_of_two_files_is_whole_however_long_their_names_are)
{
	char name[256] = "";
	struct run_file list[2] = { { .name = name }, { .name = name } };
	char *caption, *first;

	memset(name, 'n', sizeof(name) - 1);
	list[0].result = *add_base(1000);
	list[1].result = *add_other(1100);
	caption = pictures_caption(&(struct run_files){ .count = 2, .list = list });
	assert_non_null(caption);
	first = strstr(caption, "; ");
	assert_int_equal(strncmp(first + 2, name, strlen(name)), 0);
	assert_non_null(strstr(caption, "unknown CPU"));
	assert_non_null(strstr(first + 2, ": unknown CPU"));
	free(caption);
}

/* The literature is in one picture only, which says so itself. */
TEST(a_caption_names_nothing_that_is_not_drawn)
{
	struct run_file list[3] = { { .name = (char *)"a" }, { .name = (char *)"b" },
				    { .name = (char *)"c" } };
	char *caption;

	for (int i = 0; i < 3; i++)
		list[i].result = *add_base(1000);
	caption = pictures_caption(&(struct run_files){ .count = 3, .list = list });
	assert_string_equal(caption, "3 results of 2026-01-31; exitbench test");
	free(caption);
	json_object_set_new(list[1].result.run, "version", json_string("0.9"));
	caption = pictures_caption(&(struct run_files){ .count = 3, .list = list });
	assert_string_equal(caption, "3 results of 2026-01-31; several versions of exitbench");
	free(caption);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(run_against_run_has_the_interval_of_compare),
		ROW(the_caption_of_two_files_is_whole_however_long_their_names_are),
		ROW(a_caption_names_nothing_that_is_not_drawn),
	};

	return cmocka_run_group_tests_name("plot/against", tests, NULL, NULL);
}
