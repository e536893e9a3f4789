// SPDX-License-Identifier: GPL-2.0-only
#include "fake_svm.h"

int (*fake_svm_guest)(struct svm_frame *frame, u64 loop);

#define POLICY(name) LOOP_##name + 1,
#define SET(name) { SVM_POLICIES(POLICY) },
const u64 svm_loops[SVM_SET_COUNT][SVM_LOOPS] = { SVM_SETS(SET) };
const u64 svm_lean_loops[SVM_LEAN_CODES], svm_lean_npf;

int svm_enter(struct svm_frame *frame, u64 loop)
{
	return fake_svm_guest(frame, loop);
}

void svm_stamp_twice(struct svm_frame *frame)
{
	frame->stamp += 2 * sizeof(u64);
}
