/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps that every exit point of world_switch.S is made of: save the guest's registers, check
 * that it is the expected exit, load them.
 */
#ifndef VMX_SWITCH_MACROS_H
#define VMX_SWITCH_MACROS_H
#ifdef __ASSEMBLER__

/* RAX first, so that CPUID's four outputs are the last popped; three are what a stamp needs. */
.macro save_registers at_exit
	push	%rax
	push	%rcx
	push	%rdx
	\at_exit 3*8
	push_rbx_to_r15
.endm

.macro load_last_three
	pop	%rdx
	pop	%rcx
	pop	%rax
.endm

.macro load_registers at_entry
	pop_r15_to_rbp
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
