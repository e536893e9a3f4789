/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happened on the machine while a session ran: system-management interrupts, the core's
 * frequency against the TSC's, and how busy the measuring CPU's sibling threads were. Two looks and
 * their difference; what cannot be read gives the reason.
 */
#ifndef HARNESS_DURING_H
#define HARNESS_DURING_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* A register, or why it could not be read. */
struct register_look {
	uint64_t value;
	const char *wrong;
};

struct look {
	int cpu;
	struct register_look smi, aperf, mperf;
	double sibling_busy, sibling_all; /* clock ticks of all siblings together */
	double stolen, all;               /* of the measuring CPU, by the hypervisor above */
	bool has_sibling;
};

void during_look(struct look *look, int cpu);

/*
 * A new object from two looks at the same CPU. `core_cycles` are those in a TSC cycle by the canary
 * (0: not known), `tsc_hz` is the rate of the TSC.
 */
json_t *during_describe(const struct look *before, const struct look *after, double core_cycles,
			double tsc_hz);

#endif
