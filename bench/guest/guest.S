/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest: one flat image with its page tables, descriptor tables, exception
 * stubs and a loop per operation, assembled from the table. It runs the loop it
 * is told to (params.loop) in three segments - warm-up, one iteration, the
 * measured ones - with a time stamp after each, and says it is done.
 *
 * Linked at 0; everything whose address is in a table stands at a fixed offset.
 */
#include "layout.h"

#define PAGE_TABLE_FLAGS 0x67  /* present, writable, user, accessed, dirty */

	.section .guest, "awx"
	.code64
image:

	.org GUEST_PML4, 0
	.quad GUEST_PDPT + PAGE_TABLE_FLAGS
	.org GUEST_PDPT, 0
	.quad GUEST_PD + PAGE_TABLE_FLAGS
	.org GUEST_PD, 0
	.quad GUEST_PT + PAGE_TABLE_FLAGS
	.org GUEST_PT, 0
	.set page, 0
	.rept 512
	.quad page * 4096 + PAGE_TABLE_FLAGS
	.set page, page + 1
	.endr

	.org GUEST_GDT, 0
	.quad 0
	.quad 0x00af9b000000ffff               /* GUEST_CS */
	.quad 0x00cf93000000ffff               /* GUEST_SS */
	.quad 0x00cff3000000ffff               /* GUEST_SS_3 */
	.quad 0x00affb000000ffff               /* GUEST_CS_3 */
	.quad 0x00008b0000000067 | GUEST_TSS << 16
	.quad 0
	.org GUEST_TSS + 4, 0
	.quad GUEST_STACK_0
	.org GUEST_TSS + 102, 0
	.word GUEST_TSS_BYTES                  /* no I/O bitmap */

/* Where each loop is, in the table's order, for the host to look up. */
	.org GUEST_LOOPS, 0
#define OP(name, ...) .long loop_##name - image;
#include "ops.def"
#undef OP

	.org GUEST_IDT, 0
	.set vector, 0
	.rept GUEST_VECTORS
	.word GUEST_STUBS + vector * GUEST_STUB_BYTES, GUEST_CS
	.word 0x8e00, 0, 0, 0, 0, 0            /* interrupt gate, DPL 0 */
	.set vector, vector + 1
	.endr

/* Vectors that push no error code get a zero, so that every frame looks the same. */
	.set vector, 0
	.rept GUEST_VECTORS
	.org GUEST_STUBS + vector * GUEST_STUB_BYTES, 0xcc
	.if !((0x00227d00 >> vector) & 1)
	push	$0
	.endif
	push	$vector
	jmp	exception
	.set vector, vector + 1
	.endr

	.org GUEST_ENTRY, 0xcc
	mov	$GUEST_SCRATCH, %edi
	cmpl	$3, GUEST_PARAMS + PARAMS_RING
	jne	run
	push	$GUEST_SS_3
	push	$GUEST_STACK_3
	push	$0x202                         /* RFLAGS: IF, IOPL 0 */
	push	$GUEST_CS_3
	push	$run
	iretq

/* The same in every ring. R13: the loop. R14: the segment. R15: iterations left. */
run:
	mov	GUEST_PARAMS + PARAMS_LOOP, %r13d
	xor	%r14d, %r14d
1:	mov	GUEST_PARAMS + PARAMS_SEGMENT(, %r14, 8), %r15
	call	*%r13
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
finished_in_ring_3:
	ud2

done:
	cmpl	$DONE_BY_HLT, GUEST_PARAMS + PARAMS_DONE_BY
	je	2f
	mov	$GUEST_DONE_PORT, %edx
1:	out	%al, %dx
	jmp	1b
2:	hlt
	jmp	2b

/* Ring 3's way of saying it is done, or something the host should hear of. */
exception:
	cmpq	$finished_in_ring_3, 16(%rsp)
	je	done
	incl	GUEST_PARAMS + PARAMS_FAULTS
	pop	GUEST_PARAMS + PARAMS_VECTOR
	pop	GUEST_PARAMS + PARAMS_ERROR
	pop	GUEST_PARAMS + PARAMS_FAULT_RIP
	jmp	done

#define SETUP(...) __VA_ARGS__
#define BODY(...)  __VA_ARGS__
#define OP(name, words, setup, body, ...)  \
	.p2align 6, 0xcc;                  \
loop_##name:                               \
	setup;                             \
1:	body;                              \
	dec %r15;                          \
	jnz 1b;                            \
	ret;
#include "ops.def"
#undef OP

	.section .note.GNU-stack, "", @progbits
