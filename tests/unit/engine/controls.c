// SPDX-License-Identifier: GPL-2.0-only
/* Adjusting controls: what is asked for is granted or refused by name. */
#include "fixture.h"

/* As the rows of controls.def say it. */
enum initially { ALWAYS, PREFER, CLEAR, NEVER };

static const struct {
	u32 control, initially;
	const char *name;
} rows[] = {
#define CONTROL(word, bit, name, initially) { name, initially, #name },
#include "controls.def"
#undef CONTROL
};

static struct control_request asked[CONTROL_WORDS];
static struct controls granted;

static int adjust(void)
{
	return controls_adjust(&vm.caps, asked, &granted);
}

static void ask_clear(u32 control)
{
	asked[control / 32].clear |= 1u << control % 32;
}

static void cannot(u32 control)
{
	vm.caps.may_be_1[control / 32] &= ~(1u << control % 32);
	vm.caps.must_be_1[control / 32] &= ~(1u << control % 32);
}

static void must(u32 control)
{
	vm.caps.may_be_1[control / 32] |= 1u << control % 32;
	vm.caps.must_be_1[control / 32] |= 1u << control % 32;
}

static int setup_request(void **state)
{
	memset(asked, 0, sizeof(asked));
	memset(&granted, 0, sizeof(granted));
	return setup(state);
}

/* Adjusted with nothing but one row's bit in `set` or `clear`, from a fresh CPU. */
static int adjust_with(u32 control, int set, int clear)
{
	memset(asked, 0, sizeof(asked));
	if (set)
		control_set(asked, control);
	if (clear)
		ask_clear(control);
	return adjust();
}

TEST(rows_are_in_order_and_name_no_bit_twice)
{
	for (u32 i = 1; i < COUNT_OF(rows); i++)
		assert_true(rows[i - 1].control < rows[i].control);
}

TEST(defaults_are_the_tables)
{
	assert_int_equal(adjust(), CONTROL_NONE);
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		if (control_is_set(&granted, rows[i].control) != (rows[i].initially <= PREFER))
			fail_msg("%s", rows[i].name);
}

TEST(bits_that_must_be_1_are_set_though_no_row_names_them)
{
	assert_int_equal(adjust(), CONTROL_NONE);
	for (int word = 0; word < CONTROL_WORDS; word++)
		assert_int_equal(vm.caps.must_be_1[word] & ~granted.word[word], 0);
	assert_int_equal(granted.word[PIN] & 0x16, 0x16);
}

TEST(nothing_is_set_that_the_cpu_lacks)
{
	adjust();
	for (int word = 0; word < CONTROL_WORDS; word++)
		assert_int_equal(granted.word[word] & ~vm.caps.may_be_1[word], 0);
}

TEST(a_true_msr_lets_cr3_loads_run_without_exit)
{
	assert_true(vm.caps.true_controls);
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_false(control_is_set(&granted, CR3_LOAD_EXITING));
}

TEST(without_true_msrs_cr3_loads_exit_and_cannot_be_let_run)
{
	fake_msr(IA32_VMX_BASIC)->value &= ~(1ull << 55);
	capabilities_read(&vm.caps);
	assert_false(vm.caps.true_controls);
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_true(control_is_set(&granted, CR3_LOAD_EXITING));
	assert_int_equal(adjust_with(CR3_LOAD_EXITING, 0, 1), CR3_LOAD_EXITING);
}

TEST(each_control_may_be_set_unless_it_is_never)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		int refused = adjust_with(rows[i].control, 1, 0);
		int paired = rows[i].control == ENTRY_LOAD_PERF_GLOBAL_CTRL ||
			     rows[i].control == EXIT_LOAD_PERF_GLOBAL_CTRL ||
			     rows[i].control == NMI_WINDOW_EXITING; /* with VIRTUAL_NMIS */

		if (rows[i].initially == NEVER ?
			    refused != (int)rows[i].control :
			    !paired && (refused != CONTROL_NONE ||
					!control_is_set(&granted, rows[i].control)))
			fail_msg("%s", rows[i].name);
	}
}

TEST(each_control_may_be_cleared_unless_it_is_always)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		int refused = adjust_with(rows[i].control, 0, 1);

		if (rows[i].initially == ALWAYS ? refused != (int)rows[i].control :
		    refused != CONTROL_NONE || control_is_set(&granted, rows[i].control))
			fail_msg("%s", rows[i].name);
	}
}

