// SPDX-License-Identifier: GPL-2.0-only
/* The tables of exit reasons: what their expanders rely on. */
#include "fixture.h"

static const struct {
	u32 number;
	const char *name, *words;
} reasons[] = {
#define EXIT_REASON(number, name, words) { number, #name, words },
#include "exit_reasons.def"
#include "svm_exit_reasons.def"
#undef EXIT_REASON
};

TEST(numbers_rise_so_none_is_there_twice)
{
	for (u32 i = 1; i < COUNT_OF(reasons); i++)
		assert_true(reasons[i - 1].number < reasons[i].number);
}

TEST(every_number_is_within_the_policy_array)
{
	for (u32 i = 0; i < COUNT_OF(reasons); i++)
		assert_in_range(reasons[i].number, 0, EXIT_REASON_COUNT - 1);
	assert_int_equal(reasons[COUNT_OF(reasons) - 1].number, EXIT_REASON_COUNT - 1);
	assert_int_equal(EXIT_IRET, EXIT_REASONS_OF_SVM);
}

TEST(every_reason_has_a_name_of_its_own_and_words)
{
	for (u32 i = 0; i < COUNT_OF(reasons); i++) {
		assert_true(strlen(reasons[i].name) > 1 && strlen(reasons[i].words) > 1);
		for (u32 j = 0; j < i; j++)
			assert_string_not_equal(reasons[i].name, reasons[j].name);
	}
}

TEST(well_known_reasons_have_the_manuals_numbers)
{
	assert_int_equal(EXIT_EXCEPTION_NMI, 0);
	assert_int_equal(EXIT_CPUID, 10);
	assert_int_equal(EXIT_VMCALL, 18);
	assert_int_equal(EXIT_INVALID_GUEST_STATE, 33);
	assert_int_equal(EXIT_EPT_VIOLATION, 48);
	assert_int_equal(EXIT_PREEMPTION_TIMER, 52);
	assert_int_equal(EXIT_XRSTORS, 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_rise_so_none_is_there_twice),
		cmocka_unit_test(every_number_is_within_the_policy_array),
		cmocka_unit_test(every_reason_has_a_name_of_its_own_and_words),
		cmocka_unit_test(well_known_reasons_have_the_manuals_numbers),
	};

	return RUN_ALL(tests);
}
