/* SPDX-License-Identifier: GPL-2.0-only
 *
 * The guest's way out: copies standard input to port 0xE9, one instruction for each block read.
 *   port <FILE          report              port off          write "Shutdown" to port 0x8900, which ends Bochs
 * Needs root, and no library. Not for a real computer, though port 0xE9 does nothing there.
 */
	.set	BLOCK, 65536
	.set	SYS_read, 0
	.set	SYS_exit, 60
	.set	SYS_iopl, 172

	.globl	_start
_start:	mov	(%rsp), %rbx		/* argc */
	mov	$SYS_iopl, %eax
	mov	$3, %edi
	syscall
	test	%rax, %rax
	jnz	done
	cmp	$1, %rbx
	jne	off
copy:	xor	%eax, %eax		/* SYS_read from standard input */
	xor	%edi, %edi
	mov	$block, %rsi
	mov	$BLOCK, %edx
	syscall
	test	%rax, %rax
	jle	done
	mov	%rax, %rcx
	mov	$0xe9, %edx
	rep outsb
	jmp	copy

off:	mov	$shutdown, %rsi
	mov	$8, %ecx
	mov	$0x8900, %edx
	rep outsb
	xor	%eax, %eax
done:	mov	%rax, %rdi		/* 0, or the negative error of the call that failed */
	neg	%edi
	mov	$SYS_exit, %eax
	syscall

shutdown:
	.ascii	"Shutdown"
	.lcomm	block, BLOCK
	.section .note.GNU-stack, "", @progbits
