// SPDX-License-Identifier: GPL-2.0-only
/* The picture of one side against another. */
#include "plot/chart.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(run_against_run_has_the_interval_of_compare),
	};

	return cmocka_run_group_tests_name("plot/against", tests, NULL, NULL);
}
