/* SPDX-License-Identifier: GPL-2.0-only */
/* The outcome of a run of our own driver in words, from the engines' own tables. */
#ifndef HARNESS_VMX_WORDS_H
#define HARNESS_VMX_WORDS_H

#include "engine/run.h"
#include "text/words.h"

/* The outcome with its detail. */
struct words vmx_outcome_words(const struct vmx_run *run);

/* "IRET", "INT n": an exit reason in words. */
const char *vmx_reason_words(u32 reason);

/* The exits of a run by number and name. */
struct words vmx_exits_words(const struct vmx_run *run);

#endif
