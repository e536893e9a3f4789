/* SPDX-License-Identifier: GPL-2.0-only */
/* guest.bin, as the bare image and the harness carry it. */
	.section .rodata
	.p2align 4
	.globl	guest_image, guest_image_end
guest_image:
	.incbin	"guest.bin"
guest_image_end:
	.section .note.GNU-stack, "", @progbits
