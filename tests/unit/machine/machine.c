// SPDX-License-Identifier: GPL-2.0-only
/* Clocks and machines made up: what is refused as a clock, and what doctor finds about whom. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "machine/clock.h"
#include "machine/machine.h"
#include "show/findings.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static struct clock good_clock(void)
{
	return (struct clock){ .name = "tsc",
			       .unit = "cycles",
			       .invariant = true,
			       .empty_window_ticks = 30,
			       .hz = 2.5e9,
			       .measured_hz = 2.501e9,
			       .hz_source = "sysfs",
			       .hz_is_told = true };
}

static void assert_wrong(const struct clock *clock, const char *words)
{
	const char *wrong = clock_wrong(clock);

	if (!wrong || !strstr(wrong, words))
		fail_msg("`%s' instead of `%s'", wrong ? wrong : "nothing", words);
}

TEST(a_good_clock_has_nothing_wrong)
{
	struct clock clock = good_clock();

	assert_null(clock_wrong(&clock));
}

TEST(a_tsc_of_changing_rate_is_refused)
{
	struct clock clock = good_clock();

	clock.invariant = false;
	assert_wrong(&clock, "not invariant");
}

TEST(an_intercepted_tsc_is_refused)
{
	struct clock clock = good_clock();

	clock.empty_window_ticks = 522998;
	assert_wrong(&clock, "intercepted");
}

TEST(a_scaled_tsc_is_refused)
{
	struct clock clock = good_clock();

	clock.measured_hz = 2.6e9;
	assert_wrong(&clock, "scaled");
	clock.measured_hz = 0; /* could not be measured */
	assert_wrong(&clock, "scaled");
	assert_int_equal(clock_scaling(&clock), SCALING_FOUND);
}

TEST(of_a_measured_rate_nobody_can_say_that_it_is_scaled)
{
	struct clock clock = good_clock();

	assert_int_equal(clock_scaling(&clock), SCALING_NONE);
	clock.hz_is_told = false;
	assert_int_equal(clock_scaling(&clock), SCALING_UNKNOWN);
	assert_null(clock_wrong(&clock));
	clock.measured_hz = 2.6e9;
	assert_wrong(&clock, "not run at one rate");
}

TEST(a_hypervisor_that_has_the_timing_leaf_tells_the_rate)
{
	struct hypervisor_leaves leaves = { .is_present = true,
					    .highest = 0x40000010,
					    .vendor = "VMwareVMware",
					    .tsc_khz = 2596128 };

	assert_true(clock_rate_by_hypervisor(&leaves) == 2596128e3);
	strcpy(leaves.vendor, "KVMKVMKVM");
	assert_true(clock_rate_by_hypervisor(&leaves) == 2596128e3);
	strcpy(leaves.vendor, "Microsoft Hv"); /* whose leaf of that number may be another */
	assert_true(clock_rate_by_hypervisor(&leaves) == 0);
}

TEST(without_the_timing_leaf_or_a_hypervisor_there_is_no_rate)
{
	struct hypervisor_leaves leaves = {
		.is_present = true, .highest = 0x40000001, .vendor = "KVMKVMKVM", .tsc_khz = 2596128
	};

	assert_true(clock_rate_by_hypervisor(&leaves) == 0);
	leaves.highest = 0x40000010;
	leaves.is_present = false;
	assert_true(clock_rate_by_hypervisor(&leaves) == 0);
	leaves.is_present = true;
	leaves.tsc_khz = 0;
	assert_true(clock_rate_by_hypervisor(&leaves) == 0);
}

/* What this machine says of itself must agree with its own source. */
TEST(a_rate_that_was_measured_is_not_a_rate_that_was_told)
{
	struct clock_rate rate = clock_rate_find();

	assert_true(rate.hz > 0);
	assert_int_equal(rate.is_told, strcmp(rate.source, "measured") != 0);
}

TEST(an_emulator_counts_and_needs_no_rate)
{
	struct clock clock = { .counts_instructions = true };

	assert_null(clock_wrong(&clock));
}

