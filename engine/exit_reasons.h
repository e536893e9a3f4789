/* SPDX-License-Identifier: GPL-2.0-only */
/* The exit reasons of both engines as constants, from their tables. */
#ifndef ENGINE_EXIT_REASONS_H
#define ENGINE_EXIT_REASONS_H

enum exit_reason {
#define EXIT_REASON(number, name, words) EXIT_##name = number,
#include "exit_reasons.def"
#include "svm_exit_reasons.def"
#undef EXIT_REASON
};

/* From here on they are SVM's alone. */
#define EXIT_REASONS_OF_SVM 96

/* Exit policies are indexed by reason; one past the highest reason known. */
#define EXIT_REASON_COUNT 127

#endif
