/* SPDX-License-Identifier: GPL-2.0-only */
/* The fake of SVM's world switch: a test says what each entry ends in. */
#ifndef FAKE_SVM_H
#define FAKE_SVM_H

#include "svm/svm.h"
#include "svm/frame.h"

/* Called for each entry, with the loop's place in svm_loops; what the VMCB then has is the exit. */
extern int (*fake_svm_guest)(struct svm_frame *frame, u64 loop);

#endif
