// SPDX-License-Identifier: GPL-2.0-only
/*
 * What charts and tables show of made-up sessions: legs, beside the loop without stamps;
 * generations; and that a chart's data file keeps its blocks apart.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>
#include "plot/chart.h"
#include "plot/pictures.h"
#include "result/legs.h"
#include "report/page.h"
#include "show/show.h"
#include "split_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

TEST(legs_of_a_stamped_cell_are_those_of_the_cell_in_full)
{
	struct result result = split_session();
	struct leg_figures legs;

	assert_false(leg_figures_of(&result.cells[0], &legs));
	assert_true(leg_figures_find(&result, &result.cells[0], &legs));
	assert_float_equal(legs.floor[RESULT_EXIT].value, 400, 0);
	assert_float_equal(legs.floor[RESULT_HANDLER].hi, 92, 0);
	assert_float_equal(legs.floor[RESULT_ENTRY].lo, 309, 0);
	result_free(&result);
}

TEST(a_leg_without_a_floor_is_no_leg)
{
	struct result result = split_session();
	struct leg_figures legs;

	result.cells[1].legs->leg[RESULT_ENTRY].floor = (struct statistic){ 0 };
	assert_false(leg_figures_find(&result, &result.cells[0], &legs));
	assert_false(leg_figures_of(&result.cells[1], &legs));
	result_free(&result);
}

TEST(a_stamped_cell_is_held_against_the_same_loop_without_stamps)
{
	struct result result = split_session();
	struct cell_result *full = &result.cells[SPLIT_FULL],
			   *stamped = &result.cells[SPLIT_STAMPED];

	assert_ptr_equal(leg_figures_unstamped(&result, stamped), full);
	assert_null(leg_figures_unstamped(&result, full));
	assert_false(leg_figures_agree(stamped, full));
	full->floor.hi = stamped->floor.lo;
	assert_true(leg_figures_agree(stamped, full));
	full->floor = (struct statistic){ 830, stamped->floor.hi, 840, .method = "a rule" };
	assert_true(leg_figures_agree(stamped, full));
	full->floor = (struct statistic){ 851, 850, 860, .method = "a rule" };
	assert_false(leg_figures_agree(stamped, full));
	result_free(&result);
}

TEST(exact_round_trips_agree_to_the_digit)
{
	struct result result = split_session();
	struct cell_result *full = &result.cells[SPLIT_FULL],
			   *stamped = &result.cells[SPLIT_STAMPED];

	session_count(stamped, 57);
	assert_null(leg_figures_unstamped(&result, stamped));
	session_count(full, 57);
	assert_ptr_equal(leg_figures_unstamped(&result, stamped), full);
	assert_true(leg_figures_agree(stamped, full));
	session_count(full, 57.01);
	assert_false(leg_figures_agree(stamped, full));
	result_free(&result);
}

TEST(what_differs_by_more_than_stamps_is_no_sibling)
{
	struct result result = split_session();
	struct cell_result *full = &result.cells[SPLIT_FULL],
			   *stamped = &result.cells[SPLIT_STAMPED];

	set_ring(full, 3);
	assert_null(leg_figures_unstamped(&result, stamped));
	set_ring(full, stamped->ring);
	set_form(full, "lean");
	assert_null(leg_figures_unstamped(&result, stamped));
	set_form(full, "full");
	full->status = STATUS_FAIL;
	assert_null(leg_figures_unstamped(&result, stamped));
	full->status = STATUS_OK;
	legs_free(stamped->legs, false);
	stamped->legs = NULL;
	assert_null(leg_figures_unstamped(&result, stamped));
	result_free(&result);
}

static void show_table(const struct result *result, FILE *stream)
{
	show_legs(result, TABLE_TEXT, stream);
}

static void print_page(const struct result *result, FILE *stream)
{
	page_legs(stream, &(struct run_file){ .name = (char *)"made-up", .result = *result });
}

static void assert_has(void (*print)(const struct result *, FILE *), const struct result *result,
		       const char *words, bool wanted)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	print(result, stream);
	fclose(stream);
	if (!strstr(text, words) == wanted)
		fail_msg("`%s' is %s in: %s", words, wanted ? "not" : "there", text);
	free(text);
}

TEST(show_has_the_round_trip_without_stamps_beside_the_legs)
{
	struct result result = split_session();

	assert_has(show_table, &result, "without stamps", true);
	assert_has(show_table, &result, " 800 (differs)", true);
	result.cells[SPLIT_STAMPED].floor.lo = 810;
	assert_has(show_table, &result, " 800 ", true);
	assert_has(show_table, &result, "differs", false);
	result.cells[SPLIT_FULL].status = STATUS_SKIP;
	assert_has(show_table, &result, " 800", false);
	result_free(&result);
}

TEST(show_counts_the_exits_whose_clocks_agree)
{
	struct result result = split_session();

	assert_has(show_table, &result, "150 of 150", true);
	result.cells[SPLIT_STAMPED].legs->clocks =
		(struct leg_clocks){ .reason = strdup("no timer") };
	assert_has(show_table, &result, "0 of 0", false);
	assert_has(show_table, &result, "(differs)             -\n", true);
	result_free(&result);
}

TEST(the_report_has_the_round_trip_without_stamps_beside_the_legs)
{
	struct result result = split_session();

	assert_has(print_page, &result, ">without stamps</th>", true);
	assert_has(print_page, &result, "<td>800 (differs)", true);
	result.cells[SPLIT_STAMPED].floor.lo = 810;
	assert_has(print_page, &result, "<td>800<", true);
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
	assert_int_equal(chart->rows, 2);
	assert_true(chart->row[0].heading);
	assert_string_equal(chart->row[1].label, "cpuid");
	assert_int_equal(chart->series_count, RESULT_LEGS);
	assert_float_equal(chart->series[RESULT_ENTRY].points[0].lo, 490, 0);
	assert_float_equal(chart->series[RESULT_ENTRY].points[0].hi, 800, 0);
	assert_string_equal(chart->row[1].margin, "800 = 400 + 90 + 310");
	chart_free(chart);
	matrix_free(&matrix);
	result_free(&result);
}

TEST(the_cost_picture_has_groups_in_the_order_of_the_table)
{
	const char *names[] = { "ptemod", "made_up", "lidt", "sgdt", "pgfault" };
	const char *labels[] = { "descriptor tables", "SGDT", "LIDT", "memory", "page fault",
				 "page-table write", "others", "made_up" };
	struct result result = session_of(5, names, (double[]){ 1, 2, 3, 4, 5 });
	struct matrix matrix;
	struct chart *chart;

	assert_true(matrix_make(&matrix, &result, "cycles", ROWS_BY_OPERATION));
	chart = chart_cost(&(struct chart_source){ &result, &matrix });
	assert_non_null(chart);
	assert_int_equal(chart->rows, 8);
	for (size_t i = 0; i < 8; i++)
		assert_string_equal(chart->row[i].label, labels[i]);
	chart_free(chart);
	matrix_free(&matrix);
	result_free(&result);
}

static struct result split_session_on_vmx(void)
{
	struct result result = split_session();
	struct cell_result *stamped = &result.cells[SPLIT_STAMPED];

	free(stamped->backend);
	stamped->backend = strdup("vmx");
	set_ring(stamped, 0);
	return result;
}

TEST(files_that_have_legs_have_a_row_each_and_one_file_none)
{
	struct result bare = split_session_on_vmx(), nested = split_session_on_vmx(),
		      legless = split_session();
	struct run_file list[] = { { .name = (char *)"bare", .result = bare },
				   { .name = (char *)"nested", .result = nested },
				   { .name = (char *)"legless", .result = legless } };
	struct legs_of_files legs = { 0 }, lone = { 0 };
	struct chart *chart;

	nested.cells[SPLIT_STAMPED].legs->leg[RESULT_ENTRY].floor.value = 11000;
	for (size_t i = 0; i < 3; i++)
		file_legs_add(&legs, &list[i]);
	chart = chart_legs_by_file(&legs, UNIT_CYCLES);
	assert_non_null(chart);
	assert_int_equal(chart->rows, 3);
	assert_string_equal(chart->row[0].label, "cpuid");
	assert_string_equal(chart->row[1].label, "bare");
	assert_string_equal(chart->row[2].margin, "11490 = 400 + 90 + 11000");
	assert_string_equal(chart->title,
			    "The round trip of cpuid takes 800 (bare) to 11490 (nested)");
	chart_free(chart);
	assert_null(chart_legs_by_file(&legs, UNIT_INSTRUCTIONS));
	file_legs_add(&lone, &list[0]);
	assert_null(chart_legs_by_file(&lone, UNIT_CYCLES));
	file_legs_free(&legs);
	file_legs_free(&lone);
	result_free(&bare);
	result_free(&nested);
	result_free(&legless);
}

static struct run_file on_cpu(struct result result, const char *name)
{
	json_object_set_new(json_object_get(result.machine, "cpu"), "model_name",
			    json_string(name));
	return (struct run_file){ .name = (char *)name, .result = result };
}

static const char *prepared_caption(struct pictures *pictures, const char *chart)
{
	static const char *const formats[] = { "svg", NULL };

	assert_string_equal(pictures_prepare(pictures, "/tmp", "exitbench-unit-", formats,
					     "all files").text, "");
	for (size_t i = 0; i < pictures->charts; i++)
		unlink(pictures->chart[i]->data);
	for (size_t i = 0; i < pictures->count; i++)
		if (!strcmp(pictures->list[i].chart->kind->name, chart))
			return pictures->list[i].caption;
	return "there is no such picture";
}

/* The second has the same cells, and no legs: they were not split there. */
TEST(a_picture_of_legs_names_no_file_that_it_does_not_draw)
{
	struct run_file list[] = { on_cpu(split_session_on_vmx(), "Drawn"),
				   on_cpu(session_of(1, (const char *const[]){ "cpuid" },
						     (const double[]){ 800 }),
					  "Absent"),
				   on_cpu(split_session_on_vmx(), "Second") };
	struct generations none = { 0 };

	for (size_t count = 2; count <= 3; count++) {
		struct run_files files = { .count = count, .list = list };
		struct legs_of_files legs = { 0 };
		struct pictures pictures = { 0 };
		const char *caption;

		for (size_t i = 0; i < count; i++)
			file_legs_add(&legs, &list[i]);
		pictures_of_files(&pictures, &files, &none, &legs);
		caption = prepared_caption(&pictures, "legs-by-file");
		assert_int_equal(strncmp(caption, "Drawn", strlen("Drawn")), 0);
		assert_null(strstr(caption, "Absent"));
		assert_int_equal(strstr(caption, "Second") != NULL, count == 3);
		pictures_free(&pictures);
		file_legs_free(&legs);
	}
	for (size_t i = 0; i < 3; i++)
		result_free(&list[i].result);
}

