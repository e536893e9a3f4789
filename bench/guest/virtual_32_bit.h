/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in a 32-bit guest kernel in place of a sensitive instruction, as virtual.h has it for
 * 64-bit ones. `at` says how the virtual CPU is reached: SHARED, a page that the monitor shows to a
 * paravirtual kernel; or TRANSLATED, a segment that translated code has for it, and original code
 * never sees.
 */
#ifndef BENCH_GUEST_VIRTUAL_32_BIT_H
#define BENCH_GUEST_VIRTUAL_32_BIT_H

#include "guest/virtual.h"

#define SHARED(offset)     GUEST_32_VCPU + offset
#define TRANSLATED(offset) %gs:offset

/* Where the translator's segment has a page of the monitor's. */
#define TRANSLATED_PAGE(page) ((page) - GUEST_32_VCPU)

#define VIRTUAL_32_CLI(at) movb $0, at(VCPU_IF)
#define VIRTUAL_32_STI(at) movb $1, at(VCPU_IF); cmpb $0, at(VCPU_PENDING); jne event_pending_32
#define VIRTUAL_32_PUSHF(at) pushf; movzbl at(VCPU_IF), %eax; shl $9, %eax; \
	andl $~0x200, (%esp); or %eax, (%esp)
#define VIRTUAL_32_POPF(at) mov (%esp), %eax; shr $9, %eax; and $1, %al; mov %al, at(VCPU_IF); \
	popf; cmpb $0, at(VCPU_PENDING); jne event_pending_32
#define VIRTUAL_32_STORE_TABLE(at, table) mov at(table), %ecx; mov %ecx, (%edi); \
	mov at(table + 2), %ecx; mov %ecx, 2(%edi)

/* AX, with a segment's prefix, which assemblers put before the one for 16 bits or after it. */
#define STORE_WORD(segment, to) .byte PREFIX_##segment; mov %ax, to
#define PREFIX_ss 0x36
#define PREFIX_gs 0x65

/* The number of a hypercall is its place in the table at the end of emulate_32_bit.S. */
#define HYPERCALLS_32      22
#define HYPERCALL_32(name) HYPERCALL(32_##name)
#define CALL_OUT_32(name)  CALL_OUT(32_##name)

/*
 * To each of GUEST_DESCRIPTORS_CHANGED entries, of EDX and ECX: the forms that the monitor
 * decodes.
 */
#define TWO_STORES(to)     mov %edx, to; mov %ecx, to + 4
#define SIXTEEN_STORES(to) \
	TWO_STORES(to); TWO_STORES(to + 8); TWO_STORES(to + 16); TWO_STORES(to + 24); \
	TWO_STORES(to + 32); TWO_STORES(to + 40); TWO_STORES(to + 48); TWO_STORES(to + 56)
#define EIGHT_CALL_OUTS_32(name, to) EIGHT_CALL_OUTS(32_##name, to)

#endif
