// SPDX-License-Identifier: GPL-2.0-only
/* What is shown of batches alone on the core, and of cells that never were. */
#include "result/find.h"
#include "result/reading.h"
#include "show/show.h"
#include "sessions.h"
#include "shown.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static struct result made;

static void put(struct show_options options)
{
	FILE *stream = shown_begin();

	show_result(&made, "a.json", &options, stream);
	fclose(stream);
}

static int setup(void **state)
{
	(void)state;
	made = session_of(2, (const char *const[]){ "cpuid", "lgdt" }, (double[]){ 1700, 900 });
	for (size_t i = 0; i < 2; i++)
		made.cells[i].batches = 100;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	result_free(&made);
	return 0;
}

static struct statistic figure(double value)
{
	return (struct statistic){ value, value, value * 1.001, "a rule", 0 };
}

/* CPUID was alone in most batches, LGDT in none. */
static void watch(void)
{
	made.cells[0].alone = (struct alone_result){ .is_known = true,
						     .floor = figure(2047),
						     .median = figure(2051),
						     .beside = figure(2713),
						     .batches = 70,
						     .beside_batches = 20 };
	made.cells[1].alone = (struct alone_result){
		.is_known = true, .never = true, .beside = figure(1313), .beside_batches = 95
	};
	json_object_set_new(made.run, "during",
			    json_pack("{s:{s:s}, s:{s:f}}", "neighbour", "possible", "yes",
				      "canary", "hz", 3e9));
}

TEST(the_headline_is_alone_on_the_core_in_core_cycles)
{
	watch();
	put((struct show_options){ .all = true });
	ASSERT_SAYS("core cycles per operation, alone on the core");
	ASSERT_SAYS("2047/2051");
	put((struct show_options){ 0 });
	ASSERT_SAYS("core cycles");
	ASSERT_SAYS("2047/2051");
	ASSERT_SAYS_NOT("1700");
}

TEST(a_cell_that_never_was_alone_shows_what_it_costs_beside_a_neighbour)
{
	watch();
	put((struct show_options){ 0 });
	ASSERT_SAYS("~: a neighbour was always on its core: the median beside it; "
		    "beside: no figure");
	put((struct show_options){ .all = true });
	ASSERT_SAYS("~1313");
	ASSERT_SAYS("~: a neighbour was always on its core: the median beside it; "
		    "beside: no figure");
	put((struct show_options){ .notes = true });
	ASSERT_SAYS("no gate is decided");
	ASSERT_SAYS("lgdt/hvm/kvm");
}

TEST(a_hole_that_never_was_alone_is_still_marked_as_one)
{
	watch();
	made.cells[1].reason = strdup("hole: LGDT does not trap");
	put((struct show_options){ 0 });
	ASSERT_SAYS("~1313!");
	ASSERT_SAYS("! wrong (virtualization hole)");
}

TEST(beside_a_neighbour_is_a_figure_with_its_share)
{
	watch();
	put((struct show_options){ .all = true });
	ASSERT_SAYS("2713");
	ASSERT_SAYS("70%");
	ASSERT_SAYS("20%");
	ASSERT_SAYS("95%");
	ASSERT_SAYS("1313");
}

TEST(tsc_cycles_are_kept)
{
	watch();
	put((struct show_options){ .all = true });
	ASSERT_SAYS("TSC floor");
	ASSERT_SAYS("1700");
}

TEST(a_core_without_another_thread_is_named_so)
{
	watch();
	json_object_set_new(json_object_get(json_object_get(made.run, "during"), "neighbour"),
			    "possible", json_string("no"));
	put((struct show_options){ .all = true });
	ASSERT_SAYS("the core has no other hardware thread");
}

TEST(in_ns_the_headline_passes_with_the_cores_clock)
{
	watch();
	made.borrows_texts = true;
	for (size_t i = 0; i < 2; i++) {
		free(made.cells[i].unit);
		made.cells[i].unit = (char *)unit_names[UNIT_CYCLES];
	}
	assert_true(result_to_ns(&made));
	assert_true(made.cells[0].alone.floor.value > 682.3 &&
		    made.cells[0].alone.floor.value < 682.4);
	assert_true(made.cells[0].floor.value == 850);
	made.borrows_texts = false;
	for (size_t i = 0; i < 2; i++)
		made.cells[i].unit = NULL; /* static, and replaced */
}

TEST(where_nobody_looked_for_neighbours_nothing_changes)
{
	put((struct show_options){ .all = true });
	ASSERT_SAYS("1700");
	ASSERT_SAYS_NOT("core cycles");
	ASSERT_SAYS_NOT("alone");
	put((struct show_options){ .notes = true });
	ASSERT_SAYS_NOT("alone");
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(the_headline_is_alone_on_the_core_in_core_cycles),
		ROW(a_cell_that_never_was_alone_shows_what_it_costs_beside_a_neighbour),
		ROW(a_hole_that_never_was_alone_is_still_marked_as_one),
		ROW(beside_a_neighbour_is_a_figure_with_its_share),
		ROW(tsc_cycles_are_kept),
		ROW(a_core_without_another_thread_is_named_so),
		ROW(in_ns_the_headline_passes_with_the_cores_clock),
		ROW(where_nobody_looked_for_neighbours_nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, shown_free);
}
