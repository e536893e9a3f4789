/* SPDX-License-Identifier: GPL-2.0-only */
/* A time stamp in a world switch, whose frame has FRAME_STAMP. */
#ifndef ENGINE_STAMP_H
#define ENGINE_STAMP_H

#ifdef __ASSEMBLER__

/*
 * A stamp: the TSC goes where frame.stamp points, which moves on. RAX, RCX and RDX must be free;
 * `top` is from `base` to the end of the registers. It moves on before RDTSC, so that a stamp
 * right behind another need not wait for it. After RDTSC comes one instruction more than before
 * it, as in the guest's stamp: so a leg from a guest's stamp to a host's holds as many
 * instructions of stamps as the mean of the two distances, guest's to guest's and host's to host's.
 */
.macro stamp top, base=%rsp
	mov	\top + FRAME_STAMP(\base), %rcx
	addq	$8, \top + FRAME_STAMP(\base)
	lfence
	rdtsc
	lfence
	mov	%eax, (%rcx)
	mov	%edx, 4(%rcx)
	nop
	nop
.endm

#endif

#endif
