// SPDX-License-Identifier: GPL-2.0-only
/* Who answers a native cell, and what is a KVM's fault, on machines made up here. */
#include "session_fixture.h"
#include "machine/above.h"
#include "measure/estimate.h"

static bool has_umip, is_software;
static double round_trip;

bool above_emulates_umip(void)
{
	return has_umip;
}

double above_round_trip(void)
{
	return round_trip;
}

bool kvm_is_software(void)
{
	return is_software;
}

bool cpu_has_svm(void)
{
	return false;
}

bool cpu_is_of_svm(void)
{
	return false;
}

static const struct backend_row native_backend = { .name = "native", .id = BACKEND_NATIVE };
static const struct backend_row kvm_backend = {
	"kvm", BACKEND_KVM, "a fake", fake_open, fake_close, NULL, fake_refuses, fake_run, NULL,
};

static int begin(void **state)
{
	has_umip = is_software = false;
	round_trip = 0;
	return setup(state);
}

static enum answerer answerer(enum op op, u8 ring, double cost)
{
	const struct planned_cell what = { { op, ENV_native, FORM_FULL, ring, KNOB_default, 0 },
					   &native_backend };

	return answerer_find(&what, &cycle_clock, cost);
}

TEST(on_bare_metal_the_cpu_answers_whatever_it_costs)
{
	assert_int_equal(answerer(OP_cpuid, 3, 200), ANSWERER_CPU);
	assert_int_equal(answerer(OP_in, 0, 3000), ANSWERER_CPU);
	assert_int_equal(answerer(OP_sgdt, 3, 40), ANSWERER_CPU);
	assert_int_equal(answerer(OP_sgdt, 0, 40), ANSWERER_CPU);
}

TEST(linux_answers_system_calls_and_signals_of_ring_3)
{
	round_trip = 2000;
	assert_int_equal(answerer(OP_syscall_sysret, 3, 200), ANSWERER_LINUX);
	assert_int_equal(answerer(OP_sysenter_sysexit, 3, 200), ANSWERER_LINUX);
	assert_int_equal(answerer(OP_pgfault, 3, 5000), ANSWERER_LINUX);
	assert_int_equal(answerer(OP_cli_sti, 3, 9000), ANSWERER_LINUX);
	assert_int_equal(answerer(OP_cli_sti, 0, 8), ANSWERER_CPU);
}

TEST(under_umip_linux_answers_what_tells_of_the_kernels_tables_in_ring_3)
{
	static const enum op told[] = { OP_sgdt, OP_sidt, OP_sldt, OP_str };

	has_umip = true;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		assert_int_equal(answerer(told[i], 3, 1770), ANSWERER_LINUX);
		assert_int_equal(answerer(told[i], 0, 40), ANSWERER_CPU);
	}
	assert_int_equal(answerer(OP_pause, 3, 40), ANSWERER_CPU);
}

TEST(under_a_hypervisor_what_always_exits_is_answered_by_it)
{
	round_trip = 2000;
	assert_int_equal(answerer(OP_cpuid, 3, 1900), ANSWERER_HYPERVISOR);
	assert_int_equal(answerer(OP_cpuid, 0, 1900), ANSWERER_HYPERVISOR);
	assert_int_equal(answerer(OP_xsetbv, 0, 900), ANSWERER_HYPERVISOR);
}

TEST(under_a_hypervisor_what_may_exit_is_judged_by_its_cost)
{
	round_trip = 2000;
	assert_int_equal(answerer(OP_rdmsr, 0, 60), ANSWERER_CPU);
	assert_int_equal(answerer(OP_rdmsr, 0, 1800), ANSWERER_HYPERVISOR);
	assert_int_equal(answerer(OP_rdpmc, 0, 1900), ANSWERER_HYPERVISOR);
	assert_int_equal(answerer(OP_in, 0, 30000), ANSWERER_HYPERVISOR);
	assert_int_equal(answerer(OP_rdtsc, 3, 21), ANSWERER_CPU);
	/* no control makes CALL and RET exit */
	assert_int_equal(answerer(OP_call_ret, 3, 1800), ANSWERER_CPU);
}

TEST(in_an_emulator_there_is_one_who_answers)
{
	const struct planned_cell what = { { OP_cpuid, ENV_native, FORM_FULL, 3, KNOB_default, 0 },
					   &native_backend };

	struct clock clock = exact_clock;

	clock.is_emulated = true;
	round_trip = 60;
	assert_int_equal(answerer_find(&what, &clock, 60), ANSWERER_CPU);
}

