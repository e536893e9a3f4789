/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest: one flat image with its page tables, descriptor tables, a small kernel, a monitor to
 * put under it, and a loop per operation, assembled from the table. It runs the loop of params.loop
 * in three segments (warm-up, one iteration, the measured ones) with a time stamp after each.
 * Linked at 0; everything whose address is in a table stands at a fixed offset.
 */
#include "layout.h"
#include "guest/virtual.h"

#define PAGE_TABLE_FLAGS 0x67  /* present, writable, user, accessed, dirty */
#define PAGE_TABLE_LARGE 0x80  /* 2 MB */
	.section .guest, "awx"
	.code64
image:

	.org GUEST_PML4, 0
	.quad GUEST_PDPT + PAGE_TABLE_FLAGS
	.org GUEST_PDPT, 0
	.quad GUEST_PD + PAGE_TABLE_FLAGS
	.org GUEST_PD, 0
	.quad GUEST_PT + PAGE_TABLE_FLAGS
	.set page, GUEST_FRESH
	.rept GUEST_FRESH_BYTES / 0x200000
	.quad page + PAGE_TABLE_FLAGS + PAGE_TABLE_LARGE
	.set page, page + 0x200000
	.endr
	.org GUEST_PD + GUEST_TOUCHED / 0x200000 * 8, 0
	.quad GUEST_TOUCHED_PT + PAGE_TABLE_FLAGS, GUEST_TOUCHED_PT + PAGE_TABLE_FLAGS
	.org GUEST_PT, 0
	.set page, 0
	.rept 511                              /* GUEST_HOLE is the last page */
	.if page == GUEST_PT_ALIAS / 4096
	.quad GUEST_PT + PAGE_TABLE_FLAGS
	.elseif page == GUEST_DESCRIPTORS_ALIAS / 4096
	.quad GUEST_DESCRIPTORS + PAGE_TABLE_FLAGS
	.elseif page == GUEST_APIC / 4096
	.quad GUEST_APIC_PHYSICAL + PAGE_TABLE_FLAGS
	.else
	.quad page * 4096 + PAGE_TABLE_FLAGS
	.endif
	.set page, page + 1
	.endr

	.org GUEST_GDT, 0
	.quad 0
	.quad 0x00af9b000000ffff               /* GUEST_CS */
	.quad 0x00cf93000000ffff               /* GUEST_SS */
	.quad 0                                /* GUEST_SYSRET: 32-bit code would be here */
	.quad 0x00cff3000000ffff               /* GUEST_SS_3 */
	.quad 0x00affb000000ffff               /* GUEST_CS_3 */
	.quad 0x00cff3000000ffff               /* GUEST_SYSEXIT_SS */
	.quad 0x00afbb000000ffff               /* GUEST_CS_1 */
	.quad 0x00cfb3000000ffff               /* GUEST_SS_1 */
	.quad 0x00008b0000000067 | GUEST_TSS << 16, 0
	.quad 0x00008b0000000067 | GUEST_TSS << 16, 0 /* GUEST_OTHER_TR */
	.quad 0x0000820000000fff | GUEST_GDT << 16, 0 /* GUEST_LDT: never used, only loaded */
	.org GUEST_TSS + 4, 0
	.quad GUEST_STACK_0, GUEST_STACK_1
	.org GUEST_TSS + 102, 0
	.word GUEST_TSS_BYTES                  /* no I/O bitmap */

/* Interrupt gates to ring 0; only an INT n and a hypercall may come from an outer ring. */
.macro gates idt, stubs, direct=-1
	.org \idt, 0
	.set vector, 0
	.rept GUEST_VECTORS
	.if vector == \direct
	.word GUEST_DIRECT_INT, GUEST_CS_1 & ~3
	.else
	.word \stubs + vector * GUEST_STUB_BYTES, GUEST_CS
	.endif
	.word 0x8e00 | (vector >= GUEST_INT_VECTOR) * -0x6000, 0, 0, 0, 0, 0
	.set vector, vector + 1
	.endr
