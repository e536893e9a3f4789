// SPDX-License-Identifier: GPL-2.0-only
/*
 * What files under /sys and /proc say about the machine, as rows of a table,
 * and the whole put together. A file that is not there gives null, never an error.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "clock.h"
#include "machine.h"
#include "msr.h"

#define CPU "/sys/devices/system/cpu/"

/* %d is the measuring CPU. */
static const struct {
	const char *key, *path;
} files[] = {
	{ "governor",         CPU "cpu%d/cpufreq/scaling_governor" },
	{ "frequency_driver", CPU "cpu%d/cpufreq/scaling_driver" },
	{ "energy_preference", CPU "cpu%d/cpufreq/energy_performance_preference" },
	{ "intel_no_turbo",   CPU "intel_pstate/no_turbo" },
	{ "boost",            CPU "cpufreq/boost" },
	{ "smt",              CPU "smt/control" },
	{ "smt_siblings",     CPU "cpu%d/topology/thread_siblings_list" },
	{ "cpus_online",      CPU "online" },
	{ "cpus_isolated",    CPU "isolated" },
	{ "cpus_nohz_full",   CPU "nohz_full" },
	{ "cstate_driver",    CPU "cpuidle/current_driver" },
	{ "cstate_governor",  CPU "cpuidle/current_governor" },
	{ "clocksource",      "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
	{ "lockdown",         "/sys/kernel/security/lockdown" },
	{ "preempt_rt",       "/sys/kernel/realtime" },
	{ "nmi_watchdog",     "/proc/sys/kernel/nmi_watchdog" },
	{ "load",             "/proc/loadavg" },
	{ "pmu",              "/sys/bus/event_source/devices/cpu/caps/pmu_name" },
	{ "pmu_type",         "/sys/bus/event_source/devices/cpu/type" },
};

/* A file's first line, without what a terminal would obey. */
static json_t *line_of(const char *path)
{
	char line[512];
	FILE *file = fopen(path, "re");
	bool read = file && fgets(line, sizeof(line), file);

	if (file)
		fclose(file);
	if (!read)
		return json_null();
	line[strcspn(line, "\n")] = 0;
	for (char *c = line; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = ' ';
	return json_sprintf("%s", line);
}

/* Every file of a directory: name to first line. null if there is no such directory. */
static json_t *lines_of(const char *directory)
{
	DIR *entries = opendir(directory);
	const struct dirent *entry;
	json_t *lines;
	char *path;

	if (!entries)
		return json_null();
	lines = json_object();
	while ((entry = readdir(entries)))
		if (entry->d_name[0] != '.' && asprintf(&path, "%s/%s", directory, entry->d_name) > 0) {
			json_object_set_new(lines, entry->d_name, line_of(path));
			free(path);
		}
	closedir(entries);
	return lines;
}

/* Idle states by name: "170 us to leave", and "off" where one is. */
static json_t *idle_states(int cpu)
{
	json_t *states = json_object();

	for (int i = 0; i < 16; i++) {
		char path[128];
		json_t *words[3]; /* name, latency, disable */

		for (int j = 0; j < 3; j++) {
			snprintf(path, sizeof(path), CPU "cpu%d/cpuidle/state%d/%s", cpu, i,
				 (const char *[]){ "name", "latency", "disable" }[j]);
			words[j] = line_of(path);
		}
		if (json_is_string(words[0]) && json_is_string(words[1]))
			json_object_set_new(states, json_string_value(words[0]),
				json_sprintf("%s us to leave%s", json_string_value(words[1]),
					     json_string_value(words[2]) && *json_string_value(words[2]) == '1' ? ", off" : ""));
		for (int j = 0; j < 3; j++)
			json_decref(words[j]);
	}
	return states;
}

static json_t *state_of_files(int cpu)
{
	json_t *state = json_object();
	char path[128];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *number = strstr(files[i].path, "%d");

		if (number)
			snprintf(path, sizeof(path), "%.*s%d%s", (int)(number - files[i].path),
				 files[i].path, cpu, number + 2);
		json_object_set_new(state, files[i].key, line_of(number ? path : files[i].path));
	}
	json_object_set_new(state, "cstates", idle_states(cpu));
	return state;
}

static json_t *kvm_modules(void)
{
	static const char *const names[] = { "kvm", "kvm_intel", "kvm_amd", "kvm_pvm" };
	json_t *modules = json_object();
	char path[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "/sys/module/%s", names[i]);
		if (access(path, F_OK))
			continue;
		snprintf(path, sizeof(path), "/sys/module/%s/parameters", names[i]);
		json_object_set_new(modules, names[i], lines_of(path));
	}
	return modules;
}

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

	return json_pack("{s:s, s:s, s:b, s:f, s:f, s:s, s:o, s:s?}", "name", clock.name, "unit", clock.unit,
			 "invariant", clock.invariant, "hz", clock.hz, "empty_window_ticks",
			 clock.empty_window_ticks, "hz_source", clock.hz_source, "scaled", scaled(&clock),
			 "wrong", wrong);
}

json_t *machine_describe(int cpu)
{
	json_t *machine = json_object();
	struct utsname kernel;

	json_object_set_new(machine, "cpu", machine_cpu());
	json_object_set_new(machine, "clock", clock_state());
	json_object_set_new(machine, "kernel", uname(&kernel) ? json_null() : json_string(kernel.release));
	json_object_set_new(machine, "measuring_cpu", json_integer(cpu));
	json_object_set_new(machine, "topology", machine_topology());
	json_object_set_new(machine, "state", state_of_files(cpu));
	json_object_set_new(machine, "mitigations", lines_of(CPU "vulnerabilities"));
	json_object_set_new(machine, "kvm", kvm_modules());
	json_object_set_new(machine, "kvm_device", json_boolean(!access("/dev/kvm", R_OK | W_OK)));
	json_object_set_new(machine, "vmx", machine_vmx());
	json_object_set_new(machine, "msr_wrong", msr_wrong(cpu) ? json_string(msr_wrong(cpu)) : json_null());
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
		     text_of(run, "version", "unknown"), text_of(run, "started", "date unknown")) < 0)
		return NULL;
	return caption;
}
