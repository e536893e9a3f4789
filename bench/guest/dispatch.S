/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables by which the monitor dispatches: decoders of instructions, and hypercalls. */

/* By the first byte of an instruction, by the second after 0F, and by hypercall number. */
	.p2align 2, 0xcc
first_byte:
	.set byte, 0
	.rept 256
	.if byte == 0x0f
	.long decode_0f
	.elseif byte == 0x44
	.long decode_44
	.elseif byte == 0x48
	.long decode_48
	.elseif byte == 0xec
	.long decode_in
	.elseif byte == 0xee
	.long decode_out
	.elseif byte == 0xf4
	.long decode_hlt
	.elseif byte == 0xfa
	.long decode_cli
	.elseif byte == 0xfb
	.long decode_sti
	.else
	.long cannot_emulate
	.endif
	.set byte, byte + 1
	.endr

second_byte:
	.set byte, 0
	.rept 256
	.if byte == 0x00
	.long decode_0f00
	.elseif byte == 0x01
	.long decode_0f01
	.elseif byte == 0x06
	.long decode_clts
	.elseif byte == 0x09
	.long decode_wbinvd
	.elseif byte == 0x20
	.long decode_mov_from_cr
	.elseif byte == 0x21
	.long decode_mov_from_dr
	.elseif byte == 0x22
	.long decode_mov_to_cr
	.elseif byte == 0x23
	.long decode_mov_to_dr
	.elseif byte == 0x30
	.long decode_wrmsr
	.elseif byte == 0x32
	.long decode_rdmsr
	.elseif byte == 0x33
	.long decode_rdpmc
	.else
	.long cannot_emulate
	.endif
	.set byte, byte + 1
	.endr

.macro hypercall name
	.set HYPERCALL_\name, (. - hypercalls) / 4
	.long emulate_\name
.endm
hypercalls:
	hypercall hlt
	hypercall lgdt
	hypercall lidt
	hypercall lldt
	hypercall ltr
	hypercall rdmsr
	hypercall wrmsr
	hypercall rdpmc
	hypercall mov_to_cr0
	hypercall mov_to_cr3
	hypercall mov_to_cr4
	hypercall mov_to_dr0
	hypercall clts
	hypercall invlpg
	hypercall wbinvd
	hypercall in
	hypercall out
	hypercall cpuid
	hypercall xsetbv
	hypercall set_pte
	hypercall set_descriptors
	hypercall interrupt
	hypercall sysexit
	hypercall sysret
