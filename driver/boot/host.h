/* SPDX-License-Identifier: GPL-2.0-only */
/* The bare image's own few services: what it may be disturbed with, and what it took. */
#ifndef BOOT_HOST_H
#define BOOT_HOST_H

#include "../../engine/types.h"

/* What the next batch is disturbed with, to see that it is survived. */
enum disturbance { DISTURB_NOT, DISTURB_BY_NMI, DISTURB_BY_TIMER, DISTURB_BY_INIT };

extern enum disturbance boot_disturbance;
extern u64 boot_nmis;   /* taken since boot, by the host or handed over by the engine */
extern u64 boot_nmi_at; /* TSC when the last one was taken */
extern u64 boot_timers; /* timer interrupts taken */
extern u64 boot_spec_ctrl_before; /* what IA32_SPEC_CTRL had before it was last written */

/* The old timer is stopped, and its line gives NMIs. */
void boot_nmi_timer_setup(void);

/* Console, IDT and local APIC. Before anything else. */
void boot_host_setup(void);

#endif
