/* SPDX-License-Identifier: GPL-2.0-only */
/* Several result files, read by all CPUs. */
#ifndef HARNESS_RESULT_SET_H
#define HARNESS_RESULT_SET_H

#include "result/result.h"
#include "text/workers.h"

/* All that is in them, or what result_load_figures() keeps. */
enum result_extent { RESULT_WHOLE, RESULT_FIGURES };

struct result_set {
	size_t count;
	struct result *results;
	char **names; /* of the files; borrowed */
	struct texts texts[WORKERS_MAX]; /* of RESULT_FIGURES */
};

/* NULL, or what is wrong with the first that cannot be read, in words, and the set is empty. */
const char *result_set_load(struct result_set *set, char **names, size_t count,
			    enum result_extent extent);
void result_set_free(struct result_set *set);

#endif
