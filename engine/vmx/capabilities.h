/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this CPU's VMX can do, as its capability MSRs say, and whether VMX may
 * be used at all. Hosts read them again on each CPU, as those of a hybrid machine differ.
 */
#ifndef VMX_CAPABILITIES_H
#define VMX_CAPABILITIES_H

#include "../run.h"

/*
 * Why VMX cannot be used; VMX_USABLE when it can. In order of checking; the
 * last five are the host's to find.
 */
#define VMX_OBSTACLES(X)                                                                           \
	X(VMX_USABLE, "VMX is usable")                                                             \
	X(VMX_NOT_IN_RING_0,                                                                       \
	  "this kernel is not in ring 0 (a Xen PV domain): boot it without Xen, or as an HVM "     \
	  "or PVH domain with nested virtualization")                                              \
	X(VMX_NOT_IN_CPUID,                                                                        \
	  "the CPU (or the hypervisor above) has no VMX: use a machine with VT-x, or "             \
	  "turn on nested virtualization above")                                                   \
	X(VMX_FRED_ENABLED,                                                                        \
	  "CR4.FRED is set, which exitbench does not support yet: boot with fred=off")             \
	X(VMX_UNLOCKED,                                                                            \
	  "IA32_FEATURE_CONTROL is not locked: turn on VT-x in the firmware setup")                \
	X(VMX_LOCKED_OFF,                                                                          \
	  "VT-x is turned off by the firmware (IA32_FEATURE_CONTROL): turn it on in the "          \
	  "setup")                                                                                 \
	X(VMX_ONLY_IN_SMX,                                                                         \
	  "the firmware allows VMX only inside SMX (IA32_FEATURE_CONTROL), and VMXON faults: "     \
	  "allow it outside in the setup")                                                         \
	X(VMX_MSR_FAULTS,                                                                          \
	  "the VMX capability MSRs cannot be read: the hypervisor above hides them")               \
	X(VMX_PEBS_ACTIVE,                                                                         \
	  "perf samples by PEBS on this CPU, which a guest would disturb: stop perf "              \
	  "record and perf top")                                                                   \
	X(VMX_HELD_BY_STRANGER,                                                                    \
	  "CR4.VMXE is set and KVM is not loaded: unload what holds VMX (VirtualBox, "             \
	  "VMware), or reboot")                                                                    \
	X(VMX_ENLIGHTENED,                                                                         \
	  "KVM uses Hyper-V's enlightened VMCS: unload kvm_intel, or load it with "                \
	  "enlightened_vmcs=0")                                                                    \
	X(VMX_REALTIME_KERNEL,                                                                     \
	  "the kernel is PREEMPT_RT, whose promises a batch breaks: load exitbench with "          \
	  "allow_rt=1")                                                                            \
	X(VMX_FOR_KVM_ONLY,                                                                        \
	  "on this kernel only KVM may turn VMX on: load kvm_intel, and keep a VM open (as a "     \
	  "run does)")                                                                             \
	X(VMX_TRACED,                                                                              \
	  "Intel PT traces on this CPU, which cannot trace in VMX operation: stop perf record "    \
	  "-e intel_pt")

#define CAP_EPT_DIRTY 21 /* in IA32_VMX_EPT_VPID_CAP: EPT may keep accessed and dirty bits */

enum vmx_obstacle {
#define OBSTACLE(name, words) name,
	VMX_OBSTACLES(OBSTACLE)
#undef OBSTACLE
};

struct capabilities {
	u32 obstacle;                  /* enum vmx_obstacle */
	u32 revision;                  /* VMCS revision identifier */
	u32 must_be_1[CONTROL_WORDS];  /* allowed-0 settings: bits that may not be clear */
	u32 may_be_1[CONTROL_WORDS];   /* allowed-1 settings: bits that may be set */
	u64 basic, misc, ept_vpid, feature_control;
	u64 cr0_fixed0, cr0_fixed1, cr4_fixed0, cr4_fixed1;
	u32 true_controls;             /* 1 if the TRUE capability MSRs were used */
	u32 timer_shift;               /* preemption timer ticks every 2^shift TSC cycles */
	u32 has_bhi_control;           /* and with it a longer branch history */
	u32 zero;
	u32 pebs_general, pebs_fixed;  /* counters that architectural PEBS may sample by */
};

/* Whether CPUID reports VMX. Batches go by this, whatever the host thinks of the CPU. */
int capabilities_has_vmx(void);

/* Fill `caps` from CPUID and the MSRs; caps->obstacle says what was missing. */
void capabilities_read(struct capabilities *caps);

#endif
