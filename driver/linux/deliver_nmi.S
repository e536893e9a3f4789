/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An NMI that ended guest execution, handed to the kernel as KVM hands it: an
 * interrupt frame on this stack and a call of the entry the kernel exports for
 * that, which does not expect the NMI stack (Kbuild finds its name). Kernels
 * that export none get INT 2.
 */
#include <linux/linkage.h>
#include <asm/segment.h>

	.section .noinstr.text, "ax"

SYM_FUNC_START(deliver_nmi)
#ifdef NMI_ENTRY
	push	%rbp
	mov	%rsp, %rbp
	and	$-16, %rsp	/* an interrupt aligns the stack */
	push	$__KERNEL_DS
	push	%rbp
	pushf
	push	$__KERNEL_CS
	call	NMI_ENTRY	/* returns by IRET */
	mov	%rbp, %rsp	/* for objtool, which does not know that */
	pop	%rbp
#else
	int	$2
#endif
	RET
SYM_FUNC_END(deliver_nmi)