TEST(a_control_asked_both_ways_is_refused)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(adjust_with(rows[i].control, 1, 1), rows[i].control);
}

TEST(a_control_the_cpu_lacks_is_refused_by_name_when_asked_for)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		capabilities_read(&vm.caps);
		cannot(rows[i].control);
		assert_int_equal(adjust_with(rows[i].control, 1, 0), rows[i].control);
	}
}

TEST(a_cpu_without_a_needed_control_is_refused_by_name)
{
	for (u32 i = 0; i < COUNT_OF(rows); i++) {
		capabilities_read(&vm.caps);
		cannot(rows[i].control);
		assert_int_equal(adjust_with(0, 0, 0),
				 rows[i].initially == ALWAYS ? (int)rows[i].control : CONTROL_NONE);
	}
}

TEST(a_mere_preference_is_dropped_silently)
{
	cannot(ENABLE_VPID);
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_false(control_is_set(&granted, ENABLE_VPID));
}

TEST(a_cpu_that_insists_on_a_forbidden_control_is_refused)
{
	must(USE_TSC_OFFSETTING);
	assert_int_equal(adjust(), USE_TSC_OFFSETTING);
}

TEST(a_control_that_must_be_1_cannot_be_cleared)
{
	must(PAUSE_EXITING);
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_true(control_is_set(&granted, PAUSE_EXITING));
	assert_int_equal(adjust_with(PAUSE_EXITING, 0, 1), PAUSE_EXITING);
}

TEST(a_bit_that_no_row_names_is_refused_set_or_clear)
{
	asked[PIN].set = 1u << 2;
	assert_int_equal(adjust(), PIN * 32 + 2);
	asked[PIN].set = 0;
	asked[ENTRY].clear = 1u << 30 | 1u << 31;
	assert_int_equal(adjust(), ENTRY * 32 + 30);
}

TEST(the_first_refused_control_is_named)
{
	control_set(asked, USE_TSC_OFFSETTING);
	control_set(asked, ENCLV_EXITING);
	assert_int_equal(adjust(), USE_TSC_OFFSETTING);
}

static const struct { u32 entry, exit; } pairs[] = {
	{ ENTRY_LOAD_PAT, EXIT_LOAD_PAT },
	{ ENTRY_LOAD_EFER, EXIT_LOAD_EFER },
	{ ENTRY_LOAD_PERF_GLOBAL_CTRL, EXIT_LOAD_PERF_GLOBAL_CTRL },
};

TEST(a_preferred_pair_is_dropped_together)
{
	for (u32 i = 0; i < 2; i++) {
		capabilities_read(&vm.caps);
		cannot(pairs[i].exit);
		assert_int_equal(adjust(), CONTROL_NONE);
		assert_false(control_is_set(&granted, pairs[i].entry));
		capabilities_read(&vm.caps);
		cannot(pairs[i].entry);
		assert_int_equal(adjust(), CONTROL_NONE);
		assert_false(control_is_set(&granted, pairs[i].exit));
	}
}

TEST(a_pair_asked_for_is_granted)
{
	control_set(asked, ENTRY_LOAD_PERF_GLOBAL_CTRL);
	control_set(asked, EXIT_LOAD_PERF_GLOBAL_CTRL);
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_true(control_is_set(&granted, ENTRY_LOAD_PERF_GLOBAL_CTRL));
	assert_true(control_is_set(&granted, EXIT_LOAD_PERF_GLOBAL_CTRL));
}

TEST(half_a_pair_asked_for_is_refused_by_name)
{
	assert_int_equal(adjust_with(ENTRY_LOAD_PERF_GLOBAL_CTRL, 1, 0),
			 EXIT_LOAD_PERF_GLOBAL_CTRL);
	assert_int_equal(adjust_with(EXIT_LOAD_PERF_GLOBAL_CTRL, 1, 0),
			 ENTRY_LOAD_PERF_GLOBAL_CTRL);
}

TEST(state_is_never_loaded_on_entry_alone)
{
	for (u32 i = 0; i < COUNT_OF(pairs); i++) {
		adjust_with(pairs[i].exit, 0, 1);
		assert_false(control_is_set(&granted, pairs[i].entry));
	}
}

