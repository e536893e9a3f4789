// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TSC examined before anything is timed with it. A hypervisor that intercepts
 * RDTSC, or a TSC that changes its rate, blocks the run. Bochs is recognized by what no
 * processor does: every instruction, division and NOP alike, takes one tick; with several
 * CPUs, which take turns there, only on average over many.
 */
#include <cpuid.h>
#include <math.h>
#include <stddef.h>
#include "machine/clock.h"
#include "machine/ticks.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

#define WINDOWS               101
#define REPEATS               8
#define SMP_TOLERANCE         0.03   /* Bochs gives each CPU some 16 instructions a turn */
/* an RDTSC that exits costs more, one that does not far less */
#define INTERCEPTED_TICKS     500.0
#define MEASURINGS            3
#define CPUID_POWER           0x80000007
#define POWER_INVARIANT_TSC   (1u << 8)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Ticks between two RDTSCs with a MOV and `instructions` between them. */
#define WINDOW(instructions)                                                              \
	({                                                                                \
		uint32_t ticks;                                                           \
		__asm__ volatile("rdtsc; mov %%eax, %%esi; " instructions                 \
				 "; rdtsc; sub %%esi, %%eax"                              \
				 : "=a"(ticks) : : "rcx", "rdx", "rsi", "cc", "memory");  \
		ticks;                                                                    \
	})
#define WINDOW_OWN 2 /* the MOV and the second RDTSC */

static uint32_t nops(void)      { return WINDOW(".rept 100; nop; .endr"); }
static uint32_t products(void)  { return WINDOW(".rept 50; imul %%rcx, %%rcx; .endr"); }
static uint32_t loop(void)      { return WINDOW("mov $60, %%ecx; 1: dec %%ecx; jnz 1b"); }
static uint32_t loads(void)     { return WINDOW(".rept 40; movzwl (%%rip), %%ecx; .endr"); }
static uint32_t divisions(void)
{
	return WINDOW("mov $3, %%ecx; .rept 20; xor %%edx, %%edx; div %%rcx; .endr");
}

static uint32_t many_nops(void)      { return WINDOW(".rept 2000; nop; .endr"); }
static uint32_t many_products(void)  { return WINDOW(".rept 2000; imul %%rcx, %%rcx; .endr"); }
static uint32_t many_divisions(void)
{
	return WINDOW("mov $3, %%ecx; .rept 999; xor %%edx, %%edx; div %%rcx; .endr; nop");
}

struct known_sequence {
	uint32_t (*ticks)(void);
	uint32_t instructions;
};

static const struct known_sequence long_sequences[] = {
	{ many_nops, 2000 }, { many_products, 2000 }, { many_divisions, 2000 },
};

static const struct known_sequence known_sequences[] = {
	{ nops, 100 }, { products, 50 }, { loop, 121 }, { loads, 40 }, { divisions, 41 },
};

/* Most repeats, not all: an interrupt may fall into one, in an emulator too. */
static bool sequence_agrees(const struct known_sequence *sequence, double tolerance)
{
	unsigned agreeing = 0;

	for (unsigned i = 0; i < REPEATS; i++) {
		double expected = sequence->instructions + WINDOW_OWN;

		agreeing += fabs(sequence->ticks() - expected) <= tolerance * expected;
	}
	return agreeing >= REPEATS - REPEATS / 4;
}

static bool all_agree(const struct known_sequence *sequences, size_t count, double tolerance)
{
	for (size_t i = 0; i < count; i++)
		if (!sequence_agrees(&sequences[i], tolerance))
			return false;
	return true;
}

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

/* More than once, for this process may be held up between the looks at the two clocks. */
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
	if (!clock->invariant)
		return "the TSC is not invariant (CPUID 0x80000007): its ticks are not of one "
		       "length; use a CPU, or a hypervisor setting, that promises it";
	if (clock->empty_window_ticks > INTERCEPTED_TICKS)
		return "RDTSC is intercepted by a hypervisor above: an empty window costs hundreds "
		       "of cycles; turn RDTSC exiting (or TSC scaling in software) off there";
	if (clock_scaling(clock) == SCALING_FOUND)
		return "the TSC does not run at the rate that the CPU, the hypervisor above or the "
		       "kernel tells: it is scaled; turn TSC scaling off in the hypervisor above, "
		       "or start this machine afresh";
	if (!measures_as_said(clock))
		return "the TSC does not run at one rate: measured again, it runs at another; "
		       "start this machine afresh";
	return NULL;
}

const char *clock_examine(struct clock *clock)
{
	struct clock_rate rate;

	*clock = (struct clock){ .name = "tsc", .invariant = is_invariant() };
	clock->counts_instructions =
		all_agree(long_sequences, COUNT(long_sequences), SMP_TOLERANCE);
	clock->is_exact =
		clock->counts_instructions && all_agree(known_sequences, COUNT(known_sequences), 0);
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
