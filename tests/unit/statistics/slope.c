// SPDX-License-Identifier: GPL-2.0-only
/* What one more costs, by points whose slope is known. */
#include "numbers.h"
#include "statistics/slope.h"

#define SLOPE(points) slope_through(points, COUNT(points))

TEST(points_on_a_line_have_its_slope)
{
	const struct slope_point points[] = { { 0, { 7, 7, 7 } }, { 1, { 10, 10, 10 } },
					      { 4, { 19, 19, 19 } } };

	assert_float_equal(SLOPE(points).value, 3, 1e-12);
	assert_float_equal(SLOPE(points).lo, 3, 1e-12);
	assert_float_equal(SLOPE(points).hi, 3, 1e-12);
}

TEST(equal_values_have_a_slope_of_exactly_nothing)
{
	const struct slope_point points[] = { { 0, { 57, 57, 57 } }, { 1, { 57, 57, 57 } },
					      { 4, { 57, 57, 57 } } };

	assert_true(SLOPE(points).value == 0 && SLOPE(points).lo == 0 && SLOPE(points).hi == 0);
}

/* Between two points no line is steeper than from the one's lower end to the other's upper end. */
TEST(the_interval_goes_from_end_to_end)
{
	const struct slope_point points[] = { { 1, { 10, 8, 11 } }, { 3, { 20, 19, 24 } } };

	assert_float_equal(SLOPE(points).value, 5, 1e-12);
	assert_float_equal(SLOPE(points).lo, 4, 1e-12);
	assert_float_equal(SLOPE(points).hi, 8, 1e-12);
}

TEST(one_place_has_no_slope)
{
	const struct slope_point points[] = { { 2, { 10, 8, 11 } }, { 2, { 20, 19, 24 } } };

	assert_true(isnan(SLOPE(points).value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_on_a_line_have_its_slope),
		cmocka_unit_test(equal_values_have_a_slope_of_exactly_nothing),
		cmocka_unit_test(the_interval_goes_from_end_to_end),
		cmocka_unit_test(one_place_has_no_slope),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
