/* SPDX-License-Identifier: GPL-2.0-only */
/* CPUID and the TSC. Apart from cpu_instructions.h, as Linux has a cpuid() as well. */
#ifndef ENGINE_CPU_QUERIES_H
#define ENGINE_CPU_QUERIES_H

#include "types.h"

/* LFENCE on both sides: neither what is before nor what is after may slip past. */
static inline u64 tsc_read(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
}

static inline void cpuid(u32 leaf, u32 subleaf, u32 out[4])
{
	asm volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
		     : "a"(leaf), "c"(subleaf));
}

#endif
