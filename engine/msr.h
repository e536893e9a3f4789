/* SPDX-License-Identifier: GPL-2.0-only */
/* Model-specific registers the engine reads or writes, under their SDM names. */
#ifndef ENGINE_MSR_H
#define ENGINE_MSR_H

#define IA32_TIME_STAMP_COUNTER       0x010
#define IA32_FEATURE_CONTROL          0x03a
#define IA32_SPEC_CTRL                0x048
#define IA32_SYSENTER_CS              0x174
#define IA32_SYSENTER_ESP             0x175
#define IA32_SYSENTER_EIP             0x176
#define IA32_DEBUGCTL                 0x1d9
#define IA32_PAT                      0x277
#define IA32_PERF_GLOBAL_CTRL         0x38f
#define IA32_PEBS_ENABLE              0x3f1
#define IA32_PMC_GP0_CFG_C            0x1903  /* the next counter's is 4 on */
#define IA32_PMC_FX0_CFG_C            0x1983
#define IA32_VMX_BASIC                0x480
#define IA32_VMX_PINBASED_CTLS        0x481
#define IA32_VMX_PROCBASED_CTLS       0x482
#define IA32_VMX_EXIT_CTLS            0x483
#define IA32_VMX_ENTRY_CTLS           0x484
#define IA32_VMX_MISC                 0x485
#define IA32_VMX_CR0_FIXED0           0x486
#define IA32_VMX_CR0_FIXED1           0x487
#define IA32_VMX_CR4_FIXED0           0x488
#define IA32_VMX_CR4_FIXED1           0x489
#define IA32_VMX_PROCBASED_CTLS2      0x48b
#define IA32_VMX_EPT_VPID_CAP         0x48c
#define IA32_VMX_TRUE_PINBASED_CTLS   0x48d
#define IA32_VMX_TRUE_PROCBASED_CTLS  0x48e
#define IA32_VMX_TRUE_EXIT_CTLS       0x48f
#define IA32_VMX_TRUE_ENTRY_CTLS      0x490
#define IA32_VMX_VMFUNC               0x491
#define IA32_X2APIC_ICR               0x830
#define IA32_S_CET                    0x6a2
#define IA32_XSS                      0xda0
#define IA32_EFER                     0xc0000080
#define IA32_STAR                     0xc0000081
#define IA32_LSTAR                    0xc0000082
#define IA32_CSTAR                    0xc0000083
#define IA32_FMASK                    0xc0000084
#define IA32_FS_BASE                  0xc0000100
#define IA32_GS_BASE                  0xc0000101
#define IA32_KERNEL_GS_BASE           0xc0000102
#define IA32_TSC_AUX                  0xc0000103
#define MSR_TSC_RATIO                 0xc0000104 /* AMD's */
#define MSR_VM_HSAVE_PA               0xc0010117

#define DEBUGCTL_BRANCH_STORE         (1ull << 7)
#define DEBUGCTL_FREEZE_IN_SMM        (1ull << 14)
#define PMC_CFG_C_PEBS                (1ull << 63)

#define FEATURE_CONTROL_LOCKED        (1ull << 0)
#define FEATURE_CONTROL_VMX_IN_SMX    (1ull << 1)
#define FEATURE_CONTROL_VMX           (1ull << 2)

#endif
