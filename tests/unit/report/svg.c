// SPDX-License-Identifier: GPL-2.0-only
/* The ticks of an axis, whatever its ends are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "report/svg.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

TEST(a_logarithmic_axis_has_ticks_between_its_ends)
{
	struct ticks ticks = log_ticks(0.9, 1100);

	assert_int_equal(ticks.count, 4);
	assert_float_equal(ticks.at[0], 1, 1e-9);
	assert_float_equal(ticks.at[3], 1000, 1e-9);
}

TEST(ticks_come_to_an_end_whatever_the_ends_are)
{
	static const double ends[] = { -INFINITY, -1, 0,	5e-324, 1e-310,
				       1,	  2,  1e300, INFINITY, NAN };
	const size_t count = sizeof(ends) / sizeof(*ends);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			struct ticks ticks = log_ticks(ends[i], ends[j]);

			for (size_t k = 0; k < ticks.count; k++)
				assert_true(ticks.at[k] >= ends[i] && ticks.at[k] <= ends[j]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_logarithmic_axis_has_ticks_between_its_ends),
		cmocka_unit_test(ticks_come_to_an_end_whatever_the_ends_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
