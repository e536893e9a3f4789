// SPDX-License-Identifier: GPL-2.0-only
/* The machine's description put together from its parts, and its caption. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "machine/clock.h"
#include "machine/machine.h"
#include "machine/files.h"
#include "machine/msr.h"

/* NULL if the msr driver lets us read, or why not. */
static const char *msr_wrong(int cpu)
{
	uint64_t count;

	return msr_value(cpu, MSR_SMI_COUNT, &count);
}

static json_t *scaled(const struct clock *clock)
{
	enum clock_scaling scaling = clock_scaling(clock);

	return scaling == SCALING_UNKNOWN ? json_null() : json_boolean(scaling == SCALING_FOUND);
}

static json_t *clock_state(void)
{
	struct clock clock;
	const char *wrong = clock_examine(&clock);

	return json_pack("{s:s, s:s, s:b, s:f, s:f, s:s, s:o, s:s?}", "name", clock.name, "unit",
			 clock.unit, "invariant", clock.invariant, "hz", clock.hz,
			 "empty_window_ticks", clock.empty_window_ticks, "hz_source",
			 clock.hz_source, "scaled", scaled(&clock), "wrong", wrong);
}

json_t *machine_describe(int cpu)
{
	json_t *machine = json_object();
	struct utsname kernel;

	json_object_set_new(machine, "cpu", machine_cpu());
	json_object_set_new(machine, "clock", clock_state());
	json_object_set_new(machine, "kernel",
			    uname(&kernel) ? json_null() : json_string(kernel.release));
	json_object_set_new(machine, "measuring_cpu", json_integer(cpu));
	json_object_set_new(machine, "topology", machine_topology());
	json_object_set_new(machine, "state", machine_state_of_files("", cpu));
	json_object_set_new(machine, "mitigations", machine_mitigations(""));
	json_object_set_new(machine, "kvm", machine_kvm_modules(""));
	json_object_set_new(machine, "kvm_device", json_boolean(!access("/dev/kvm", R_OK | W_OK)));
	json_object_set_new(machine, "vmx", machine_vmx());
	json_object_set_new(machine, "msr_wrong",
			    msr_wrong(cpu) ? json_string(msr_wrong(cpu)) : json_null());
	return machine;
}

static const char *text_of(const json_t *object, const char *key, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text ? text : otherwise;
}

static int number_of(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

char *machine_caption(const json_t *machine, const json_t *run)
{
	const json_t *cpu = json_object_get(machine, "cpu");
	char *caption = NULL;

	if (asprintf(&caption, "%s (%d-%d-%d), microcode %s, Linux %s, exitbench %s, %.10s",
		     text_of(cpu, "model_name", "unknown CPU"), number_of(cpu, "family"),
		     number_of(cpu, "model"), number_of(cpu, "stepping"),
		     text_of(cpu, "microcode", "unknown"), text_of(machine, "kernel", "unknown"),
		     text_of(run, "version", "unknown"),
		     text_of(run, "started", "date unknown")) < 0)
		return NULL;
	return caption;
}
