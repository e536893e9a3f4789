/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The monitor: ring 0 of the guest, under a guest kernel in an outer ring. A
 * sensitive instruction of the kernel arrives as #GP, is decoded and completed on
 * the virtual CPU; system calls and exceptions are reflected to the kernel.
 *
 * In 64-bit mode there are no segment limits, so nothing protects the monitor
 * from ring 1: the cost of the trap is the real one, the isolation is not there.
 *
 * While an instruction is emulated the stack holds, from RSP: RBX, RAX, error
 * code, RIP, CS, RFLAGS, RSP, SS; RBX is the instruction's length.
 */

#define SAVED_RBX  0
#define SAVED_RAX  8
#define SAVED_RIP  24

/* Count a trap by its vector: the claim is checked by these. */
#define COUNT_TRAP(vector) incq GUEST_PARAMS + PARAMS_TRAPS + 8 * (vector)

monitor_general_protection:
	push	%rax
	push	%rbx
	COUNT_TRAP(13)
	mov	SAVED_RIP(%rsp), %rbx
	movzbl	(%rbx), %eax
	mov	first_byte(, %rax, 4), %eax
	jmp	*%rax

/* 0F 01 D1: XSETBV; or the kernel says it is done. */
monitor_invalid_opcode:
	cmpq	$finished_outside_ring_0, (%rsp)
	je	done
	push	$0
	push	%rax
	push	%rbx
	COUNT_TRAP(6)
	mov	SAVED_RIP(%rsp), %rbx
	mov	(%rbx), %eax
	and	$0xffffff, %eax
	cmp	$0xd1010f, %eax
	jne	unexpected_invalid_opcode
	mov	$3, %ebx
	jmp	emulate_xsetbv
unexpected_invalid_opcode:
	pop	%rbx
	pop	%rax
	push	$6
	jmp	exception

/* A hypercall has its number in EBX, no error code, and nothing to decode or skip. */
monitor_hypercall:
	push	$0
	push	%rax
	push	%rbx
	COUNT_TRAP(GUEST_HYPERCALL)
	mov	hypercalls(, %rbx, 4), %eax
	xor	%ebx, %ebx
	jmp	*%rax

/*
 * An exception or INT n for the kernel: its frame is built on the kernel's own
 * stack, and the kernel entered at its handler. From the monitor's stack: RIP,
 * CS, RFLAGS, RSP, SS.
 */
.macro reflect_frame handler, from_application
	push	%rax
	push	%rcx
.if \from_application
	mov	$GUEST_STACK_1, %eax
.else
	mov	16 + 24(%rsp), %rax
.endif
	mov	16 + 32(%rsp), %rcx
	mov	%rcx, -8(%rax)
	mov	16 + 24(%rsp), %rcx
	mov	%rcx, -16(%rax)
	mov	16 + 16(%rsp), %rcx
	mov	%rcx, -24(%rax)
	mov	16 + 8(%rsp), %rcx
	mov	%rcx, -32(%rax)
	mov	16(%rsp), %rcx
	mov	%rcx, -40(%rax)
	sub	$40, %rax
	mov	%rax, 16 + 24(%rsp)
	mov	VCPU(VCPU_KERNEL_CS), %rcx
	mov	%rcx, 16 + 8(%rsp)
	mov	VCPU(VCPU_KERNEL_SS), %rcx
	mov	%rcx, 16 + 32(%rsp)
	movq	$\handler, 16(%rsp)
	pop	%rcx
	pop	%rax
	iretq
.endm

emulated:
	add	%rbx, SAVED_RIP(%rsp)
	pop	%rbx
	pop	%rax
	add	$8, %rsp
	iretq

/* Not one of ours: tell the host which. */
cannot_emulate:
	pop	%rbx
	pop	%rax
	push	$13
	jmp	exception

.macro decode name, bytes
decode_\name:
	mov	$\bytes, %ebx
	jmp	emulate_\name
.endm

	decode	cli, 1
	decode	sti, 1
	decode	hlt, 1
	decode	in, 1
	decode	out, 1
	decode	clts, 2
	decode	wbinvd, 2
	decode	wrmsr, 2
	decode	rdmsr, 2
	decode	rdpmc, 2

decode_0f:
	movzbl	1(%rbx), %eax
	mov	second_byte(, %rax, 4), %eax
	jmp	*%rax

/* 0F 00: LLDT AX and LTR AX. */
decode_0f00:
	movzbl	2(%rbx), %eax
	mov	$3, %ebx
	cmp	$0xd0, %eax
	je	emulate_lldt
	cmp	$0xd8, %eax
	je	emulate_ltr
	jmp	cannot_emulate

