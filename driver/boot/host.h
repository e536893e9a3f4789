/* SPDX-License-Identifier: GPL-2.0-only */
/* The bare image's own few services: a console, the interrupt it may send itself, the end. */
#ifndef BOOT_HOST_H
#define BOOT_HOST_H

#include "../../engine/types.h"

/* What the next batch is disturbed with, to see that it is survived. */
enum disturbance { DISTURB_NOT, DISTURB_BY_NMI, DISTURB_BY_TIMER };

extern enum disturbance boot_disturbance;
extern u64 boot_nmis;   /* taken since boot, by the host or handed over by the engine */
extern u64 boot_timers; /* timer interrupts taken */

/* IDT and local APIC. Before anything else. */
void boot_host_setup(void);

/* To port 0xE9 and COM1. Formats: %s %u (u32) %U (u64) %x (u64). */
void print(const char *format, ...);

/* Power off where that is known to work, else halt. */
_Noreturn void power_off(void);

#endif
