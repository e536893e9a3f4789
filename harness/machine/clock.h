/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the TSC is reliable on this machine, what one of its ticks is, and how fast it runs.
 * Everything is timed with the TSC.
 */
#ifndef HARNESS_CLOCK_H
#define HARNESS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	const char *name;          /* "tsc" */
	const char *unit;          /* "cycles", or "instructions" in an emulator */
	bool invariant;            /* CPUID says it runs at one rate in every power state */
	bool is_emulated;          /* whatever its ticks are, they are no CPU's cycles */
	bool counts_instructions;  /* one tick is one instruction, on average: this is Bochs */
	bool is_exact;             /* and without exception: with one CPU */
	double empty_window_ticks; /* between two stamps with nothing in between: median */
	double hz;                 /* ticks per second */
	const char *hz_source;     /* "CPUID 0x15", "CPUID 0x40000010", "sysfs" or "measured" */
	bool hz_is_told;           /* by an independent source: measuring can show scaling */
	double measured_hz;        /* by the kernel's clock: of a few tries the nearest to hz */
};

/* Whether it runs at another rate than reported; unknown in an emulator or without a report. */
enum clock_scaling { SCALING_NONE, SCALING_FOUND, SCALING_UNKNOWN };
enum clock_scaling clock_scaling(const struct clock *clock);

/* What is wrong with an examined clock; NULL: nothing. */
const char *clock_wrong(const struct clock *clock);

/* Takes about 50 ms. NULL, or why nothing can be timed here; `clock` is filled either way. */
const char *clock_examine(struct clock *clock);

/* What a hypervisor says by CPUID. */
struct hypervisor_leaves {
	bool is_present;          /* CPUID 1, ECX bit 31 */
	uint32_t highest;         /* CPUID 0x40000000: the highest leaf, */
	char vendor[13];          /* and its signature */
	uint32_t tsc_khz;         /* CPUID 0x40000010: EAX */
};
struct hypervisor_leaves hypervisor_leaves_read(void);

struct clock_rate {
	double hz;
	const char *source;
	bool is_told;             /* by the CPU, a hypervisor or the kernel, not measured */
};

/*
 * The rate in the timing leaf; 0 without one. Each hypervisor defines the leaves above 0x40000001;
 * this one is VMware's, and QEMU (for KVM) and ACRN have it, too. EAX is the TSC's frequency in
 * kHz: Kataria, "CPUID usage for interaction between Hypervisors and Linux" (Linux kernel mailing
 * list, 1 October 2008).
 */
double clock_rate_by_hypervisor(const struct hypervisor_leaves *leaves);

/* From the first source that has it: CPUID 0x15, CPUID 0x40000010, sysfs; else by measuring. */
struct clock_rate clock_rate_find(void);

/* Ticks per second of CLOCK_MONOTONIC_RAW, over 20 ms. */
double clock_rate_measure(void);

#endif
