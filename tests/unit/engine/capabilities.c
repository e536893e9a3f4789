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

TEST(a_kernel_that_is_not_in_ring_0_gets_no_advice_on_firmware)
{
	fake.cs = 0xe033; /* Xen's, for a kernel in ring 3 */
	fake_msr(IA32_FEATURE_CONTROL)->value = 0;
	assert_int_equal(obstacle(), VMX_NOT_IN_RING_0);
	assert_int_equal(vm.caps.basic, 0);
}

TEST(a_feature_control_that_allows_vmx_nowhere_is_an_obstacle)
{
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_VMX;
	assert_int_equal(obstacle(), VMX_UNLOCKED);
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_LOCKED;
	assert_int_equal(obstacle(), VMX_LOCKED_OFF);
}

/* After tboot the CPU is inside. */
TEST(a_feature_control_that_allows_vmx_inside_smx_or_outside_is_none)
{
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMX_IN_SMX;
	assert_int_equal(obstacle(), VMX_USABLE);
	fake_msr(IA32_FEATURE_CONTROL)->value = FEATURE_CONTROL_LOCKED | FEATURE_CONTROL_VMX;
	assert_int_equal(obstacle(), VMX_USABLE);
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

/* Bit 26 of the primary controls, which had no name when this was written. */
TEST(a_bit_without_a_name_that_was_always_1_stays_1_whatever_the_true_msrs_allow)
{
	fake_msr(IA32_VMX_TRUE_PROCBASED_CTLS)->value &= ~(1ull << 26);
	obstacle();
	assert_int_equal(vm.caps.must_be_1[PRIMARY], 0x4006172);
}

TEST(counters_of_architectural_pebs_are_known_where_cpuid_has_both_subleaves)
{
	obstacle();
	assert_int_equal(vm.caps.pebs_general | vm.caps.pebs_fixed, 0);
	fake_cpuid_set(0, 0, 0x23, 0, 0, 0);
	fake_cpuid_set(0x23, 0, 1u << 5 | 1, 0, 0, 0);
	fake_cpuid_set(0x23, 5, 0xff, 0, 0x7, 0);
	obstacle();
	assert_int_equal(vm.caps.pebs_general | vm.caps.pebs_fixed, 0);
	fake_cpuid_set(0x23, 0, 3u << 4 | 1, 0, 0, 0);
	obstacle();
	assert_int_equal(vm.caps.pebs_general, 0xff);
	assert_int_equal(vm.caps.pebs_fixed, 0x7);
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

/* --- what cannot be flushed is not used --- */

static int offers(enum control control)
{
	capabilities_read(&vm.caps);
	return BIT_IS_SET(vm.caps.may_be_1[control / 32], control % 32);
}

static u64 *ept_vpid(void)
{
	return &fake_msr(IA32_VMX_EPT_VPID_CAP)->value;
}

static void assert_used(int ept, int vpid)
{
	assert_int_equal(offers(ENABLE_EPT), ept);
	assert_int_equal(offers(ENABLE_VPID), vpid);
	run_batch();
	assert_int_equal(BIT_IS_SET(run.control_used[SECONDARY], ENABLE_EPT % 32), ept);
	assert_int_equal(BIT_IS_SET(run.control_used[SECONDARY], ENABLE_VPID % 32), vpid);
	assert_int_equal(!!strstr(fake.log, "invept"), ept);
	assert_int_equal(!!strstr(fake.log, "invvpid"), vpid);
}

TEST(ept_and_vpid_that_can_be_flushed_are_used)
{
	assert_used(1, 1);
}

TEST(ept_without_four_levels_is_not_used)
{
	*ept_vpid() &= ~(1ull << 6);
	assert_used(0, 1);
}

TEST(ept_without_write_back_is_not_used)
{
	*ept_vpid() &= ~(1ull << 14);
	assert_used(0, 1);
}

TEST(ept_without_invept_is_not_used)
{
	*ept_vpid() &= ~(1ull << 20);
	assert_used(0, 1);
}

TEST(ept_without_a_type_of_invept_is_not_used_and_one_is_enough)
{
	*ept_vpid() &= ~(1ull << 25);
	assert_used(1, 1);
	*ept_vpid() &= ~(1ull << 26);
	assert_used(0, 1);
	*ept_vpid() |= 1ull << 25;
	assert_used(1, 1);
}

TEST(vpid_without_invvpid_is_not_used)
{
	*ept_vpid() &= ~(1ull << 32);
	assert_used(1, 0);
}

/* Individual addresses (bit 40), or all but globals (bit 43), are not a flush. */
TEST(vpid_without_a_type_of_invvpid_is_not_used_and_one_is_enough)
{
	*ept_vpid() &= ~(1ull << 41);
	assert_used(1, 1);
	*ept_vpid() &= ~(1ull << 42);
	assert_used(1, 0);
	*ept_vpid() |= 1ull << 41;
	assert_used(1, 1);
}

TEST(a_cpu_whose_dirty_bits_in_ept_are_broken_does_not_offer_them)
{
	fake_msr(IA32_VMX_EPT_VPID_CAP)->value |= 1ull << CAP_EPT_DIRTY;
	capabilities_read(&vm.caps);
	assert_true(vm.caps.ept_vpid & 1ull << CAP_EPT_DIRTY);
	fake_cpuid_set(1, 0, 0x406d8, 0x100800, ~0u, 0xbfebfbff);
	capabilities_read(&vm.caps);
	assert_false(vm.caps.ept_vpid & 1ull << CAP_EPT_DIRTY);
}

/* --- the preemption timer --- */

/* Xeon 7500; Core i5-600, i7-800; Xeon 3400, 5500; Core i7-900 ...; Xeon E3-1200 v2. */
static const u32 broken_timers[] = { 0x206e6, 0x20652, 0x20655, 0x106e5, 0x106a0, 0x106a1, 0x106a4,
				     0x106a5, 0x306a8 };

static void assert_timer_used(u32 signature, int used)
{
	fake_cpuid_set(1, 0, signature, 0x100800, ~0u, 0xbfebfbff);
	assert_int_equal(offers(ACTIVATE_PREEMPTION_TIMER), used);
	assert_int_equal(run_batch(), RUN_EXITS_SPENT);
	assert_int_equal(BIT_IS_SET(run.control_used[PIN], ACTIVATE_PREEMPTION_TIMER % 32), used);
}

TEST(each_cpu_whose_timer_is_broken_runs_without_it)
{
	for (u32 i = 0; i < COUNT_OF(broken_timers); i++)
		assert_timer_used(broken_timers[i], 0);
}

TEST(reserved_bits_of_a_signature_do_not_hide_a_broken_timer)
{
	for (u32 i = 0; i < COUNT_OF(broken_timers); i++)
		assert_timer_used(broken_timers[i] | 3u << 14 | 0xfu << 28, 0);
}

TEST(a_cpu_whose_signature_is_near_a_broken_one_keeps_its_timer)
{
	assert_timer_used(0x506e3, 1);
	assert_timer_used(0x306a9, 1);
	assert_timer_used(0x206e6 ^ 1u << 20, 1);
	assert_timer_used(0x206e6 ^ 1u << 16, 1);
	assert_timer_used(0x106a2, 1);
}

TEST(a_timer_that_is_broken_is_refused_when_asked_for)
{
	fake_cpuid_set(1, 0, 0x106e5, 0x100800, ~0u, 0xbfebfbff);
	capabilities_read(&vm.caps);
	control_set(run.controls, ACTIVATE_PREEMPTION_TIMER);
	assert_int_equal(run_batch(), RUN_CONTROL_REFUSED);
	assert_int_equal(run.detail, ACTIVATE_PREEMPTION_TIMER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW_OF(a_usable_cpu_has_no_obstacle),
		ROW_OF(without_vmx_in_cpuid_no_capability_msr_is_read),
		ROW_OF(fred_is_refused),
		ROW_OF(a_kernel_that_is_not_in_ring_0_gets_no_advice_on_firmware),
		ROW_OF(a_feature_control_that_allows_vmx_nowhere_is_an_obstacle),
		ROW_OF(a_feature_control_that_allows_vmx_inside_smx_or_outside_is_none),
		ROW_OF(a_feature_control_that_faults_is_an_obstacle),
		ROW_OF(a_capability_msr_that_faults_is_an_obstacle),
		ROW_OF(an_earlier_obstacle_is_not_hidden_by_a_faulting_msr),
		ROW_OF(capabilities_are_read_even_where_vmx_is_locked_off),
		ROW_OF(true_msrs_are_used_where_basic_says_they_exist),
		ROW_OF(a_bit_without_a_name_that_was_always_1_stays_1_whatever_the_true_msrs_allow),
		ROW_OF(counters_of_architectural_pebs_are_known_where_cpuid_has_both_subleaves),
		ROW_OF(secondary_controls_are_not_read_where_they_do_not_exist),
		ROW_OF(ept_and_vpid_capabilities_are_not_read_where_neither_exists),
		ROW_OF(the_revision_and_the_timer_rate_are_cut_from_their_msrs),
		ROW_OF(ept_and_vpid_that_can_be_flushed_are_used),
		ROW_OF(ept_without_four_levels_is_not_used),
		ROW_OF(ept_without_write_back_is_not_used),
		ROW_OF(ept_without_invept_is_not_used),
		ROW_OF(ept_without_a_type_of_invept_is_not_used_and_one_is_enough),
		ROW_OF(vpid_without_invvpid_is_not_used),
		ROW_OF(vpid_without_a_type_of_invvpid_is_not_used_and_one_is_enough),
		ROW_OF(a_cpu_whose_dirty_bits_in_ept_are_broken_does_not_offer_them),
		ROW_OF(each_cpu_whose_timer_is_broken_runs_without_it),
		ROW_OF(reserved_bits_of_a_signature_do_not_hide_a_broken_timer),
		ROW_OF(a_cpu_whose_signature_is_near_a_broken_one_keeps_its_timer),
		ROW_OF(a_timer_that_is_broken_is_refused_when_asked_for),
	};

	return RUN_ALL(tests);
}
