// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TSC is examined before anything is timed with it. A hypervisor that intercepts RDTSC, or a
 * TSC that changes its rate, blocks the run, and so does an emulator whose ticks are neither cycles
 * nor instructions (bench/tick.h).
 */
#include <cpuid.h>
#include <math.h>
#include <stddef.h>
#include "bench/tick.h"
#include "machine/clock.h"
#include "machine/ticks.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

#define WINDOWS               101
#define INTERCEPTED_TICKS     500.0  /* an RDTSC that exits costs more, others far less */
#define MEASURINGS            3
#define CPUID_POWER           0x80000007
#define POWER_INVARIANT_TSC   (1u << 8)

static double empty_window(void)
{
	double ticks[WINDOWS];

	for (size_t i = 0; i < WINDOWS; i++) {
		uint64_t start = clock_ticks();

		ticks[i] = (double)(clock_ticks() - start);
	}
	statistics_sort(ticks, WINDOWS);
	return statistics_quantile(ticks, WINDOWS, 0.5);
}

static bool is_invariant(void)
{
	unsigned eax, ebx, ecx, edx;

	return __get_cpuid(CPUID_POWER, &eax, &ebx, &ecx, &edx) && edx & POWER_INVARIANT_TSC;
}

static bool measures_as_said(const struct clock *clock)
{
	return fabs(clock->measured_hz / clock->hz - 1) <= HZ_TOLERANCE;
}

/* More than once: this process may be held up between reading the two clocks. */
static void measure_frequency(struct clock *clock)
{
	for (unsigned i = 0; i < MEASURINGS && !measures_as_said(clock); i++)
		clock->measured_hz = clock_rate_measure();
}

enum clock_scaling clock_scaling(const struct clock *clock)
{
	if (clock->counts_instructions || !clock->hz_is_told)
		return SCALING_UNKNOWN;
	return measures_as_said(clock) ? SCALING_NONE : SCALING_FOUND;
}

const char *clock_wrong(const struct clock *clock)
{
	if (clock->counts_instructions)
		return NULL;
	if (clock->is_emulated)
		return "this is an emulator whose clock counts neither cycles nor instructions: "
		       "use a real CPU, or Bochs with its debugger";
	if (!clock->invariant)
		return "the TSC is not invariant (CPUID 0x80000007): its rate may change; use a "
		       "CPU, or a hypervisor setting, with an invariant TSC";
	if (clock->empty_window_ticks > INTERCEPTED_TICKS)
		return "RDTSC is intercepted by a hypervisor above: an empty window costs hundreds "
		       "of cycles; turn RDTSC exiting (or TSC scaling in software) off there";
	if (clock_scaling(clock) == SCALING_FOUND)
		return "the TSC does not run at the rate that the CPU, the hypervisor above or the "
		       "kernel reports: it is scaled; turn TSC scaling off in the hypervisor "
		       "above, "
		       "or restart this machine";
	if (!measures_as_said(clock))
		return "the TSC does not run at one rate: two measurements differ; restart this "
		       "machine";
	return NULL;
}

const char *clock_examine(struct clock *clock)
{
	const enum tick tick = tick_find();
	struct clock_rate rate;

	*clock = (struct clock){ .name = "tsc", .invariant = is_invariant() };
	clock->counts_instructions = tick == TICK_IS_INSTRUCTION;
	clock->is_emulated = tick != TICK_IS_CYCLE;
	clock->is_exact = clock->counts_instructions && tick_is_exact();
	clock->unit = clock->counts_instructions ? "instructions" : "cycles";
	clock->empty_window_ticks = empty_window();
	rate = clock_rate_find();
	clock->hz = rate.hz;
	clock->hz_source = rate.source;
	clock->hz_is_told = rate.is_told;
	if (!clock->counts_instructions)
		measure_frequency(clock);
	return clock_wrong(clock);
}
