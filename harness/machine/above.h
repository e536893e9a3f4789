/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands between this process and the CPU: Linux, a hypervisor above, a software KVM below. */
#ifndef HARNESS_ABOVE_H
#define HARNESS_ABOVE_H

#include <stdbool.h>

/*
 * Linux answers SGDT, SIDT, SLDT, STR and SMSW of this process, because CR4.UMIP is on. Call it
 * only after SGDT has run here: before Linux 5.4 UMIP makes SGDT end in a signal.
 */
bool above_emulates_umip(void);

/*
 * Ticks of the shortest of some round trips to the hypervisor above, by CPUID, which each answers
 * itself: a CPU with VT-x exits for it in any case. 0: there is no hypervisor.
 */
double above_round_trip(void);

/* By CPUID. */
bool cpu_has_svm(void);
bool cpu_has_vmx(void);

/*
 * The backend of our own driver here is svm, and not vmx: the CPU has SVM, or has neither, as in
 * many VMs, and is AMD's or Hygon's. What is missing then is named by the right name.
 */
bool cpu_is_of_svm(void);

/*
 * /dev/kvm runs without VT-x and SVM: the CPU has neither, or the module that carries it is one
 * that needs none. Such a KVM does not always follow the architecture.
 */
bool kvm_is_software(void);

#endif
