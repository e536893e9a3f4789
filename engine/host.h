/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the engine asks of whoever hosts it: fourteen services, chosen at link time
 * (driver/linux/host.c, driver/boot/host.c, tests/unit's own). All but the four
 * page services are called with interrupts off, on the CPU of the batch.
 */
#ifndef ENGINE_HOST_H
#define ENGINE_HOST_H

#include "types.h"

/* A zeroed 4 KiB page and its physical address; NULL when there is none. */
void *host_page_alloc(u64 *physical);
void host_page_free(void *page);

/* As many of them, up to 16, side by side in both kinds of address. */
void *host_block_alloc(u32 pages, u64 *physical);
void host_block_free(void *block, u32 pages);

/* Read or write an MSR. 0, or -1 if the access faulted. */
int host_rdmsr(u32 msr, u64 *value);
int host_wrmsr(u32 msr, u64 value);

/* CR4.VMXE on or off on this CPU, keeping the host's own copy of CR4 true. */
void host_set_vmxe(int on);

/* EFER.SVME on or off on this CPU, where that is ours to change. 0, or -1 if EFER refuses. */
int host_set_svme(int on);

/* Hand the host an NMI (2) or a machine check (18) that ended guest execution. */
void host_deliver(u8 vector);

/* A VM exit cut TR's limit to 0x67: restore, or mark for reloading. */
void host_restore_task_register(void);

/*
 * Load GS as the inactive one: the active base, which the host lives by, is not touched, not even
 * where the selector names no segment any more. Then GS is null.
 */
void host_load_gs(u16 selector);

/*
 * Lend the FPU's registers to a guest and take them back: whose they were shall find them as
 * before.
 */
void host_lend_fpu(int on);

/*
 * Let that signal, enum run_signal, reach this CPU, or none from now on. 0, or -1: this host does
 * not.
 */
int host_lend_signal(u32 signal);

/* Make an interrupt arrive after that many TSC cycles at the latest; 0 cancels. */
void host_set_deadline(u64 tsc_cycles);

#endif