TEST(state_the_vmcs_tables_do_not_hold_is_not_loaded)
{
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_false(control_is_set(&granted, EXIT_LOAD_CET_STATE));
	assert_false(control_is_set(&granted, EXIT_LOAD_PKRS));
	assert_false(control_is_set(&granted, ENTRY_LOAD_CET_STATE));
	assert_false(control_is_set(&granted, ENTRY_LOAD_PKRS));
}

/* It would clear the host's. */
TEST(bound_configuration_is_never_cleared)
{
	assert_int_equal(adjust_with(CLEAR_BNDCFGS, 1, 0), CLEAR_BNDCFGS);
	must(CLEAR_BNDCFGS);
	assert_int_equal(adjust_with(0, 0, 0), CLEAR_BNDCFGS);
}

static void assert_confined(void)
{
	assert_false(control_is_set(&granted, ENABLE_EPT));
	assert_true(control_is_set(&granted, CR3_LOAD_EXITING));
	assert_true(control_is_set(&granted, CR3_STORE_EXITING));
	assert_true(control_is_set(&granted, INVLPG_EXITING));
	assert_false(control_is_set(&granted, ENABLE_INVPCID));
}

TEST(without_ept_the_guest_cannot_leave_our_page_tables)
{
	cannot(ENABLE_EPT);
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_confined();
	capabilities_read(&vm.caps);
	assert_int_equal(adjust_with(ENABLE_EPT, 0, 1), CONTROL_NONE);
	assert_confined();
}

TEST(without_ept_what_confines_cannot_be_cleared)
{
	const u32 confining[] = { CR3_LOAD_EXITING, CR3_STORE_EXITING, INVLPG_EXITING };

	cannot(ENABLE_EPT);
	for (u32 i = 0; i < COUNT_OF(confining); i++)
		assert_int_equal(adjust_with(confining[i], 0, 1), confining[i]);
}

TEST(without_ept_invpcid_asked_for_is_refused_by_name)
{
	cannot(ENABLE_EPT);
	assert_int_equal(adjust_with(ENABLE_INVPCID, 1, 0), ENABLE_INVPCID);
}

TEST(an_unrestricted_guest_needs_ept)
{
	cannot(ENABLE_EPT);
	assert_int_equal(adjust_with(UNRESTRICTED_GUEST, 1, 0), UNRESTRICTED_GUEST);
}

TEST(without_a_tpr_shadow_the_guest_cannot_reach_the_hosts_task_priority)
{
	cannot(USE_TPR_SHADOW);
	assert_int_equal(adjust(), CONTROL_NONE);
	assert_true(control_is_set(&granted, CR8_LOAD_EXITING));
	assert_true(control_is_set(&granted, CR8_STORE_EXITING));
	assert_int_equal(adjust_with(CR8_LOAD_EXITING, 0, 1), CR8_LOAD_EXITING);
	assert_int_equal(adjust_with(CR8_STORE_EXITING, 0, 1), CR8_STORE_EXITING);
	capabilities_read(&vm.caps);
	assert_int_equal(adjust_with(USE_TPR_SHADOW, 0, 1), CONTROL_NONE);
	assert_true(control_is_set(&granted, CR8_LOAD_EXITING));
	assert_true(control_is_set(&granted, CR8_STORE_EXITING));
}

TEST(the_apics_registers_are_a_page_or_msrs_and_not_both)
{
	assert_int_equal(adjust_with(VIRTUALIZE_X2APIC_MODE, 1, 0), CONTROL_NONE);
	assert_true(control_is_set(&granted, VIRTUALIZE_X2APIC_MODE));
	control_set(asked, VIRTUALIZE_APIC_ACCESSES);
	assert_int_equal(adjust(), VIRTUALIZE_X2APIC_MODE);
}

TEST(virtual_msrs_of_the_apic_need_a_tpr_shadow)
{
	cannot(USE_TPR_SHADOW);
	assert_int_equal(adjust_with(VIRTUALIZE_X2APIC_MODE, 1, 0), USE_TPR_SHADOW);
}

TEST(a_timer_that_does_not_run_cannot_be_saved)
{
	control_set(asked, SAVE_PREEMPTION_TIMER);
	assert_int_equal(adjust(), CONTROL_NONE);
	ask_clear(ACTIVATE_PREEMPTION_TIMER);
	assert_int_equal(adjust(), ACTIVATE_PREEMPTION_TIMER);
}

