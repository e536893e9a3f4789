/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table's native loops, and what runs one: the same three segments as in the
 * guest (guest/guest.S), with the same stamps. Included by who builds it, who defines what
 * native_rows.S wants, and
 *   NATIVE_CALL_LOOP                    call the function that R13 points to
 * Bodies keep RSP and R12 to R15; the rest is kept here.
 */
#include "layout.h"

/* void native_loop_run(struct guest_params *params, void *scratch, native_loop *loop) */
NATIVE_FUNCTION(native_loop_run)
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi
	mov	%rsp, %r12
	mov	%rsi, %rdi
	mov	%rdx, %r13
	xor	%r14d, %r14d
1:	mov	(%r12), %rcx
	mov	PARAMS_SEGMENT(%rcx, %r14, 8), %r15
	NATIVE_CALL_LOOP
	lfence
	rdtsc
	lfence
	shl	$32, %rdx
	or	%rdx, %rax
	mov	(%r12), %rcx
	mov	%rax, PARAMS_STAMP(%rcx, %r14, 8)
	inc	%r14
	cmp	$GUEST_SEGMENTS, %r14
	jne	1b
	mov	%cs, %eax
	mov	%rax, PARAMS_CS(%rcx)
	movq	$1, PARAMS_FINISHED(%rcx)
.Lleave:
	pop	%rdi
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	NATIVE_RETURN
NATIVE_FUNCTION_END(native_loop_run)

/* A loop cannot go on: R12 is as it was, and who sent it here has put the vector into RAX. */
NATIVE_FUNCTION(native_loop_fault)
	mov	%r12, %rsp
	mov	(%r12), %rcx
	incq	PARAMS_FAULTS(%rcx)
	mov	%rax, PARAMS_VECTOR(%rcx)
	jmp	.Lleave
NATIVE_FUNCTION_END(native_loop_fault)

#define NATIVE_COUNTER %r15
#define NATIVE_POINTER .quad
#include "native_rows.S"
