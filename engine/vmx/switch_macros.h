/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps that every exit point of world_switch.S is made of: save the guest's registers, check
 * that it is the expected exit, load them.
 */
#ifndef VMX_SWITCH_MACROS_H
#define VMX_SWITCH_MACROS_H
#ifdef __ASSEMBLER__

/* An instruction that faults ends in switch_faulted. */
.macro checked instruction:vararg
1:	\instruction
	ENGINE_EXCEPTION(1b, switch_faulted)
.endm

/* RAX first, so that CPUID's four outputs are the last popped; three are what a stamp needs. */
.macro save_registers at_exit
	push	%rax
	push	%rcx
	push	%rdx
	\at_exit 3*8
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

.macro load_registers_but_four
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

.macro load_last_three
	pop	%rdx
	pop	%rcx
	pop	%rax
.endm

.macro load_registers at_entry
	load_registers_but_four
	pop	%rbx
	\at_entry 3*8
	load_last_three
.endm

/* Only the expected exit stays in assembly, and only as often as allowed. */
.macro check_exit top, other
	mov	$VM_EXIT_REASON, %eax
	checked	vmread %rax, %rax
	cmp	%ax, \top + FRAME_EXPECTED_REASON(%rsp)	/* bits 26 to 29 are remarks */
	jne	\other
	decq	\top + FRAME_EXITS_LEFT(%rsp)
	jz	\other
.endm

/* Reason 0 is any exception and the NMI as well: the vector must be the expected one. */
.macro check_exception top, other
	mov	$VM_EXIT_REASON, %eax
	checked	vmread %rax, %rax
	cmp	%ax, \top + FRAME_EXPECTED_REASON(%rsp)	/* bits 26 to 29 are remarks */
	jne	\other
	mov	$VM_EXIT_INTERRUPTION_INFORMATION, %eax
	checked	vmread %rax, %rax
	and	$0xfff, %eax		/* not whether an IRET unblocked NMIs */
	cmp	%eax, \top + FRAME_EXPECTED_EVENT(%rsp)
	jne	\other
	decq	\top + FRAME_EXITS_LEFT(%rsp)
	jz	\other
.endm

/* Past the instruction, by the length that the CPU reports. The flags are VMWRITE's. */
.macro move_rip
	mov	$GUEST_RIP, %eax
	mov	$VM_EXIT_INSTRUCTION_LENGTH, %ecx
	checked	vmread %rax, %rdx
	checked	vmread %rcx, %rcx
	add	%rcx, %rdx
	checked	vmwrite %rdx, %rax
.endm

.macro enter by
	checked	\by
	jmp	enter_failed
.endm

#endif
#endif
