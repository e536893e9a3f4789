// SPDX-License-Identifier: GPL-2.0-only
/* What files say about the machine: most of them are rows of a table. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <hwloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "machine/machine.h"

#define CPU  "/sys/devices/system/cpu/"
#define PMUS "/sys/bus/event_source/devices/"
#define IDLE_STATES_MAX 16

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
	{ "nmi_watchdog",     "/proc/sys/kernel/nmi_watchdog" },
	{ "load",             "/proc/loadavg" },
};

static char *path_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *path_of(const char *format, ...)
{
	va_list arguments;
	char *path;

	va_start(arguments, format);
	if (vasprintf(&path, format, arguments) < 0)
		path = NULL;
	va_end(arguments);
	return path;
}

bool machine_line(const char *path, char *line, size_t bytes)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	bool is_read = file && fgets(line, (int)bytes, file);

	if (file)
		fclose(file);
	if (!is_read)
		*line = 0;
	line[strcspn(line, "\n")] = 0;
	for (char *c = line; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = ' ';
	return is_read;
}

/* Frees the path. */
static json_t *line_of(char *path)
{
	char line[512];
	bool is_read = machine_line(path, line, sizeof(line));

	free(path);
	return is_read ? json_sprintf("%s", line) : json_null();
}

static bool is_there(char *path)
{
	bool found = path && !access(path, F_OK);

	free(path);
	return found;
}

/* Every file of a directory: name to first line; null if there is none. Frees the path. */
static json_t *lines_of(char *directory)
{
	DIR *entries = directory ? opendir(directory) : NULL;
	const struct dirent *entry;
	json_t *lines = entries ? json_object() : json_null();

	while (entries && (entry = readdir(entries)))
		if (entry->d_name[0] != '.')
			json_object_set_new(lines, entry->d_name,
					    line_of(path_of("%s/%s", directory, entry->d_name)));
	if (entries)
		closedir(entries);
	free(directory);
	return lines;
}

/* One idle state as "170 us to leave", and ", off" if it is. False: there is no such state. */
static bool add_idle_state(json_t *states, const char *root, int cpu, int state)
{
	static const char *const names[] = { "name", "latency", "disable" };
	json_t *words[3];
	bool found;

	for (int i = 0; i < 3; i++)
		words[i] = line_of(
			path_of("%s" CPU "cpu%d/cpuidle/state%d/%s", root, cpu, state, names[i]));
	found = json_is_string(words[0]) && json_is_string(words[1]);
	if (found)
		json_object_set_new(states, json_string_value(words[0]),
				    json_sprintf("%s us to leave%s", json_string_value(words[1]),
						 json_is_string(words[2]) &&
								 *json_string_value(words[2]) == '1'
							 ? ", off"
							 : ""));
	for (int i = 0; i < 3; i++)
		json_decref(words[i]);
	return found;
}

/* By name; null if the kernel lists none. */
static json_t *idle_states(const char *root, int cpu)
{
	json_t *states = json_object();

	for (int i = 0; i < IDLE_STATES_MAX && add_idle_state(states, root, cpu, i); i++)
		continue;
	if (json_object_size(states))
		return states;
	json_decref(states);
	return json_null();
}

static bool list_has(const json_t *list, int cpu)
{
	hwloc_bitmap_t set = json_is_string(list) ? hwloc_bitmap_alloc() : NULL;
	bool found = set && !hwloc_bitmap_list_sscanf(set, json_string_value(list)) &&
		     hwloc_bitmap_isset(set, (unsigned)cpu);

	if (set)
		hwloc_bitmap_free(set);
	return found;
}

/* `cpu'; but with several kinds of cores each kind has its PMU, with a list of its CPUs. */
static const char *pmu_of(const char *root, int cpu)
{
	static const char *const kinds[] = { "cpu_core", "cpu_atom", "cpu_lowpower" };
	const char *found = "cpu";

	if (is_there(path_of("%s" PMUS "cpu", root)))
		return found;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		json_t *cpus = line_of(path_of("%s" PMUS "%s/cpus", root, kinds[i]));

		if (list_has(cpus, cpu))
			found = kinds[i];
		json_decref(cpus);
	}
	return found;
}

static json_t *row_of(const char *root, const char *path, int cpu)
{
	const char *number = strstr(path, "%d");

	return line_of(
		number ? path_of("%s%.*s%d%s", root, (int)(number - path), path, cpu, number + 2)
		       : path_of("%s%s", root, path));
}

/* "1" or "0": some kernels have a file for it; the version's text always says it. */
static json_t *preempt_rt(const char *root)
{
	json_t *file = line_of(path_of("%s/sys/kernel/realtime", root));
	json_t *version = line_of(path_of("%s/proc/sys/kernel/version", root));

	if (json_is_null(file) && json_is_string(version))
		file = json_string(strstr(json_string_value(version), "PREEMPT_RT") ? "1" : "0");
	json_decref(version);
	return file;
}

json_t *machine_state_of_files(const char *root, int cpu)
{
	json_t *state = json_object();
	const char *pmu = pmu_of(root, cpu);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		json_object_set_new(state, files[i].key, row_of(root, files[i].path, cpu));
	json_object_set_new(state, "preempt_rt", preempt_rt(root));
	json_object_set_new(state, "pmu",
			    line_of(path_of("%s" PMUS "%s/caps/pmu_name", root, pmu)));
	json_object_set_new(state, "pmu_type", line_of(path_of("%s" PMUS "%s/type", root, pmu)));
	json_object_set_new(state, "cstates", idle_states(root, cpu));
	return state;
}

json_t *machine_mitigations(const char *root)
{
	return lines_of(path_of("%s" CPU "vulnerabilities", root));
}

json_t *machine_kvm_modules(const char *root)
{
	static const char *const names[] = { "kvm", "kvm_intel", "kvm_amd", "kvm_pvm" };
	json_t *modules = json_object();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_there(path_of("%s/sys/module/%s", root, names[i])))
			json_object_set_new(modules, names[i],
					    lines_of(path_of("%s/sys/module/%s/parameters", root,
							     names[i])));
	return modules;
}
