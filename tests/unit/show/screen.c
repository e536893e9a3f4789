// SPDX-License-Identifier: GPL-2.0-only
/* The first screen of made-up sessions: what is on it, in which words, and that it fits. */
#include "full_session.h"
#include "show/words.h"
#include "split_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

TEST(a_full_result_fits_on_80_by_24_and_leaves_a_line_for_the_prompt)
{
	struct result result = full_session();
	size_t lines, widest;

	setenv("COLUMNS", "80", 1);
	put(&result, (struct show_options){ .all = false });
	lines = lines_of(shown, &widest);
	if (lines > 23 || widest > 80)
		fail_msg("%zu lines of up to %zu characters:\n%s", lines, widest, shown);
	for (enum op op = 0; op < OPS; op++)
		if (op_is_in(op, PRESET_CLASSIC))
			ASSERT_SAYS(op_label(op));
	assert_null(strstr(shown, "PUSHF/POPF"));
	unsetenv("COLUMNS");
	result_free(&result);
}

TEST(where_there_is_room_medians_and_intervals_stand_beside_floors)
{
	struct result result = full_session();

	result.cells[OP_lgdt * PLACES].floor =
		(struct statistic){ 200, 198, 202, .method = "a rule" };
	result.cells[OP_lgdt * PLACES].median =
		(struct statistic){ 310, 300, 320, .method = "a rule" };
	setenv("COLUMNS", "200", 1);
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("200/310 \u00b11.0%");
	setenv("COLUMNS", "80", 1);
	put(&result, (struct show_options){ .all = false });
	assert_null(strstr(shown, "200/310"));
	unsetenv("COLUMNS");
	result_free(&result);
}

TEST(few_operations_are_all_shown)
{
	struct result result = session_of(2, (const char *const[]){ "pushf_popf", "strange" },
					  (const double[]){ 50, 60 });

	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("PUSHF/POPF");
	ASSERT_SAYS("strange");
	result_free(&result);
}

TEST(a_round_trip_has_its_legs_its_time_and_kvms_multiple)
{
	struct result result = split_session();

	set_place(&result.cells[SPLIT_FULL], "hvm", "vmx", 0);
	set_place(&result.cells[SPLIT_STAMPED], "hvm", "vmx", 0);
	result.cells = reallocarray(result.cells, 4, sizeof(*result.cells));
	session_cell(&result.cells[result.cell_count++], "cpuid", 2000);
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("exit  handler  entry  round trip    time  KVM (x round trip)");
	ASSERT_SAYS("CPUID        400       90    310         800  400 ns        2000 (2.50x)");
	assert_null(strstr(shown, "lean VMM"));
	assert_null(strstr(shown, "No figure of the CPU"));
	result_free(&result);
}

TEST(a_vm_measures_the_hypervisor_above_but_not_an_emulator)
{
	struct result result = session(62000);
	json_t *cpu = json_object_get(result.machine, "cpu");

	set_place(&result.cells[0], "native", "native", 3);
	put(&result, (struct show_options){ .all = false });
	assert_null(strstr(shown, "above"));
	json_object_set_new(cpu, "hypervisor", json_string("KVMKVMKVM"));
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("CPUID to KVM above");
	ASSERT_SAYS("62000  31 µs");
	ASSERT_SAYS("No figure of the CPU's own exit, so none for KVM, VT-x or AMD-V:");
	json_object_set_new(cpu, "hypervisor", json_string("TCGTCGTCGTCG"));
	put(&result, (struct show_options){ .all = false });
	assert_null(strstr(shown, "above"));
	result_free(&result);
}

TEST(a_trap_in_software_kvm_is_not_called_a_vm_exit)
{
	struct result result = session(9000);

	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("CPUID through KVM");
	json_object_set_new(result.machine, "kvm", json_pack("{s:{}}", "kvm"));
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("CPUID in software KVM: a trap, no VM exit");
	ASSERT_SAYS_NOT("  VT-x");
	ASSERT_SAYS_NOT("VT-x helps");
	result_free(&result);
}

