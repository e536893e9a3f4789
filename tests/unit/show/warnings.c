// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a reader is warned of, by made-up sessions: each warning where it holds, and not beside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "show/show.h"
#include "split_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static bool says(const struct note *note, const char *words, const char *about)
{
	bool is_about = !*about && !note->count;

	for (size_t i = 0; i < note->count; i++)
		is_about |= !strcmp(note->about[i], about);
	return is_about && strstr(note->text, words);
}

/* Whether these words are there about this cell; "" stands for the whole result. */
static bool is_warned(const struct result *result, const char *words, const char *about)
{
	struct notes notes = { 0 };
	bool found = false;

	warnings_collect(result, &notes);
	for (size_t i = 0; i < notes.count; i++)
		found |= says(&notes.list[i], words, about);
	notes_free(&notes);
	return found;
}

/* Counted in an emulator, in three trials that were not all the same. */
static void count_roughly(struct cell_result *cell)
{
	session_count(cell, 950);
	cell->floor = (struct statistic){ 950, 948, 952, .method = "a rule" };
	cell->trial_count = 3;
}

TEST(few_trials_of_a_count_that_varies_are_told)
{
	struct result result = session(950);

	count_roughly(&result.cells[0]);
	assert_true(is_warned(&result, "fewer than 5 trials", result.cells[0].id));
	result_free(&result);
}

TEST(three_trials_of_an_exact_count_are_enough)
{
	struct result result = session(950);

	session_count(&result.cells[0], 950);
	result.cells[0].trial_count = 3;
	assert_false(is_warned(&result, "fewer than", result.cells[0].id));
	result_free(&result);
}

TEST(counts_are_not_all_called_exact)
{
	struct result result = session(950);

	assert_false(is_warned(&result, "counted in an emulator", ""));
	count_roughly(&result.cells[0]);
	assert_true(is_warned(&result,
			      "counted in an emulator, exactly where all batches were equal",
			      ""));
	result_free(&result);
}

TEST(a_cell_is_imprecise_where_the_file_says_so)
{
	struct result result = session(0);
	struct cell_result *cell = &result.cells[0];

	cell->floor = (struct statistic){ 0, -1, 1, .method = "a rule" };
	assert_false(is_warned(&result, "wider than requested", cell->id));
	json_object_set_new(result.run, "precision_percent", json_real(1));
	assert_true(is_warned(&result, "wider than requested", cell->id));
	cell->precise = true;
	assert_false(is_warned(&result, "wider than requested", cell->id));
	result_free(&result);
}

static bool has_lost_trials(struct result *result, size_t trials)
{
	result->cells[0].trial_count = trials;
	return is_warned(result, "fewer than 10 usable trials", result->cells[0].id);
}

TEST(a_complete_run_in_cycles_tells_of_trials_it_lost)
{
	struct result result = session(1000);

	assert_false(has_lost_trials(&result, 10));
	assert_true(has_lost_trials(&result, 9));
	assert_true(has_lost_trials(&result, 5));
	assert_false(has_lost_trials(&result, 4));
	assert_true(is_warned(&result, "fewer than 5 trials", result.cells[0].id));
	result.complete = false;
	assert_false(has_lost_trials(&result, 9));
	result.complete = true;
	count_roughly(&result.cells[0]);
	assert_false(has_lost_trials(&result, 6));
	result_free(&result);
}

TEST(a_run_that_far_outlasts_its_budget_is_told)
{
	struct result result = session(1000);

	json_object_set_new(result.run, "seconds", json_real(6.9));
	assert_false(is_warned(&result, "longer than its budget", ""));
	json_object_set_new(result.run, "budget_seconds", json_real(1));
	assert_true(is_warned(&result, "longer than its budget", ""));
	json_object_set_new(result.run, "budget_seconds", json_real(6));
	assert_false(is_warned(&result, "longer than its budget", ""));
	result_free(&result);
}

TEST(legs_of_another_round_trip_are_told)
{
	struct result result = split_session();
	struct cell_result *stamped = &result.cells[SPLIT_STAMPED];

	assert_true(is_warned(&result, "split as approximate", stamped->id));
	assert_false(is_warned(&result, "split as approximate", result.cells[SPLIT_FULL].id));
	stamped->floor.lo = 810; /* less than 2 % above the other's 800.8 */
	assert_false(is_warned(&result, "split as approximate", stamped->id));
	result_free(&result);
}

TEST(a_stamped_cell_whose_clocks_were_never_asked_is_named_with_the_reason)
{
	struct result result = split_session();
	struct cell_result *stamped = &result.cells[SPLIT_STAMPED];

	assert_false(is_warned(&result, "did not check the legs", stamped->id));
	stamped->legs->clocks = (struct leg_clocks){ .reason = strdup("no timer") };
	assert_true(
		is_warned(&result,
			  "did not check the legs of this cell: no timer",
			  stamped->id));
	assert_false(
		is_warned(&result, "did not check the legs", result.cells[SPLIT_FULL].id));
	free(stamped->legs->clocks.reason);
	stamped->legs->clocks = (struct leg_clocks){ .exits = 0 };
	assert_true(is_warned(&result, "did not check the legs", stamped->id));
	result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_trials_of_a_count_that_varies_are_told),
		cmocka_unit_test(three_trials_of_an_exact_count_are_enough),
		cmocka_unit_test(counts_are_not_all_called_exact),
		cmocka_unit_test(a_complete_run_in_cycles_tells_of_trials_it_lost),
		cmocka_unit_test(a_run_that_far_outlasts_its_budget_is_told),
		cmocka_unit_test(legs_of_another_round_trip_are_told),
		cmocka_unit_test(
			a_stamped_cell_whose_clocks_were_never_asked_is_named_with_the_reason),
		cmocka_unit_test(a_cell_is_imprecise_where_the_file_says_so),
	};

	return cmocka_run_group_tests_name("harness_warnings", tests, NULL, NULL);
}
