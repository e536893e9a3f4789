// SPDX-License-Identifier: GPL-2.0-only
/*
 * The questions behind the findings. Each reads nothing but the description it is given, so a test
 * can hand it any machine.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "show/findings_ask.h"

#define DEEP_MICROSECONDS 20

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

enum finding_level clock_is_bad(const json_t *machine)
{
	if (!part(machine, "clock"))
		return FINDING_UNKNOWN;
	return block_if(json_is_string(json_object_get(part(machine, "clock"), "wrong")));
}

enum finding_level clock_is_scaled(const json_t *machine)
{
	const json_t *scaled = json_object_get(part(machine, "clock"), "scaled");

	if (counts_instructions(machine))
		return FINDING_OK;
	return json_is_boolean(scaled) ? block_if(json_is_true(scaled)) : FINDING_UNKNOWN;
}

enum finding_level is_emulated(const json_t *machine)
{
	return warn_if(counts_instructions(machine));
}

enum finding_level has_no_vmx(const json_t *machine)
{
	if (!part(machine, "cpu"))
		return FINDING_UNKNOWN;
	return block_if(!flag(machine, "cpu", "vmx"));
}

enum finding_level vmx_is_obstructed(const json_t *machine)
{
	if (!json_is_object(part(machine, "vmx")))
		return FINDING_UNKNOWN;
	return block_if(!flag(machine, "vmx", "usable"));
}

enum finding_level has_hypervisor_above(const json_t *machine)
{
	return warn_if(json_is_string(json_object_get(part(machine, "cpu"), "hypervisor")));
}

enum finding_level has_no_kvm(const json_t *machine)
{
	return warn_if(!json_is_true(part(machine, "kvm_device")));
}

enum finding_level governor_is_slow(const json_t *machine)
{
	const char *governor = state(machine, "governor");

	if (!governor)
		return FINDING_UNKNOWN;
	return warn_if(strcmp(governor, "performance"));
}

enum finding_level turbo_is_on(const json_t *machine)
{
	const char *no_turbo = state(machine, "intel_no_turbo"), *boost = state(machine, "boost");

	if (!no_turbo && !boost)
		return FINDING_UNKNOWN;
	return warn_if((no_turbo && !strcmp(no_turbo, "0")) || (boost && !strcmp(boost, "1")));
}

enum finding_level sibling_shares_the_core(const json_t *machine)
{
	const char *siblings = state(machine, "smt_siblings");

	if (!siblings)
		return FINDING_UNKNOWN;
	return warn_if(strpbrk(siblings, ",-"));
}

/* Whether a list like "2-5,9" has the CPU in it. */
static bool list_has(const char *list, long cpu)
{
	while (list && *list) {
		char *end;
		long first = strtol(list, &end, 10),
		     last = *end == '-' ? strtol(end + 1, &end, 10) : first;

		if (end == list)
			return false;
		if (first <= cpu && cpu <= last)
			return true;
		list = *end ? end + 1 : end;
	}
	return false;
}

/* The one that measures: another's isolation does not help. */
enum finding_level cpu_is_not_isolated(const json_t *machine)
{
	long cpu = (long)json_integer_value(part(machine, "measuring_cpu"));
	const char *isolated = state(machine, "cpus_isolated");

	return isolated ? warn_if(!list_has(isolated, cpu)) : FINDING_UNKNOWN;
}

/*
 * A state that takes longer to leave than a batch of a few exits takes, and is not turned off.
 * Without a driver HLT is all.
 */
enum finding_level idles_deeply(const json_t *machine)
{
	json_t *states = json_object_get(part(machine, "state"), "cstates"), *words;
	const char *name, *driver = state(machine, "cstate_driver");

	if (!json_object_size(states))
		return driver && !strcmp(driver, "none") ? FINDING_OK : FINDING_UNKNOWN;
	json_object_foreach(states, name, words) if (json_is_string(words) &&
						     !strstr(json_string_value(words), "off") &&
						     strtol(json_string_value(words), NULL, 10) >
							     DEEP_MICROSECONDS) return FINDING_WARN;
	return FINDING_OK;
}

static bool has_kvm_intel(const json_t *machine)
{
	return json_object_get(part(machine, "kvm"), "kvm_intel");
}

enum finding_level kvm_holds_vmx(const json_t *machine)
{
	if (!json_is_object(part(machine, "vmx")))
		return warn_if(has_kvm_intel(machine));
	return warn_if(flag(machine, "vmx", "kvm_holds_vmx") && has_kvm_intel(machine));
}

enum finding_level another_holds_vmx(const json_t *machine)
{
	if (!json_is_object(part(machine, "vmx")))
		return has_kvm_intel(machine) || !flag(machine, "cpu", "vmx") ? FINDING_OK
									      : FINDING_UNKNOWN;
	return block_if(flag(machine, "vmx", "kvm_holds_vmx") && !has_kvm_intel(machine));
}

enum finding_level hides_registers(const json_t *machine)
{
	return warn_if(json_is_string(part(machine, "msr_wrong")));
}

enum finding_level watchdog_interrupts(const json_t *machine)
{
	const char *watchdog = state(machine, "nmi_watchdog");

	return watchdog ? warn_if(!strcmp(watchdog, "1")) : FINDING_UNKNOWN;
}

enum finding_level clocksource_is_not_tsc(const json_t *machine)
{
	const char *source = state(machine, "clocksource");

	if (!source)
		return FINDING_UNKNOWN;
	return warn_if(strcmp(source, "tsc") && strcmp(source, "kvm-clock") &&
		       !counts_instructions(machine));
}

enum finding_level is_busy(const json_t *machine)
{
	const char *load = state(machine, "load");

	if (!load)
		return FINDING_UNKNOWN;
	return warn_if(strtod(load, NULL) > 0.5);
}

enum finding_level is_locked_down(const json_t *machine)
{
	const char *lockdown = state(machine, "lockdown");

	return lockdown ? warn_if(!strstr(lockdown, "[none]")) : FINDING_UNKNOWN;
}

enum finding_level is_realtime(const json_t *machine)
{
	const char *realtime = state(machine, "preempt_rt");

	return realtime ? block_if(!strcmp(realtime, "1")) : FINDING_UNKNOWN;
}

enum finding_level is_mitigated(const json_t *machine)
{
	enum finding_level level = FINDING_UNKNOWN;
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)part(machine, "mitigations"), key, value) {
		if (json_is_string(value) && strstr(json_string_value(value), "Mitigation:"))
			return FINDING_WARN;
		if (json_is_string(value))
			level = FINDING_OK;
	}
	return level;
}

enum finding_level has_no_pmu(const json_t *machine)
{
	return warn_if(!state(machine, "pmu_type"));
}
