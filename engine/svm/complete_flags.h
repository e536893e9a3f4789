/* SPDX-License-Identifier: GPL-2.0-only */
/* PUSHF, POPF, IRET and INT n, completed. */
#ifndef SVM_COMPLETE_FLAGS_H
#define SVM_COMPLETE_FLAGS_H

#include "decode.h"

/* As svm_complete, but RIP is advanced by the caller. */
int svm_complete_flags(struct svm *svm, const struct instruction *instruction);

#endif
