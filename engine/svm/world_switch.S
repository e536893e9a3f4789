/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world switch of SVM: entering a guest, and one loop per policy. An exit ends in the
 * instruction after VMRUN, so the choice of the loop is the dispatch. Loops jump back behind their
 * ENDBR.
 *
 * VMRUN switches RAX and RSP, the loop the other registers. FS, GS, TR, LDTR and the SYSCALL MSRs
 * are the guest's until VMLOAD: nothing of the host's may run before. GIF is clear meanwhile, so
 * nothing interrupts the loop, no NMI either; what ended the guest stays pending until STGI. IF is
 * set, or no interrupt would end a guest that never exits.
 */
#include "frame.h"
#include "vmcb.h"
#include "../cpuid_table.h"
#define FRAME_STAMP SVM_FRAME_STAMP
#include "../stamp.h"
#include "../switch_steps.h"

#define TOP   SVM_FRAME_TOP
#define VMCB  SVM_FRAME_TOP + SVM_FRAME_TAIL	/* from the frame's start */

.macro save_registers at_exit
	push	%rcx
	push	%rdx
	\at_exit 3*8
	push_rbx_to_r15
.endm

	ENGINE_SECTION

/* int svm_enter(struct svm_frame *frame, u64 loop) */
ENGINE_FUNCTION(svm_enter)
	push_callee_saved
	mov	%rsp, TOP + SVM_FRAME_HOST_STACK(%rdi)
	clgi
	mov	%rdi, %rsp
	mov	TOP + SVM_FRAME_HOST_VMCB(%rsp), %rax
	vmsave
	mov	TOP - 8(%rsp), %rbx
	mov	%rbx, VMCB + VMCB_RAX(%rsp)
	mov	TOP + SVM_FRAME_VMCB(%rsp), %rax
	vmload
	sti
	push	%rsi			/* below the frame its page is free */
	ENGINE_RETURN			/* a kernel wants no indirect jumps */

/* All but RAX are saved, RSP is the frame's start, RAX the VMCB. */
leave:
	mov	TOP + SVM_FRAME_VMCB(%rsp), %rax
	vmsave
	mov	VMCB + VMCB_RAX(%rsp), %rbx
	mov	%rbx, TOP - 8(%rsp)
	xor	%ebx, %ebx
restore:
	mov	TOP + SVM_FRAME_HOST_VMCB(%rsp), %rax
	vmload
	mov	TOP + SVM_FRAME_HOST_STACK(%rsp), %rsp
	mov	%ebx, %eax
	cli
	stgi
	return_to_c

/*
 * The exception's own frame lies where registers were: those are lost, the host is not. But Linux
 * cannot handle one between the guest's VMLOAD and the host's, as GS is the guest's there. None is
 * known: EFER.SVME was verified, and the addresses are pages of ours.
 */
switch_faulted:
	dec	%rsp			/* the frame ends its page: find its start again */
	and	$-4096, %rsp
	add	$4096 - SVM_FRAME_TAIL - SVM_FRAME_TOP, %rsp
	mov	$1, %ebx
	jmp	restore

/* RBX and the last two, then the guest. What comes after VMRUN is the exit. */
.macro enter at_entry
	pop_r15_to_rbp
	pop	%rbx
	\at_entry 3*8
	pop	%rdx
	pop	%rcx
	checked	vmrun
.endm

/* The stamp takes RAX. */
.macro stamp_entry top
	stamp	\top
	mov	\top + SVM_FRAME_VMCB(%rsp), %rax
.endm

.macro check_exit
	mov	VMCB + VMCB_EXITCODE(%rsp), %rbx
	cmp	%rbx, TOP + SVM_FRAME_EXPECTED_CODE(%rsp)
	jne	leave
	decq	TOP + SVM_FRAME_EXITS_LEFT(%rsp)
.endm

/* Most CPUs say where the guest goes on. The last exit advances it, too. */
.macro advance
	mov	VMCB + VMCB_NEXT_RIP(%rsp), %rbx
	mov	%rbx, VMCB + VMCB_RIP(%rsp)
.endm

.macro loops set, at_exit, at_entry
loop_\set\()_return:
	ENGINE_ENDBR
	enter \at_entry
	save_registers \at_exit
	jmp	leave

loop_\set\()_resume:
	ENGINE_ENDBR
again_\set\()_resume:
	enter \at_entry
	save_registers \at_exit
	check_exit
	jnz	again_\set\()_resume
	jmp	leave

loop_\set\()_skip:
	ENGINE_ENDBR
again_\set\()_skip:
	enter \at_entry
	save_registers \at_exit
	check_exit
	advance				/* MOV leaves the flags alone */
	jnz	again_\set\()_skip
	jmp	leave

loop_\set\()_skip_fixed:
	ENGINE_ENDBR
again_\set\()_skip_fixed:
	enter \at_entry
	save_registers \at_exit
	check_exit
	jz	leave
	mov	TOP + SVM_FRAME_LENGTH(%rsp), %rbx
	add	%rbx, VMCB + VMCB_RIP(%rsp)
	jmp	again_\set\()_skip_fixed

