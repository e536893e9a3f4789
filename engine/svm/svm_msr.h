/* SPDX-License-Identifier: GPL-2.0-only */
/* SVM's own MSR and bits; those that the host's dump has, too, are in ../msr.h. */
#ifndef SVM_SVM_MSR_H
#define SVM_SVM_MSR_H

#define MSR_VM_CR         0xc0010114
#define VM_CR_SVMDIS      (1ull << 4)
#define TSC_RATIO_ONE     (1ull << 32)

#endif
