/* SPDX-License-Identifier: GPL-2.0-only */
/* What came of a run of the VMX engine, in words, by the engine's own tables. */
#ifndef HARNESS_VMX_WORDS_H
#define HARNESS_VMX_WORDS_H

#include "engine/run.h"

/* Why VMX cannot be used (enum vmx_obstacle), with the remedy. */
const char *vmx_obstacle_words(u32 obstacle);

/* The outcome with its detail; static until the next call. */
const char *vmx_outcome_words(const struct vmx_run *run);

/* The exits of a run that were not of the claimed reason, or too many, by name and number. */
const char *vmx_exits_words(const struct vmx_run *run);

#endif
