// SPDX-License-Identifier: GPL-2.0-only
/* Capabilities: what the MSRs say, and the first obstacle in the order a user can mend them. */
#include "fixture.h"

static u32 obstacle(void)
{
	capabilities_read(&vm.caps);
	return vm.caps.obstacle;
}

static void hide_vmx(void)
{
	fake_cpuid_set(1, 0, 0, 0, ~(1u << 5), 0);
}

TEST(a_usable_cpu_has_no_obstacle)
{
	assert_int_equal(obstacle(), VMX_USABLE);
}

TEST(without_vmx_in_cpuid_no_capability_msr_is_read)
{
	hide_vmx();
	assert_int_equal(obstacle(), VMX_NOT_IN_CPUID);
	assert_int_equal(vm.caps.basic, 0);
}

TEST(fred_is_refused)
{
	fake.cr4 |= CR4_FRED;
	assert_int_equal(obstacle(), VMX_FRED_ENABLED);
}

TEST(each_setting_of_feature_control_has_its_own_obstacle)
{
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_VMX;
	assert_int_equal(obstacle(), VMX_UNLOCKED);
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_LOCKED;
	assert_int_equal(obstacle(), VMX_LOCKED_OFF);
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMX_IN_SMX;
	assert_int_equal(obstacle(), VMX_ONLY_IN_SMX);
}

TEST(a_feature_control_that_faults_is_an_obstacle)
{
	fake_msr_remove(IA32_FEATURE_CONTROL);
	assert_int_equal(obstacle(), VMX_MSR_FAULTS);
}

TEST(a_capability_msr_that_faults_is_an_obstacle)
{
	fake_msr_remove(IA32_VMX_CR4_FIXED1);
	assert_int_equal(obstacle(), VMX_MSR_FAULTS);
}

TEST(an_earlier_obstacle_is_not_hidden_by_a_faulting_msr)
{
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_LOCKED;
	fake_msr_remove(IA32_VMX_BASIC);
	assert_int_equal(obstacle(), VMX_LOCKED_OFF);
}

TEST(capabilities_are_read_even_where_vmx_is_locked_off)
{
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_LOCKED;
	obstacle();
	assert_int_not_equal(vm.caps.may_be_1[PRIMARY], 0);
}

TEST(true_msrs_are_used_where_basic_says_they_exist)
{
	obstacle();
	assert_true(vm.caps.true_controls);
	assert_int_equal(vm.caps.must_be_1[PRIMARY], 0x4006172);
	fake_msr(IA32_VMX_BASIC)->value &= ~(1ull << 55);
	obstacle();
	assert_int_equal(vm.caps.must_be_1[PRIMARY], 0x401e172);
}

TEST(secondary_controls_are_not_read_where_they_do_not_exist)
{
	fake_msr(IA32_VMX_TRUE_PROCBASED_CTLS)->value &= ~(1ull << 63);
	fake_msr_remove(IA32_VMX_PROCBASED_CTLS2);
	fake_msr_remove(IA32_VMX_EPT_VPID_CAP);
	assert_int_equal(obstacle(), VMX_USABLE);
	assert_int_equal(vm.caps.may_be_1[SECONDARY], 0);
	assert_int_equal(vm.caps.ept_vpid, 0);
}

TEST(ept_and_vpid_capabilities_are_not_read_where_neither_exists)
{
	fake_msr(IA32_VMX_PROCBASED_CTLS2)->value &= ~(1ull << 33 | 1ull << 37);
	fake_msr_remove(IA32_VMX_EPT_VPID_CAP);
	assert_int_equal(obstacle(), VMX_USABLE);
}

TEST(the_revision_and_the_timer_rate_are_cut_from_their_msrs)
{
	fake_msr(IA32_VMX_BASIC)->value |= 1u << 31;
	obstacle();
	assert_int_equal(vm.caps.revision, 0x11e57ed);
	assert_int_equal(vm.caps.timer_shift, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_usable_cpu_has_no_obstacle),
		ROW_OF(without_vmx_in_cpuid_no_capability_msr_is_read),
		ROW_OF(fred_is_refused),
		ROW_OF(each_setting_of_feature_control_has_its_own_obstacle),
		ROW_OF(a_feature_control_that_faults_is_an_obstacle),
		ROW_OF(a_capability_msr_that_faults_is_an_obstacle),
		ROW_OF(an_earlier_obstacle_is_not_hidden_by_a_faulting_msr),
		ROW_OF(capabilities_are_read_even_where_vmx_is_locked_off),
		ROW_OF(true_msrs_are_used_where_basic_says_they_exist),
		ROW_OF(secondary_controls_are_not_read_where_they_do_not_exist),
		ROW_OF(ept_and_vpid_capabilities_are_not_read_where_neither_exists),
		ROW_OF(the_revision_and_the_timer_rate_are_cut_from_their_msrs),
	};

	return RUN_ALL(tests);
}
