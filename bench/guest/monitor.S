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

emulate_cli:
	movb	$0, VCPU(VCPU_IF)
	jmp	emulated

emulate_sti:
	movb	$1, VCPU(VCPU_IF)
	cmpb	$0, VCPU(VCPU_PENDING)
	jne	cannot_emulate
	jmp	emulated

/* No device answers. */
emulate_in:
	movb	$0xff, SAVED_RAX(%rsp)
	jmp	emulated

/* HLT has nothing to wait for, and nobody else to run. */
emulate_hlt:
emulate_out:
emulate_wbinvd:
emulate_invlpg:
	jmp	emulated

emulate_clts:
	andq	$~8, VCPU(VCPU_CR)
	jmp	emulated

emulate_mov_to_cr0:
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, VCPU(VCPU_CR)
	jmp	emulated

emulate_mov_to_cr3:
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, VCPU(VCPU_CR) + 8 * 3
	jmp	emulated

emulate_mov_to_cr4:
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, VCPU(VCPU_CR) + 8 * 4
	jmp	emulated

emulate_mov_to_cr8:
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, VCPU(VCPU_CR) + 8 * 8
	jmp	emulated

emulate_mov_to_dr0:
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, VCPU(VCPU_DR)
	jmp	emulated

/* The three SYSENTER MSRs are all the MSRs this CPU has. */
emulate_wrmsr:
	lea	-0x174(%rcx), %eax
	cmp	$2, %eax
	ja	cannot_emulate
	mov	%edx, VCPU(VCPU_SYSENTER) + 4(, %rax, 8)
	mov	SAVED_RAX(%rsp), %ecx
	mov	%ecx, VCPU(VCPU_SYSENTER)(, %rax, 8)
	lea	0x174(%rax), %ecx
	jmp	emulated

emulate_rdmsr:
	lea	-0x174(%rcx), %eax
	cmp	$2, %eax
	ja	cannot_emulate
	mov	VCPU(VCPU_SYSENTER) + 4(, %rax, 8), %edx
	mov	VCPU(VCPU_SYSENTER)(, %rax, 8), %eax
	mov	%rax, SAVED_RAX(%rsp)
	jmp	emulated

emulate_rdpmc:
	movq	$0, SAVED_RAX(%rsp)
	xor	%edx, %edx
	jmp	emulated

emulate_lgdt:
	mov	(%rdi), %rax
	mov	%rax, VCPU(VCPU_GDTR)
	mov	8(%rdi), %ax
	mov	%ax, VCPU(VCPU_GDTR) + 8
	jmp	emulated

emulate_lidt:
	mov	(%rdi), %rax
	mov	%rax, VCPU(VCPU_IDTR)
	mov	8(%rdi), %ax
	mov	%ax, VCPU(VCPU_IDTR) + 8
	jmp	emulated

emulate_lldt:
	mov	SAVED_RAX(%rsp), %eax
	mov	%ax, VCPU(VCPU_LDTR)
	jmp	emulated

emulate_ltr:
	mov	SAVED_RAX(%rsp), %eax
	mov	%ax, VCPU(VCPU_TR)
	jmp	emulated

emulate_swapgs:
	mov	VCPU(VCPU_GS_BASE), %rax
	push	VCPU(VCPU_KERNEL_GS)
	pop	VCPU(VCPU_GS_BASE)
	mov	%rax, VCPU(VCPU_KERNEL_GS)
	jmp	emulated

/* XCR0 is the one there is. */
emulate_xsetbv:
	test	%ecx, %ecx
	jnz	cannot_emulate
	mov	SAVED_RAX(%rsp), %eax
	mov	%eax, VCPU(VCPU_XCR0)
	mov	%edx, VCPU(VCPU_XCR0) + 4
	jmp	emulated

emulate_cpuid:
	mov	VCPU(VCPU_CPUID), %eax
	mov	%rax, SAVED_RAX(%rsp)
	mov	VCPU(VCPU_CPUID) + 4, %eax
	mov	%rax, SAVED_RBX(%rsp)
	mov	VCPU(VCPU_CPUID) + 8, %ecx
	mov	VCPU(VCPU_CPUID) + 12, %edx
	jmp	emulated

