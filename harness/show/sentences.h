/* SPDX-License-Identifier: GPL-2.0-only */
/* What a result says, in sentences: a row each, with the condition under which it holds. */
#ifndef HARNESS_SHOW_SENTENCES_H
#define HARNESS_SHOW_SENTENCES_H

#include "result/result.h"
#include "text/words.h"

/* The first three are the most important. A name, and the sentence or, if it does not hold, "". */
struct sentence {
	const char *name;
	struct words (*say)(const struct result *result);
};
extern const struct sentence sentences[];
extern const size_t sentence_count;

/* Of the row of that name. */
struct words sentence_of(const char *name, const struct result *result);

#endif
