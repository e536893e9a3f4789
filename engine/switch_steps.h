/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps that the world switches of VMX and of SVM share, and what stands where their host
 * defines none of ENGINE_ENDBR, ENGINE_FUNCTION(name), ENGINE_FUNCTION_END(name), ENGINE_RETURN,
 * ENGINE_EXCEPTION(from, to) and ENGINE_SECTION.
 */
#ifndef ENGINE_SWITCH_STEPS_H
#define ENGINE_SWITCH_STEPS_H
#ifdef __ASSEMBLER__

#ifndef ENGINE_ENDBR
#define ENGINE_ENDBR endbr64
#endif
#ifndef ENGINE_FUNCTION
#define ENGINE_FUNCTION(name) .globl name; .type name, @function; .p2align 4; name: ENGINE_ENDBR
#define ENGINE_FUNCTION_END(name) .size name, . - name
#endif
#ifndef ENGINE_RETURN
#define ENGINE_RETURN ret
#endif
#ifndef ENGINE_EXCEPTION
#define ENGINE_EXCEPTION(from, to)
#endif
#ifndef ENGINE_SECTION
#define ENGINE_SECTION .text
#endif

/* An instruction that faults ends in switch_faulted. */
.macro checked instruction:vararg
1:	\instruction
	ENGINE_EXCEPTION(1b, switch_faulted)
.endm

/* Where a form does nothing around an exit. */
.macro nothing top
.endm

/* Of the guest, in the order of the frame; those before RBX each switch saves by itself. */
.macro push_rbx_to_r15
	push	%rbx
	push	%rbp
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
.endm

.macro pop_r15_to_rbp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rbp
.endm

/* Of the host, for C. */
.macro push_callee_saved
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
.endm

.macro return_to_c
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ENGINE_RETURN
.endm

#endif
#endif
