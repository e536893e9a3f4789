// SPDX-License-Identifier: GPL-2.0-only
/* The picture of what SVM leaves to the hypervisor: of a result by AMD-V, and none by VT-x. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "plot/chart.h"
#include "report/page.h"
#include "result/set.h"
#include "show/screen.h"
#include "show/show.h"
#include "show/words.h"

#define AMD   "results/emulated/trinity_apu.json"
#define INTEL "results/emulated/corei7_haswell_4770.json"

#define TEST(name) static void name(void **state __attribute__((unused)))

static struct run_files files;
static struct matrix matrix;

static struct chart *draw(const char *path)
{
	char *paths[] = { (char *)path };
	bool failed = false;

	files = run_files_load(paths, 1, &failed);
	assert_false(failed);
	assert_true(matrix_make(&matrix, &files.list[0].result, "instructions",
				ROWS_BY_OPERATION));
	return chart_trappable(&(struct chart_source){ &files.list[0].result, &matrix });
}

static void end(struct chart *chart)
{
	chart_free(chart);
	matrix_free(&matrix);
	run_files_free(&files);
}

static double floor_of(const char *id)
{
	const struct cell_result *cell = result_find(&files.list[0].result, id);

	assert_non_null(cell);
	return cell->floor.value;
}

static void assert_row(const struct chart *chart, size_t row, const char *label, const char *op,
		       int ring)
{
	char free_id[100], forced_id[100];

	snprintf(free_id, sizeof(free_id), "%s/hvm/svm/full/%d/default", op, ring);
	snprintf(forced_id, sizeof(forced_id), "%s/hvm-trap/svm/full/%d/default", op, ring);
	assert_string_equal(chart->row[row].label, label);
	for (size_t i = 0; i < chart->series[0].count; i++) {
		const struct chart_point *free = &chart->series[0].points[i],
					 *forced = &chart->series[1].points[i];

		if (free->row != row + 1)
			continue;
		assert_int_equal(forced->row, row + 1);
		assert_true(free->value == floor_of(free_id));
		assert_true(forced->value == floor_of(forced_id));
		assert_true(free->hollow && forced->lo == free->value);
		assert_true(forced->value > 10 * free->value);
		return;
	}
	fail_msg("%s has no points", label);
}

TEST(what_only_amd_v_can_trap_is_drawn_free_and_forced)
{
	struct chart *chart = draw(AMD);

	assert_non_null(chart);
	assert_int_equal(chart->rows, 7);
	assert_string_equal(chart->row[0].label, "what VT-x cannot make exit");
	assert_true(chart->row[0].heading && chart->row[5].heading);
	assert_row(chart, 1, "INT n/IRET", "int_iret", 3);
	assert_row(chart, 2, "PUSHF/POPF", "pushf_popf", 0);
	assert_row(chart, 3, "IRET", "iret", 0);
	assert_row(chart, 4, "IRET to ring 3/INT n", "iret_outer", 0);
	assert_string_equal(chart->row[5].label, "what always exits with VT-x");
	assert_row(chart, 6, "CPUID", "cpuid", 0);
	assert_non_null(strstr(chart->axis, "instructions per operation"));
	assert_non_null(strstr(chart->title, "VT-x cannot trap and AMD-V can: INT n/IRET takes"));
	end(chart);
}

TEST(a_result_by_vt_x_has_no_such_picture)
{
	assert_null(draw(INTEL));
	end(NULL);
}

TEST(the_page_has_the_picture)
{
	struct chart *chart = draw(AMD);
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	page_chart(stream, chart);
	fclose(stream);
	assert_non_null(strstr(text, "id=\"trappable-instructions\""));
	assert_non_null(strstr(text, "PUSHF/POPF"));
	assert_non_null(strstr(text, "forced to exit"));
	free(text);
	end(chart);
}

/* CPUID that does not exit is no round trip, whatever else is in hvm. */
TEST(the_round_trip_of_cpuid_is_where_it_exits)
{
	struct chart *chart = draw(AMD);
	struct words said = sentence_of("coverage", &files.list[0].result);
	struct screen screen;

	assert_true(screen_make(&screen, &files.list[0].result));
	assert_int_equal(screen.trip_count, 2);
	assert_string_equal(screen.trips[1].trip->id, "cpuid/hvm-trap/svm/full/0/default");
	assert_string_equal(screen.trips[1].lean->id, "cpuid/hvm-trap/svm/lean/0/default");
	screen_free(&screen);
	assert_non_null(strstr(said.text, "VM-exit codes of AMD-V the table of operations has"));
	end(chart);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_only_amd_v_can_trap_is_drawn_free_and_forced),
		cmocka_unit_test(a_result_by_vt_x_has_no_such_picture),
		cmocka_unit_test(the_page_has_the_picture),
		cmocka_unit_test(the_round_trip_of_cpuid_is_where_it_exits),
	};

	return cmocka_run_group_tests_name("plot/trappable", tests, NULL, NULL);
}
