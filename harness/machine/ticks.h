/* SPDX-License-Identifier: GPL-2.0-only */
/* The two clocks: the TSC, which everything is timed with, and seconds for budgets and limits. */
#ifndef HARNESS_TICKS_H
#define HARNESS_TICKS_H

#include <stdint.h>
#include <time.h>

/* Reads the TSC after all earlier instructions have completed. */
static inline uint64_t clock_ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* Seconds of CLOCK_MONOTONIC. */
static inline double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

#endif
