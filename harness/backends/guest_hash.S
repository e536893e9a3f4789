/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 of guest.bin and of the table of cells, in hexadecimal, as the build wrote them.
 * -I says where.
 */
	.section .rodata, "a"
	.globl guest_sha256
	.type guest_sha256, @object
guest_sha256:
	.incbin "guest.sha256", 0, 64
	.byte 0
	.size guest_sha256, 65

	.globl table_sha256
	.type table_sha256, @object
table_sha256:
	.incbin "table.sha256", 0, 64
	.byte 0
	.size table_sha256, 65

	.section .note.GNU-stack, "", @progbits