/* Our page tables are those of IA-32e mode. */
TEST(a_guest_outside_ia32e_mode_needs_ept)
{
	assert_int_equal(adjust_with(IA32E_MODE_GUEST, 0, 1), CONTROL_NONE);
	assert_false(control_is_set(&granted, IA32E_MODE_GUEST));
	assert_int_equal(adjust_with(ENABLE_EPT, 0, 1), CONTROL_NONE);
	assert_true(control_is_set(&granted, IA32E_MODE_GUEST));
	ask_clear(ENABLE_EPT);
	control_clear(asked, IA32E_MODE_GUEST);
	assert_int_equal(adjust(), IA32E_MODE_GUEST);
	cannot(ENABLE_EPT);
	assert_int_equal(adjust_with(IA32E_MODE_GUEST, 0, 1), IA32E_MODE_GUEST);
	capabilities_read(&vm.caps);
	ask_clear(ACTIVATE_SECONDARY_CONTROLS);
	control_clear(asked, IA32E_MODE_GUEST);
	assert_int_equal(adjust(), IA32E_MODE_GUEST);
}

TEST(without_secondary_controls_none_of_them_counts_as_set)
{
	assert_int_equal(adjust_with(ACTIVATE_SECONDARY_CONTROLS, 0, 1), CONTROL_NONE);
	assert_int_equal(granted.word[SECONDARY], 0);
	assert_confined();
}

TEST(a_secondary_control_asked_for_needs_the_secondary_controls)
{
	ask_clear(ACTIVATE_SECONDARY_CONTROLS);
	control_set(asked, RDRAND_EXITING);
	assert_int_equal(adjust(), ACTIVATE_SECONDARY_CONTROLS);
}

#define TEST_ROW(name) cmocka_unit_test_setup_teardown(name, setup_request, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_ROW(rows_are_in_order_and_name_no_bit_twice),
		TEST_ROW(defaults_are_the_tables),
		TEST_ROW(bits_that_must_be_1_are_set_though_no_row_names_them),
		TEST_ROW(nothing_is_set_that_the_cpu_lacks),
		TEST_ROW(a_true_msr_lets_cr3_loads_run_without_exit),
		TEST_ROW(without_true_msrs_cr3_loads_exit_and_cannot_be_let_run),
		TEST_ROW(each_control_may_be_set_unless_it_is_never),
		TEST_ROW(each_control_may_be_cleared_unless_it_is_always),
		TEST_ROW(a_control_asked_both_ways_is_refused),
		TEST_ROW(a_control_the_cpu_lacks_is_refused_by_name_when_asked_for),
		TEST_ROW(a_cpu_without_a_needed_control_is_refused_by_name),
		TEST_ROW(a_mere_preference_is_dropped_silently),
		TEST_ROW(a_cpu_that_insists_on_a_forbidden_control_is_refused),
		TEST_ROW(a_control_that_must_be_1_cannot_be_cleared),
		TEST_ROW(a_bit_that_no_row_names_is_refused_set_or_clear),
		TEST_ROW(the_first_refused_control_is_named),
		TEST_ROW(a_preferred_pair_is_dropped_together),
		TEST_ROW(a_pair_asked_for_is_granted),
		TEST_ROW(half_a_pair_asked_for_is_refused_by_name),
		TEST_ROW(state_is_never_loaded_on_entry_alone),
		TEST_ROW(state_the_vmcs_tables_do_not_hold_is_not_loaded),
		TEST_ROW(bound_configuration_is_never_cleared),
		TEST_ROW(without_ept_the_guest_cannot_leave_our_page_tables),
		TEST_ROW(without_ept_what_confines_cannot_be_cleared),
		TEST_ROW(without_ept_invpcid_asked_for_is_refused_by_name),
		TEST_ROW(an_unrestricted_guest_needs_ept),
		TEST_ROW(without_a_tpr_shadow_the_guest_cannot_reach_the_hosts_task_priority),
		TEST_ROW(the_apics_registers_are_a_page_or_msrs_and_not_both),
		TEST_ROW(virtual_msrs_of_the_apic_need_a_tpr_shadow),
		TEST_ROW(a_timer_that_does_not_run_cannot_be_saved),
		TEST_ROW(a_guest_outside_ia32e_mode_needs_ept),
		TEST_ROW(without_secondary_controls_none_of_them_counts_as_set),
		TEST_ROW(a_secondary_control_asked_for_needs_the_secondary_controls),
	};

	return RUN_ALL(tests);
}
