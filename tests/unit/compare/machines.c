// SPDX-License-Identifier: GPL-2.0-only
/* Several files as one table: what is beside what, ratios to a base, and units that stay apart. */
#define _GNU_SOURCE
#include "compare/machines.h"
#include "compare/sides.h"
#include "show/generations.h"
#include "shown.h"

static struct run_file list[SESSIONS_MAX];
static const char *names[] = { "a", "b", "c" };

/* The base's sessions as files a, b, c ... */
static void show(size_t base_file)
{
	struct run_files files = { .count = base_count, .list = list };
	struct machines machines;
	FILE *stream;

	for (size_t i = 0; i < base_count; i++)
		list[i] = (struct run_file){ .path = "x", .name = (char *)(uintptr_t)names[i],
					     .result = base[i] };
	stream = shown_begin();
	assert_true(machines_make(&machines, &files, base_file));
	machines_print(&machines, TABLE_TEXT, stream);
	machines_free(&machines);
	fclose(stream);
}

/* As wide as the figures are, and right above them; the shorter one is on the last lines. */
TEST(long_names_go_on_below_where_a_terminal_is_narrow)
{
	add_base(1000), add_base(1100);
	names[0] = "corei7_sandy_bridge-kvm-6.12";
	names[1] = "corei5-750";
	setenv("COLUMNS", "50", 1);
	show(NO_BASE);
	unsetenv("COLUMNS");
	ASSERT_SAYS("                     corei7_sandy\n                     _bridge-kvm-\n"
		    "TSC cycles                   6.12   corei5-750\n");
	show(NO_BASE);
	ASSERT_SAYS("  corei7_sandy_bridge-kvm-6.12   corei5-750\n");
	names[0] = "x\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4";
	setenv("COLUMNS", "30", 1);
	show(NO_BASE);
	unsetenv("COLUMNS");
	ASSERT_SAYS("x\u00e4\u00e4\u00e4\u00e4\u00e4\n");
	names[0] = "a", names[1] = "b";
}

static void set_machine(struct result *result, const char *id)
{
	json_object_set_new(result->machine, "id", json_string(id));
}

TEST(files_stand_side_by_side_with_their_intervals)
{
	add_base(1000), add_base(1100);
	base[1].cells[0].floor = (struct statistic){ 1100, 1078, 1122, .method = "a rule" };
	show(NO_BASE);
	ASSERT_SAYS("CPUID through KVM  1000 \u00b1<0.1%  1100 \u00b12.0%");
	ASSERT_SAYS("KVM guest");
	ASSERT_SAYS("\na: unknown CPU");
}

TEST(a_ratio_is_as_wide_as_both_figures_together)
{
	add_base(1000), add_base(2000);
	base[0].cells[0].floor = (struct statistic){ 1000, 900, 1100, .method = "a rule" };
	base[1].cells[0].floor = (struct statistic){ 2000, 1800, 2200, .method = "a rule" };
	set_machine(&base[1], "ffeeddccbbaa99887766554433221100");
	show(0);
	ASSERT_SAYS("a (base)");
	ASSERT_SAYS("2.000x (1.636..2.444)\n");
}

TEST(files_of_one_machine_are_tested_against_the_base)
{
	add_base(1000), add_base(2000), add_base(500);
	show(0);
	ASSERT_SAYS(") slower");
	ASSERT_SAYS(") faster");
}

TEST(a_cost_below_what_is_visible_is_a_bound_and_no_base)
{
	add_base(1000), add_base(1000);
	base[1].cells[0].floor = (struct statistic){ -1, -3, 1, .method = "a rule", .below = 2 };
	set_machine(&base[1], "ffeeddccbbaa99887766554433221100");
	show(NO_BASE);
	ASSERT_SAYS(" <2\n");
	show(0);
	ASSERT_SAYS(" <0.01x\n");
	show(1);
	ASSERT_SAYS(" <2\n");
	ASSERT_SAYS_NOT("x (");
}

TEST(cycles_and_instructions_are_two_tables)
{
	const char *counts;

	add_base(1000), add_base(48);
	session_count(&base[1].cells[0], 48);
	show(NO_BASE);
	ASSERT_SAYS("TSC cycles");
	counts = strstr(shown, "\ninstructions");
	assert_non_null(counts);
	assert_null(strstr(counts, "1000"));
	*strstr(shown, "\ninstructions") = 0;
	assert_null(strstr(shown, "48"));
}

TEST(what_the_base_has_no_figure_of_has_no_ratio_and_no_row)
{
	add_base(1000), add_base(1000);
	session_spoil(&base[0].cells[0], STATUS_FAIL, "made up");
	show(0);
	assert_null(strstr(shown, "CPUID"));
	show(NO_BASE);
	ASSERT_SAYS("CPUID");
}

TEST(a_label_is_whole_however_long_it_is)
{
	char label[1001] = "";

	memset(label, 'x', sizeof(label) - 1);
	add_base(1000), add_base(1000);
	json_object_set_new(base[1].run, "label", json_string(label));
	show(NO_BASE);
	ASSERT_SAYS(label);
}

/* The first so many of these get memory; then one does not. Negative: all do. */
static int allocations_left = -1;

