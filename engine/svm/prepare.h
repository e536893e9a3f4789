/* SPDX-License-Identifier: GPL-2.0-only */
/* From a request to the VMCB, the permission maps and the frame. */
#ifndef SVM_PREPARE_H
#define SVM_PREPARE_H

#include "../x86.h"
#include "svm.h"

#define DR6_AT_RESET 0xffff0ff0
#define DR7_AT_RESET 0x400
#define PAT_AT_RESET 0x0007040600070406ull

/* SVM alone enters that, and no guest may: a MOV to CR0 would fault. */
static inline int is_paged_real_mode(u64 cr0)
{
	return cr0 & CR0_PG && !(cr0 & CR0_PE);
}

/* Whether the run can be had here at all: 0, or -1 with the outcome and its detail in `run`. */
int svm_request_check(struct svm *svm, struct vmx_run *run);

/* The VMCB, its maps and the frame, for a run that was checked. */
void svm_prepare(struct svm *svm, const struct vmx_run *run);

#endif