/* EDX and EAX as a 32-bit write leaves the registers: the high halves are zero. */
loop_\set\()_value:
	ENGINE_ENDBR
again_\set\()_value:
	enter \at_entry
	save_registers \at_exit
	check_exit
	advance
	mov	TOP + SVM_FRAME_RETURNED(%rsp), %ebx
	mov	%rbx, VMCB + VMCB_RAX(%rsp)
	mov	TOP + SVM_FRAME_RETURNED + 4(%rsp), %ebx
	mov	%rbx, 12*8(%rsp)
	jnz	again_\set\()_value
	jmp	leave

loop_\set\()_cpuid:
	ENGINE_ENDBR
	enter \at_entry
after_cpuid_\set:
	save_registers \at_exit
	check_exit
	jz	leave
	mov	VMCB + VMCB_RAX(%rsp), %edx	/* the guest's EAX: the leaf */
	imul	$CPUID_HASH, %edx, %ebx
	shr	$CPUID_SLOT_SHIFT, %ebx
	and	$CPUID_SLOT_MASK, %ebx
	add	TOP + SVM_FRAME_CPUID_HOT(%rsp), %rbx
	cmp	CPUID_ENTRY_LEAF(%rbx), %edx
	jne	leave_cpuid_\set
	mov	13*8(%rsp), %ecx		/* ECX: the subleaf, where that matters */
	and	CPUID_ENTRY_SUBLEAF_MASK(%rbx), %ecx
	cmp	CPUID_ENTRY_SUBLEAF(%rbx), %ecx
	jne	leave_cpuid_\set
	mov	VMCB + VMCB_NEXT_RIP(%rsp), %rdx
	mov	%rdx, VMCB + VMCB_RIP(%rsp)
	mov	CPUID_ENTRY_EAX+0(%rbx), %ecx
	mov	%rcx, VMCB + VMCB_RAX(%rsp)
	pop_r15_to_rbp
	\at_entry 4*8
	mov	CPUID_ENTRY_EAX+8(%rbx), %ecx
	mov	CPUID_ENTRY_EAX+12(%rbx), %edx
	mov	CPUID_ENTRY_EAX+4(%rbx), %ebx
	lea	3*8(%rsp), %rsp
	checked	vmrun
	jmp	after_cpuid_\set

/* Not in the hot table: C answers, and counts the exit itself. */
leave_cpuid_\set:
	incq	TOP + SVM_FRAME_EXITS_LEFT(%rsp)
	jmp	leave
.endm

	loops full, nothing, nothing
	loops stamped, stamp, stamp_entry

/*
 * The floor: the guest stands before the same instruction again, and loses nothing. A loop for each
 * exit code, which is then no operand of the comparison.
 */
.macro lean_loop code
	ENGINE_ENDBR
	pop_r15_to_rbp
	pop	%rbx
	pop	%rdx
	pop	%rcx
1:	vmrun
	cmpl	$\code, SVM_FRAME_TAIL + 8 + VMCB_EXITCODE(%rsp)
	jne	leave_lean
	decq	8 + SVM_FRAME_EXITS_LEFT(%rsp)
	jnz	1b
	jmp	leave_lean
.endm

	.set	lean_code, 0
	.altmacro
.macro lean_number code
	.p2align 4
lean_\code:
	lean_loop \code
.endm
	.rept	SVM_LEAN_CODES
	lean_number %lean_code
	.set	lean_code, lean_code + 1
	.endr
	.noaltmacro
	.p2align 4
lean_npf:
	lean_loop 0x400

leave_lean:
	save_registers nothing
	jmp	leave
ENGINE_FUNCTION_END(svm_enter)

/* void svm_stamp_twice(struct svm_frame *frame): two stamps with nothing between. */
ENGINE_FUNCTION(svm_stamp_twice)
	stamp	SVM_FRAME_TOP, %rdi
	stamp	SVM_FRAME_TOP, %rdi
	ENGINE_RETURN
ENGINE_FUNCTION_END(svm_stamp_twice)

	.section .rodata
	.p2align 3
	.globl	svm_loops, svm_lean_loops, svm_lean_npf
svm_loops:
.macro loops_row set
#define POLICY(name) .quad loop_\set\()_##name;
	SVM_POLICIES(POLICY)
.endm
#define SET(name) loops_row name;
	SVM_SETS(SET)
	.size svm_loops, . - svm_loops
svm_lean_loops:
	.set	lean_code, 0
	.altmacro
.macro lean_row code
	.quad	lean_\code
.endm
	.rept	SVM_LEAN_CODES
	lean_row %lean_code
	.set	lean_code, lean_code + 1
	.endr
	.noaltmacro
	.size svm_lean_loops, . - svm_lean_loops
svm_lean_npf:
	.quad	lean_npf

	.section .note.GNU-stack, "", @progbits
