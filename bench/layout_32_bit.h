/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the 32-bit guest has what is not where layout.h says. Its tables, kernel and monitor are in
 * the same image. A monitor under it has the top of the address space, and its pages nowhere else:
 * the segments of the outer rings end below. Elsewhere linear and guest-physical addresses are the
 * same.
 */
#ifndef BENCH_LAYOUT_32_BIT_H
#define BENCH_LAYOUT_32_BIT_H

#include "layout.h"

/* The monitor's pages. Its kernel sees two of them, and may not write these. */
#define GUEST_32_PD          0x28000
#define GUEST_32_OTHER_PD    0x29000 /* maps the same: what a MOV to CR3 loads */
#define GUEST_32_PT_HIGH     0x2a000
#define MONITOR_32_GDT       0x2b000
#define MONITOR_32_TSS       0x2b100
#define MONITOR_32_IDT       0x2b200
#define DIRECT_32_IDT        0x2b400 /* the same, but INT n goes straight to ring 1 */
#define MONITOR_32_STACK     0x2d000 /* its top */
#define GUEST_32_VCPU        0x2d000 /* with the next two pages the translator's segment */
#define GUEST_32_PT          0x2e000 /* of the lowest 4 MB; the kernel sees it */
#define GUEST_32_DESCRIPTORS 0x2f000 /* a descriptor table that the kernel changes, and sees */
#define MONITOR_32_STUBS     0x30000
#define MONITOR_32_SYSENTER  0x30260
#define MONITOR_32_END       0x32000

/* The kernel's. */
#define GUEST_32_GDT         0x32000
#define GUEST_32_TSS         0x32100
#define GUEST_32_IDT         0x32200
#define GUEST_32_GDT_OPERAND 0x32400
#define GUEST_32_IDT_OPERAND 0x32410
#define GUEST_32_STUBS       0x33000
#define GUEST_32_SYSENTER    0x33260
#define PARAVIRTUAL_32_SYSENTER 0x33270
#define TRANSLATED_32_SYSENTER 0x33280
#define GUEST_32_DIRECT_INT  0x332a0
#define GUEST_32_ENTRY       0x332b0
#define GUEST_32_END         0x38000

/* The monitor's linear addresses, and the last one that an outer ring's segments let through. */
#define MONITOR_32_BASE      0xffc00000
#define MONITOR_32_HIGH(at)  ((at) - GUEST_32_PD + MONITOR_32_BASE)
#define GUEST_32_LIMIT       0xffbfffff

/* Selectors. SYSENTER and SYSEXIT want the first four in this order. */
#define GUEST_32_CS          0x08
#define GUEST_32_SS          0x10
#define GUEST_32_CS_3        0x1b
#define GUEST_32_SS_3        0x23    /* in DS and ES of every ring */
#define GUEST_32_CS_1        0x29
#define GUEST_32_SS_1        0x31
#define GUEST_32_TR          0x38
#define GUEST_32_OTHER_TR    0x40
#define GUEST_32_LDT         0x48
#define GUEST_32_GS_1        0x51    /* the translator's way to the virtual CPU and tables */
#define GUEST_32_GDT_BYTES   0x58
#define MONITOR_32_GDT_BYTES 0x60
#define GUEST_32_IDT_BYTES   (GUEST_VECTORS * 8)

#define GUEST_32_CR4_VALUE   0x10    /* PSE */
#define GUEST_32_PTE         (GUEST_32_PT + 4 * 16)

#endif
