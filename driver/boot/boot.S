/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a multiboot loader's 32-bit protected mode to C in long mode: the first
 * 4 GiB mapped one to one, a GDT, an IDT whose stubs lead to boot_exception, a
 * TSS (VMX wants a host TR), one stack. Interrupts stay off but for one window.
 */
#define MULTIBOOT_MAGIC 0x1badb002
#define MULTIBOOT_FLAGS 0x00000003

	.section .multiboot, "a"
	.p2align 2
	.long MULTIBOOT_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

	.text
	.code32
	.globl boot_entry
boot_entry:
	cli
	cld
	mov	%ebx, boot_information		/* the loader's */
	mov	$boot_stack_top, %esp
	mov	$boot_pd, %edi			/* 2048 entries of 2 MiB: present, writable */
	mov	$0x83, %eax
1:	mov	%eax, (%edi)
	movl	$0, 4(%edi)
	add	$0x200000, %eax
	add	$8, %edi
	cmp	$boot_pd + 4 * 4096, %edi
	jne	1b
	mov	$boot_pml4, %eax
	mov	%eax, %cr3
	mov	$0x620, %eax			/* PAE, OSFXSR, OSXMMEXCPT */
	mov	%eax, %cr4
	mov	$0xc0000080, %ecx		/* IA32_EFER: NXE, LME, SCE */
	rdmsr
	or	$0x901, %eax
	wrmsr
	mov	$0x80010033, %eax		/* PG, WP, NE, ET, MP, PE */
	mov	%eax, %cr0
	fninit
	lgdt	boot_gdt_register
	ljmp	$8, $2f

	.code64
2:	mov	$0x10, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	xor	%eax, %eax
	mov	%eax, %fs
	mov	%eax, %gs
	mov	$boot_stack_top, %rsp
	mov	$boot_tss, %eax			/* below 16 MiB, so two parts hold its base */
	mov	%ax, boot_gdt_tss + 2
	shr	$16, %eax
	mov	%al, boot_gdt_tss + 4
	mov	$0x18, %eax
	ltr	%ax
	call	boot_main
1:	hlt
	jmp	1b

/* One stub of 16 bytes per vector: an error code, or zero in its place, then the vector. */
	.p2align 4
	.globl boot_stubs
boot_stubs:
	.set vector, 0
	.rept 256
	.p2align 4
	.set pushes_code, 0
	.if vector < 32
	.set pushes_code, (0x00227d00 >> vector) & 1
	.endif
	.if !pushes_code
	push	$0
	.endif
	pushq	$vector
	jmp	exception
	.set vector, vector + 1
	.endr

exception:
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	lea	72(%rsp), %rdi			/* struct boot_exception */
	cld
	call	boot_exception
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$16, %rsp
	iretq

/* int boot_rdmsr(u32 msr, u64 *value); int boot_wrmsr(u32 msr, u64 value); -1 if it faults. */
	.globl boot_rdmsr
boot_rdmsr:
	mov	%edi, %ecx
1:	rdmsr
	mov	%eax, (%rsi)
	mov	%edx, 4(%rsi)
	xor	%eax, %eax
	ret
	.globl boot_wrmsr
boot_wrmsr:
	mov	%edi, %ecx
	mov	%esi, %eax
	mov	%rsi, %rdx
	shr	$32, %rdx
2:	wrmsr
	xor	%eax, %eax
	ret
msr_faulted:
	mov	$-1, %eax
	ret
	.section .exceptions, "a"
	.quad	1b, msr_faulted, 2b, msr_faulted

	.data
	.p2align 12
boot_pml4:
	.quad	boot_pdpt + 3
	.fill	511, 8, 0
boot_pdpt:
	.quad	boot_pd + 3, boot_pd + 0x1003, boot_pd + 0x2003, boot_pd + 0x3003
	.fill	508, 8, 0

	.p2align 3
boot_gdt:
	.quad	0, 0x00af9b000000ffff, 0x00cf93000000ffff
boot_gdt_tss:
	.quad	0x0000890000000067, 0
boot_gdt_end:
boot_gdt_register:
	.word	boot_gdt_end - boot_gdt - 1
	.quad	boot_gdt

	.p2align 3
	.globl boot_information
boot_information:
	.quad	0

	.bss
	.p2align 12
boot_pd:
	.skip	4 * 4096
	.skip	16384
boot_stack_top:
boot_tss:
	.skip	0x68
	.section .note.GNU-stack, "", @progbits