/* With a point of the literature alone, and with one that was measured. */
TEST(a_picture_of_the_literature_names_no_machine)
{
	static const struct chart_kind kind = { .drawing = DRAW_YEARS, .name = "years",
						.title = { "test" }, .axis = { "test" } };

	for (size_t measured = 0; measured < 2; measured++) {
		struct chart *chart = chart_new(&kind, "cycles", NULL);
		struct pictures pictures = { .charts = 1, .chart = malloc(sizeof(chart)) };
		struct chart_point point = { .row = 2011, .value = 784, .lo = 784, .hi = 784 };
		const char *caption;

		chart_add_point(chart_add_series(chart, "published", "literature", "literature"),
				point);
		if (measured)
			chart_add_point(chart_add_series(chart, "here", "hvm", "full"), point);
		pictures.chart[0] = chart;
		caption = prepared_caption(&pictures, "years");
		assert_int_equal(strncmp(caption, "published figures only", 22) == 0, !measured);
		assert_int_equal(strstr(caption, "measured by exitbench") != NULL, measured);
		pictures_free(&pictures);
	}
}

/* Of the generation's entry that stands for the round trip in full. */
TEST(generations_tell_legs_and_core_cycles_where_the_file_does)
{
	struct result result = split_session();
	struct run_file file = { .name = (char *)"made-up", .result = result };
	struct run_files files = { .count = 1, .list = &file };
	struct library none = { 0 };
	struct generations generations = generations_find(&files, &none);

	assert_int_equal(generations.count, 1);
	assert_float_equal(generations.list[0].round_trip.value, 800, 0);
	assert_float_equal(generations.list[0].exit, 400, 0);
	assert_float_equal(generations.list[0].entry, 310, 0);
	assert_float_equal(generations.list[0].core_cycles, 0, 0);
	generations_free(&generations);
	json_object_set_new(result.run, "during",
			    json_pack("{s:{s:n}, s:{s:f}}", "core", "cycles_per_tsc_cycle",
				      "canary", "cycles_per_tsc_cycle", 1.25));
	generations = generations_find(&files, &none);
	assert_float_equal(generations.list[0].core_cycles, 1.25, 0);
	generations_free(&generations);
	result_free(&result);
}

