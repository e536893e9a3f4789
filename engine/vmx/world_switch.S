/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world switch: entering a guest, and one exit point per policy.
 *
 * While the guest runs HOST_RSP is the end of the frame's register array, so
 * saving a register is a push and loading it a pop. An exit point checks the
 * exit reason, counts the exit against its bound and resumes; whatever it
 * cannot do itself it leaves to C by returning from vmx_enter.
 *
 * An NMI in here is taken on the host's own interrupt stack (IST); nothing in
 * here may be interrupted otherwise, so interrupts stay off.
 */
#include "frame.h"
#include "../cpuid_table.h"
#include "../switch_steps.h"
#include "around_exit.h"

#define VM_EXIT_REASON                   0x4402
#define VM_EXIT_INTERRUPTION_INFORMATION 0x4404
#define VM_EXIT_INSTRUCTION_LENGTH       0x440c
#define GUEST_INTERRUPTIBILITY_STATE     0x4824
#define GUEST_RSP                        0x681c
#define GUEST_RIP                        0x681e
#define HOST_RSP                         0x6c14
#define BLOCKING_STI_OR_MOV_SS           3 /* in the interruptibility */

	ENGINE_SECTION

#include "switch_macros.h"

.macro exit_point name
	.p2align 4
	.globl	\name
\name:
	ENGINE_ENDBR
.endm

/* int vmx_enter(struct frame *frame, u64 how) */
ENGINE_FUNCTION(vmx_enter)
	push_callee_saved
	mov	%rsp, FRAME_TOP + FRAME_HOST_STACK(%rdi)
	mov	%rdi, %rsp
	cmp	$ENTER_RESUME, %rsi
	pop_r15_to_rbp		/* a POP leaves the flags alone */
	pop	%rbx
	jb	3f
	je	2f			/* stamped or not: the same but for the stamp itself */
	stamp	3*8
2:	load_last_three
	enter	vmresume
3:	load_last_three
	checked	vmlaunch
enter_failed:				/* VMfailInvalid sets CF, VMfailValid ZF */
	mov	$ENTER_FAIL_VALID, %eax
	jnc	leave
	mov	$ENTER_FAIL_INVALID, %eax
leave:					/* RSP is the end of the register array */
	mov	FRAME_HOST_STACK(%rsp), %rsp
	return_to_c

/* The exception's own frame lies where the registers were: those are lost, the host is not. */
switch_faulted:
	and	$-4096, %rsp		/* the frame ends its page: find its end again */
	add	$4096 - FRAME_TAIL, %rsp
	mov	$ENTER_FAULTED, %eax
	jmp	leave

/* All 15 registers were pushed: RSP is the start of the frame. */
leave_full:
	add	$FRAME_TOP, %rsp
	xor	%eax, %eax
	jmp	leave

/*
 * The exit points that save all registers, one set for each thing done around an exit: at_exit
 * comes when what it needs is saved, at_entry when all else is loaded, and the entry is made
 * `by` an instruction. What they cannot do themselves goes to to_c.
 */
.macro full_exit_points form, at_exit, at_entry, to_c=leave_full, by=vmresume

/* Every exit is left to C. */
exit_point exit_\form\()_return
	save_registers \at_exit
	jmp	\to_c

exit_point exit_\form\()_resume
	save_registers \at_exit
	check_exit FRAME_TOP, \to_c
	load_registers \at_entry
	enter	\by

exit_point exit_\form\()_skip
	save_registers \at_exit
	check_exit FRAME_TOP, \to_c
skip_\form:
	move_rip
	load_registers \at_entry
	enter	\by

exit_point exit_\form\()_skip_fixed
	save_registers \at_exit
	check_exit FRAME_TOP, \to_c
skip_fixed_\form:
	mov	$GUEST_RIP, %eax
	checked	vmread %rax, %rdx
	add	FRAME_TOP + FRAME_LENGTH(%rsp), %rdx
	checked	vmwrite %rdx, %rax
	load_registers \at_entry
	enter	\by

exit_point exit_\form\()_exception
	save_registers \at_exit
	check_exception FRAME_TOP, \to_c
	jmp	skip_fixed_\form

/* EDX and EAX as a 32-bit write leaves the registers: the high halves are zero. */
exit_point exit_\form\()_value
	save_registers \at_exit
	check_exit FRAME_TOP, \to_c
	mov	FRAME_TOP + FRAME_RETURNED(%rsp), %eax
	mov	%rax, 14*8(%rsp)
	mov	FRAME_TOP + FRAME_RETURNED + 4(%rsp), %eax
	mov	%rax, 12*8(%rsp)
	jmp	skip_\form

/*
 * By C, on the host's stack, and no further into it than complete_expected(). An instruction that
 * is complete ends the shadow of an STI or MOV SS before it.
 */
exit_point exit_\form\()_complete
	save_registers \at_exit
	check_exit FRAME_TOP, \to_c
	mov	%rsp, %rbx
	mov	FRAME_TOP + FRAME_VM(%rsp), %rdi
	mov	FRAME_TOP + FRAME_RUN(%rsp), %rsi
	mov	FRAME_TOP + FRAME_HOST_STACK(%rsp), %rsp
	sub	$8, %rsp
	call	complete_expected
	mov	%rbx, %rsp
	test	%eax, %eax
	jnz	leave_refused_\form
	mov	$GUEST_INTERRUPTIBILITY_STATE, %eax
	checked	vmread %rax, %rdx
	test	$BLOCKING_STI_OR_MOV_SS, %dl
	jnz	end_shadow_\form
