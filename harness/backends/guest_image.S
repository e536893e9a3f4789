/* SPDX-License-Identifier: GPL-2.0-only */
/* guest.bin, as it was linked, inside the program; -I says where the build left it. */
	.section .rodata, "a"
	.balign 64
	.globl guest_image, guest_image_bytes
	.type guest_image, @object
guest_image:
	.incbin "guest.bin"
guest_image_end:
	.size guest_image, . - guest_image
	.balign 8
	.type guest_image_bytes, @object
guest_image_bytes:
	.quad guest_image_end - guest_image
	.size guest_image_bytes, 8

	.section .note.GNU-stack, "", @progbits