static json_t *machine(void)
{
	return json_pack("{s:{s:b, s:n}, s:{s:s, s:n, s:b}, s:i,s:{s:s, s:s, s:s, s:s, s:s, s:s, "
			 "s:{s:s}, s:s, s:s, s:s, s:s}, s:{s:s}, s:{}, s:b, s:{s:b, s:b}, s:n}",
			 "cpu", "vmx", 1, "hypervisor", "clock", "unit", "cycles", "wrong",
			 "scaled", 0, "measuring_cpu", 3, "state", "governor", "performance",
			 "intel_no_turbo", "1", "smt_siblings", "3", "cpus_isolated", "0,2-4",
			 "clocksource", "tsc", "load", "0.00 0.01 0.05 1/100 42", "cstates", "C1",
			 "2 us to leave", "pmu_type", "4", "lockdown", "[none] integrity",
			 "nmi_watchdog", "0", "preempt_rt", "0", "mitigations", "mds",
			 "Not affected", "kvm", "kvm_device", 1, "vmx", "usable", 1,
			 "kvm_holds_vmx", 0, "msr_wrong");
}

/*
 * The finding of that name about the machine with one member of a part replaced; "" if there is
 * none.
 */
static const char *found(const char *id, const char *part, const char *key, json_t *value)
{
	static char level[16];
	json_t *described = machine(), *list, *item;
	size_t i;

	json_object_set_new(part ? json_object_get(described, part) : described, key, value);
	list = findings_about(described);
	*level = 0;
	json_array_foreach(list, i,
			   item) if (!strcmp(json_string_value(json_object_get(item, "id")), id))
		strncpy(level, json_string_value(json_object_get(item, "level")),
			sizeof(level) - 1);
	json_decref(list);
	json_decref(described);
	return level;
}

TEST(a_quiet_machine_has_no_findings)
{
	json_t *described = machine(), *list = findings_about(described);
	char *text = json_dumps(list, JSON_COMPACT);

	assert_string_equal(text, "[]");
	free(text);
	json_decref(list);
	json_decref(described);
}

TEST(each_disturbance_is_found)
{
	assert_string_equal(found("clock", "clock", "wrong", json_string("scaled")), "block");
	assert_string_equal(found("governor", "state", "governor", json_string("powersave")),
			    "warn");
	assert_string_equal(found("turbo", "state", "intel_no_turbo", json_string("0")), "warn");
	assert_string_equal(found("smt", "state", "smt_siblings", json_string("3,7")), "warn");
	assert_string_equal(found("nested", "cpu", "hypervisor", json_string("KVMKVMKVM")),
			    "warn");
	assert_string_equal(found("hypervisor", "cpu", "hypervisor", json_string("KVMKVMKVM")),
			    "warn");
	assert_string_equal(found("mitigations", "mitigations", "mds",
				  json_string("Mitigation: x")),
			    "warn");
	assert_string_equal(found("lockdown", "state", "lockdown", json_string("none [integrity]")),
			    "warn");
	assert_string_equal(found("cstates", "state", "cstates",
				  json_pack("{s:s}", "C6", "170 us to leave")),
			    "warn");
	assert_string_equal(found("cstates", "state", "cstates",
				  json_pack("{s:s}", "C6", "170 us to leave, off")),
			    "");
	assert_string_equal(found("pmu", "state", "pmu_type", json_null()), "warn");
	assert_string_equal(found("msr", NULL, "msr_wrong", json_string("not loaded")), "warn");
	assert_string_equal(found("kvm", NULL, "kvm_device", json_false()), "warn");
	assert_string_equal(found("realtime", "state", "preempt_rt", json_string("1")), "block");
	assert_string_equal(found("vmx-cpuid", "cpu", "vmx", json_false()), "block");
	assert_string_equal(found("vmx-usable", "vmx", "usable", json_false()), "block");
	assert_string_equal(found("emulator", "clock", "unit", json_string("instructions")),
			    "warn");
	assert_string_equal(found("load", "state", "load", json_string("0.75 0.1 0.1 1/9 9")),
			    "warn");
}

TEST(only_a_clock_source_that_is_the_tsc_casts_no_doubt)
{
	assert_string_equal(found("clocksource", "state", "clocksource", json_string("hpet")),
			    "warn");
	assert_string_equal(found("clocksource", "state", "clocksource",
				  json_string("hyperv_clocksource_tsc_page")),
			    "warn");
	assert_string_equal(found("clocksource", "state", "clocksource", json_string("kvm-clock")),
			    "");
}

