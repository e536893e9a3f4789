/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 32-bit guest: its tables, kernel and loops, in the image of guest.S. It does what the 64-bit
 * one does, in 32-bit protected mode with two-level page tables. Segments are flat where the
 * kernel owns the CPU; under a monitor those of the outer rings end below it.
 * A loop has its iterations left in EBP. EDI holds GUEST_SCRATCH.
 */
#include "layout_32_bit.h"
#include "guest/virtual_32_bit.h"

	.code32

#define HIGH(label)         MONITOR_32_HIGH(label - image)
#define MONITOR_TABLE_FLAGS 0x63 /* as PAGE_TABLE_FLAGS, but not for user mode; ring 1 is none */
#define DIV_32_BYTES        2
#define FAULT_32_BYTES      6

.macro page_directory at
	.org \at, 0
	.long GUEST_32_PT + PAGE_TABLE_FLAGS
	.org \at + 4 * (MONITOR_32_BASE >> 22), 0
	.long GUEST_32_PT_HIGH + MONITOR_TABLE_FLAGS
.endm
	page_directory GUEST_32_PD
	page_directory GUEST_32_OTHER_PD

	.org GUEST_32_PT_HIGH, 0
	.set page, GUEST_32_PD
	.rept (MONITOR_32_END - GUEST_32_PD) / 4096
	.long page + MONITOR_TABLE_FLAGS
	.set page, page + 4096
	.endr

/* A segment with a base. */
.macro based_segment rights, base, limit
	.quad \limit | (\base & 0xffffff) << 16 | \rights << 40 | (\base >> 24) << 56
.endm

	.set task_limit, GUEST_TSS_BYTES - 1

/* `limit` is the low half of the outer rings' limits, in pages. */
.macro segments at, limit, tss
	.org \at, 0
	.quad 0
	.quad 0x00cf9b000000ffff               /* GUEST_32_CS */
	.quad 0x00cf93000000ffff               /* GUEST_32_SS */
	.quad 0x00cffb0000000000 | \limit      /* GUEST_32_CS_3 */
	.quad 0x00cff30000000000 | \limit      /* GUEST_32_SS_3 */
	.quad 0x00cfbb0000000000 | \limit      /* GUEST_32_CS_1 */
	.quad 0x00cfb30000000000 | \limit      /* GUEST_32_SS_1 */
	based_segment 0x008b, \tss, task_limit
	based_segment 0x008b, \tss, task_limit
	based_segment 0x0082, GUEST_32_GDT, 0xfff
.endm

.macro task at, stack_0
	.org \at + 4, 0
	.long \stack_0, GUEST_32_SS, GUEST_STACK_1, GUEST_32_SS_1
	.org \at + 102, 0
	.word GUEST_TSS_BYTES                  /* no I/O bitmap */
.endm

/* As guest.S has them: only an INT n and a hypercall may come from an outer ring. */
.macro gates_32 at, stubs, direct=-1
	.org \at, 0
	.set vector, 0
	.rept GUEST_VECTORS
	.set stub, \stubs + vector * GUEST_STUB_BYTES
	.set selector, GUEST_32_CS
	.if vector == \direct
	.set stub, GUEST_32_DIRECT_INT
	.set selector, GUEST_32_CS_1 & ~3
	.endif
	.word stub & 0xffff, selector, 0x8e00 | (vector >= GUEST_INT_VECTOR) * -0x6000
	.word stub >> 16
	.set vector, vector + 1
	.endr
.endm

	.set limit, GUEST_32_LIMIT >> 12 & 0xffff
	.set tss, MONITOR_32_HIGH(MONITOR_32_TSS)
	.set stack, MONITOR_32_HIGH(MONITOR_32_STACK)
	.set stubs, MONITOR_32_HIGH(MONITOR_32_STUBS)
	.set translator, MONITOR_32_HIGH(GUEST_32_VCPU)
	segments MONITOR_32_GDT, limit, tss
	based_segment 0x40b3, translator, 0x2fff
	task	MONITOR_32_TSS, stack
	gates_32 MONITOR_32_IDT, stubs
	gates_32 DIRECT_32_IDT, stubs, GUEST_INT_VECTOR

	.org GUEST_32_PT, 0
	.set page, 0
	.rept 511                              /* GUEST_HOLE is the first that is not mapped */
	.long page * 4096 + PAGE_TABLE_FLAGS
	.set page, page + 1
	.endr

/* An outer ring's way of saying it is done, or something the host should hear of; and the end. */
.macro ends name
\name:
	cmpl	$finished_outside_ring_0_32, 8(%esp)
	je	\name\()_done
	incl	%ss:GUEST_PARAMS + PARAMS_FAULTS
	popl	%ss:GUEST_PARAMS + PARAMS_VECTOR
	popl	%ss:GUEST_PARAMS + PARAMS_ERROR
	popl	%ss:GUEST_PARAMS + PARAMS_FAULT_RIP
\name\()_done:
	cmpl	$DONE_BY_HLT, %ss:GUEST_PARAMS + PARAMS_DONE_BY
	je	2f
	mov	$GUEST_DONE_PORT, %edx
1:	out	%al, %dx
	jmp	1b
2:	hlt
	jmp	2b
.endm

