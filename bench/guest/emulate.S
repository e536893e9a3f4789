/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the monitor does for the guest kernel on the virtual CPU, one entry an instruction. The
 * decoder in monitor.S comes here with the instruction's length in RBX. Each entry ends in
 * `emulated`.
 */

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