TEST(what_is_no_baseline_and_what_gives_a_wrong_result_is_marked)
{
	struct result result = session_of(2, (const char *const[]){ "cli_sti", "sgdt" },
					  (const double[]){ 18000, 50 });

	set_place(&result.cells[0], "native", "native", 3);
	set_place(&result.cells[1], "deprivileged", "kvm", 1);
	result.cells[1].reason = strdup("hole: SGDT does not trap");
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("18000*");
	ASSERT_SAYS("* by Linux (call or trap), not the CPU: no baseline");
	ASSERT_SAYS("50!");
	ASSERT_SAYS("! wrong (virtualization hole)");
	set_place(&result.cells[0], "native", "native", 0);
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS_NOT("by Linux");
	result_free(&result);
}

TEST(a_label_stands_where_there_is_room_for_it)
{
	struct result few = session_of(1, (const char *const[]){ "cpuid" }, (const double[]){ 1 }),
		      full = full_session();
	size_t widest;

	json_object_set_new(few.run, "label", json_string("the machine below the stairs"));
	json_object_set_new(full.run, "label", json_string("the machine below the stairs"));
	full.cells[OP_sgdt * PLACES + 3].reason = strdup("hole: made up");
	set_cost(&full.cells[OP_lidt * PLACES + 3], 9999);
	setenv("COLUMNS", "80", 1);
	put(&few, (struct show_options){ .all = false });
	ASSERT_SAYS("below the stairs");
	put(&full, (struct show_options){ .all = false });
	unsetenv("COLUMNS");
	assert_int_equal(lines_of(shown, &widest), 23);
	assert_null(strstr(shown, "below the stairs"));
	result_free(&few);
	result_free(&full);
}

TEST(what_vt_x_helps_most_is_said_with_both_figures)
{
	struct result result = full_session();
	const struct cell_result *lidt = &result.cells[OP_lidt * PLACES];

	setenv("COLUMNS", "120", 1);
	set_cost(&result.cells[OP_lidt * PLACES + 1], 4);
	set_cost(&result.cells[OP_lidt * PLACES + 3], 140);
	assert_string_equal(lidt->op, "lidt");
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("VT-x helps LIDT most, 35.0x: trap and emulate 140, VT-x 4");
	/* A wrong result is no cost, and what is not clearly less is no help. */
	result.cells[OP_lidt * PLACES + 3].reason = strdup("hole: made up");
	for (enum op op = 0; op < OPS; op++)
		result.cells[op * PLACES + 1].floor.hi = 1e6;
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("VT-x clearly helps none of these");
	unsetenv("COLUMNS");
	result_free(&result);
}

TEST(the_title_says_that_a_cpu_was_emulated)
{
	struct result result = session(44);

	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("VM exit on ");
	replace(&result.cells[0].unit, "instructions");
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("VM exit, counted in an emulator, not timed: ");
	result_free(&result);
}

static const char *trust_in(double half_width, bool complete)
{
	struct result result = session(1000);
	const char *word;

	result.complete = complete;
	result.cells[0].raw = result.cells[0].floor;
	result.cells[0].floor =
		(struct statistic){ 1000, 1000 - half_width, 1000 + half_width,
				    .method = "a rule" };
	word = trust_of(&result).word;
	result_free(&result);
	return word;
}

/* All marks and the longest numbers: the notes stay within the width, too. */
TEST(the_legend_of_all_marks_is_one_line_of_80)
{
	struct result result = full_session();
	json_t *cpu = json_object_get(result.machine, "cpu");
	size_t widest;

	json_object_set_new(cpu, "hypervisor", json_string("VBoxVBoxVBox"));
	for (size_t i = 0; i < result.cell_count; i += PLACES)
		set_place(&result.cells[i], "native", "native", 3);
	result.cells[OP_sgdt * PLACES + 3].reason = strdup("hole: made up");
	set_cost(&result.cells[OP_sysenter_sysexit * PLACES + 3], 55555);
	setenv("COLUMNS", "80", 1);
	put(&result, (struct show_options){ .all = false });
	unsetenv("COLUMNS");
	ASSERT_SAYS("* Linux, ^ VirtualBox above: no baseline   ! wrong (hole)");
	ASSERT_SAYS("VT-x helps");
	assert_true(lines_of(shown, &widest) <= 23);
	if (widest > 80)
		fail_msg("%zu characters:\n%s", widest, shown);
	result_free(&result);
}

