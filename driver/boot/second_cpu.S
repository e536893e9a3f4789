/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The second CPU: from real mode, on a page of the first MiB, to a loop in 32-bit protected mode
 * that sends CPU 0 start-up IPIs while it is asked to. One that finds that CPU running is lost.
 */
#define APIC_COMMAND     0xfee00300
#define APIC_COMMAND_FOR 0xfee00310
#define APIC_STARTUP     0x4600

	.text
	.code16
	.globl second_cpu_code, second_cpu_code_end
second_cpu_code:
	cli
	mov	%cs, %ax
	mov	%ax, %ds
	lgdtl	second_cpu_gdt_register - second_cpu_code
	mov	%cr0, %eax
	or	$1, %al
	mov	%eax, %cr0
	ljmpl	$8, $second_cpu
second_cpu_gdt_register:
	.word	second_cpu_gdt_end - second_cpu_gdt - 1
	.long	second_cpu_gdt
second_cpu_code_end:

	.code32
second_cpu:
	mov	$0x10, %eax
	mov	%eax, %ds
	movl	$1, second_cpu_is_there
1:	pause
	cmpl	$0, second_cpu_sends
	je	1b
	movl	$0, APIC_COMMAND_FOR
	movl	$APIC_STARTUP, APIC_COMMAND
	jmp	1b

	.data
	.p2align 3
second_cpu_gdt:
	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff
second_cpu_gdt_end:
	.globl second_cpu_is_there, second_cpu_sends
second_cpu_is_there:
	.long	0
second_cpu_sends:
	.long	0
	.section .note.GNU-stack, "", @progbits
