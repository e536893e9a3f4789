// SPDX-License-Identifier: GPL-2.0-only
/* How far the figures of a result can be trusted, in a line below the first screen. */
#include "sessions.h"
#include "show/show.h"
#include "shown.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static void put(const struct result *result, struct show_options options)
{
	FILE *stream = shown_begin();

	show_result(result, "a.json", &options, stream);
	fclose(stream);
}

TEST(the_line_of_trust_says_how_many_figures_are_how_precise)
{
	struct result result = session_of(3, (const char *const[]){ "cpuid", "hlt", "out" },
					  (const double[]){ 1000, 1000, 1000 });

	result.cells[1].floor = (struct statistic){ 1000, 950, 1050, .method = "a rule" };
	result.cells[2].floor = (struct statistic){ 1000, 500, 1500, .method = "a rule" };
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("\nPrecision poor: \u00b11% in 1 of 3, \u00b110% in 2.\n");
	result.complete = false;
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("\nPrecision poor: interrupted, \u00b11% in 1 of 3, \u00b110% in 2.\n");
	result.complete = true;
	result.cells[1].floor = result.cells[2].floor = result.cells[0].floor;
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("\nPrecision good: \u00b11% in all 3 figures.\n");
	result.complete = false;
	for (size_t i = 0; i < 3; i++)
		session_spoil(&result.cells[i], STATUS_FAIL, "a reason");
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("\nNo figures; 3 failed (1 kind).\n");
	result.cell_count = 0;
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("\nNo figures.\n");
	result.cell_count = 3;
	result_free(&result);
}

/* What a software KVM does with each is another #UD; that it is one is all that a reader wants. */
TEST(failures_that_only_a_software_kvm_has_are_of_one_kind)
{
	struct result result = session_of(4, (const char *const[]){ "cpuid", "hlt", "out", "in" },
					  (const double[]){ 1000, 1, 1, 1 });
	const char *const reasons[] = { "#UD at RIP 0x1000", "#UD at RIP 0x2000", "an exit more" };

	for (size_t i = 0; i < 3; i++) {
		session_spoil(&result.cells[i + 1], i < 2 ? STATUS_SKIP : STATUS_FAIL, reasons[i]);
		result.cells[i + 1].fault = i < 2 ? FAULT_SOFTWARE_KVM : FAULT_CLAIM;
	}
	put(&result, (struct show_options){ .notes = true });
	ASSERT_SAYS("skip: this KVM is software");
	ASSERT_SAYS("hlt/hvm/kvm/full/0/default, out/hvm/kvm/full/0/default\n");
	ASSERT_SAYS("fail: an exit more");
	assert_null(strstr(shown, "#UD"));
	result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_of_trust_says_how_many_figures_are_how_precise),
		cmocka_unit_test(failures_that_only_a_software_kvm_has_are_of_one_kind),
	};

	return cmocka_run_group_tests_name("show/trust", tests, NULL, shown_free);
}
