// SPDX-License-Identifier: GPL-2.0-only
/*
 * The closed list of what spoils figures, and the predicates behind it. A
 * predicate reads nothing but the description it is given, so a test can hand
 * it any machine.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "findings.h"

const char *const finding_levels[FINDING_LEVELS] = { "ok", "warn", "block", "unknown" };

static const json_t *part(const json_t *machine, const char *name)
{
	return json_object_get(machine, name);
}

/* A text of the state that files told, or NULL. */
static const char *state(const json_t *machine, const char *key)
{
	return json_string_value(json_object_get(part(machine, "state"), key));
}

static bool flag(const json_t *machine, const char *object, const char *key)
{
	return json_is_true(json_object_get(part(machine, object), key));
}

static enum finding_level warn_if(bool found)
{
	return found ? FINDING_WARN : FINDING_OK;
}

static enum finding_level block_if(bool found)
{
	return found ? FINDING_BLOCK : FINDING_OK;
}

static bool counts_instructions(const json_t *machine)
{
	const char *unit = json_string_value(json_object_get(part(machine, "clock"), "unit"));

	return unit && !strcmp(unit, "instructions");
}

static enum finding_level clock_is_bad(const json_t *machine)
{
	if (!part(machine, "clock"))
		return FINDING_UNKNOWN;
	return block_if(json_is_string(json_object_get(part(machine, "clock"), "wrong")));
}

static enum finding_level is_emulated(const json_t *machine)
{
	return warn_if(counts_instructions(machine));
}

static enum finding_level has_no_vmx(const json_t *machine)
{
	if (!part(machine, "cpu"))
		return FINDING_UNKNOWN;
	return block_if(!flag(machine, "cpu", "vmx"));
}

static enum finding_level vmx_is_obstructed(const json_t *machine)
{
	if (!json_is_object(part(machine, "vmx")))
		return FINDING_UNKNOWN;
	return block_if(!flag(machine, "vmx", "usable"));
}

static enum finding_level has_hypervisor_above(const json_t *machine)
{
	return warn_if(json_is_string(json_object_get(part(machine, "cpu"), "hypervisor")));
}

static enum finding_level has_no_kvm(const json_t *machine)
{
	return warn_if(!json_is_true(part(machine, "kvm_device")));
}

static enum finding_level governor_is_slow(const json_t *machine)
{
	const char *governor = state(machine, "governor");

	if (!governor)
		return FINDING_UNKNOWN;
	return warn_if(strcmp(governor, "performance"));
}

static enum finding_level turbo_is_on(const json_t *machine)
{
	const char *no_turbo = state(machine, "intel_no_turbo"), *boost = state(machine, "boost");

	if (!no_turbo && !boost)
		return FINDING_UNKNOWN;
	return warn_if((no_turbo && !strcmp(no_turbo, "0")) || (boost && !strcmp(boost, "1")));
}

static enum finding_level sibling_shares_the_core(const json_t *machine)
{
	const char *siblings = state(machine, "smt_siblings");

	if (!siblings)
		return FINDING_UNKNOWN;
	return warn_if(strpbrk(siblings, ",-"));
}

static enum finding_level cpu_is_not_isolated(const json_t *machine)
{
	const char *isolated = state(machine, "cpus_isolated");

	return warn_if(!isolated || !*isolated);
}

static enum finding_level idles_deeply(const json_t *machine)
{
	const char *driver = state(machine, "cstate_driver");

	return warn_if(driver && strcmp(driver, "none") && state(machine, "cstate_deepest"));
}

static enum finding_level watchdog_interrupts(const json_t *machine)
{
	const char *watchdog = state(machine, "nmi_watchdog");

	return warn_if(watchdog && !strcmp(watchdog, "1"));
}

static enum finding_level clocksource_is_not_tsc(const json_t *machine)
{
	const char *source = state(machine, "clocksource");

	if (!source)
		return FINDING_UNKNOWN;
	return warn_if(strcmp(source, "tsc") && strcmp(source, "kvm-clock") && !counts_instructions(machine));
}

static enum finding_level is_busy(const json_t *machine)
{
	const char *load = state(machine, "load");

	if (!load)
		return FINDING_UNKNOWN;
	return warn_if(strtod(load, NULL) > 0.5);
}

static enum finding_level is_locked_down(const json_t *machine)
{
	const char *lockdown = state(machine, "lockdown");

	return warn_if(lockdown && !strstr(lockdown, "[none]"));
}

static enum finding_level is_realtime(const json_t *machine)
{
	const char *realtime = state(machine, "preempt_rt");

	return block_if(realtime && !strcmp(realtime, "1"));
}

static enum finding_level is_mitigated(const json_t *machine)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)part(machine, "mitigations"), key, value)
		if (json_is_string(value) && strstr(json_string_value(value), "Mitigation:"))
			return FINDING_WARN;
	return FINDING_OK;
}

static enum finding_level has_no_pmu(const json_t *machine)
{
	return warn_if(!state(machine, "pmu_type"));
}

