/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The translator's runtime: what translated code calls where the instruction is too much to
 * write inline. It runs in the guest kernel's ring, keeps all registers, and works
 * on the virtual CPU; a frame like the monitor's lets it share the monitor's
 * emulations, by CALL_OUT(name) in guest/virtual.h.
 */
.macro call_out name, body:vararg
call_out_\name:
	push	%rax
	push	%rcx
	push	%rdx
	push	%rbx
	pushfq
	call	\body
	popfq
	pop	%rbx
	pop	%rdx
	pop	%rcx
	pop	%rax
	ret
.endm

	call_out lgdt, runtime_lgdt
	call_out lidt, runtime_lidt
	call_out lldt, runtime_lldt
	call_out ltr, runtime_ltr
	call_out hlt, runtime_nothing
	call_out mov_to_cr3, runtime_mov_to_cr3
	call_out invlpg, runtime_nothing
	call_out wbinvd, runtime_nothing
	call_out out, runtime_nothing

/*
 * What a translator emits once it has seen a store hit a page table, or a descriptor
 * table: the table's own way in.
 */
call_out_set_pte:
	mov	%rax, GUEST_PT_ALIAS - GUEST_PT(%rdi)
	ret

call_out_set_descriptor:
	mov	%rax, GUEST_DESCRIPTORS_ALIAS - GUEST_DESCRIPTORS(%rdi)
	ret

/* CPUID's four registers are what it is for, so none is kept. */
call_out_cpuid:
	mov	VCPU(VCPU_CPUID), %eax
	mov	VCPU(VCPU_CPUID) + 4, %ebx
	mov	VCPU(VCPU_CPUID) + 8, %ecx
	mov	VCPU(VCPU_CPUID) + 12, %edx
	ret

/* Its result is in AL, so that is not kept. */
call_out_in:
	mov	$0xff, %al
	ret

runtime_lgdt:
	mov	(%rdi), %rcx
	mov	%rcx, VCPU(VCPU_GDTR)
	mov	8(%rdi), %cx
	mov	%cx, VCPU(VCPU_GDTR) + 8
	ret

runtime_lidt:
	mov	(%rdi), %rcx
	mov	%rcx, VCPU(VCPU_IDTR)
	mov	8(%rdi), %cx
	mov	%cx, VCPU(VCPU_IDTR) + 8
	ret

runtime_lldt:
	mov	%ax, VCPU(VCPU_LDTR)
	ret

runtime_ltr:
	mov	%ax, VCPU(VCPU_TR)
	ret

runtime_mov_to_cr3:
	mov	%rax, VCPU(VCPU_CR) + 8 * 3
	ret

/* Nothing to do on a machine without that device, or cache of its own. */
runtime_nothing:
	ret