TEST(what_no_file_tells_is_unknown_and_not_ok)
{
	assert_string_equal(found("lockdown", "state", "lockdown", json_null()), "unknown");
	assert_string_equal(found("watchdog", "state", "nmi_watchdog", json_null()), "unknown");
	assert_string_equal(found("watchdog", "state", "nmi_watchdog", json_string("1")), "warn");
	assert_string_equal(found("cstates", "state", "cstates", json_null()), "unknown");
	assert_string_equal(found("isolation", "state", "cpus_isolated", json_null()), "unknown");
	assert_string_equal(found("realtime", "state", "preempt_rt", json_null()), "unknown");
	assert_string_equal(found("mitigations", NULL, "mitigations", json_null()), "unknown");
	assert_string_equal(found("mitigations", NULL, "mitigations", json_object()), "unknown");
	assert_string_equal(found("mitigations", "mitigations", "mds", json_string("Vulnerable")),
			    "");
}

TEST(without_an_idle_driver_there_are_no_deep_idle_states)
{
	json_t *described = machine(), *list;

	json_object_set_new(json_object_get(described, "state"), "cstates", json_null());
	json_object_set_new(json_object_get(described, "state"), "cstate_driver",
			    json_string("none"));
	list = findings_about(described);
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
	json_decref(described);
}

/* A tree of files in place of this machine's /sys and /proc. */
static char root[] = "/tmp/exitbench-machine-XXXXXX";

static int make_root(void **state)
{
	(void)state;
	strcpy(strrchr(root, '-'), "-XXXXXX");
	return !mkdtemp(root);
}

static void in_root(const char *format, const char *path, const char *text)
{
	char command[512];

	snprintf(command, sizeof(command), format, root, path, text);
	assert_int_equal(system(command), 0);
}

static int remove_root(void **state)
{
	(void)state;
	in_root("rm -rf %s%s%s", "", "");
	return 0;
}

static void put(const char *path, const char *text)
{
	in_root("mkdir -p $(dirname %s%s)", path, "");
	in_root("f=%s%s; echo '%s' > $f", path, text);
}

static void assert_state(int cpu, const char *key, const char *expected)
{
	json_t *files = machine_state_of_files(root, cpu);
	const char *value = json_string_value(json_object_get(files, key));

	if (expected ? !value || strcmp(value, expected)
		     : !json_is_null(json_object_get(files, key)))
		fail_msg("%s of CPU %d is `%s' instead of `%s'", key, cpu, value ? value : "null",
			 expected ? expected : "null");
	json_decref(files);
}

TEST(the_pmu_is_the_one_of_the_measuring_cpus_kind_of_core)
{
	put("/sys/bus/event_source/devices/cpu_core/type", "4");
	put("/sys/bus/event_source/devices/cpu_core/cpus", "0-15");
	put("/sys/bus/event_source/devices/cpu_core/caps/pmu_name", "alderlake_hybrid");
	put("/sys/bus/event_source/devices/cpu_atom/type", "10");
	put("/sys/bus/event_source/devices/cpu_atom/cpus", "16-19,23");
	assert_state(3, "pmu_type", "4");
	assert_state(3, "pmu", "alderlake_hybrid");
	assert_state(23, "pmu_type", "10");
	assert_state(23, "pmu", NULL);
	assert_state(20, "pmu_type", NULL);
}

TEST(where_all_cores_are_of_one_kind_they_have_one_pmu)
{
	put("/sys/bus/event_source/devices/cpu/type", "4");
	assert_state(7, "pmu_type", "4");
}

TEST(what_is_not_there_is_null)
{
	json_t *mitigations = machine_mitigations(root), *files = machine_state_of_files(root, 0),
	       *value;
	const char *key;

	assert_true(json_is_null(mitigations));
	json_object_foreach(files, key, value)
		if (!json_is_null(value))
			fail_msg("there is a %s in an empty tree", key);
	json_decref(mitigations);
	json_decref(files);
}

