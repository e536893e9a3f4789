/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HARNESS_KVM_WORDS_H
#define HARNESS_KVM_WORDS_H

#include <linux/kvm.h>
#include "text/words.h"

/* Why KVM_RUN returned at this RIP, when nothing the cell claims had happened. */
struct words kvm_exit_words(const struct kvm_run *run, __u64 rip);

#endif
