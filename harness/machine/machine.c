// SPDX-License-Identifier: GPL-2.0-only
/* The machine's description put together from its parts. */
#include <stdint.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "machine/clock.h"
#include "machine/machine.h"

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
	machine_put_driver(machine);
	json_object_set_new(machine, "msr_wrong",
			    msr_wrong(cpu) ? json_string(msr_wrong(cpu)) : json_null());
	return machine;
}
