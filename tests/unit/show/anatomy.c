// SPDX-License-Identifier: GPL-2.0-only
/* What the parts of a made-up exit cost: differences, slopes, the table and the chart of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "plot/chart.h"
#include "sessions.h"
#include "show/anatomy.h"
#include "show/answers.h"
#include "show/matrix.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

/* VMCALL takes 1000 cycles; each VMREAD 20 more, beside 5 for the loop around them. */
static const struct {
	const char *knobs;
	double cost;
} made_up[] = {
	{ "default", 1000 },   { "vpid=off", 1300 },  { "timer=off", 990 },
	{ "vmreads=0", 1005 }, { "vmreads=1", 1025 }, { "vmreads=8", 1165 },
	{ "entry_loads=1", 1050 }, { "entry_loads=2", 1100 }, { "touches=64", 1640 },
	{ "vmcs=switched", 1060 }, { "vmcs=cleared", 1400 }, { "vmcs=other_cleared", 1300 },
};
#define CELLS (sizeof(made_up) / sizeof(*made_up))

static void replace(char **text, const char *by)
{
	free(*text);
	*text = strdup(by);
}

static struct result anatomy_session(void)
{
	const char *ops[CELLS];
	double costs[CELLS];
	struct result result;

	for (size_t i = 0; i < CELLS; i++) {
		ops[i] = "vmcall";
		costs[i] = made_up[i].cost;
	}
	result = session_of(CELLS, ops, costs);
	for (size_t i = 0; i < CELLS; i++) {
		struct cell_result *cell = &result.cells[i];

		replace(&cell->backend, "vmx");
		replace(&cell->knobs, made_up[i].knobs);
		free(cell->id);
		cell->id = result_cell_id(cell);
		cell->floor.lo = cell->floor.value - 1;
		cell->floor.hi = cell->floor.value + 1;
	}
	return result;
}

static struct anatomy anatomy;

static const struct part *part_named(const char *name)
{
	for (size_t i = 0; i < anatomy.count; i++)
		if (!strcmp(anatomy.part[i].name.text, name))
			return &anatomy.part[i];
	fail_msg("no part %s", name);
	return NULL;
}

/* Of VMCALL; CPUID was not measured. */
static struct interval change_of(const char *name)
{
	const struct part *part = part_named(name);
	size_t vmcall = strcmp(anatomy.op[0]->name, "vmcall") ? 1 : 0;

	assert_true(isnan(part->change[!vmcall].value));
	return part->change[vmcall];
}

static void assert_change(const char *name, double value, double lo, double hi)
{
	struct interval change = change_of(name);

	assert_float_equal(change.value, value, 1e-9);
	assert_float_equal(change.lo, lo, 1e-9);
	assert_float_equal(change.hi, hi, 1e-9);
}

TEST(a_part_costs_the_difference_to_the_round_trip_without_it)
{
	struct result result = anatomy_session();

	anatomy_make(&anatomy, &result, "cycles");
	assert_change("vpid=off", 300, 298, 302);
	assert_change("timer=off", -10, -12, -8);
	assert_change("touches=64", 640, 638, 642);
	anatomy_make(&anatomy, &result, "instructions");
	assert_int_equal(anatomy.count, 0);
	result_free(&result);
}

/* The intervals' ends: of x = 0, 1, 8 the weights are -3, -2 and 5, over 38. */
TEST(what_differs_in_a_number_has_a_slope_from_its_own_zero)
{
	struct result result = anatomy_session();

	anatomy_make(&anatomy, &result, "cycles");
	assert_change("vmreads, each", 20, 20 - 10.0 / 38, 20 + 10.0 / 38);
	assert_true(part_named("vmreads, each")->is_slope);
	assert_true(part_named("vmreads=8")->is_counted_out);
	assert_false(part_named("vpid=off")->is_counted_out);
	result_free(&result);
}

TEST(a_list_has_a_slope_from_the_round_trip_without_it)
{
	struct result result = anatomy_session();

	anatomy_make(&anatomy, &result, "cycles");
	assert_float_equal(change_of("entry_loads, each").value, 50, 1e-9);
	result_free(&result);
}

