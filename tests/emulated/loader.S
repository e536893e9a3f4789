/* SPDX-License-Identifier: GPL-2.0-only
 *
 * Boot sector of the emulated machine: reads pieces of the disk straight to where they belong, above 1 MiB too, and
 * jumps to a Linux kernel's PVH entry point (32-bit, no paging, EBX at the start information).
 * A list of pieces {sector, sectors, address} follows at 0x7d00, written by `machine`; one of no sectors ends
 * it and holds the entry point. Not for real disks: it waits for ever on an error, and knows the first ATA drive only.
 */
	.set	START_INFO, 0x10000
	.set	DATA, 0x1f0
	.set	COUNT, 0x1f2
	.set	DRIVE, 0x1f6
	.set	STATUS, 0x1f7
	.set	CONTROL, 0x3f6
	.set	READ_EXT, 0x24

	.globl	_start
	.code16
_start:	cli
	xor	%ax, %ax
	mov	%ax, %ds
	in	$0x92, %al		/* A20 on */
	or	$2, %al
	out	%al, $0x92
	lgdtl	gdt_pointer
	mov	%cr0, %eax
	or	$1, %al
	mov	%eax, %cr0
	ljmpl	$8, $flat

	.code32
flat:	mov	$16, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	cld
	mov	$CONTROL, %edx
	mov	$2, %al			/* no interrupts from the drive */
	out	%al, %dx
	mov	$pieces, %esi

piece:	mov	(%esi), %ebx		/* sector */
	mov	4(%esi), %ebp		/* sectors, at most 65535 */
	mov	8(%esi), %edi		/* address */
	add	$12, %esi
	test	%ebp, %ebp
	jz	enter
	mov	$DRIVE, %edx
	mov	$0x40, %al
	out	%al, %dx
	mov	%ebp, %ecx		/* the high bytes first: count, then sector bits 24 up */
	mov	%ch, %cl
	mov	%ebx, %eax
	shr	$24, %eax
	call	address
	mov	%ebp, %ecx		/* then the low ones */
	mov	%ebx, %eax
	call	address
	mov	$STATUS, %edx
	mov	$READ_EXT, %al
	out	%al, %dx
sector:	mov	$STATUS, %edx
wait:	in	%dx, %al
	and	$0x88, %al		/* busy and data request */
	cmp	$0x08, %al
	jne	wait
	mov	$DATA, %edx
	mov	$128, %ecx
	rep insl
	dec	%ebp
	jnz	sector
	jmp	piece

address:				/* CL to the count, EAX to the three sector registers behind it */
	mov	$COUNT, %edx
	xchg	%eax, %ecx
	out	%al, %dx
	xchg	%eax, %ecx
	inc	%edx
	out	%al, %dx
	shr	$8, %eax
	inc	%edx
	out	%al, %dx
	shr	$8, %eax
	inc	%edx
	out	%al, %dx
	ret

enter:	mov	$START_INFO, %ebx
	jmp	*%edi

	.balign	8
gdt:	.quad	0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt

	.org	0x100
pieces:
