/* SPDX-License-Identifier: GPL-2.0-only */
/* The linked program for 32-bit code, inside this one. -I says where the build left it. */
	.section .rodata, "a"
	.globl native_32_bit_program, native_32_bit_program_end
native_32_bit_program:
	.incbin "native_32_bit"
native_32_bit_program_end:

	.section .note.GNU-stack, "", @progbits
