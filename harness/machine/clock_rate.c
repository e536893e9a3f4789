// SPDX-License-Identifier: GPL-2.0-only
/* The sources of the TSC's rate, in the order of trust. */
#include <cpuid.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "machine/clock.h"
#include "machine/machine.h"
#include "machine/ticks.h"
#include "statistics/statistics.h"

#define MEASURED_NANOSECONDS 20000000.0
#define CPUID_FEATURES       1
#define FEATURES_HYPERVISOR  (1u << 31)
#define CPUID_TSC            0x15
#define CPUID_HYPERVISOR     0x40000000u
#define CPUID_TIMING         0x40000010u
#define MEASURINGS           3
#define CLOCKSOURCE_FILE     "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define TSC_KHZ_FILE         "/sys/devices/system/cpu/cpu0/tsc_freq_khz"

static double hz_by_cpuid(void)
{
	unsigned denominator, numerator, crystal_hz, edx;

	if (!__get_cpuid(CPUID_TSC, &denominator, &numerator, &crystal_hz, &edx) || !denominator)
		return 0;
	return (double)crystal_hz * numerator / denominator;
}

struct hypervisor_leaves hypervisor_leaves_read(void)
{
	struct hypervisor_leaves leaves = { 0 };
	unsigned eax, ebx, ecx, edx, words[3];

	if (!__get_cpuid(CPUID_FEATURES, &eax, &ebx, &ecx, &edx) || !(ecx & FEATURES_HYPERVISOR))
		return leaves;
	leaves.is_present = true;
	__cpuid(CPUID_HYPERVISOR, leaves.highest, words[0], words[1], words[2]);
	memcpy(leaves.vendor, words, sizeof(words));
	if (leaves.highest >= CPUID_TIMING)
		__cpuid(CPUID_TIMING, leaves.tsc_khz, ebx, ecx, edx);
	return leaves;
}

double clock_rate_by_hypervisor(const struct hypervisor_leaves *leaves)
{
	static const char *const vendors[] = { "VMwareVMware", "KVMKVMKVM", "ACRNACRNACRN" };

	if (!leaves->is_present || leaves->highest < CPUID_TIMING)
		return 0;
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (!strcmp(leaves->vendor, vendors[i]))
			return leaves->tsc_khz * 1e3;
	return 0;
}

static double hz_by_hypervisor(void)
{
	struct hypervisor_leaves leaves = hypervisor_leaves_read();

	return clock_rate_by_hypervisor(&leaves);
}

static double hz_by_sysfs(void)
{
	char line[32];

	return machine_line(TSC_KHZ_FILE, line, sizeof(line)) ? strtod(line, NULL) * 1e3 : 0;
}

static double nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

double clock_rate_measure(void)
{
	double start = nanoseconds(), elapsed;
	uint64_t ticks = clock_ticks();

	do
		elapsed = nanoseconds() - start;
	while (elapsed < MEASURED_NANOSECONDS);
	return (double)(clock_ticks() - ticks) / elapsed * 1e9;
}

/*
 * In a guest whose kernel runs by the TSC, the kernel's clock took the rate from the same source,
 * so it cannot contradict it.
 */
static bool kernel_trusts_the_source(void)
{
	char name[16];

	if (!hypervisor_leaves_read().is_present)
		return false;
	return !machine_line(CLOCKSOURCE_FILE, name, sizeof(name)) || !strcmp(name, "tsc");
}

/* The middle one: this process may be held up between reading the two clocks. */
static double measured_hz(void)
{
	double hz[MEASURINGS];

	for (unsigned i = 0; i < MEASURINGS; i++)
		hz[i] = clock_rate_measure();
	return statistics_quantile_of(hz, MEASURINGS, 0.5);
}

struct clock_rate clock_rate_find(void)
{
	static const struct {
		double (*hz)(void);
		const char *source;
	} sources[] = {
		{ hz_by_cpuid, "CPUID 0x15" },
		{ hz_by_hypervisor, "CPUID 0x40000010" },
		{ hz_by_sysfs, "sysfs" },
	};

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		double hz = sources[i].hz();

		if (hz > 0)
			return (struct clock_rate){ hz, sources[i].source,
						    !kernel_trusts_the_source() };
	}
	return (struct clock_rate){ measured_hz(), "measured", false };
}
