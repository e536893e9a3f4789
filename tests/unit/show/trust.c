// SPDX-License-Identifier: GPL-2.0-only
/* How far the figures of a result can be trusted, in a line below the first screen. */
#include "sessions.h"
#include "show/screen.h"
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
	ASSERT_SAYS("\nPrecision poor: 95 % interval \u00b11% in 1 of 3, \u00b110% in 2.\n");
	result.complete = false;
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("\nPrecision poor: interrupted, 95 % interval \u00b11% in 1 of 3, "
		    "\u00b110% in 2.\n");
	result.complete = true;
	result.cells[1].floor = result.cells[2].floor = result.cells[0].floor;
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("\nPrecision good: 95 % interval \u00b11% in all 3 figures.\n");
	result.complete = false;
	for (size_t i = 0; i < 3; i++)
		session_spoil(&result.cells[i], STATUS_FAIL, "a reason");
	put(&result, (struct show_options){ .all = false });
	ASSERT_SAYS("3 failed: a reason\nNo figures.\n");
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

static struct words why_of(size_t cells, const char *const *reasons, const enum cell_fault *faults)
{
	struct result result = session_of(3, (const char *const[]){ "cpuid", "hlt", "out" },
					  (const double[]){ 1, 1, 1 });
	struct words why;

	for (size_t i = 0; i < cells; i++) {
		session_spoil(&result.cells[i], STATUS_SKIP, reasons[i]);
		result.cells[i].fault = faults[i];
	}
	why = why_words(&result, STATUS_SKIP);
	assert_string_equal(why_words(&result, STATUS_FAIL).text, "");
	result_free(&result);
	return why;
}

TEST(one_reason_is_said_and_of_several_their_kinds)
{
	static const char long_one[] = "a reason that has a great many words, more than stand on "
				       "a part of a line";
	static const enum cell_fault faults[] = { FAULT_ABSENT, FAULT_UNSUPPORTED, FAULT_ABSENT },
				     same[] = { FAULT_ABSENT, FAULT_ABSENT, FAULT_ABSENT },
				     none[] = { FAULT_NONE, FAULT_NONE, FAULT_INTERRUPTED };

	assert_string_equal(why_of(0, NULL, NULL).text, "");
	assert_string_equal(why_of(2, (const char *const[]){ "of one", "of one" }, faults).text,
			    "2 skipped: of one");
	assert_string_equal(why_of(1, (const char *const[]){ long_one }, faults).text,
			    "1 skipped: need driver or KVM (cpuid)");
	assert_string_equal(why_of(3, (const char *const[]){ "a", "b", "c" }, faults).text,
			    "skipped: 2 need driver or KVM, 1 not offered here");
	assert_string_equal(why_of(3, (const char *const[]){ "a", "b", "c" }, same).text,
			    "3 skipped: need driver or KVM");
	assert_string_equal(why_of(2, (const char *const[]){ "a", "b" }, none).text,
			    "2 skipped: for other reasons (cpuid, hlt)");
	assert_string_equal(why_of(3, (const char *const[]){ "a", "b", "c" }, none).text,
			    "skipped: 1 not reached, 2 for other reasons");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_of_trust_says_how_many_figures_are_how_precise),
		cmocka_unit_test(one_reason_is_said_and_of_several_their_kinds),
		cmocka_unit_test(failures_that_only_a_software_kvm_has_are_of_one_kind),
	};

	return cmocka_run_group_tests_name("show/trust", tests, NULL, shown_free);
}