TEST(files_are_of_the_measuring_cpu)
{
	json_t *files;

	put("/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "powersave");
	put("/sys/devices/system/cpu/cpu2/cpuidle/state0/name", "C1");
	put("/sys/devices/system/cpu/cpu2/cpuidle/state0/latency", "2");
	put("/sys/devices/system/cpu/cpu2/cpuidle/state1/name", "C6");
	put("/sys/devices/system/cpu/cpu2/cpuidle/state1/latency", "170");
	put("/sys/devices/system/cpu/cpu2/cpuidle/state1/disable", "1");
	assert_state(2, "governor", "powersave");
	assert_state(1, "governor", NULL);
	assert_state(1, "cstates", NULL);
	files = machine_state_of_files(root, 2);
	assert_string_equal(json_string_value(
				    json_object_get(json_object_get(files, "cstates"), "C1")),
			    "2 us to leave");
	assert_string_equal(json_string_value(
				    json_object_get(json_object_get(files, "cstates"), "C6")),
			    "170 us to leave, off");
	json_decref(files);
}

TEST(a_realtime_kernel_is_known_by_its_file_or_by_its_version)
{
	put("/proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC Debian 6.12");
	assert_state(0, "preempt_rt", "0");
	put("/proc/sys/kernel/version", "#1 SMP PREEMPT_RT Debian 6.12");
	assert_state(0, "preempt_rt", "1");
	put("/sys/kernel/realtime", "1");
	assert_state(0, "preempt_rt", "1");
}

TEST(scaling_that_could_not_be_checked_is_told_in_words)
{
	json_t *described = machine(), *list, *item;

	json_object_set_new(json_object_get(described, "clock"), "scaled", json_null());
	list = findings_about(described);
	assert_int_equal(json_array_size(list), 1);
	item = json_array_get(list, 0);
	assert_string_equal(json_string_value(json_object_get(item, "id")), "tsc-scaling");
	assert_string_equal(json_string_value(json_object_get(item, "level")), "unknown");
	assert_non_null(
		strstr(json_string_value(json_object_get(item, "means")), "cannot tell whether"));
	json_decref(list);
	json_decref(described);
	assert_string_equal(found("tsc-scaling", "clock", "scaled", json_true()), "block");
	assert_string_equal(found("tsc-scaling", "clock", "unit", json_string("instructions")), "");
}

TEST(isolation_is_of_the_measuring_cpu)
{
	assert_string_equal(found("isolation", "state", "cpus_isolated", json_string("1-2,4")),
			    "warn");
	assert_string_equal(found("isolation", "state", "cpus_isolated", json_string("1,3")), "");
	assert_string_equal(found("isolation", "state", "cpus_isolated", json_string("")), "warn");
}

TEST(who_holds_vmx_is_told_apart)
{
	json_t *held = json_pack("{s:b, s:b}", "usable", 1, "kvm_holds_vmx", 1);

	assert_string_equal(found("vmx-taken", NULL, "vmx", json_incref(held)), "block");
	assert_string_equal(found("kvm-holds-vmx", NULL, "vmx", held), "");
	assert_string_equal(found("kvm-holds-vmx", NULL, "kvm", json_pack("{s:{}}", "kvm_intel")),
			    "");
}

TEST(every_finding_has_a_remedy_that_the_result_keeps)
{
	json_t *described = json_object(), *list = findings_about(described), *item;
	size_t i;

	json_array_foreach(list, i, item) {
		assert_non_null(finding_of(json_string_value(json_object_get(item, "id"))));
		assert_true(json_is_string(json_object_get(item, "means")));
	}
	for (i = 0; i < finding_count; i++)
		assert_true(findings[i].remedy && *findings[i].remedy && findings[i].means &&
			    findings[i].fine);
	json_decref(list);
	json_decref(described);
}

TEST(on_the_stick_no_remedy_wants_a_shell)
{
	static const char *const shell[] = { "modprobe", "cpupower", "echo ",	"sysctl",
					     "make ",	 "boot with", "group ", "stop them" };

	setenv("EXITBENCH_STICK", "yes", 1);
	for (size_t i = 0; i < finding_count; i++)
		for (size_t j = 0; strcmp(findings[i].id, "vmx-taken") && j < 8; j++)
			if (strstr(finding_remedy(&findings[i]), shell[j]))
				fail_msg("%s: %s", findings[i].id, finding_remedy(&findings[i]));
	unsetenv("EXITBENCH_STICK");
	assert_non_null(strstr(finding_remedy(finding_of("msr")), "modprobe msr"));
}

TEST(what_cannot_be_read_during_a_session_has_a_reason)
{
	struct look before = { .smi.wrong = "no driver",
			       .aperf.wrong = "no driver",
			       .mperf.wrong = "no driver" };
	json_t *json = during_describe(&before, &before, 0, 1e9);

	assert_string_equal(json_string_value(
				    json_object_get(json_object_get(json, "smi"), "reason")),
			    "no driver");
	assert_true(json_is_null(json_object_get(json_object_get(json, "core"), "hz")));
	assert_true(json_is_null(json_object_get(json_object_get(json, "canary"), "hz")));
	assert_true(json_is_null(json_object_get(json, "sibling_load")));
	json_decref(json);
}

TEST(the_cores_frequency_and_the_siblings_load_are_differences)
{
	struct look before = { .smi.value = 7,
			       .aperf.value = 1000,
			       .mperf.value = 500,
			       .sibling_busy = 10,
			       .sibling_all = 100,
			       .has_sibling = true };
	struct look after = { .smi.value = 9,
			      .aperf.value = 4000,
			      .mperf.value = 2500,
			      .sibling_busy = 35,
			      .sibling_all = 200,
			      .has_sibling = true };
	json_t *json = during_describe(&before, &after, 1.25, 2e9);

	assert_int_equal(json_integer_value(json_object_get(json_object_get(json, "smi"), "after")),
			 9);
	assert_true(json_real_value(json_object_get(json_object_get(json, "core"), "hz")) == 3e9);
	assert_true(json_real_value(json_object_get(json_object_get(json, "canary"), "hz")) ==
		    2.5e9);
	assert_true(json_real_value(json_object_get(json, "sibling_load")) == 0.25);
	json_decref(json);
}

#define IN_ROOT(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_clock_has_nothing_wrong),
		cmocka_unit_test(a_tsc_of_changing_rate_is_refused),
		cmocka_unit_test(an_intercepted_tsc_is_refused),
		cmocka_unit_test(a_scaled_tsc_is_refused),
		cmocka_unit_test(of_a_measured_rate_nobody_can_say_that_it_is_scaled),
		cmocka_unit_test(a_hypervisor_that_has_the_timing_leaf_tells_the_rate),
		cmocka_unit_test(without_the_timing_leaf_or_a_hypervisor_there_is_no_rate),
		cmocka_unit_test(a_rate_that_was_measured_is_not_a_rate_that_was_told),
		cmocka_unit_test(an_emulator_counts_and_needs_no_rate),
		cmocka_unit_test(a_quiet_machine_has_no_findings),
		cmocka_unit_test(each_disturbance_is_found),
		cmocka_unit_test(only_a_clock_source_that_is_the_tsc_casts_no_doubt),
		cmocka_unit_test(what_no_file_tells_is_unknown_and_not_ok),
		cmocka_unit_test(without_an_idle_driver_there_are_no_deep_idle_states),
		IN_ROOT(the_pmu_is_the_one_of_the_measuring_cpus_kind_of_core),
		IN_ROOT(where_all_cores_are_of_one_kind_they_have_one_pmu),
		IN_ROOT(what_is_not_there_is_null),
		IN_ROOT(files_are_of_the_measuring_cpu),
		IN_ROOT(a_realtime_kernel_is_known_by_its_file_or_by_its_version),
		cmocka_unit_test(scaling_that_could_not_be_checked_is_told_in_words),
		cmocka_unit_test(isolation_is_of_the_measuring_cpu),
		cmocka_unit_test(who_holds_vmx_is_told_apart),
		cmocka_unit_test(every_finding_has_a_remedy_that_the_result_keeps),
		cmocka_unit_test(on_the_stick_no_remedy_wants_a_shell),
		cmocka_unit_test(what_cannot_be_read_during_a_session_has_a_reason),
		cmocka_unit_test(the_cores_frequency_and_the_siblings_load_are_differences),
	};

	return cmocka_run_group_tests_name("harness_machine", tests, NULL, NULL);
}
