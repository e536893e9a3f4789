/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest kernel's handlers. Those of ring 0 run where the kernel owns the CPU, and
 * count what came, for the claim; the others are entered by the monitor, which
 * has counted already. The faulting instruction is stepped over: its length is fixed.
 */
#define DIV_BYTES   2
#define FAULT_BYTES 7
#define UD2_BYTES   2

divide_error:
	incq	GUEST_PARAMS + PARAMS_TRAPS
kernel_divide_error:
	addq	$DIV_BYTES, (%rsp)
	iretq

nmi:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * 2
	iretq

breakpoint:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * 3
	iretq

/* A loop's, or else what says done, or a fault. */
invalid_opcode:
	cmpq	$loops, (%rsp)
	jb	2f
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * 6
	addq	$UD2_BYTES, (%rsp)
	iretq
2:	push	$0
	push	$6
	jmp	exception

page_fault:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * 14
	push	%rax
	mov	%cr2, %rax
	cmp	$GUEST_HOLE, %rax
	pop	%rax
	jne	2f
	add	$8, %rsp
kernel_page_fault:
	addq	$FAULT_BYTES, (%rsp)
	iretq
2:	push	$14
	jmp	exception

int_from_application:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_INT_VECTOR
kernel_int:
	iretq

/* Not back to the application but into the kernel's loop, which left its place in RCX and RBP. */
back_from_application:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_BACK_VECTOR
kernel_back:
	mov	%rbp, %rsp
	jmp	*%rcx

/* Straight from ring 3: nobody has counted yet. */
direct_int:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_INT_VECTOR
	iretq

/* Interrupts by the local APIC, on either virtual CPU. */
apic_interrupt:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_APIC_VECTOR
	movl	$0, APIC(EOI)
	iretq

x2apic_interrupt:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_X2APIC_VECTOR
	push	%rax
	push	%rcx
	push	%rdx
	mov	$X2APIC(EOI), %ecx
	xor	%eax, %eax
	xor	%edx, %edx
	wrmsr
	pop	%rdx
	pop	%rcx
	pop	%rax
	iretq

/* The APIC that sent it is the CPU's own, or the VMM's. */
self_ipi:
	incq	GUEST_PARAMS + PARAMS_TRAPS + 8 * GUEST_SELF_VECTOR
	movl	$0, GUEST_APIC_EOI
	iretq
