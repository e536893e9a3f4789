/* SPDX-License-Identifier: GPL-2.0-only */
/* The VMCB: AMD64 APM volume 2, appendix "Layout of VMCB". All that the engine uses. */
#ifndef SVM_VMCB_H
#define SVM_VMCB_H

/* What the world switch needs, from the VMCB's start. */
#define VMCB_EXITCODE     0x070
#define VMCB_NEXT_RIP     0x0c8
#define VMCB_RIP          0x578
#define VMCB_RAX          0x5f8

/* Intercept bits that are no run's affair: codes. */
#define SVM_CODE_EXCEPTION 0x40
#define SVM_CODE_NMI      0x61
#define SVM_CODE_SMI      0x62
#define SVM_CODE_MSR      0x7c
#define SVM_CODE_INT1     0x88
#define SVM_CODE_INVALID  (~0ull)

#ifndef __ASSEMBLER__
#include "../types.h"

struct vmcb_segment {
	u16 selector, attributes; /* access rights without the gap */
	u32 limit;
	u64 base;
};

struct vmcb {
	u32 intercepts[5];            /* bit by exit code */
	u8 reserved_014[0x40 - 0x14];
	u64 io_permissions, msr_permissions, tsc_offset;
	u32 asid;
	u8 tlb_control, reserved_05d[3];
	u64 virtual_interrupts;
	u64 interrupt_shadow;
	u64 exit_code, exit_info_1, exit_info_2, exit_interrupt_info;
	u64 nested_paging;
	u8 reserved_098[0xa8 - 0x98];
	u64 event_injection, nested_cr3, lbr_virtualization;
	u32 clean, reserved_0c4;
	u64 next_rip;
	u8 reserved_0d0[0x400 - 0xd0];
	struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	u8 reserved_4a0[0x4cb - 0x4a0];
	u8 cpl;
	u32 reserved_4cc;
	u64 efer;
	u8 reserved_4d8[0x548 - 0x4d8];
	u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	u8 reserved_580[0x5d8 - 0x580];
	u64 rsp;
	u8 reserved_5e0[0x5f8 - 0x5e0];
	u64 rax, star, lstar, cstar, fmask, kernel_gs_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip, cr2;
	u8 reserved_648[0x668 - 0x648];
	u64 pat;
	u8 reserved_670[0x1000 - 0x670];
};

#define VMCB_HAS(member, offset) _Static_assert(OFFSET_OF(struct vmcb, member) == (offset), #member)
VMCB_HAS(asid, 0x058);
VMCB_HAS(exit_code, VMCB_EXITCODE);
VMCB_HAS(event_injection, 0x0a8);
VMCB_HAS(next_rip, VMCB_NEXT_RIP);
VMCB_HAS(tr, 0x490);
VMCB_HAS(cpl, 0x4cb);
VMCB_HAS(efer, 0x4d0);
VMCB_HAS(cr4, 0x548);
VMCB_HAS(rip, VMCB_RIP);
VMCB_HAS(rsp, 0x5d8);
VMCB_HAS(rax, VMCB_RAX);
VMCB_HAS(cr2, 0x640);
VMCB_HAS(pat, 0x668);
#undef VMCB_HAS
_Static_assert(sizeof(struct vmcb) == PAGE_BYTES, "a VMCB is a page");

/* VMEXIT_INVALID. Hypervisors above, and emulators, may write its low half alone. */
static inline int vmcb_is_refused(const struct vmcb *vmcb)
{
	return (u32)vmcb->exit_code == (u32)SVM_CODE_INVALID;
}

#define VMCB_FLUSH_ALL         1u
#define VMCB_FLUSH_GUEST       3u /* where the CPU has FlushByAsid */
#define VMCB_MASKS_INTERRUPTS  (1ull << 24)
#define VMCB_TASK_PRIORITY     15ull
#define VMCB_EVENT_VALID       (1ull << 31)

#endif
#endif
