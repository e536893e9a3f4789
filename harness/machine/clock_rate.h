/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How fast the TSC runs: who tells its rate, and what measuring against the kernel's clock says.
 * Only a rate that is told can show that the TSC is scaled; of a measured one a second measurement
 * shows no more than that it is steady.
 */
#ifndef HARNESS_CLOCK_RATE_H
#define HARNESS_CLOCK_RATE_H

#include <stdbool.h>
#include <stdint.h>

/* What a hypervisor says by CPUID. */
struct hypervisor_leaves {
	bool is_present;          /* CPUID 1, ECX bit 31 */
	uint32_t highest;         /* CPUID 0x40000000: the highest leaf, */
	char vendor[13];          /* and its signature */
	uint32_t tsc_khz;         /* CPUID 0x40000010: EAX */
};

struct clock_rate {
	double hz;
	const char *source;
	bool is_told;             /* by the CPU, a hypervisor or the kernel: not measured here */
};

/*
 * The timing leaf, or 0 where it is none: leaves above 0x40000001 are each hypervisor's own, and
 * this one is VMware's, which QEMU gives KVM's guests and ACRN its own. Source: Kataria, "CPUID
 * usage for interaction between Hypervisors and Linux" (Linux kernel mailing list, 1 October 2008):
 * EAX is the TSC's frequency in kHz. Pure.
 */
double clock_rate_by_hypervisor(const struct hypervisor_leaves *leaves);

/* From the first that tells: CPUID 0x15, CPUID 0x40000010, sysfs; else by measuring. */
struct clock_rate clock_rate_find(void);

/* Ticks per second of CLOCK_MONOTONIC_RAW, over 20 ms. */
double clock_rate_measure(void);

#endif
