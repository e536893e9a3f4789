/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is done around an exit, as macros for world_switch.S: time stamps, the mitigations of a
 * VMM that does not trust its guests, and the work that a handler may have besides. Each set of
 * exit points has two of them, one after the exit and one before the entry. They need the macro
 * `checked`, which survives an instruction that faults.
 */
#ifndef VMX_AROUND_EXIT_H
#define VMX_AROUND_EXIT_H

#ifdef __ASSEMBLER__
#include "../stamp.h"

#define IA32_SPEC_CTRL                   0x48
#define IA32_PRED_CMD                    0x49
#define IA32_FLUSH_CMD                   0x10b

/*
 * What a VMM that does not trust its guests pays for, one mitigation at a time (enum
 * run_mitigation). The same registers are free as for a stamp. Source: Intel's guidance on each.
 * KVM does VERW and the RSB around every entry where they are needed, the L1D flush by default
 * now and then, and IBPB only when another guest is next.
 */
.macro verw_buffers top
	verw	\top + FRAME_DATA_SELECTOR(%rsp)
.endm

.macro select_msr msr
	mov	$\msr, %ecx
.endm

.macro write_command msr
	select_msr \msr
	mov	$1, %eax
	xor	%edx, %edx
	checked	wrmsr
.endm

.macro barrier_predictors top
	write_command IA32_PRED_CMD
.endm

.macro flush_l1d top
	write_command IA32_FLUSH_CMD
.endm

	.set	RSB_PAIRS, 16	/* two entries each: most CPUs have at most 32 */

/* 32 returns that go nowhere. The calls push into the part of the frame that is saved next. */
.macro fill_rsb top
	mov	$RSB_PAIRS, %eax
1:	call	2f
	int3
2:	call	3f
	int3
3:	lea	2*8(%rsp), %rsp
	dec	%eax
	jnz	1b
	lfence
.endm

/* As KVM does where the guest's value differs from the host's: after an exit, a barrier follows. */
.macro load_spec_ctrl top
	select_msr IA32_SPEC_CTRL
	mov	\top + FRAME_SPEC_CTRL(%rsp), %eax
	mov	\top + FRAME_SPEC_CTRL + 4(%rsp), %edx
	checked	wrmsr
	lfence
.endm

.macro clear_spec_ctrl top
	select_msr IA32_SPEC_CTRL
	xor	%eax, %eax
	xor	%edx, %edx
	checked	wrmsr
.endm

/*
 * Enough taken branches to push the guest's out of the history: calls nested in each other,
 * which keep a loop buffer from replaying them, and in each a few jumps. Intel gives the numbers,
 * by CPU. The calls push into the part of the frame that is saved next, and a little below it.
 */
.macro clear_branch_history top
	mov	\top + FRAME_BHB_CALLS(%rsp), %ecx
	mov	\top + FRAME_BHB_BRANCHES(%rsp), %edx
	call	1f
	jmp	5f
	.p2align 6, 0xcc
1:	call	2f
	ENGINE_RETURN
	.p2align 6, 0xcc
2:	mov	%edx, %eax
3:	jmp	4f
	nop
4:	dec	%eax
	jnz	3b
	dec	%ecx
	jnz	1b
	ENGINE_RETURN
5:	lfence
.endm

/*
 * Work (enum run_work). VMREADs and VMWRITEs stand in subroutines of world_switch.S; the call
 * pushes into the part of the frame that is saved next. Before an entry all of the VMCS is
 * written, and the guest's VMCS is current again when it comes.
 */
.macro read_fields top
	mov	\top + FRAME_WORK_COUNT(%rsp), %ecx
	call	vmreads
.endm

.macro write_fields top
	mov	\top + FRAME_WORK_COUNT(%rsp), %ecx
	call	vmwrites
.endm

/* As often as the count in CL says, which has 6 bits: with as many tests whatever it is. */
.macro as_often instruction:vararg
	.irp bit, 1, 2, 4, 8, 16, 32
	test	$\bit, %cl
	jz	9f
	.rept	\bit
	checked	\instruction
	.endr
9:
	.endr
.endm

.macro invalidate instruction, top
	mov	\top + FRAME_INVALIDATION(%rsp), %rax
	checked	\instruction \top + FRAME_INVALIDATED(%rsp), %rax
.endm

.macro invalidate_ept top
	invalidate invept, \top
.endm

.macro invalidate_vpid top
	invalidate invvpid, \top
.endm

.macro load_other_vmcs top
	checked	vmptrld \top + FRAME_REGION(%rsp)
	checked	vmptrld \top + FRAME_VMCS(%rsp)
.endm

.macro clear_vmcs top
	checked	vmclear \top + FRAME_VMCS(%rsp)
	checked	vmptrld \top + FRAME_VMCS(%rsp)
.endm

/* What a cold VMCS takes, and a VMPTRLD more; but of another: the guest's stays launched. */
.macro clear_other_vmcs top
	checked	vmptrld \top + FRAME_REGION(%rsp)
	checked	vmclear \top + FRAME_REGION(%rsp)
	checked	vmptrld \top + FRAME_VMCS(%rsp)
.endm

.macro leave_vmx top
	checked	vmclear \top + FRAME_VMCS(%rsp)
	checked	vmxoff
	checked	vmxon \top + FRAME_REGION(%rsp)
	checked	vmptrld \top + FRAME_VMCS(%rsp)
.endm

#endif

#endif
