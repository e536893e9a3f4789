/* SPDX-License-Identifier: GPL-2.0-only */
/* Why KVM_RUN returned, in words; static until the next call. */
#ifndef HARNESS_KVM_WORDS_H
#define HARNESS_KVM_WORDS_H

#include <linux/kvm.h>

const char *kvm_exit_words(const struct kvm_run *run, __u64 rip);

#endif
