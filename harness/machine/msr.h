/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CPU's model-specific registers through the kernel's msr driver, /dev/cpu/N/msr. Only reads.
 */
#ifndef HARNESS_MSR_H
#define HARNESS_MSR_H

#include <stdint.h>

#define MSR_SMI_COUNT 0x34u
#define MSR_MPERF     0xe7u  /* counts at the TSC's rate while the CPU is not idle */
#define MSR_APERF     0xe8u  /* counts at the core's rate meanwhile */

/* NULL and the value, or why it cannot be read, in words (static). */
const char *msr_value(int cpu, uint32_t number, uint64_t *value);

#endif
