/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one tick of the TSC is: the unit of every figure. Whoever measures asks here, so that no
 * figure of an emulator is ever taken for cycles.
 */
#ifndef BENCH_TICK_H
#define BENCH_TICK_H

#include "../engine/types.h"

enum tick {
	TICK_IS_CYCLE,        /* of a CPU's reference clock */
	TICK_IS_INSTRUCTION,  /* in an emulator that counts them, at least on average over many */
	TICK_IS_NEITHER,      /* in an emulator with another clock: nothing can be measured */
};

/* Ticks from one RDTSC to the next: with nothing between, or TICK_PROBE instructions of a kind. */
#define TICK_PROBE 2000
struct tick_probe {
	u64 nothing;
	u64 nops;
	u64 products, divisions;  /* each waits for the one before */
	int is_translated;        /* CPUID says so: QEMU's TCG */
	u64 sums;                 /* of the x87, each waits for the one before */
};

/* Pure. */
enum tick tick_judge(const struct tick_probe *probe);

/* Takes some 100,000 instructions. */
enum tick tick_find(void);

/* Where a tick is an instruction: whether short sequences take exactly as many, too. */
int tick_is_exact(void);

#endif