.endm
	gates	GUEST_IDT, GUEST_STUBS
	gates	MONITOR_IDT, MONITOR_STUBS
	gates	DIRECT_IDT, MONITOR_STUBS, GUEST_INT_VECTOR

	.org GUEST_GDT_OPERAND, 0
	.word GUEST_GDT_BYTES + 8 - 1
	.quad GUEST_GDT
	.org GUEST_IDT_OPERAND, 0
	.word GUEST_VECTORS * 16 + 16 - 1
	.quad GUEST_IDT

#include "guest/stubs.S"

	.org GUEST_SYSENTER, 0xcc
kernel_sysenter:
	sysexitq
	.org MONITOR_SYSENTER, 0xcc
	jmp	monitor_sysenter
	.org GUEST_SYSCALL, 0xcc
kernel_syscall:
	sysretq
	.org MONITOR_SYSCALL, 0xcc
	jmp	monitor_syscall

	.org PARAVIRTUAL_SYSENTER, 0xcc
	HYPERCALL(sysexit)
	.org TRANSLATED_SYSENTER, 0xcc
	push	$GUEST_SYSEXIT_SS
	push	%rcx
	push	$0x202
	push	$GUEST_CS_3
	push	%rdx
	iretq
	.org PARAVIRTUAL_SYSCALL, 0xcc
	HYPERCALL(sysret)
	.org TRANSLATED_SYSCALL, 0xcc
	mov	%rsp, %rax
	push	$GUEST_SS_3
	push	%rax
	push	%r11
	push	$GUEST_CS_3
	push	%rcx
	iretq
	.org GUEST_DIRECT_INT, 0xcc
	jmp	direct_int

#include "guest/peer.S"

/* From ring 0 to the ring the loop runs in, by a table of selectors and stacks. */
	.org GUEST_ENTRY, 0xcc
	mov	$GUEST_SCRATCH, %edi
	mov	GUEST_PARAMS + PARAMS_KERNEL_RING, %eax
	lea	(%rax, %rax, 2), %eax
	mov	rings(, %rax, 8), %rcx
	mov	%rcx, VCPU(VCPU_KERNEL_CS)
	mov	rings + 8(, %rax, 8), %rcx
	mov	%rcx, VCPU(VCPU_KERNEL_SS)
	sub	$GUEST_STACK_RESERVE, %rsp
	pushfq
	pop	%rdx
	mov	GUEST_PARAMS + PARAMS_RING, %eax
	test	%eax, %eax
	jz	run
	lea	(%rax, %rax, 2), %eax
	push	rings + 8(, %rax, 8)
	push	rings + 16(, %rax, 8)
	push	%rdx
	push	rings(, %rax, 8)
	push	$run
	iretq

	.p2align 3, 0xcc
rings:
	.quad GUEST_CS, GUEST_SS, GUEST_STACK_0
	.quad GUEST_CS_1, GUEST_SS_1, GUEST_STACK_1 - GUEST_STACK_RESERVE
	.quad 0, 0, 0
	.quad GUEST_CS_3, GUEST_SS_3, GUEST_STACK_3

/*
 * The same in every ring. R12: the next stamps. R13: the loop. R14: the
 * segment. R15: iterations left.
 */
run:
	mov	$GUEST_STAMPS, %r12d
	mov	GUEST_PARAMS + PARAMS_LOOP, %r13d
	xor	%r14d, %r14d
1:	mov	GUEST_PARAMS + PARAMS_SEGMENT(, %r14, 8), %r15
	call	*%r13
	mov	%rax, GUEST_PARAMS + PARAMS_OUTCOME
	mov	%rbx, GUEST_PARAMS + PARAMS_OUTCOME + 8
	mov	%rcx, GUEST_PARAMS + PARAMS_OUTCOME + 16
	mov	%rdx, GUEST_PARAMS + PARAMS_OUTCOME + 24
	pushfq
	pop	GUEST_PARAMS + PARAMS_OUTCOME + 32
	lfence
	rdtsc
	lfence
	shl	$32, %rdx
	or	%rdx, %rax
	mov	%rax, GUEST_PARAMS + PARAMS_STAMP(, %r14, 8)
	inc	%r14
	cmp	$GUEST_SEGMENTS, %r14
	jne	1b
	mov	%cs, %eax
	mov	%eax, GUEST_PARAMS + PARAMS_CS
	movl	$1, GUEST_PARAMS + PARAMS_FINISHED
	test	$3, %al
	jz	done
