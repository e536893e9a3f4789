/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where things are in guest memory, for the guest's assembly and for whoever
 * loads it. Linear and guest-physical addresses are the same.
 */
#ifndef BENCH_LAYOUT_H
#define BENCH_LAYOUT_H

#define GUEST_PARAMS     0x0000  /* struct guest_params, shared with the host */
#define GUEST_PML4       0x1000
#define GUEST_PDPT       0x2000
#define GUEST_PD         0x3000
#define GUEST_PT         0x4000
#define GUEST_GDT        0x5000
#define GUEST_TSS        0x5800
#define GUEST_LOOPS      0x5c00  /* u32 offset of each operation's loop */
#define GUEST_IDT        0x6000
#define GUEST_SCRATCH    0x7000  /* for operations that store */
#define GUEST_STUBS      0x8000  /* one per vector */
#define GUEST_STUB_BYTES 16
#define GUEST_ENTRY      0x8200
#define GUEST_STACK_0    0x40000 /* tops of the stacks, one per ring */
#define GUEST_STACK_3    0x48000

#define GUEST_VECTORS    32
#define GUEST_SEGMENTS   3       /* of a batch: warm-up, one, and the measured one */

/* Selectors. SYSCALL, SYSRET, SYSENTER and SYSEXIT want this order. */
#define GUEST_CS         0x08
#define GUEST_SS         0x10
#define GUEST_CS_3       0x23
#define GUEST_SS_3       0x1b
#define GUEST_TR         0x28
#define GUEST_GDT_BYTES  0x38
#define GUEST_TSS_BYTES  0x68

/* How the guest says it is done: an OUT to this port, or a HLT, or from ring 3 a UD2. */
#define GUEST_DONE_PORT  0xf4
#define DONE_BY_OUT      0
#define DONE_BY_HLT      1

/* Offsets in struct guest_params. */
#define PARAMS_LOOP      0
#define PARAMS_RING      8
#define PARAMS_DONE_BY   16
#define PARAMS_SEGMENT   24
#define PARAMS_STAMP     48
#define PARAMS_FINISHED  72
#define PARAMS_FAULTS    80
#define PARAMS_VECTOR    88
#define PARAMS_ERROR     96
#define PARAMS_FAULT_RIP 104
#define PARAMS_CS        112

#endif