const struct finding findings[] = {
	{ .id = "clock", .ask = clock_is_bad,
	  .fine = "the TSC can be trusted",
	  .means = "the TSC cannot be trusted: nothing is timed here",
	  .remedy = "turn off RDTSC exiting and TSC scaling in the hypervisor above, or use a CPU with an invariant TSC" },
	{ .id = "emulator", .ask = is_emulated,
	  .fine = "ticks are time",
	  .means = "this is an emulator in which one TSC tick is one instruction: figures are exact counts, and no time",
	  .remedy = "run on a processor for cycles" },
	{ .id = "vmx-cpuid", .ask = has_no_vmx,
	  .fine = "the CPU has VT-x",
	  .means = "the CPU (or the hypervisor above) has no VT-x: no cell of the vmx backend runs",
	  .remedy = "use an Intel CPU, or turn on nested virtualization above; `make bench' runs the driver in an emulated machine" },
	{ .id = "vmx-usable", .ask = vmx_is_obstructed,
	  .fine = "the driver can use VMX",
	  .means = "the driver cannot use VMX: no cell of the vmx backend runs",
	  .remedy = "allow VT-x in the firmware setup; the reason is under `backends' above" },
	{ .id = "kvm", .ask = has_no_kvm,
	  .fine = "/dev/kvm can be opened",
	  .means = "/dev/kvm cannot be opened: no cell of the kvm backend runs",
	  .remedy = "load kvm_intel or kvm_amd; join the group kvm" },
	{ .id = "realtime", .ask = is_realtime,
	  .fine = "the kernel is not PREEMPT_RT",
	  .means = "the kernel is PREEMPT_RT, which batches with interrupts off would break",
	  .remedy = "boot an ordinary kernel" },
	{ .id = "hypervisor", .ask = has_hypervisor_above,
	  .fine = "no hypervisor above",
	  .means = "a hypervisor runs above: its exits and its other guests are in the figures",
	  .remedy = "measure on bare metal; here trust `floor' more than `median'" },
	{ .id = "lockdown", .ask = is_locked_down,
	  .fine = "the kernel is not locked down",
	  .means = "the kernel is locked down: an unsigned driver does not load",
	  .remedy = "sign the module with an enrolled key, or turn off Secure Boot" },
	{ .id = "governor", .ask = governor_is_slow,
	  .fine = "the frequency governor is `performance'",
	  .means = "the frequency governor may slow the CPU down, and TSC cycles do not slow down with it",
	  .remedy = "cpupower frequency-set -g performance" },
	{ .id = "turbo", .ask = turbo_is_on,
	  .fine = "turbo is off",
	  .means = "turbo is on: core cycles and TSC cycles differ by a factor that changes",
	  .remedy = "echo 1 > intel_pstate/no_turbo, or echo 0 > cpufreq/boost, under /sys/devices/system/cpu" },
	{ .id = "smt", .ask = sibling_shares_the_core,
	  .fine = "no sibling thread on the measuring core",
	  .means = "a sibling thread shares the measuring core: its load is in the figures",
	  .remedy = "echo off > /sys/devices/system/cpu/smt/control, or keep the sibling idle" },
	{ .id = "isolation", .ask = cpu_is_not_isolated,
	  .fine = "CPUs are isolated",
	  .means = "no CPU is isolated from the scheduler: more batches are disturbed",
	  .remedy = "boot with isolcpus= and nohz_full=, and give that CPU with --cpu" },
	{ .id = "cstates", .ask = idles_deeply,
	  .fine = "no deep idle states",
	  .means = "deep idle states are allowed: a batch after an idle stretch starts slowly",
	  .remedy = "hold /dev/cpu_dma_latency at 0, or boot with intel_idle.max_cstate=1" },
	{ .id = "watchdog", .ask = watchdog_interrupts,
	  .fine = "the NMI watchdog is off",
	  .means = "the NMI watchdog takes a counter and interrupts batches",
	  .remedy = "sysctl kernel.nmi_watchdog=0" },
	{ .id = "clocksource", .ask = clocksource_is_not_tsc,
	  .fine = "the kernel trusts the TSC, too",
	  .means = "the kernel does not use the TSC as its clock: it may have found it unstable",
	  .remedy = "see the kernel log for the reason" },
	{ .id = "load", .ask = is_busy,
	  .fine = "the machine is idle",
	  .means = "other programs are running: more batches are disturbed",
	  .remedy = "wait, or stop them" },
	{ .id = "mitigations", .ask = is_mitigated,
	  .fine = "no mitigations are active",
	  .means = "mitigations are active: kvm cells pay for them after each exit, vmx cells do not (they are unmitigated)",
	  .remedy = "nothing is wrong; compare machines with the same mitigations, or boot with mitigations=off" },
	{ .id = "pmu", .ask = has_no_pmu,
	  .fine = "the CPU's counters can be used",
	  .means = "no performance counters: figures have no events beside them",
	  .remedy = "use bare metal, or let the hypervisor above pass the PMU on" },
};
const size_t finding_count = sizeof(findings) / sizeof(findings[0]);

const struct finding *finding_of(const char *id)
{
	for (size_t i = 0; id && i < finding_count; i++)
		if (!strcmp(findings[i].id, id))
			return &findings[i];
	return NULL;
}

json_t *findings_about(const json_t *machine)
{
	json_t *list = json_array();

	for (size_t i = 0; i < finding_count; i++) {
		enum finding_level level = findings[i].ask(machine);

		if (level != FINDING_OK)
			json_array_append_new(list, json_pack("{s:s, s:s}", "id", findings[i].id,
							      "level", finding_levels[level]));
	}
	return list;
}
