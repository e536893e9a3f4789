/* SPDX-License-Identifier: GPL-2.0-only */
/* Several result files, read one after the other. */
#ifndef HARNESS_RESULT_SET_H
#define HARNESS_RESULT_SET_H

#include "result.h"

struct result_set {
	size_t count;
	struct result *results;
	char **names; /* of the files; borrowed */
};

/* NULL, or what is wrong with the first that cannot be read, in words, and the set is empty. */
const char *result_set_load(struct result_set *set, char **names, size_t count);
void result_set_free(struct result_set *set);

#endif