static struct chart *three_points(double second)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_DOTS, .name = "test", .title = { "test" }, .axis = { "test" }
	};
	struct chart *chart = chart_new(&kind, "cycles", NULL);
	const double values[] = { 10, second, 100000 };

	chart_add_row(chart, "row", "");
	for (size_t i = 0; i < 3; i++)
		chart_add_point(chart_add_series(chart, "series", "hvm", "full"),
				(struct chart_point){ .row = 1,
						      .value = values[i],
						      .lo = values[i],
						      .hi = values[i],
						      .text = "10" });
	assert_non_null(chart_finish(chart));
	return chart;
}

TEST(points_get_lines_of_their_own_only_where_texts_would_collide)
{
	struct chart *apart = three_points(1000), *near = three_points(11);

	assert_int_equal(apart->series[1].points[0].lane, 0);
	assert_int_equal(apart->row[0].lanes, 1);
	assert_int_equal(near->series[1].points[0].lane, 1);
	assert_int_equal(near->series[2].points[0].lane, 0);
	assert_int_equal(near->row[0].lanes, 2);
	assert_float_equal(chart_point_line(near, &near->series[1].points[0]), 1.75, 0);
	assert_float_equal(chart_row_top(near, 2), 2.5, 0);
	chart_free(apart);
	chart_free(near);
}

