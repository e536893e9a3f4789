/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC: its registers, and what it sends that begins a CPU anew. */
#ifndef BOOT_APIC_H
#define BOOT_APIC_H

#include "../../engine/types.h"

#define APIC_EOI        0x0b0
#define APIC_SPURIOUS   0x0f0
#define APIC_COMMAND    0x300
#define APIC_TIMER      0x320
#define APIC_COUNT      0x380
#define APIC_DIVIDE     0x3e0

void apic_write(u32 offset, u32 value);

/* The number that interrupts are sent to. */
u32 apic_id(void);

/* On, and its registers MSRs (x2APIC) where the CPU has that; with two CPUs at their page. */
void apic_setup(void);

/* If the numbers say so: the second CPU waits in second_cpu.S. 0, or -1: it does not come. */
int second_cpu_start(void);

#endif
