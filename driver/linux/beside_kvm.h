/* SPDX-License-Identifier: GPL-2.0-only */
/* Living beside KVM: whose VMX operation, or SVM, is whose, and who ends it in a crash. */
#ifndef EXITBENCH_BESIDE_KVM_H
#define EXITBENCH_BESIDE_KVM_H

#include <linux/types.h>

/* With the module's life: watch kvm_intel or kvm_amd come and go. 0 or -errno. */
int beside_kvm_start(void);
void beside_kvm_stop(void);

/* With a file's life: see to it that a crash in a batch ends VMX operation, or SVM. May sleep. */
void beside_kvm_guard(void);
void beside_kvm_unguard(void);

/* This CPU is in VMX operation, or has SVM on: KVM's or another owner's. */
bool beside_kvm_is_on(void);

/* PREEMPT_RT, without allow_rt=1. */
bool beside_kvm_realtime_forbids(void);

/*
 * VMX_USABLE, or what on this CPU, whose IA32_VMX_MISC is given, forbids a batch though the CPU
 * can. Interrupts off.
 */
u32 beside_kvm_obstacle(u64 vmx_misc);

/* The same on a CPU with SVM. */
struct svm_capabilities;
u32 beside_kvm_svm_obstacle(const struct svm_capabilities *caps);

#endif
