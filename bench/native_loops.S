/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table's native loops, and what runs one: the same three segments as in the
 * guest (guest/guest.S), with the same stamps. Included by who builds it, who defines
 *   NATIVE_RINGS                        a bit for each ring whose loops are wanted; no other is built
 *   NATIVE_FUNCTION(n), NATIVE_FUNCTION_END(n), NATIVE_RETURN, NATIVE_TABLE_SECTION
 *   NATIVE_CALL_LOOP                    call the function that R13 points to
 * Bodies keep RSP and R12 to R15; the rest is kept here.
 */
#include "layout.h"

#define NATIVE_NO_CALL 4095     /* a number no system call has, in either table */

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

/* What each row has: native_rings_NAME, and native_instead_NAME if it has instructions of its own. */
.macro native_cell env, ring:vararg
	.ifc	\env, native
	.set	rings, \ring
	.endif
.endm
.macro native_instead name, env
	.ifc	\env, native
	.set	native_instead_\name, 1
	.endif
.endm
#define FIRST_OF(first, ...) first
#define IN_RING(n)           (1 << (n))
#define IN_ANY_RING          (1 << 0 | 1 << 3)
#define CELL(env, ...)       native_cell env, FIRST_OF(__VA_ARGS__, );
#define OP(name, words, setup, body, ...) \
	.set rings, 0; __VA_ARGS__ .set native_rings_##name, rings & NATIVE_RINGS;
#define INSTEAD(name, env, ...) native_instead name, env;
#include "ops.def"
#undef OP

/* The loops, one function each. */
#define SETUP(...) __VA_ARGS__
#define BODY(...)  __VA_ARGS__
.macro native_loop_end
	dec	%r15
	jnz	1b
	NATIVE_RETURN
.endm
#define LOOP_BEGIN(name) .p2align 6, 0xcc; NATIVE_FUNCTION(native_loop_##name);
#define LOOP_END(name)   native_loop_end; NATIVE_FUNCTION_END(native_loop_##name);

	.globl	native_loops_begin
native_loops_begin:
#define OP(name, words, setup, body, ...)                                \
	.ifndef native_instead_##name; .if native_rings_##name;          \
	LOOP_BEGIN(name) setup; 1: body; LOOP_END(name)                  \
	.endif; .endif;
#define INSTEAD(name, env, setup, body)                                  \
	.ifc env,native; .if native_rings_##name;                        \
	LOOP_BEGIN(name) setup; 1: body; LOOP_END(name)                  \
	.endif; .endif;
#include "ops.def"
#undef OP
	.globl	native_loops_end
native_loops_end:

	NATIVE_TABLE_SECTION
	.balign	8
	.globl	native_loops
native_loops:
#define OP(name, ...)          \
	.if native_rings_##name; .quad native_loop_##name; .else; .quad 0; .endif;
#include "ops.def"
