/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bits of the VMCS's fields for exits and events: the exit reason, the interruption information of
 * exits and entries, the interruptibility of a guest (Intel SDM volume 3, "Virtual Machine Control
 * Structures").
 */
#ifndef VMX_EVENTS_H
#define VMX_EVENTS_H

#define ENTRY_FAILURE      (1u << 31)
#define BASIC_REASON       0xffffu /* bits 26 to 29 are remarks: bus lock, enclave, SMM */

#define EVENT_VECTOR       0xffu
#define EVENT_TYPE         0x700u
#define EVENT_INTERRUPT    (0u << 8)
#define EVENT_NMI          (2u << 8)
#define EVENT_HARDWARE     (3u << 8)
#define EVENT_PRIVILEGED   (5u << 8)
#define EVENT_SOFTWARE     (6u << 8)
#define EVENT_OTHER        (7u << 8)
#define EVENT_ERROR_CODE   (1u << 11)
#define EVENT_VALID        (1u << 31)

#define BLOCKING_STI       (1u << 0)
#define BLOCKING_MOV_SS    (1u << 1)
#define BLOCKING_SMI       (1u << 2)
#define BLOCKING_NMI       (1u << 3)
#define BLOCKING_ENCLAVE   (1u << 4)
#define BLOCKING_RESERVED  0xffffffe0u
#define INTERRUPT_SHADOW   (BLOCKING_STI | BLOCKING_MOV_SS)

#endif
