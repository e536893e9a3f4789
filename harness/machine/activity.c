// SPDX-License-Identifier: GPL-2.0-only
/* Two looks at the machine, and their difference. */
#include <hwloc.h>
#include <stdio.h>
#include <string.h>
#include "machine/machine.h"

static struct register_look look_at(int cpu, uint32_t number)
{
	struct register_look look = { 0 };

	look.wrong = msr_value(cpu, number, &look.value);
	return look;
}

/* Clock ticks of a CPU so far, by /proc/stat: busy, stolen and all. */
static bool read_ticks(int cpu, double *busy, double *stolen, double *all)
{
	unsigned long long t[8];
	char line[512], format[96];
	bool found = false;
	FILE *file = fopen("/proc/stat", "re");

	snprintf(format, sizeof(format), "cpu%d %%llu %%llu %%llu %%llu %%llu %%llu %%llu %%llu",
		 cpu);
	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, format, t, t + 1, t + 2, t + 3, t + 4, t + 5, t + 6, t + 7) ==
			8;
	if (file)
		fclose(file);
	if (!found)
		return false;
	*busy = (double)(t[0] + t[1] + t[2] + t[5] + t[6]); /* user, nice, system, irq, softirq */
	*stolen = (double)t[7];
	*all = *busy + *stolen + (double)(t[3] + t[4]);
	return true;
}

/* The other threads of the core; none if the kernel does not list them. */
static hwloc_bitmap_t siblings_of(int cpu)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	char path[96], line[512];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
		 cpu);
	if (set && machine_line(path, line, sizeof(line))) {
		hwloc_bitmap_list_sscanf(set, line);
		hwloc_bitmap_clr(set, (unsigned)cpu);
	}
	return set;
}

static void look_at_siblings(struct look *look)
{
	hwloc_bitmap_t siblings = siblings_of(look->cpu);
	int sibling = siblings ? hwloc_bitmap_first(siblings) : -1;

	for (; sibling >= 0; sibling = hwloc_bitmap_next(siblings, sibling)) {
		double busy, stolen, all;

		if (!read_ticks(sibling, &busy, &stolen, &all))
			continue;
		look->has_sibling = true;
		look->sibling_busy += busy;
		look->sibling_all += all;
	}
	hwloc_bitmap_free(siblings);
}

void during_look(struct look *look, int cpu)
{
	double busy;

	*look = (struct look){ .cpu = cpu,
			       .smi = look_at(cpu, MSR_SMI_COUNT),
			       .aperf = look_at(cpu, MSR_APERF),
			       .mperf = look_at(cpu, MSR_MPERF) };
	read_ticks(cpu, &busy, &look->stolen, &look->all);
	look_at_siblings(look);
}

static json_t *describe_smi(const struct register_look *before, const struct register_look *after)
{
	const char *wrong = before->wrong ? before->wrong : after->wrong;

	if (wrong)
		return json_pack("{s:n, s:n, s:s}", "before", "after", "reason", wrong);
	return json_pack("{s:I, s:I}", "before", (json_int_t)(before->value & UINT32_MAX),
			 "after", (json_int_t)(after->value & UINT32_MAX));
}

static json_t *describe_rate(double cycles_per_tsc_cycle, double tsc_hz, const char *wrong)
{
	if (wrong)
		return json_pack("{s:n, s:n, s:s}", "cycles_per_tsc_cycle", "hz", "reason", wrong);
	return json_pack("{s:f, s:f}", "cycles_per_tsc_cycle", cycles_per_tsc_cycle, "hz",
			 cycles_per_tsc_cycle * tsc_hz);
}

/* Core cycles in a TSC cycle while the CPU was not idle. */
static json_t *describe_core(const struct look *before, const struct look *after, double tsc_hz)
{
	const char *wrong = before->aperf.wrong ? before->aperf.wrong : before->mperf.wrong;
	double mperf = (double)(after->mperf.value - before->mperf.value);

	if (!wrong && mperf <= 0)
		wrong = "MPERF does not count";
	return describe_rate((double)(after->aperf.value - before->aperf.value) / mperf, tsc_hz,
			     wrong);
}

/* The same while batches ran undisturbed; this needs no permission to read registers. */
static json_t *describe_canary(double core_cycles, double tsc_hz)
{
	return describe_rate(core_cycles, tsc_hz,
			     core_cycles > 0 ? NULL
					     : "no trial, or an emulator: its ticks are "
					       "instructions");
}

static json_t *fraction(double part, double all)
{
	return all > 0 ? json_real(part / all) : json_null();
}

json_t *during_describe(const struct look *before, const struct look *after, double core_cycles,
			double tsc_hz)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "smi",
			 describe_smi(&before->smi, &after->smi), "core",
			 describe_core(before, after, tsc_hz), "canary",
			 describe_canary(core_cycles, tsc_hz), "sibling_load",
			 before->has_sibling ? fraction(after->sibling_busy - before->sibling_busy,
							after->sibling_all - before->sibling_all)
					     : json_null(),
			 "steal",
			 fraction(after->stolen - before->stolen, after->all - before->all));
}
