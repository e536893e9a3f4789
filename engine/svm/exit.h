/* SPDX-License-Identifier: GPL-2.0-only */
/* Exits that the world switch left to C. */
#ifndef SVM_EXIT_H
#define SVM_EXIT_H

#include "svm.h"

/* 1 to enter again, 0 with run->outcome and what names the exit set. */
int svm_exit_handle(struct svm *svm, struct vmx_run *run);

/* ENTRY_SVM_RULE_FIRST + the rule that the VMCB breaks, or ENTRY_NO_RULE. */
u32 svm_broken_rule(const struct svm *svm);

#endif