TEST(a_narrow_screen_has_every_column_one_part_below_the_other)
{
	struct result result = full_session();
	size_t widest;

	setenv("COLUMNS", "40", 1);
	put(&result, (struct show_options){ .all = false });
	unsetenv("COLUMNS");
	lines_of(shown, &widest);
	if (widest > 40)
		fail_msg("%zu characters:\n%s", widest, shown);
	ASSERT_SAYS("lated");
	ASSERT_SAYS("KVM (x trip)");
	result_free(&result);
}

TEST(what_a_file_does_not_say_is_not_called_unknown)
{
	struct result result = session(1000);

	json_object_clear(result.run);
	put(&result, (struct show_options){ .all = true });
	ASSERT_SAYS("unknown CPU (6-42-7)\n");
	put(&result, (struct show_options){ .all = false });
	assert_null(strstr(shown, "Linux"));
	json_object_set_new(result.machine, "kernel", json_string("6.12.1"));
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("VM exit on unknown CPU, Linux 6.12.1\n");
	result_free(&result);
}

TEST(what_was_skipped_throughout_has_no_column_and_no_row)
{
	struct result result = session_of(3, (const char *const[]){ "cpuid", "hlt", "cpuid" },
					  (const double[]){ 1000, 1, 1 });

	set_place(&result.cells[1], "hvm", "vmx", 0);
	set_place(&result.cells[2], "hvm", "vmx", 0);
	session_spoil(&result.cells[1], STATUS_SKIP, "no driver");
	session_spoil(&result.cells[2], STATUS_SKIP, "no driver");
	put(&result, (struct show_options){ .all = true });
	assert_null(strstr(shown, "vmx full"));
	ASSERT_SAYS("skip: no driver");
	session_spoil(&result.cells[0], STATUS_SKIP, "no kvm");
	put(&result, (struct show_options){ .all = true });
	assert_null(strstr(shown, "per operation"));
	put(&result, (struct show_options){ .all = false });
	assert_null(strstr(shown, "CPUID"));
	ASSERT_SAYS("No figures.");
	result_free(&result);
}

TEST(precision_is_judged_in_a_word)
{
	assert_string_equal(trust_in(5, true), "good");
	assert_string_equal(trust_in(5, false), "fair");
	assert_string_equal(trust_in(50, true), "fair");
	assert_string_equal(trust_in(300, true), "poor");
}

TEST(what_could_not_be_measured_is_counted_and_explained_on_request)
{
	struct result result = session_of(3, (const char *const[]){ "cpuid", "hlt", "out" },
					  (const double[]){ 1000, 1, 1 });

	session_spoil(&result.cells[1], STATUS_SKIP, "no such thing here");
	session_spoil(&result.cells[2], STATUS_FAIL, "1 exit more than claimed");
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("1 skipped: no such thing here   1 failed: 1 exit more than claimed");
	ASSERT_SAYS("notes: exitbench show --notes a.json");
	put(&result, (struct show_options){ .notes = true });
	ASSERT_SAYS("skip: no such thing here");
	ASSERT_SAYS("fail: 1 exit more than claimed");
	result_free(&result);
}

TEST(a_note_names_three_cells_and_all_on_request)
{
	struct result result = session_of(5, (const char *const[]){ "in", "out", "hlt", "lgdt",
								    "cpuid" },
					  (const double[]){ 1, 1, 1, 1, 1000 });

	for (size_t i = 0; i < 4; i++)
		session_spoil(&result.cells[i], STATUS_SKIP, "no such thing here");
	put(&result, (struct show_options){ .notes = true });
	ASSERT_SAYS("out/hvm/kvm/full/0/default, hlt/hvm/kvm/full/0/default and 1 more");
	assert_null(strstr(shown, "lgdt/hvm"));
	put(&result, (struct show_options){ .notes = true, .all = true });
	ASSERT_SAYS("lgdt/hvm/kvm/full/0/default");
	result_free(&result);
}

TEST(equal_rings_share_a_row_and_others_do_not)
{
	struct result result = session_of(2, (const char *const[]){ "lgdt", "lgdt" },
					  (const double[]){ 100, 100 });

	set_place(&result.cells[0], "deprivileged", "vmx", 1);
	set_place(&result.cells[1], "deprivileged", "vmx", 3);
	put(&result, (struct show_options){ .all = true });
	ASSERT_SAYS("lgdt (ring 1, 3)");
	result.cells[1].floor = (struct statistic){ 130, 130, 130, .method = "a rule" };
	put(&result, (struct show_options){ .all = true });
	ASSERT_SAYS("lgdt (ring 1)  ");
	ASSERT_SAYS("lgdt (ring 3)  ");
	result_free(&result);
}

