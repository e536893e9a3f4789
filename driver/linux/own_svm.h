/* SPDX-License-Identifier: GPL-2.0-only */
/* SVM that the module turns on itself: where it may, and who ends it in a crash. */
#ifndef EXITBENCH_OWN_SVM_H
#define EXITBENCH_OWN_SVM_H

#include <linux/types.h>

/* Whether a crash in a batch ends SVM. `kvm_is_loaded`: kvm_amd is there, and SVME is clear. */
bool own_svm_ends_in_a_crash(bool kvm_is_loaded);

/* EFER.SVME is set on this CPU. */
bool own_svm_is_on(void);

/* EFER.SVME on or off on this CPU. Interrupts off, from the one to the other. 0, or -1. */
int own_svm_set(bool on);

/* While registered, a crash ends SVM. Not beside kvm_amd, which registers itself. May sleep. */
void own_svm_register(void);
void own_svm_unregister(void);

#endif