#include "guest/monitor_32_bit.S"

	.org MONITOR_32_END, 0xcc
	segments GUEST_32_GDT, 0xffff, GUEST_32_TSS
	task	GUEST_32_TSS, GUEST_STACK_0
	gates_32 GUEST_32_IDT, GUEST_32_STUBS

	.org GUEST_32_GDT_OPERAND, 0
	.word GUEST_32_GDT_BYTES + 8 - 1
	.long GUEST_32_GDT
	.org GUEST_32_IDT_OPERAND, 0
	.word GUEST_32_IDT_BYTES + 8 - 1
	.long GUEST_32_IDT

	.set vector, 0
	.rept GUEST_VECTORS
	.org GUEST_32_STUBS + vector * GUEST_STUB_BYTES, 0xcc
	expected vector, 0, divide_error_32
	expected vector, 14, page_fault_32
	expected vector, GUEST_INT_VECTOR, int_from_application_32
	expected vector, GUEST_BACK_VECTOR, back_from_application_32
	unexpected vector, exception_32
	.set vector, vector + 1
	.endr

	.org GUEST_32_SYSENTER, 0xcc
	sysexit
	.org PARAVIRTUAL_32_SYSENTER, 0xcc
	HYPERCALL_32(sysexit)
	.org TRANSLATED_32_SYSENTER, 0xcc
	push	$GUEST_32_SS_3
	push	%ecx
	push	$0x202
	push	$GUEST_32_CS_3
	push	%edx
	iret
	.org GUEST_32_DIRECT_INT, 0xcc
	incl	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_INT_VECTOR
	iret

/* From ring 0 to the ring the loop runs in, by a table of selectors and stacks. */
	.org GUEST_32_ENTRY, 0xcc
	sub	$GUEST_STACK_RESERVE, %esp
	pushf
	pop	%edx
	mov	GUEST_PARAMS + PARAMS_RING, %eax
	test	%eax, %eax
	jz	run_32
	lea	(%eax, %eax, 2), %eax
	pushl	rings_32 + 4(, %eax, 4)
	pushl	rings_32 + 8(, %eax, 4)
	push	%edx
	pushl	rings_32(, %eax, 4)
	push	$run_32
	iret

	.p2align 2, 0xcc
rings_32:
	.long 0, 0, 0
	.long GUEST_32_CS_1, GUEST_32_SS_1, GUEST_STACK_1 - GUEST_STACK_RESERVE
	.long 0, 0, 0
	.long GUEST_32_CS_3, GUEST_32_SS_3, GUEST_STACK_3

/* The same in every ring. ESI: the segment. */
run_32:
	xor	%esi, %esi
1:	push	%esi
	mov	GUEST_PARAMS + PARAMS_SEGMENT(, %esi, 8), %ebp
	mov	$GUEST_SCRATCH, %edi
	call	*GUEST_PARAMS + PARAMS_LOOP
	mov	%eax, GUEST_PARAMS + PARAMS_OUTCOME
	mov	%ebx, GUEST_PARAMS + PARAMS_OUTCOME + 8
	mov	%ecx, GUEST_PARAMS + PARAMS_OUTCOME + 16
	mov	%edx, GUEST_PARAMS + PARAMS_OUTCOME + 24
	pushf
	popl	GUEST_PARAMS + PARAMS_OUTCOME + 32
	pop	%esi
	lfence
	rdtsc
	lfence
	mov	%eax, GUEST_PARAMS + PARAMS_STAMP(, %esi, 8)
	mov	%edx, GUEST_PARAMS + PARAMS_STAMP + 4(, %esi, 8)
	inc	%esi
	cmp	$GUEST_SEGMENTS, %esi
	jne	1b
	mov	%cs, %eax
	mov	%eax, GUEST_PARAMS + PARAMS_CS
	movl	$1, GUEST_PARAMS + PARAMS_FINISHED
	test	$3, %al
	jz	exception_32_done
finished_outside_ring_0_32:
	ud2

	ends	exception_32

event_pending_32:
	ud2

/* Handlers of the kernel, as in kernel.S. */
divide_error_32:
	incl	GUEST_PARAMS + PARAMS_TRAPS
kernel_divide_error_32:
	addl	$DIV_32_BYTES, (%esp)
	iret

page_fault_32:
	incl	GUEST_PARAMS + PARAMS_TRAPS + 8 * 14
	push	%eax
	mov	%cr2, %eax
	cmp	$GUEST_HOLE, %eax
	pop	%eax
	jne	2f
	add	$4, %esp
kernel_page_fault_32:
	addl	$FAULT_32_BYTES, (%esp)
	iret
2:	push	$14
	jmp	exception_32

int_from_application_32:
	incl	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_INT_VECTOR
kernel_int_32:
	iret

/* Into the kernel's loop, which left its place in EBX and ECX. */
back_from_application_32:
	incl	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_BACK_VECTOR
kernel_back_32:
	mov	%ebx, %esp
	jmp	*%ecx

#include "guest/translator_32_bit.S"

.macro loop_32_end
	dec	%ebp
	jnz	1b
	ret
.endm

#define OP(...)
#define UNDER_AS(...)
#define UNDER(name, env, knob, setup, body, ...) \
	.ifc knob,bits_32; \
		loop_start loop_##name##_##env##_under_##knob; setup; 1: body; loop_32_end; .endif;
#include "ops.def"
#undef OP
	.org GUEST_32_END, 0xcc