finished_outside_ring_0:
	ud2

done:
	cmpl	$DONE_BY_HLT, GUEST_PARAMS + PARAMS_DONE_BY
	je	2f
	mov	$GUEST_DONE_PORT, %edx
1:	out	%al, %dx
	jmp	1b
2:	hlt
	jmp	2b

/* An outer ring's way of saying it is done, or something the host should hear of. */
exception:
	cmpq	$finished_outside_ring_0, 16(%rsp)
	je	done
	incl	GUEST_PARAMS + PARAMS_FAULTS
	pop	GUEST_PARAMS + PARAMS_VECTOR
	pop	GUEST_PARAMS + PARAMS_ERROR
	pop	GUEST_PARAMS + PARAMS_FAULT_RIP
	jmp	done

/* An event for the guest kernel is pending, which no operation here has asked for. */
event_pending:
	ud2

#include "guest/kernel.S"
#include "guest/monitor.S"
#include "guest/translator.S"

loops:
#define SETUP(...) __VA_ARGS__
#define BODY(...)  __VA_ARGS__
.macro loop_start name
	.p2align 6, 0xcc
\name:
.endm
.macro loop_end
	dec	%r15
	jnz	1b
	ret
.endm

/*
 * Keeps all registers. After RDTSC comes one instruction more than before it:
 * engine/vmx/world_switch.S says why.
 */
.macro stamp offset
	push	%rax
	push	%rdx
	lfence
	rdtsc
	lfence
	mov	%eax, \offset(%r12)
	mov	%edx, \offset + 4(%r12)
	pop	%rdx
	pop	%rax
.endm
.macro stamped_loop_end
	stamp	8
	add	$16, %r12
	loop_end
.endm

/* What is done natively needs no guest, and is in native_loops.S. */
#define INSTEAD(name, env, setup, body)   \
	.ifnc env,native; loop_start loop_##name##_##env; setup; 1: body; loop_end; .endif;
#define OP(name, words, setup, body, ...) loop_start loop_##name; setup; 1: body; loop_end;
#define UNDER_AS(...)
#define UNDER(name, env, knob, setup, body, ...) \
	.ifnc knob,bits_32; \
		loop_start loop_##name##_##env##_under_##knob; setup; 1: body; loop_end; .endif;
#include "ops.def"
#undef OP

/* The loops again, each iteration between two stamps. */
#define INSTEAD(name, env, setup, body)   \
	.ifnc env,native; loop_start stamped_loop_##name##_##env; setup; \
		1: stamp 0; body; stamped_loop_end; .endif;
#define OP(name, words, setup, body, ...) \
	loop_start stamped_loop_##name; setup; 1: stamp 0; body; stamped_loop_end;
#include "ops.def"
#undef OP

/* Where each loop is, for the host to look up: an environment's own, else the operation's. */
.macro directory_entry loop, name, env
	.ifdef \loop\()_\name\()_\env
	.long \loop\()_\name\()_\env - image
	.else
	.long \loop\()_\name - image
	.endif
.endm
.macro directory_row loop, name
#define ENV(id, ...) directory_entry \loop, \name, id;
#include "envs.def"
#undef ENV
.endm

	.org GUEST_TOUCHED_PT, 0xcc
	.set page, 0
	.rept 512
	.quad GUEST_TOUCHED_FIRST + page % GUEST_TOUCHED_PAGES * 4096 + PAGE_TABLE_FLAGS
	.set page, page + 1
	.endr
	.org GUEST_OTHER_PML4, 0xcc
	.quad GUEST_PDPT + PAGE_TABLE_FLAGS
	.org GUEST_LOOPS, 0
#define OP(name, ...) directory_row loop, name;
#include "ops.def"
#undef OP
#define OP(name, ...) directory_row stamped_loop, name;
#include "ops.def"
#undef OP
#define OP(...)
#define UNDER(name, env, knob, ...) .long loop_##name##_##env##_under_##knob - image;
#define UNDER_AS(name, env, knob, other, ...) .long loop_##name##_##other##_under_##knob - image;
#include "ops.def"
#undef OP

#include "guest/guest_32_bit.S"

	.section .note.GNU-stack, "", @progbits
