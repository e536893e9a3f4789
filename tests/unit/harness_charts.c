// SPDX-License-Identifier: GPL-2.0-only
/*
 * What charts and tables show of made-up sessions: legs, generations, and that a chart's data
 * file keeps its blocks apart.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "harness/charts.h"
#include "harness/leg_figures.h"
#include "split_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

TEST(legs_of_a_stamped_cell_are_those_of_the_cell_in_full)
{
	struct result result = split_session();
	struct leg_figures legs;

	assert_false(leg_figures_of(&result.cells[0], &legs));
	assert_true(leg_figures_find(&result, &result.cells[0], &legs));
	assert_float_equal(legs.floor[LEG_exit].value, 400, 0);
	assert_float_equal(legs.floor[LEG_handler].hi, 92, 0);
	assert_float_equal(legs.floor[LEG_entry].lo, 309, 0);
	result_free(&result);
}

TEST(a_leg_that_is_missing_or_no_number_is_no_leg)
{
	struct result result = split_session();
	json_t *made = result.cells[1].legs;
	struct leg_figures legs;

	json_object_set_new(json_object_get(json_object_get(made, "entry"), "floor"), "value", json_string("many"));
	assert_false(leg_figures_find(&result, &result.cells[0], &legs));
	json_object_del(made, "entry");
	assert_false(leg_figures_of(&result.cells[1], &legs));
	result_free(&result);
}

TEST(a_stamped_cell_has_a_column_only_where_it_stands_alone)
{
	struct result result = split_session();
	struct matrix matrix;

	assert_true(matrix_make(&matrix, &result, "cycles", ROWS_BY_RING));
	assert_int_equal(matrix.columns, 1);
	assert_string_equal(matrix.column[0].form, "full");
	matrix_free(&matrix);
	set_form(&result.cells[0], "lean");
	assert_true(matrix_make(&matrix, &result, "cycles", ROWS_BY_RING));
	assert_int_equal(matrix.columns, 2);
	matrix_free(&matrix);
	result_free(&result);
}

TEST(legs_are_stacked_from_exit_to_entry)
{
	struct result result = split_session();
	struct matrix matrix;
	struct chart *chart;

	assert_true(matrix_make(&matrix, &result, "cycles", ROWS_BY_OPERATION));
	chart = chart_legs(&(struct chart_source){ &result, &matrix });
	assert_non_null(chart);
	assert_int_equal(chart->rows, 1);
	assert_int_equal(chart->series_count, LEGS);
	assert_float_equal(chart->series[LEG_entry].points[0].lo, 490, 0);
	assert_float_equal(chart->series[LEG_entry].points[0].hi, 800, 0);
	assert_string_equal(chart->margins[0], "400 + 90 + 310");
	chart_free(chart);
	matrix_free(&matrix);
	result_free(&result);
}

/* Of the generation's entry that stands for the round trip in full. */
TEST(generations_tell_legs_and_core_cycles_where_the_file_does)
{
	struct result result = split_session();
	struct run_file file = { .name = (char *)"made-up", .result = result };
	struct run_files files = { 1, &file };
	struct library none = { 0 };
	struct generations generations = generations_find(&files, &none);

	assert_int_equal(generations.count, 1);
	assert_float_equal(generations.list[0].round_trip.value, 820, 0);
	assert_float_equal(generations.list[0].exit, 400, 0);
	assert_float_equal(generations.list[0].entry, 310, 0);
	assert_float_equal(generations.list[0].core_cycles, 0, 0);
	generations_free(&generations);
	json_object_set_new(result.run, "during", json_pack("{s:{s:n}, s:{s:f}}", "core", "cycles_per_tsc_cycle",
							     "canary", "cycles_per_tsc_cycle", 1.25));
	generations = generations_find(&files, &none);
	assert_float_equal(generations.list[0].core_cycles, 1.25, 0);
	generations_free(&generations);
	result_free(&result);
}

static struct chart *three_points(double second)
{
	struct chart *chart = chart_new("path", "test", "test", "test");
	const double values[] = { 10, second, 100000 };

	chart->beside = true;
	chart_add_row(chart, "row", "");
	for (size_t i = 0; i < 3; i++)
		chart_add_point(chart_add_series(chart, "series", "hvm", "full"),
				(struct chart_point){ .row = 1, .value = values[i], .lo = values[i], .hi = values[i], .text = "10" });
	assert_true(chart_trim(chart));
	return chart;
}

TEST(points_get_lines_of_their_own_only_where_texts_would_collide)
{
	struct chart *apart = three_points(1000), *near = three_points(11);

	assert_int_equal(apart->series[1].points[0].lane, 0);
	assert_int_equal(apart->series[2].points[0].lanes, 1);
	assert_int_equal(near->series[1].points[0].lane, 1);
	assert_int_equal(near->series[2].points[0].lane, 0);
	assert_int_equal(near->series[2].points[0].lanes, 2);
	chart_free(apart);
	chart_free(near);
}

/* gnuplot counts blocks by their lines; one without any shifts all after it. */
TEST(no_block_of_a_data_file_is_without_a_line)
{
	struct chart *chart = chart_new("distribution", "test", "test", "test");
	char *text = NULL, *line, *rest;
	size_t bytes, blocks = 0;
	bool inside = false;
	FILE *stream = open_memstream(&text, &bytes);

	chart_add_point(chart_add_series(chart, "series", "hvm", "full"), (struct chart_point){ .value = 1, .lo = 1, .hi = 1 });
	assert_true(chart_write(chart, stream));
	fclose(stream);
	for (rest = text; (line = strsep(&rest, "\n"));) {
		bool is_data = *line && *line != '#';

		blocks += is_data && !inside;
		inside = *line && (inside || is_data);
	}
	assert_int_equal(blocks, 3);
	free(text);
	chart_free(chart);
}

#define ROW(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(legs_of_a_stamped_cell_are_those_of_the_cell_in_full),
		ROW(a_leg_that_is_missing_or_no_number_is_no_leg),
		ROW(a_stamped_cell_has_a_column_only_where_it_stands_alone),
		ROW(legs_are_stacked_from_exit_to_entry),
		ROW(generations_tell_legs_and_core_cycles_where_the_file_does),
		ROW(points_get_lines_of_their_own_only_where_texts_would_collide),
		ROW(no_block_of_a_data_file_is_without_a_line),
	};

	return cmocka_run_group_tests_name("harness_charts", tests, NULL, NULL);
}
