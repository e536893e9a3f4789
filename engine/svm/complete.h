/* SPDX-License-Identifier: GPL-2.0-only */
/* ACTION_COMPLETE: what an intercepted instruction would have done, done to the VMCB. */
#ifndef SVM_COMPLETE_H
#define SVM_COMPLETE_H

#include "svm.h"

/* Done, and RIP behind it: 0. Or -1: not an instruction that is completed here. */
int svm_complete(struct svm *svm, struct vmx_run *run, u32 reason);

#endif