TEST(equal_backends_share_a_column)
{
	struct result result = session_of(2, (const char *const[]){ "lgdt", "lgdt" },
					  (const double[]){ 100, 100 });

	set_place(&result.cells[0], "hvm", "vmx", 0);
	put(&result, (struct show_options){ .all = true });
	ASSERT_SAYS("vmx, kvm full");
	result.cells[1].floor = (struct statistic){ 130, 130, 130, .method = "a rule" };
	put(&result, (struct show_options){ .all = true });
	assert_null(strstr(shown, "vmx, kvm"));
	result_free(&result);
}

TEST(markdown_has_a_table_and_escapes_what_would_break_it)
{
	struct result result = session_of(1, (const char *const[]){ "a|b<c" },
					  (const double[]){ 100 });

	put(&result, (struct show_options){ .format = TABLE_MARKDOWN });
	ASSERT_SAYS("| through KVM |\n| --- | ---: |\n");
	ASSERT_SAYS("| a\\|b\\<c | 100 ");
	result_free(&result);
}

/* A relative width is always one, in one format. */
TEST(an_interval_is_relative_whatever_the_size_of_the_figure)
{
	const struct {
		double value, half;
		const char *words;
	} cases[] = {
		{ 100, 1.1, "\u00b11.1%" }, { 0.8, 0.2, "\u00b125%" },  { 5000, 1, "\u00b1<0.1%" },
		{ 5, 0, "" },               { 0, 1, "\u00b1>999%" },    { 1, 0.0994, "\u00b19.9%" },
		{ 0.001, 5e-5, "\u00b15.0%" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double value = cases[i].value, half = cases[i].half;
		struct statistic statistic = { value, value - half, value + half,
					       .method = "a rule" };

		assert_string_equal(interval_words(&statistic).text, cases[i].words);
	}
}

TEST(a_ratio_is_never_zero_nor_a_power_of_ten)
{
	assert_string_equal(ratio_words(6e-5).text, "<0.01");
	assert_string_equal(ratio_words(0.06).text, "0.06");
	assert_string_equal(ratio_words(1).text, "1.00");
	assert_string_equal(ratio_words(22.61).text, "22.6");
	assert_string_equal(ratio_words(11635.2).text, "11635");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_result_fits_on_80_by_24_and_leaves_a_line_for_the_prompt),
		cmocka_unit_test(where_there_is_room_medians_and_intervals_stand_beside_floors),
		cmocka_unit_test(few_operations_are_all_shown),
		cmocka_unit_test(a_round_trip_has_its_legs_its_time_and_kvms_multiple),
		cmocka_unit_test(a_vm_measures_the_hypervisor_above_but_not_an_emulator),
		cmocka_unit_test(a_trap_in_software_kvm_is_not_called_a_vm_exit),
		cmocka_unit_test(what_is_no_baseline_and_what_gives_a_wrong_result_is_marked),
		cmocka_unit_test(the_legend_of_all_marks_is_one_line_of_80),
		cmocka_unit_test(a_label_stands_where_there_is_room_for_it),
		cmocka_unit_test(what_vt_x_helps_most_is_said_with_both_figures),
		cmocka_unit_test(the_title_says_that_a_cpu_was_emulated),
		cmocka_unit_test(a_narrow_screen_has_every_column_one_part_below_the_other),
		cmocka_unit_test(what_a_file_does_not_say_is_not_called_unknown),
		cmocka_unit_test(what_was_skipped_throughout_has_no_column_and_no_row),
		cmocka_unit_test(precision_is_judged_in_a_word),
		cmocka_unit_test(what_could_not_be_measured_is_counted_and_explained_on_request),
		cmocka_unit_test(a_note_names_three_cells_and_all_on_request),
		cmocka_unit_test(equal_rings_share_a_row_and_others_do_not),
		cmocka_unit_test(equal_backends_share_a_column),
		cmocka_unit_test(markdown_has_a_table_and_escapes_what_would_break_it),
		cmocka_unit_test(an_interval_is_relative_whatever_the_size_of_the_figure),
		cmocka_unit_test(a_ratio_is_never_zero_nor_a_power_of_ten),
	};

	return cmocka_run_group_tests_name("show/screen", tests, NULL, shown_free);
}
