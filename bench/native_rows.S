/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table's rows as native loops, one function each, and where each is. Included by what runs
 * them, native_loops.S or native_32_bit.S, after these are defined:
 *   NATIVE_RINGS                        a bit for each ring whose loops are wanted, or
 *                                       NATIVE_32_BIT: no other is built
 *   NATIVE_FUNCTION(n), NATIVE_FUNCTION_END(n), NATIVE_RETURN, NATIVE_TABLE_SECTION
 *   NATIVE_COUNTER, NATIVE_POINTER      the register that counts iterations down; what an
 *                                       address is stored by
 */
#include "layout.h"

#define NATIVE_32_BIT  (1 << 4) /* the loops of 32-bit code are a kind beside the rings' */
#define NATIVE_NO_CALL 4095     /* a number no system call has, in any table */
#define NATIVE_CS_32_BIT 0x23   /* what Linux gives 32-bit code */

/* What each row has: native_rings_NAME; native_instead_NAME if it runs other instructions. */
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
#define IN_32_BIT            NATIVE_32_BIT
#define CELL(env, ...)       native_cell env, FIRST_OF(__VA_ARGS__, );
#define BY_SVM(...)
#define OP(name, words, setup, body, ...) \
	.set rings, 0; __VA_ARGS__ .set native_rings_##name, rings & NATIVE_RINGS;
#define INSTEAD(name, env, ...) native_instead name, env;
#include "ops.def"
#undef OP

/* The loops, one function each. */
#define SETUP(...) __VA_ARGS__
#define BODY(...)  __VA_ARGS__
.macro native_loop_end
	dec	NATIVE_COUNTER
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
	.if native_rings_##name; NATIVE_POINTER native_loop_##name; .else; NATIVE_POINTER 0; .endif;
#include "ops.def"
