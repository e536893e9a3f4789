/* SPDX-License-Identifier: GPL-2.0-only */
/* The checks VMRUN makes, made again in C after it refused, so that the broken rule has a name. */
#ifndef SVM_SVM_ENTRY_CHECK_H
#define SVM_SVM_ENTRY_CHECK_H

#include "vmcb.h"

enum svm_rule {
#define SVM_RULE(name, words, holds) SVM_RULE_##name,
#include "svm_entry_rules.def"
#undef SVM_RULE
	SVM_RULES
};

/* The first physical address that this CPU does not have. */
u64 svm_physical_end(void);

/* The row of svm_entry_rules.def that the VMCB breaks first, or -1. */
int svm_entry_check(const struct vmcb *vmcb);

#endif
