/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module itself asks of host.c and deliver_nmi.S, besides the engine's services. */
#ifndef EXITBENCH_HOST_H
#define EXITBENCH_HOST_H

#include <linux/init.h>
#include <linux/types.h>

/* Before the first batch. */
void __init host_init(void);

/* TSC cycles in a millisecond; a guess of 1 GHz where the kernel does not know. */
u32 host_tsc_khz(void);

/* Run the kernel's NMI handler; its IRET unblocks NMIs. Interrupts off. */
asmlinkage void deliver_nmi(void);

#endif
