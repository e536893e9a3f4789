/* SPDX-License-Identifier: GPL-2.0-only */
/* The basic exit reasons as constants, from the one table. */
#ifndef ENGINE_EXIT_REASONS_H
#define ENGINE_EXIT_REASONS_H

enum exit_reason {
#define EXIT_REASON(number, name, words) EXIT_##name = number,
#include "exit_reasons.def"
#undef EXIT_REASON
};

/* Exit policies are indexed by reason; one past the highest reason known. */
#define EXIT_REASON_COUNT 86

#endif