/* gnuplot counts blocks by their lines; one without any shifts all after it. */
TEST(no_block_of_a_data_file_is_without_a_line)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_STEPS, .name = "test", .title = { "test" }, .axis = { "test" }
	};
	struct chart *chart = chart_new(&kind, "cycles", NULL);
	char *text = NULL, *line, *rest;
	size_t bytes, blocks = 0;
	bool inside = false;
	FILE *stream = open_memstream(&text, &bytes);

	chart_add_point(chart_add_series(chart, "series", "hvm", "full"),
			(struct chart_point){ .value = 1, .lo = 1, .hi = 1 });
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

/* gnuplot takes 1e-14 for a 1 with letters behind it. */
TEST(no_number_for_gnuplot_has_an_exponent_without_a_point)
{
	static const struct chart_kind kind = { .drawing = DRAW_HEAT, .name = "multiples",
						.title = { "test" }, .axis = { "test" } };
	struct chart *chart = chart_new(&kind, "cycles", NULL);
	size_t row = chart_add_row(chart, "row", "");
	const double values[] = { 1e-14, 1e12 };
	char numbers[160];

	for (size_t i = 0; i < 2; i++) {
		struct chart_point point = { .row = row, .value = values[i], .lo = values[i],
					     .hi = values[i] };

		chart_add_point(chart_add_series(chart, "series", "hvm", "full"), point);
	}
	chart_numbers(chart, numbers, sizeof(numbers));
	for (char *word = strtok(numbers, " "); word; word = strtok(NULL, " "))
		assert_true(!strchr(word, 'e') || strchr(word, '.'));
	chart_free(chart);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(legs_of_a_stamped_cell_are_those_of_the_cell_in_full),
		ROW(a_leg_without_a_floor_is_no_leg),
		ROW(a_stamped_cell_is_held_against_the_same_loop_without_stamps),
		ROW(exact_round_trips_agree_to_the_digit),
		ROW(what_differs_by_more_than_stamps_is_no_sibling),
		ROW(show_has_the_round_trip_without_stamps_beside_the_legs),
		ROW(show_counts_the_exits_whose_clocks_agree),
		ROW(the_report_has_the_round_trip_without_stamps_beside_the_legs),
		ROW(a_stamped_cell_has_a_column_only_where_it_stands_alone),
		ROW(legs_are_stacked_from_exit_to_entry),
		ROW(the_cost_picture_has_groups_in_the_order_of_the_table),
		ROW(files_that_have_legs_have_a_row_each_and_one_file_none),
		ROW(a_picture_of_legs_names_no_file_that_it_does_not_draw),
		ROW(a_picture_of_the_literature_names_no_machine),
		ROW(generations_tell_legs_and_core_cycles_where_the_file_does),
		ROW(points_get_lines_of_their_own_only_where_texts_would_collide),
		ROW(no_block_of_a_data_file_is_without_a_line),
		ROW(no_number_for_gnuplot_has_an_exponent_without_a_point),
	};

	return cmocka_run_group_tests_name("harness_charts", tests, NULL, NULL);
}
