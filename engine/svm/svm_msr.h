/* SPDX-License-Identifier: GPL-2.0-only */
/* SVM's own MSRs and bits. */
#ifndef SVM_SVM_MSR_H
#define SVM_SVM_MSR_H

#define MSR_VM_CR         0xc0010114
#define MSR_VM_HSAVE_PA   0xc0010117
#define MSR_TSC_RATIO     0xc0000104
#define VM_CR_SVMDIS      (1ull << 4)
#define TSC_RATIO_ONE     (1ull << 32)

#endif