static enum answerer answerer_of_guest(enum op op, enum env env, double cost)
{
	static const struct backend_row vmx = { .name = "vmx", .id = BACKEND_VMX };
	const struct planned_cell what = { { op, env, FORM_FULL, 0, KNOB_default, 0 }, &vmx };

	return answerer_find(&what, &cycle_clock, cost);
}

TEST(a_port_and_an_msr_that_pass_our_vmm_may_exit_to_the_hypervisor_above)
{
	round_trip = 2000;
	assert_int_equal(answerer_of_guest(OP_out_bitmap, ENV_hvm, 9000), ANSWERER_HYPERVISOR);
	assert_int_equal(answerer_of_guest(OP_rdmsr, ENV_hvm, 1800), ANSWERER_HYPERVISOR);
	assert_int_equal(answerer_of_guest(OP_rdmsr, ENV_hvm, 60), ANSWERER_CPU);
	assert_int_equal(answerer_of_guest(OP_out_bitmap, ENV_hvm_trap, 9000), ANSWERER_UNKNOWN);
	assert_int_equal(answerer_of_guest(OP_cpuid, ENV_hvm, 9000), ANSWERER_UNKNOWN);
	round_trip = 0;
	assert_int_equal(answerer_of_guest(OP_out_bitmap, ENV_hvm, 9000), ANSWERER_CPU);
}

TEST(of_another_guest_it_is_not_asked)
{
	behaviours[OP_cpuid].ticks = 100;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	measure();
	assert_int_equal(cells[0].status, STATUS_OK);
	assert_int_equal(cells[0].answered_by, ANSWERER_UNKNOWN);
}

static void break_on(const struct backend_row *backend)
{
	behaviours[OP_syscall_sysret].failure = "#UD at RIP 0x1234";
	ask_for(OP_syscall_sysret, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	plan[0].backend = plan[1].backend = backend;
	plan[0].cell.ring = 3;
	measure();
	assert_string_equal(cells[0].reason, "#UD at RIP 0x1234");
	assert_int_equal(cells[1].status, STATUS_OK);
}

TEST(what_a_software_kvm_does_not_run_is_a_skip_of_that_kind)
{
	is_software = true;
	break_on(&kvm_backend);
	assert_int_equal(cells[0].status, STATUS_SKIP);
	assert_int_equal(cells[0].fault, FAULT_SOFTWARE_KVM);
}

TEST(the_same_on_a_hardware_kvm_is_a_failure)
{
	break_on(&kvm_backend);
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_int_equal(cells[0].fault, FAULT_CLAIM);
}

TEST(the_same_on_our_own_driver_is_a_failure_whatever_kvm_is)
{
	is_software = true;
	break_on(&fake_backend);
	assert_int_equal(cells[0].status, STATUS_FAIL);
	assert_int_equal(cells[0].fault, FAULT_CLAIM);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, teardown)

/* Or a tick of the kernel falls into each. */
TEST(in_an_emulator_a_batch_of_what_is_dear_is_shorter_on_kvm)
{
	behaviours[OP_cpuid].ticks = 1e9;
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	ask_for(OP_cpuid, ENV_hvm, FORM_FULL);
	plan[0].backend = &kvm_backend;
	measure();
	assert_int_equal(cells[0].iterations, 2);
	assert_int_equal(cells[1].iterations, 4);
	teardown(NULL);
	memset(cells, 0, sizeof(cells));
	options.clock = &cycle_clock;
	measure();
	assert_int_equal(cells[0].iterations, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(on_bare_metal_the_cpu_answers_whatever_it_costs),
		CASE(linux_answers_system_calls_and_signals_of_ring_3),
		CASE(under_umip_linux_answers_what_tells_of_the_kernels_tables_in_ring_3),
		CASE(under_a_hypervisor_what_always_exits_is_answered_by_it),
		CASE(under_a_hypervisor_what_may_exit_is_judged_by_its_cost),
		CASE(in_an_emulator_there_is_one_who_answers),
		CASE(a_port_and_an_msr_that_pass_our_vmm_may_exit_to_the_hypervisor_above),
		CASE(of_another_guest_it_is_not_asked),
		CASE(what_a_software_kvm_does_not_run_is_a_skip_of_that_kind),
		CASE(the_same_on_a_hardware_kvm_is_a_failure),
		CASE(in_an_emulator_a_batch_of_what_is_dear_is_shorter_on_kvm),
		CASE(the_same_on_our_own_driver_is_a_failure_whatever_kvm_is),
	};

	return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL);
}