/* Of 400 for a cleared VMCS 300 are VMCLEAR and two VMPTRLDs, of which one is too many: 30. */
TEST(a_launch_costs_what_clearing_its_own_vmcs_takes_more_than_another)
{
	struct result result = anatomy_session();

	anatomy_make(&anatomy, &result, "cycles");
	assert_change("VMLAUNCH", 130, 127, 133);
	session_spoil(&result.cells[CELLS - 1], STATUS_FAIL, "noise");
	anatomy_make(&anatomy, &result, "cycles");
	for (size_t i = 0; i < anatomy.count; i++)
		assert_string_not_equal(anatomy.part[i].name.text, "VMLAUNCH");
	result_free(&result);
}

/* The table is of round trips in full. */
TEST(a_setting_of_the_lean_form_has_its_place_in_the_matrix)
{
	struct cell_result cell = { .knobs = (char *)"entry_loads=1" };

	assert_true(is_anatomy_cell(&cell));
	cell.knobs = (char *)"loop=vmlatency";
	assert_false(is_anatomy_cell(&cell));
}

TEST(settings_of_every_operation_are_no_anatomy)
{
	struct result result = anatomy_session();

	for (size_t i = 3; i < CELLS; i++)
		session_spoil(&result.cells[i], STATUS_SKIP, "not here");
	anatomy_make(&anatomy, &result, "cycles");
	assert_int_equal(anatomy.count, 0);
	result_free(&result);
}

TEST(two_points_are_no_slope)
{
	struct result result = anatomy_session();

	session_spoil(&result.cells[4], STATUS_FAIL, "noise");
	anatomy_make(&anatomy, &result, "cycles");
	for (size_t i = 0; i < anatomy.count; i++)
		assert_string_not_equal(anatomy.part[i].name.text, "vmreads, each");
	assert_false(part_named("vmreads=8")->is_counted_out);
	result_free(&result);
}

TEST(the_table_has_signs_and_intervals)
{
	struct result result = anatomy_session();
	struct words row[ANATOMY_COLUMNS];
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	anatomy_make(&anatomy, &result, "cycles");
	anatomy_row(part_named("vpid=off"), row);
	assert_string_equal(row[0].text, "vpid=off");
	assert_non_null(strstr(words("%s %s", row[1].text, row[2].text).text, "+300 (298 to 302)"));
	show_anatomy(&result, TABLE_TEXT, stream);
	fclose(stream);
	assert_non_null(strstr(text, "vmreads, each"));
	assert_non_null(strstr(text, "-10 (-12 to -8)"));
	free(text);
	result_free(&result);
}

TEST(parts_stand_in_their_own_table_and_not_in_the_matrix)
{
	struct result result = anatomy_session();
	struct matrix matrix;

	assert_true(matrix_make(&matrix, &result, "cycles", ROWS_BY_OPERATION));
	assert_int_equal(matrix.columns, 3); /* the default, vpid=off, timer=off */
	matrix_free(&matrix);
	result_free(&result);
}

static size_t points_in(const struct chart *chart, const char *label)
{
	for (size_t i = 0; i < chart->series_count; i++)
		if (!strcmp(chart->series[i].label, label))
			return chart->series[i].count;
	return 0;
}

TEST(the_chart_has_a_bar_for_each_part_that_no_slope_says)
{
	struct result result = anatomy_session();
	struct matrix matrix;
	struct chart_source source = { &result, &matrix };
	struct chart *chart;

	assert_true(matrix_make(&matrix, &result, "cycles", ROWS_BY_OPERATION));
	chart = chart_anatomy(&source);
	assert_non_null(chart);
	assert_string_equal(chart->name, "anatomy-cycles");
	assert_int_equal(points_in(chart, "saves"), 1);
	/* VPID, two slopes, pages, three of the VMCS, and VMLAUNCH */
	assert_int_equal(points_in(chart, "adds"), 8);
	chart_free(chart);
	matrix_free(&matrix);
	result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_costs_the_difference_to_the_round_trip_without_it),
		cmocka_unit_test(what_differs_in_a_number_has_a_slope_from_its_own_zero),
		cmocka_unit_test(a_list_has_a_slope_from_the_round_trip_without_it),
		cmocka_unit_test(a_launch_costs_what_clearing_its_own_vmcs_takes_more_than_another),
		cmocka_unit_test(a_setting_of_the_lean_form_has_its_place_in_the_matrix),
		cmocka_unit_test(settings_of_every_operation_are_no_anatomy),
		cmocka_unit_test(two_points_are_no_slope),
		cmocka_unit_test(the_table_has_signs_and_intervals),
		cmocka_unit_test(parts_stand_in_their_own_table_and_not_in_the_matrix),
		cmocka_unit_test(the_chart_has_a_bar_for_each_part_that_no_slope_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