/* RDI: a page-table entry's address; RAX: its value. The guest kernel cannot write there itself. */
emulate_set_pte:
	mov	SAVED_RAX(%rsp), %rax
	mov	%rax, GUEST_PT_ALIAS - GUEST_PT(%rdi)
	jmp	emulated

/* RDI: eight descriptors; RSI: where in the table they go. */
emulate_set_descriptors:
	.set entry, 0
	.rept GUEST_DESCRIPTORS_CHANGED
	mov	entry * 8(%rdi), %rax
	mov	%rax, GUEST_DESCRIPTORS_ALIAS - GUEST_DESCRIPTORS + entry * 8(%rsi)
	.set entry, entry + 1
	.endr
	jmp	emulated

/* An interrupt for the kernel, as if a device had raised it now. */
emulate_interrupt:
	pop	%rbx
	pop	%rax
	add	$8, %rsp
	reflect_frame kernel_int, 0

/*
 * Back to the application: RDX and RCX say where, or RCX and R11. The
 * monitor's own frame is dropped.
 */
emulate_sysexit:
	pop	%rbx
	pop	%rax
	mov	$GUEST_STACK_0, %esp
	push	$GUEST_SYSEXIT_SS
	push	%rcx
	push	$0x202
	push	$GUEST_CS_3
	push	%rdx
	iretq

emulate_sysret:
	pop	%rbx
	pop	%rax
	push	24 + 8(%rsp)		/* the kernel's RSP is the application's already */
	pop	VCPU(VCPU_USER_RSP)
	mov	$GUEST_STACK_0, %esp
	push	$GUEST_SS_3
	push	VCPU(VCPU_USER_RSP)
	push	%r11
	push	$GUEST_CS_3
	push	%rcx
	iretq

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

/* By the first byte of an instruction, by the second after 0F, and by hypercall number. */
	.p2align 2, 0xcc
first_byte:
	.set byte, 0
	.rept 256
	.if byte == 0x0f
	.long decode_0f
	.elseif byte == 0x44
	.long decode_44
	.elseif byte == 0x48
	.long decode_48
	.elseif byte == 0xec
	.long decode_in
	.elseif byte == 0xee
	.long decode_out
	.elseif byte == 0xf4
	.long decode_hlt
	.elseif byte == 0xfa
	.long decode_cli
	.elseif byte == 0xfb
	.long decode_sti
	.else
	.long cannot_emulate
	.endif
	.set byte, byte + 1
	.endr

second_byte:
	.set byte, 0
	.rept 256
	.if byte == 0x00
	.long decode_0f00
	.elseif byte == 0x01
	.long decode_0f01
	.elseif byte == 0x06
	.long decode_clts
	.elseif byte == 0x09
	.long decode_wbinvd
	.elseif byte == 0x20
	.long decode_mov_from_cr
	.elseif byte == 0x21
	.long decode_mov_from_dr
	.elseif byte == 0x22
	.long decode_mov_to_cr
	.elseif byte == 0x23
	.long decode_mov_to_dr
	.elseif byte == 0x30
	.long decode_wrmsr
	.elseif byte == 0x32
	.long decode_rdmsr
	.elseif byte == 0x33
	.long decode_rdpmc
	.else
	.long cannot_emulate
	.endif
	.set byte, byte + 1
	.endr

.macro hypercall name
	.set HYPERCALL_\name, (. - hypercalls) / 4
	.long emulate_\name
.endm
hypercalls:
	hypercall hlt
	hypercall lgdt
	hypercall lidt
	hypercall lldt
	hypercall ltr
	hypercall rdmsr
	hypercall wrmsr
	hypercall rdpmc
	hypercall mov_to_cr0
	hypercall mov_to_cr3
	hypercall mov_to_cr4
	hypercall mov_to_dr0
	hypercall clts
	hypercall invlpg
	hypercall wbinvd
	hypercall in
	hypercall out
	hypercall cpuid
	hypercall xsetbv
	hypercall set_pte
	hypercall set_descriptors
	hypercall interrupt
	hypercall sysexit
	hypercall sysret