/* 0F 01: LGDT, LIDT and INVLPG of (RDI), SWAPGS. */
decode_0f01:
	movzbl	2(%rbx), %eax
	mov	$3, %ebx
	cmp	$0x17, %eax
	je	emulate_lgdt
	cmp	$0x1f, %eax
	je	emulate_lidt
	cmp	$0x3f, %eax
	je	emulate_invlpg
	cmp	$0xf8, %eax
	je	emulate_swapgs
	jmp	cannot_emulate

/* 44 0F 22 C0: MOV RAX to CR8, the one with a prefix of this kind. */
decode_44:
	cmpl	$0xc0220f44, (%rbx)
	jne	cannot_emulate
	mov	$4, %ebx
	jmp	emulate_mov_to_cr8

/* 48 0F 35: SYSEXIT; 48 0F 07: SYSRET. Both to 64-bit code. */
decode_48:
	mov	1(%rbx), %ax
	cmp	$0x350f, %ax
	je	emulate_sysexit
	cmp	$0x070f, %ax
	je	emulate_sysret
	jmp	cannot_emulate

/* 0F 20 to 0F 23: MOV between RAX and CRn or DRn; the number is in ModRM's middle. */
.macro decode_mov name, registers
decode_\name:
	movzbl	2(%rbx), %ebx
	shr	$3, %ebx
	and	$7, %ebx
.endm

	decode_mov mov_from_cr
	mov	VCPU(VCPU_CR)(, %rbx, 8), %rax
	mov	%rax, SAVED_RAX(%rsp)
	jmp	emulated_3
	decode_mov mov_to_cr
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, VCPU(VCPU_CR)(, %rbx, 8)
	jmp	emulated_3
	decode_mov mov_from_dr
	mov	VCPU(VCPU_DR)(, %rbx, 8), %rax
	mov	%rax, SAVED_RAX(%rsp)
	jmp	emulated_3
	decode_mov mov_to_dr
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, VCPU(VCPU_DR)(, %rbx, 8)
emulated_3:
	mov	$3, %ebx
	jmp	emulated

#include "guest/emulate.S"

/* A system call came to the monitor, which owns the MSRs; the kernel gets it as if it did. */
monitor_sysenter:
	mov	$GUEST_STACK_0, %esp
	push	VCPU(VCPU_KERNEL_SS)
	push	VCPU(VCPU_SYSENTER) + 8
	push	$0x202
	push	VCPU(VCPU_KERNEL_CS)
	push	VCPU(VCPU_SYSENTER) + 16
	movb	$0, VCPU(VCPU_IF)
	iretq

monitor_syscall:
	mov	%rsp, VCPU(VCPU_USER_RSP)
	mov	$GUEST_STACK_0, %esp
	push	VCPU(VCPU_KERNEL_SS)
	push	VCPU(VCPU_USER_RSP)
	push	$0x202
	push	VCPU(VCPU_KERNEL_CS)
	push	VCPU(VCPU_LSTAR)
	iretq

monitor_divide_error:
	COUNT_TRAP(0)
	reflect_frame kernel_divide_error, 0

/*
 * A store to a page table or a descriptor table is completed here; a fault the
 * kernel asked for is reflected to it.
 */
monitor_page_fault:
	COUNT_TRAP(14)
	push	%rax
	mov	%cr2, %rax
	cmp	$GUEST_HOLE, %rax
	jne	page_table_store
	pop	%rax
	add	$8, %rsp
	reflect_frame kernel_page_fault, 0

/* 48 89 04 25 and an address: MOV RAX to memory, 8 bytes, the one form decoded. */
page_table_store:
	push	%rbx
	sub	$GUEST_PT, %rax
	cmp	$4095, %rax
	ja	descriptor_store
	mov	SAVED_RIP(%rsp), %rbx
	cmpl	$0x25048948, (%rbx)
	jne	unexpected_page_fault
	mov	SAVED_RAX(%rsp), %rbx
	mov	%rbx, GUEST_PT_ALIAS(%rax)
	mov	$8, %ebx
	jmp	emulated

/* The same to the descriptor table. */
descriptor_store:
	sub	$GUEST_DESCRIPTORS - GUEST_PT, %rax
	cmp	$4095, %rax
	ja	unexpected_page_fault
	mov	SAVED_RIP(%rsp), %rbx
	cmpl	$0x25048948, (%rbx)
	jne	unexpected_page_fault
	mov	SAVED_RAX(%rsp), %rbx
	mov	%rbx, GUEST_DESCRIPTORS_ALIAS(%rax)
	mov	$8, %ebx
	jmp	emulated
unexpected_page_fault:
	pop	%rbx
	pop	%rax
	push	$14
	jmp	exception

monitor_int:
	COUNT_TRAP(GUEST_INT_VECTOR)
	reflect_frame kernel_int, 1

monitor_back:
	COUNT_TRAP(GUEST_BACK_VECTOR)
	reflect_frame kernel_back, 1

#include "guest/dispatch.S"
