/* SPDX-License-Identifier: GPL-2.0-only */
/* What the build made, inside the program. -I says where it lies. */
	.section .rodata, "a"

/* guest.bin, as it was linked. */
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

/* SHA-256 in hexadecimal of guest.bin and of the table of cells. */
	.globl guest_sha256, table_sha256
guest_sha256:
	.incbin "guest.sha256", 0, 64
	.byte 0
table_sha256:
	.incbin "table.sha256", 0, 64
	.byte 0

/* The linked program for 32-bit code. */
	.globl native_32_bit_program, native_32_bit_program_end
native_32_bit_program:
	.incbin "native_32_bit"
native_32_bit_program_end:

	.section .note.GNU-stack, "", @progbits
