// SPDX-License-Identifier: GPL-2.0-only
/* What stands below the tables of the first screen: marks, gaps, questions without answers. */
#include "full_session.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static void put_on(const struct result *result, const char *columns, const char *lines)
{
	setenv("COLUMNS", columns, 1);
	setenv("LINES", lines, 1);
	put(result, (struct show_options){ .all = false });
	unsetenv("COLUMNS");
	unsetenv("LINES");
}

struct place {
	const char *op, *env, *backend;
};

static struct result session_at(size_t count, const struct place *at)
{
	const char *names[8];
	double costs[8];
	struct result result;

	for (size_t i = 0; i < count; i++) {
		names[i] = at[i].op;
		costs[i] = 1000 + (double)i;
	}
	result = session_of(count, names, costs);
	for (size_t i = 0; i < count; i++)
		set_place(&result.cells[i], at[i].env, at[i].backend, 0);
	return result;
}

TEST(a_blank_is_what_there_is_not_or_what_was_not_chosen)
{
	static const struct place iret[] = { { "lgdt", "hvm", "vmx" },
					     { "lgdt", "paravirtual", "vmx" },
					     { "iret", "hvm", "vmx" } };
	static const struct place lidt[] = { { "lgdt", "hvm", "vmx" },
					     { "lgdt", "paravirtual", "vmx" },
					     { "lidt", "hvm", "vmx" } };
	struct result result = session_at(3, iret);

	put_on(&result, "80", "24");
	ASSERT_SAYS("blank: no such case\n");
	session_spoil(&result.cells[1], STATUS_SKIP, "it cannot");
	put_on(&result, "80", "24");
	ASSERT_SAYS_NOT("blank");
	ASSERT_SAYS("1 skipped: it cannot\n");
	result_free(&result);
	result = session_at(3, lidt);
	put_on(&result, "80", "24");
	ASSERT_SAYS("blank: no such case, or not chosen\n");
	result_free(&result);
}

TEST(a_row_that_was_skipped_throughout_is_not_there)
{
	static const struct place at[] = { { "lgdt", "hvm", "kvm" }, { "lidt", "hvm", "kvm" },
					   { "lidt", "native", "native" } };
	struct result result = session_at(3, at);

	put_on(&result, "80", "24");
	ASSERT_SAYS("\nLIDT ");
	session_spoil(&result.cells[1], STATUS_SKIP, "no such thing here");
	session_spoil(&result.cells[2], STATUS_SKIP, "no such thing here");
	put_on(&result, "80", "24");
	ASSERT_SAYS("\nLGDT ");
	ASSERT_SAYS_NOT("\nLIDT ");
	ASSERT_SAYS("2 skipped: no such thing here\n");
	result_free(&result);
}

TEST(a_software_kvm_says_why_there_is_no_multiple_and_no_help)
{
	static const struct place at[] = { { "cpuid", "hvm", "kvm" }, { "lgdt", "hvm", "kvm" },
					   { "lgdt", "deprivileged", "kvm" } };
	struct result result = session_at(3, at);

	set_cost(&result.cells[1], 10);
	put_on(&result, "80", "24");
	ASSERT_SAYS("VT-x helps LGDT most, 100x: trap and emulate 1002, VT-x 10\n");
	ASSERT_SAYS("No figure of our own driver, so none of how far KVM is from the CPU: "
		    "exitbench\ndoctor says what that takes.\n");
	json_object_set_new(result.machine, "kvm", json_pack("{s:{}}", "kvm"));
	put_on(&result, "80", "24");
	ASSERT_SAYS("No VT-x or AMD-V under this KVM: how far KVM is from the CPU's own exit, and\n"
		    "which operation they help most, cannot be measured here (exitbench doctor "
		    "says\nwhy).\n");
	ASSERT_SAYS_NOT("VT-x helps");
	result_free(&result);
}

TEST(what_the_driver_alone_does_not_show_is_named)
{
	static const struct place at[] = { { "cpuid", "hvm", "vmx" }, { "lgdt", "hvm", "vmx" },
					   { "lgdt", "deprivileged", "vmx" },
					   { "cpuid", "hvm", "kvm" } };
	struct result result = session_at(4, at);

	put_on(&result, "80", "24");
	ASSERT_SAYS_NOT("not measured");
	result.cell_count = 3;
	put_on(&result, "80", "24");
	ASSERT_SAYS("not measured: through KVM\n");
	result.cell_count = 2;
	put_on(&result, "80", "24");
	ASSERT_SAYS("not measured: through KVM, trap and emulate\n");
	for (size_t i = 2; i < 4; i++)
		session_spoil(&result.cells[i], STATUS_SKIP, "no more");
	result.cell_count = 4;
	result_free(&result);
}

/* With every mark, every mark's reason, and figures as long as they get. */
static struct result marked_session(void)
{
	struct result result = full_session();

	json_object_set_new(json_object_get(result.machine, "cpu"), "hypervisor",
			    json_string("KVMKVMKVM"));
	for (size_t i = 0; i < result.cell_count; i += PLACES)
		set_place(&result.cells[i], "native", "native", 3);
	result.cells[OP_sgdt * PLACES + 3].reason = strdup("hole: made up");
	set_cost(&result.cells[OP_sysenter_sysexit * PLACES + 3], 55555);
	session_spoil(&result.cells[OP_iret * PLACES + 2], STATUS_SKIP,
		      "VT-x cannot make IRET exit");
	return result;
}

