// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench compare --interleave, with commands that give files made up beforehand: are there
 * sessions enough?
 */
#include "cli.h"
#include "compare/interleave.h"
#include "sessions.h"

/* A file with this number of cells, all of one cost. */
static void save_session(const char *path, size_t cells, double cost)
{
	const char *ops[cells];
	double costs[cells];
	char names[cells][24];
	struct result result;

	for (size_t i = 0; i < cells; i++) {
		snprintf(names[i], sizeof(names[i]), "op%zu", i);
		ops[i] = names[i];
		costs[i] = cost;
	}
	result = session_of(cells, ops, costs);
	assert_string_equal(result_save(&result, path, false).text, "");
	result_free(&result);
}

TEST(by_default_a_gate_of_two_hundred_cells_can_fail)
{
	save_session("a.json", 200, 1000);
	save_session("b.json", 200, 1100);
	assert_int_equal(RUN("compare", "--interleave", "--fail-on", "2", "-o", "kept",
			     "cat a.json", "cat b.json"),
			 PROGRAM_REGRESSION);
	ASSERT_SAYS(output, "200 slower.");
	assert_string_equal(errors, "");
}

/* The second session of the other side ends the whole, so what is said was said before. */
TEST(too_few_rounds_are_reported_after_the_first_session_of_each_side)
{
	save_session("a.json", 200, 1000);
	assert_int_equal(RUN("compare", "--interleave", "--rounds", "3", "--fail-on", "2", "-o",
			     "kept", "cat a.json", "[ -e kept/b-2.json ] && exit 9; cat a.json"),
			 PROGRAM_FAILED);
	ASSERT_SAYS(errors, "6 sessions a side cannot show a difference of one cell among 200: it "
			    "takes 8 (--rounds 4)");
	ASSERT_SAYS(errors, "ended with status 9");
}

TEST(what_is_refused_of_the_first_two_sessions_ends_the_whole)
{
	struct result other = session(1000);

	save_session("a.json", 1, 1000);
	free(other.guest_sha256);
	other.guest_sha256 =
		strdup("ff23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	assert_string_equal(result_save(&other, "b.json", false).text, "");
	result_free(&other);
	assert_int_equal(RUN("compare", "--interleave", "--fail-on", "2", "-o", "kept",
			     "cat a.json", "cat b.json"),
			 PROGRAM_FAILED);
	ASSERT_SAYS(errors, "the files are of different guests");
	assert_int_equal(access("kept/b-2.json", F_OK), -1);
}

TEST(a_command_that_writes_nothing_is_named)
{
	save_session("a.json", 1, 1000);
	assert_int_equal(RUN("compare", "--interleave", "-o", "kept", "cat a.json", "false"),
			 PROGRAM_FAILED);
	ASSERT_SAYS(errors, "`false' ended with status 1, and wrote no result");
}

TEST(sessions_alternate_so_that_drift_falls_on_both)
{
	const int order[] = { 0, 1, 1, 0, 0, 1, 1, 0 };

	for (size_t i = 0; i < 8; i++)
		assert_int_equal(interleave_side(i), order[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sessions_alternate_so_that_drift_falls_on_both),
		CASE(by_default_a_gate_of_two_hundred_cells_can_fail),
		CASE(too_few_rounds_are_reported_after_the_first_session_of_each_side),
		CASE(what_is_refused_of_the_first_two_sessions_ends_the_whole),
		CASE(a_command_that_writes_nothing_is_named),
	};

	return cmocka_run_group_tests_name("harness_interleave", tests, NULL, NULL);
}
