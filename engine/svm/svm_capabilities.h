/* SPDX-License-Identifier: GPL-2.0-only */
/* What this CPU's SVM can do, and whether SVM may be used at all. */
#ifndef SVM_SVM_CAPABILITIES_H
#define SVM_SVM_CAPABILITIES_H

#include "../types.h"

/*
 * Why SVM cannot be used. In order of checking; the last five are the host's to find. They begin
 * above those of VMX, so a number says which CPU it is about.
 */
#define SVM_OBSTACLES(X)                                                                    \
	X(SVM_NOT_IN_RING_0,                                                                \
	  "this kernel is not in ring 0 (a Xen PV domain): boot it without Xen")            \
	X(SVM_NOT_IN_CPUID,                                                                 \
	  "the CPU (or the hypervisor above) has no SVM: use a machine with AMD-V, or "     \
	  "turn on nested virtualization above")                                            \
	X(SVM_FRED_ENABLED,                                                                 \
	  "CR4.FRED is set, which exitbench does not support yet: boot with fred=off")      \
	X(SVM_DISABLED, "SVM is turned off by the firmware (VM_CR): turn it on in the setup") \
	X(SVM_NO_ASID,                                                                      \
	  "the CPU (or the hypervisor above) has no address-space identifier for a guest: " \
	  "turn on nested virtualization above")                                            \
	X(SVM_NO_NESTED_PAGING,                                                             \
	  "the CPU (or the hypervisor above) has no nested paging, without which no guest " \
	  "is confined on Linux: use a newer CPU, or load the KVM above with npt=1")        \
	X(SVM_HELD_BY_STRANGER,                                                             \
	  "EFER.SVME is set and KVM is not loaded: unload what holds SVM (VirtualBox, "     \
	  "VMware), or reboot")                                                             \
	X(SVM_REALTIME_KERNEL,                                                              \
	  "the kernel is PREEMPT_RT, whose promises a batch breaks: load exitbench with "   \
	  "allow_rt=1")                                                                     \
	X(SVM_FOR_KVM_ONLY,                                                                 \
	  "on this kernel only KVM may turn SVM on: load kvm_amd, and keep a VM open (as a " \
	  "run does)")                                                                      \
	X(SVM_IN_ENCRYPTED_GUEST,                                                           \
	  "this machine is a guest with encrypted memory (SEV), in which no guest can run: " \
	  "use one without")

enum svm_obstacle {
	SVM_USABLE,
	SVM_OBSTACLES_BEGIN = 0xff,
#define OBSTACLE(name, words) name,
	SVM_OBSTACLES(OBSTACLE)
#undef OBSTACLE
};

struct svm_capabilities {
	u32 obstacle;             /* enum svm_obstacle */
	u32 asids;
	u32 has_nested_paging, has_next_rip, has_tsc_ratio;
	u32 has_flush_by_asid, has_virtual_spec_ctrl;
	u32 must_nest;            /* the host takes no guest without nested paging */
};

/* Whether CPUID reports SVM. */
int svm_is_there(void);

/* Fill `caps` on this CPU; caps->obstacle says what was missing. */
void svm_capabilities_read(struct svm_capabilities *caps);

#endif
