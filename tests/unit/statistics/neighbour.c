// SPDX-License-Identifier: GPL-2.0-only
/* Whether a reading was alone on the core, decided by many of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "statistics/neighbour.h"
#include "statistics/rules.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static struct round_counts counts;

/* As many readings, evenly from the first number of cycles up to the second. */
static void add(size_t count, double from, double to)
{
	for (size_t i = 0; i < count; i++)
		round_counts_add(&counts, from + (to - from) * (double)i / (double)count);
}

static void assert_alone_at(double cycles)
{
	double alone = round_counts_alone(&counts);

	if (!(fabs(alone - cycles) < 0.02))
		fail_msg("alone at %g, not %g", alone, cycles);
}

static int setup(void **state)
{
	(void)state;
	memset(&counts, 0, sizeof(counts));
	return 0;
}

TEST(the_lowest_sharp_mode_is_the_core_alone)
{
	add(6000, 2.03, 2.06);
	add(4000, 3.0, 4.5);
	assert_alone_at(2.04);
}

TEST(a_core_that_nobody_shares_has_one_mode)
{
	add(10000, 1.25, 1.26);
	assert_alone_at(1.255);
}

TEST(a_core_that_is_rarely_alone_is_found_out)
{
	add(60, 2.03, 2.05);
	add(20000, 2.95, 4.5);
	assert_alone_at(2.04);
}

/* A canary that was interrupted makes a reading too low or too high. */
TEST(stray_low_readings_are_not_the_core_alone)
{
	add(5, 0.1, 1.9);
	add(9000, 2.03, 2.05);
	add(900, 2.9, 4);
	assert_alone_at(2.04);
}

/* Beside a neighbour that comes and goes, a few readings lie between the two. */
TEST(without_a_step_above_it_the_lowest_mode_is_a_neighbours)
{
	add(300, 1.2, 1.3);
	add(2000, 1.3, 1.5);
	add(9000, 1.5, 1.9);
	assert_true(isnan(round_counts_alone(&counts)));
}

TEST(no_core_with_three_alus_takes_so_long_alone)
{
	add(10000, 3.4, 3.41);
	assert_true(isnan(round_counts_alone(&counts)));
}

TEST(a_handful_of_readings_decides_nothing)
{
	assert_true(isnan(round_counts_alone(&counts)));
	add(ALONE_COUNT - 1, 2.04, 2.05);
	assert_true(isnan(round_counts_alone(&counts)));
}

TEST(readings_far_away_are_counted_and_harm_nothing)
{
	add(100, -5, 0);
	add(100, 1e6, 1e9);
	add(5000, 2.04, 2.05);
	assert_int_equal(counts.count, 5200);
	assert_alone_at(2.04);
}

TEST(a_batch_is_alone_if_it_was_before_and_after)
{
	const struct neighbour_reading alone = { { 2.04, 2.1 }, { 1.2, 1.201 } },
				       joined = { { 2.04, 3.5 }, { 1.2, 1.2 } },
				       left = { { 3.5, 2.04 }, { 1.2, 1.2 } };

	assert_int_equal(neighbour_of(&alone, 2.04), NEIGHBOUR_NONE);
	assert_int_equal(neighbour_of(&joined, 2.04), NEIGHBOUR_THERE);
	assert_int_equal(neighbour_of(&left, 2.04), NEIGHBOUR_THERE);
	assert_int_equal(neighbour_of(&alone, NAN), NEIGHBOUR_THERE);
}

TEST(a_clock_that_moved_or_a_canary_held_up_decides_nothing)
{
	const struct neighbour_reading moved = { { 2.04, 2.04 }, { 1.2, 1.25 } },
				       held_up = { { 2.04, 1.2 }, { 1.2, 1.2 } },
				       missing = { { 0, 0 }, { 0, 0 } };

	assert_int_equal(neighbour_of(&moved, 2.04), NEIGHBOUR_UNKNOWN);
	assert_int_equal(neighbour_of(&held_up, 2.04), NEIGHBOUR_UNKNOWN);
	assert_int_equal(neighbour_of(&missing, 2.04), NEIGHBOUR_UNKNOWN);
}

#define ROW(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(the_lowest_sharp_mode_is_the_core_alone),
		ROW(a_core_that_nobody_shares_has_one_mode),
		ROW(a_core_that_is_rarely_alone_is_found_out),
		ROW(stray_low_readings_are_not_the_core_alone),
		ROW(without_a_step_above_it_the_lowest_mode_is_a_neighbours),
		ROW(no_core_with_three_alus_takes_so_long_alone),
		ROW(a_handful_of_readings_decides_nothing),
		ROW(readings_far_away_are_counted_and_harm_nothing),
		ROW(a_batch_is_alone_if_it_was_before_and_after),
		ROW(a_clock_that_moved_or_a_canary_held_up_decides_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