TEST(where_there_is_room_the_same_is_said_in_more_words)
{
	struct result result = marked_session();
	size_t widest;

	put_on(&result, "80", "24");
	if (lines_of(shown, &widest) != 23 || widest > 80)
		fail_msg("%zu characters:\n%s", widest, shown);
	ASSERT_SAYS("VT-x helps SYSENTER/SYSEXIT most");
	ASSERT_SAYS("* Linux, ^ KVM above: no baseline");
	ASSERT_SAYS("! wrong (hole)");
	ASSERT_SAYS("1 skipped: VT-x cannot make IRET exit");
	put_on(&result, "80", "40");
	assert_true(lines_of(shown, &widest) < 40);
	assert_true(widest <= 80);
	ASSERT_SAYS("VT-x helps SYSENTER/SYSEXIT most, 49.3x: trap and emulate 55555, VT-x 1126");
	ASSERT_SAYS("* by Linux (call or trap), ^ by KVM above, not the CPU: no baseline");
	ASSERT_SAYS("! wrong (virtualization hole)");
	ASSERT_SAYS("1 skipped: VT-x cannot make IRET exit");
	result_free(&result);
}

/* As on a busy VM without nested virtualization: the most marks that there are, and no answers. */
TEST(a_software_kvm_whose_core_was_never_free_fits_too)
{
	struct result result = full_session();
	size_t widest;

	json_object_set_new(result.machine, "kvm", json_pack("{s:{}}", "kvm"));
	json_object_set_new(json_object_get(result.machine, "cpu"), "hypervisor",
			    json_string("KVMKVMKVM"));
	result.cells[OP_sgdt * PLACES + 3].reason = strdup("hole: made up");
	for (size_t i = 0; i < result.cell_count; i++) {
		struct cell_result *cell = &result.cells[i];
		size_t place = i % PLACES;

		set_place(cell, places[place].env, place ? "kvm" : "native", place ? 0 : 3);
		cell->alone.is_known = cell->alone.never = true;
		if (place != 2 && i / PLACES != OP_sysenter_sysexit && i / PLACES != OP_vmcall)
			continue;
		session_spoil(cell, STATUS_SKIP, place ? "a reason" : "another");
		cell->fault = place ? FAULT_ABSENT : FAULT_SOFTWARE_KVM;
	}
	put_on(&result, "80", "24");
	if (lines_of(shown, &widest) > 23 || widest > 80)
		fail_msg("%zu characters:\n%s", widest, shown + strlen(shown) / 2);
	ASSERT_SAYS("CPUID to KVM above");
	ASSERT_SAYS("CPUID in software KVM: a trap, no VM exit");
	ASSERT_SAYS("~: median beside a neighbour; beside: none");
	ASSERT_SAYS("no VT-x or AMD-V: no comparison");
	ASSERT_SAYS(" need driver or KVM, ");
	result_free(&result);
}

TEST(what_the_first_line_has_no_room_for_may_be_on_a_second)
{
	struct result few = session(1000), full = full_session();
	const char *model = "A CPU Which Has 16 Cores And Quite A Rather Long Name @ 3.00GHz";

	json_object_set_new(json_object_get(few.machine, "cpu"), "model_name", json_string(model));
	json_object_set_new(few.machine, "kernel", json_string("6.1.0-99-amd64"));
	put_on(&few, "80", "24");
	ASSERT_SAYS("Long Name 3.00GHz\nLinux 6.1.0-99-amd64, exitbench test\n");
	json_object_set_new(json_object_get(full.machine, "cpu"), "model_name", json_string(model));
	json_object_set_new(full.machine, "kernel", json_string("6.1.0-99-amd64"));
	full.cells[OP_sgdt * PLACES + 3].reason = strdup("hole: made up");
	set_cost(&full.cells[OP_sysenter_sysexit * PLACES + 3], 55555);
	put_on(&full, "80", "24");
	ASSERT_SAYS_NOT("Linux 6.1.0");
	result_free(&few);
	result_free(&full);
}

TEST(what_a_count_is_stands_in_the_first_line)
{
	struct result result = session(44);

	json_object_set_new(json_object_get(result.machine, "cpu"), "model_name",
			    json_string("AMD A8-5600K APU with Radeon(tm) HD Graphics 3.60GHz"));
	replace(&result.cells[0].unit, "instructions");
	put_on(&result, "80", "24");
	ASSERT_SAYS("VM exit, counted in an emulator, not timed: AMD A8-5600K APU, exitbench "
		    "test\n");
	ASSERT_SAYS("instructions");
	put_on(&result, "120", "40");
	ASSERT_SAYS("is no instruction, and counts as 0\n");
	result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_blank_is_what_there_is_not_or_what_was_not_chosen),
		cmocka_unit_test(a_row_that_was_skipped_throughout_is_not_there),
		cmocka_unit_test(a_software_kvm_says_why_there_is_no_multiple_and_no_help),
		cmocka_unit_test(what_the_driver_alone_does_not_show_is_named),
		cmocka_unit_test(where_there_is_room_the_same_is_said_in_more_words),
		cmocka_unit_test(a_software_kvm_whose_core_was_never_free_fits_too),
		cmocka_unit_test(what_the_first_line_has_no_room_for_may_be_on_a_second),
		cmocka_unit_test(what_a_count_is_stands_in_the_first_line),
	};

	return cmocka_run_group_tests_name("show/below", tests, NULL, shown_free);
}