void *reallocarray(void *old, size_t count, size_t bytes)
{
	return allocations_left >= 0 && !allocations_left-- ? NULL : realloc(old, count * bytes);
}

static bool is_made(const struct run_files *files)
{
	struct machines machines;
	bool made = machines_make(&machines, files, NO_BASE);

	machines_free(&machines);
	return made;
}

/* Whichever allocation fails, an operation is not shown as another one. */
TEST(without_memory_there_is_no_table)
{
	struct run_files files = { .count = 1, .list = list };
	int failing = 0;

	add_base(1000);
	list[0] = (struct run_file){ .path = "x", .name = (char *)"a", .result = base[0] };
	for (; allocations_left = failing, !is_made(&files); failing++)
		assert_int_equal(allocations_left, -1);
	assert_true(allocations_left >= 0);
	assert_true(failing >= 3);
	allocations_left = -1;
}

static char *table_of(const struct machines *machines)
{
	char *text;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	machines_print(machines, TABLE_TEXT, stream);
	fclose(stream);
	return text;
}

struct small {
	struct machines machines;
	struct run_files files;
};

static void keep_little(struct run_file *file, void *data)
{
	struct small *small = data;

	assert_true(machines_add(&small->machines, &small->files, file, MACHINES_WHOLE + 1));
	assert_null(file->name);
}

/* Plain and nested: the driver, KVM, legs, and more operations than a screen has. */
TEST(files_made_small_give_the_same_table)
{
	char *paths[] = { (char *)"results/emulated/corei7_haswell_4770.json",
			  (char *)"results/nested/corei7_haswell_4770-kvm-6.12.json",
			  (char *)"results/emulated/corei5_lynnfield_750.json" };
	bool failed = false;
	struct run_files whole = run_files_load(paths, 3, &failed);
	struct small small = { 0 };
	struct machines machines;
	char *of_whole, *of_small;

	assert_true(machines_make(&machines, &whole, NO_BASE));
	of_whole = table_of(&machines);
	assert_non_null(strstr(of_whole, "CPUID, entry"));
	assert_int_equal(run_files_each(paths, 3, RESULT_FIGURES, keep_little, &small, &failed),
			 3);
	assert_false(failed);
	assert_true(machines_end(&small.machines, &small.files, NO_BASE));
	of_small = table_of(&small.machines);
	assert_string_equal(of_small, of_whole);
	assert_null(small.files.list[1].result.cells);
	assert_null(small.machines.of[1].values);
	free(of_small);
	machines_free(&small.machines);
	run_files_free(&small.files);
	free(of_whole);
	machines_free(&machines);
	run_files_free(&whole);
}

static const char *line_of(const char *table, const char *beginning)
{
	static char line[200];
	const char *at = strstr(table, beginning);

	assert_non_null(at);
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
	return line;
}

/* SGDT makes one exit by either; CPUID, unforced, one by VT-x and none by AMD-V. */
TEST(figures_by_vt_x_and_by_amd_v_share_a_row_only_where_the_claims_are_the_same)
{
	char *paths[] = { (char *)"results/emulated/corei7_haswell_4770.json",
			  (char *)"results/emulated/trinity_apu.json" };
	bool failed = false;
	struct run_files files = run_files_load(paths, 2, &failed);
	struct machines machines;
	double intel, amd;
	char *table, *techniques, *forced;

	assert_true(machines_make(&machines, &files, NO_BASE));
	table = table_of(&machines);
	assert_int_equal(sscanf(line_of(table, "  CPUID "), " CPUID %lf %lf", &intel, &amd), 2);
	techniques = strstr(table, "VT-x or AMD-V");
	assert_non_null(techniques);
	forced = strstr(techniques, "forced exit");
	assert_non_null(forced);
	*forced = 0;
	assert_int_equal(sscanf(line_of(techniques, "  SGDT "), " SGDT %lf %lf", &intel, &amd), 2);
	assert_int_equal(sscanf(line_of(techniques, "  CPUID "), " CPUID %lf %lf", &intel, &amd),
			 1);
	assert_int_equal(sscanf(line_of(techniques, "  CPUID, AMD-V "), " CPUID, AMD-V %lf %lf",
				&amd, &intel), 1);
	assert_true(amd < 10);
	*forced = 'f';
	assert_int_equal(sscanf(line_of(forced, "  SGDT "), " SGDT %lf %lf", &intel, &amd), 2);
	free(table);
	machines_free(&machines);
	run_files_free(&files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(files_stand_side_by_side_with_their_intervals),
		ROW(a_ratio_is_as_wide_as_both_figures_together),
		ROW(files_of_one_machine_are_tested_against_the_base),
		ROW(a_cost_below_what_is_visible_is_a_bound_and_no_base),
		ROW(cycles_and_instructions_are_two_tables),
		ROW(what_the_base_has_no_figure_of_has_no_ratio_and_no_row),
		ROW(a_label_is_whole_however_long_it_is),
		ROW(long_names_go_on_below_where_a_terminal_is_narrow),
		ROW(without_memory_there_is_no_table),
		ROW(files_made_small_give_the_same_table),
		ROW(figures_by_vt_x_and_by_amd_v_share_a_row_only_where_the_claims_are_the_same),
	};

	return cmocka_run_group_tests_name("compare/machines", tests, NULL, shown_free);
}
