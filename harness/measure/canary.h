/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two pieces of fixed arithmetic, timed just before and just after a batch, on its core. The chain
 * is bound by latency: it tells the core's clock, whatever else the core does. The additions are
 * bound by throughput: they also take longer if another hardware thread works on the core. Neither
 * sees what shares only caches or memory, nor what a hypervisor above does inside the batch.
 */
#ifndef HARNESS_CANARY_H
#define HARNESS_CANARY_H

/*
 * A step multiplies 32-bit words, 3 cycles on Intel's cores since Nehalem and on AMD's since Zen
 * (Agner Fog, "Instruction tables"). On Intel's small cores it may be longer: use only ratios.
 */
#define CANARY_CHAIN_STEPS     1000
#define CANARY_CHAIN_CYCLES    (3.0 * CANARY_CHAIN_STEPS)
#define CANARY_ADDITION_ROUNDS 600 /* of six independent additions and the loop's own */

/* Ticks, without those of the stamps. */
struct canary {
	double chain, additions;
};

struct canary canary_time(void);

#endif