move_on_\form:
	move_rip
	jbe	leave_refused_\form
	load_registers \at_entry
	enter	\by
end_shadow_\form:
	and	$~BLOCKING_STI_OR_MOV_SS, %edx
	checked	vmwrite %rdx, %rax
	ja	move_on_\form
leave_refused_\form:
	incq	FRAME_TOP + FRAME_REFUSED(%rsp)
	jmp	leave_to_c_\form

exit_point exit_\form\()_cpuid
	save_registers \at_exit
	check_exit FRAME_TOP, \to_c
	mov	14*8(%rsp), %eax	/* the guest's EAX: the leaf */
	imul	$CPUID_HASH, %eax, %ebx
	shr	$CPUID_SLOT_SHIFT, %ebx
	and	$CPUID_SLOT_MASK, %ebx
	add	FRAME_TOP + FRAME_CPUID_HOT(%rsp), %rbx
	cmp	CPUID_ENTRY_LEAF(%rbx), %eax
	jne	leave_cpuid_\form
	mov	13*8(%rsp), %ecx	/* ECX: the subleaf, where that matters */
	and	CPUID_ENTRY_SUBLEAF_MASK(%rbx), %ecx
	cmp	CPUID_ENTRY_SUBLEAF(%rbx), %ecx
	jne	leave_cpuid_\form
	move_rip
	pop_r15_to_rbp
	\at_entry 4*8
	mov	CPUID_ENTRY_EAX+0(%rbx), %eax
	mov	CPUID_ENTRY_EAX+8(%rbx), %ecx
	mov	CPUID_ENTRY_EAX+12(%rbx), %edx
	mov	CPUID_ENTRY_EAX+4(%rbx), %ebx
	lea	4*8(%rsp), %rsp
	enter	\by

/* Not in the hot table, or not completed: C answers, or says why, and counts the exit itself. */
leave_cpuid_\form:
leave_to_c_\form:
	incq	FRAME_TOP + FRAME_EXITS_LEFT(%rsp)
	jmp	\to_c
.endm

	full_exit_points full, nothing, nothing
	full_exit_points stamped, stamp, stamp
	full_exit_points verw, nothing, verw_buffers
	full_exit_points rsb, fill_rsb, nothing
	full_exit_points ibpb, nothing, barrier_predictors
	full_exit_points l1d, nothing, flush_l1d
	full_exit_points spec_ctrl, load_spec_ctrl, clear_spec_ctrl, leave_spec_ctrl
	full_exit_points bhb, clear_branch_history, nothing
	full_exit_points vmread, read_fields, nothing
	full_exit_points vmwrite, write_fields, nothing
	full_exit_points invept, nothing, invalidate_ept
	full_exit_points invvpid, nothing, invalidate_vpid
	full_exit_points vmptrld, nothing, load_other_vmcs
	full_exit_points vmclear, nothing, clear_vmcs, by=vmlaunch
	full_exit_points vmxoff, nothing, leave_vmx, by=vmlaunch
	full_exit_points other_vmclear, nothing, clear_other_vmcs

/* Of a field that no exit point uses. What is written is what is there. */
vmreads:
	mov	$GUEST_RSP, %eax
	as_often vmread %rax, %rdx
	ENGINE_RETURN

vmwrites:
	mov	$GUEST_RSP, %eax
	checked	vmread %rax, %rdx
	as_often vmwrite %rdx, %rax
	ENGINE_RETURN

/* C gets IA32_SPEC_CTRL clear, as after any other exit, and enters the guest again with that. */
leave_spec_ctrl:
	clear_spec_ctrl 0
	jmp	leave_full

/*
 * The floor: the guest stands before the same instruction again, since nothing
 * moved its RIP, and RAX is the only register it loses.
 */
exit_point exit_lean
	check_exit 0, leave_lean
	enter	vmresume

exit_point exit_lean_exception
	check_exception 0, leave_lean
	enter	vmresume

/* As the loop of vmlatency, which writes the field before each entry. */
exit_point exit_lean_host_rsp
	check_exit 0, leave_lean
	mov	$HOST_RSP, %eax
	checked	vmwrite %rsp, %rax
	enter	vmresume

leave_lean:
	save_registers nothing
	jmp	leave_full
ENGINE_FUNCTION_END(vmx_enter)

/* void vmx_stamp_twice(struct frame *frame): as far apart as two stamps with nothing between. */
ENGINE_FUNCTION(vmx_stamp_twice)
	stamp	FRAME_TOP, %rdi
	stamp	FRAME_TOP, %rdi
	ENGINE_RETURN
ENGINE_FUNCTION_END(vmx_stamp_twice)

	.section .rodata
	.p2align 3
	.globl	exit_points
exit_points:
.macro exit_set_row set
#define POINT(policy) .quad exit_\set\()_##policy;
	EXIT_POLICIES(POINT)
.endm
#define SET(name) exit_set_row name;
	EXIT_SETS(SET)
	.size exit_points, . - exit_points

	.section .note.GNU-stack, "", @progbits
