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
#include <stdio.h>
#include <time.h>
#include "clock.h"
#include "statistics.h"

#define WINDOWS               101
#define REPEATS               8
#define SMP_TOLERANCE         0.03   /* Bochs gives each CPU some 16 instructions a turn */
#define INTERCEPTED_TICKS     500.0  /* an RDTSC that exits costs more, one that does not far less */
#define MEASURED_NANOSECONDS  20000000.0
#define MEASURINGS            3
#define HZ_TOLERANCE          0.01
#define CPUID_POWER           0x80000007
#define CPUID_TSC             0x15
#define POWER_INVARIANT_TSC   (1u << 8)
#define TSC_KHZ_FILE          "/sys/devices/system/cpu/cpu0/tsc_freq_khz"

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

static double hz_by_cpuid(void)
{
	unsigned denominator, numerator, crystal_hz, edx;

	if (!__get_cpuid(CPUID_TSC, &denominator, &numerator, &crystal_hz, &edx) || !denominator)
		return 0;
	return (double)crystal_hz * numerator / denominator;
}

static double hz_by_sysfs(void)
{
	FILE *file = fopen(TSC_KHZ_FILE, "r");
	double khz = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%lf", &khz) != 1)
		khz = 0;
	fclose(file);
	return khz * 1e3;
}

static double nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double hz_by_measuring(void)
{
	double start = nanoseconds(), elapsed;
	uint64_t ticks = clock_ticks();

	do
		elapsed = nanoseconds() - start;
	while (elapsed < MEASURED_NANOSECONDS);
	return (double)(clock_ticks() - ticks) / elapsed * 1e9;
}

static void find_frequency(struct clock *clock)
{
	const struct {
		double (*hz)(void);
		const char *source;
	} ways[] = {
		{ hz_by_cpuid, "CPUID 0x15" }, { hz_by_sysfs, "sysfs" }, { hz_by_measuring, "measured" },
	};

	for (size_t i = 0; i < COUNT(ways) && clock->hz <= 0; i++) {
		clock->hz = ways[i].hz();
		clock->hz_source = ways[i].source;
	}
}

static double deviation(const struct clock *clock)
{
	return fabs(clock->measured_hz / clock->hz - 1);
}

/* More than once, for this process may be held up between the looks at the two clocks. */
static void measure_frequency(struct clock *clock)
{
	for (unsigned i = 0; i < MEASURINGS && !(deviation(clock) <= HZ_TOLERANCE); i++)
		clock->measured_hz = hz_by_measuring();
}

const char *clock_wrong(const struct clock *clock)
{
	if (clock->counts_instructions)
		return NULL;
	if (!clock->invariant)
		return "the TSC is not invariant (CPUID 0x80000007): its ticks are not of one length; "
		       "use a CPU, or a hypervisor setting, that promises it";
	if (clock->empty_window_ticks > INTERCEPTED_TICKS)
		return "RDTSC is intercepted by a hypervisor above: an empty window costs hundreds of "
		       "cycles; turn RDTSC exiting (or TSC scaling in software) off there";
	if (!(deviation(clock) <= HZ_TOLERANCE))
		return "the TSC does not run at the rate that the CPU or the kernel tells, or not at one rate: it is "
		       "scaled; turn TSC scaling off in the hypervisor above, or start this machine afresh";
	return NULL;
}

const char *clock_examine(struct clock *clock)
{
	*clock = (struct clock){ .name = "tsc", .invariant = is_invariant() };
	clock->counts_instructions = all_agree(long_sequences, COUNT(long_sequences), SMP_TOLERANCE);
	clock->is_exact = clock->counts_instructions && all_agree(known_sequences, COUNT(known_sequences), 0);
	clock->unit = clock->counts_instructions ? "instructions" : "cycles";
	clock->empty_window_ticks = empty_window();
	find_frequency(clock);
	if (!clock->counts_instructions)
		measure_frequency(clock);
	return clock_wrong(clock);
}

double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
