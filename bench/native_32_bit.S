/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table's loops of 32-bit code, and the program they run in: for what 64-bit Linux
 * offers to 32-bit processes only. Built with the assembler and linker alone, since there
 * need not be a 32-bit C library. It speaks with the harness over file 0, in whole messages
 * (struct native_32_bit_batch), and ends when the other end is closed. The segments and
 * stamps are those of native_loops.S. Handles no exception: the harness learns of it by its
 * death. Bodies keep ESP, ESI and EDI.
 */
#include "layout.h"

#define NATIVE_RINGS              NATIVE_32_BIT
#define NATIVE_FUNCTION(name)     .type name, @function; name:
#define NATIVE_FUNCTION_END(name) .size name, . - name
#define NATIVE_RETURN             ret
#define NATIVE_COUNTER            %esi
#define NATIVE_POINTER            .long
#define NATIVE_TABLE_SECTION      .section .rodata

#define CALL_EXIT      1        /* of the 32-bit table */
#define CALL_READ      3
#define CALL_WRITE     4
#define CALL_GETRUSAGE 77
#define AT_SYSINFO     32       /* of the auxiliary vector: where the vDSO enters the kernel */

/* Of struct rusage, for 32-bit code: context switches, asked for and not. */
#define RUSAGE_BYTES   72
#define RUSAGE_NVCSW   64
#define RUSAGE_NIVCSW  68

	.text
	.globl	_start
_start:
	call	find_vdso
	mov	$VDSO_SHOWN_BYTES, %edx
	call	tell
1:	mov	$CALL_READ, %eax
	xor	%ebx, %ebx
	mov	$batch, %ecx
	mov	$BATCH_32_BIT_BYTES, %edx
	int	$0x80
	cmp	$BATCH_32_BIT_BYTES, %eax
	jne	2f
	call	run
	mov	$batch, %ecx
	mov	$BATCH_32_BIT_BYTES, %edx
	call	tell
	jmp	1b
2:	mov	$CALL_EXIT, %eax
	xor	%ebx, %ebx
	int	$0x80

/* EDX bytes from ECX. */
tell:	mov	$CALL_WRITE, %eax
	xor	%ebx, %ebx
	int	$0x80
	ret

/*
 * ECX: where the vDSO enters the kernel; if there is none, zeros. Past arguments and
 * environment, each ended by a 0.
 */
find_vdso:
	mov	4(%esp), %eax
	lea	12(%esp, %eax, 4), %esi
1:	lodsl
	test	%eax, %eax
	jnz	1b
	mov	$batch, %ecx
2:	lodsl
	mov	%eax, %edx
	lodsl
	cmp	$AT_SYSINFO, %edx
	cmove	%eax, %ecx
	test	%edx, %edx
	jnz	2b
	ret

/* EAX: context switches so far. */
switches:
	mov	$CALL_GETRUSAGE, %eax
	xor	%ebx, %ebx
	mov	$usage, %ecx
	int	$0x80
	mov	usage + RUSAGE_NVCSW, %eax
	add	usage + RUSAGE_NIVCSW, %eax
	ret

/* The batch. ESI: iterations left. EDI: the segment. */
run:
	call	switches
	push	%eax
	xor	%edi, %edi
1:	mov	batch + PARAMS_SEGMENT(, %edi, 8), %esi
	mov	batch + BATCH_32_BIT_OP, %eax
	call	*native_loops(, %eax, 4)
	mov	%eax, batch + BATCH_32_BIT_ANSWER
	lfence
	rdtsc
	lfence
	mov	%eax, batch + PARAMS_STAMP(, %edi, 8)
	mov	%edx, batch + PARAMS_STAMP + 4(, %edi, 8)
	inc	%edi
	cmp	$GUEST_SEGMENTS, %edi
	jne	1b
	mov	%cs, %eax
	mov	%eax, batch + PARAMS_CS
	movl	$1, batch + PARAMS_FINISHED
	call	switches
	pop	%ecx
	sub	%ecx, %eax
	mov	%eax, batch + BATCH_32_BIT_SWITCHES
	ret

#include "native_rows.S"

	.bss
	.balign	64
batch:	.skip	BATCH_32_BIT_BYTES
usage:	.skip	RUSAGE_BYTES

	.section .note.GNU-stack, "", @progbits
