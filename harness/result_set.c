// SPDX-License-Identifier: GPL-2.0-only
/* Result files into memory, all or none of them. */
#include <stdlib.h>
#include "result_set.h"

const char *result_set_load(struct result_set *set, char **names, size_t count)
{
	const char *wrong = NULL;

	*set = (struct result_set){ .names = names, .results = calloc(count + 1, sizeof(*set->results)) };
	if (!set->results)
		return "out of memory";
	while (set->count < count && !wrong) {
		wrong = result_load(&set->results[set->count], names[set->count]);
		set->count += !wrong;
	}
	if (wrong)
		result_set_free(set);
	return wrong;
}

void result_set_free(struct result_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		result_free(&set->results[i]);
	free(set->results);
	*set = (struct result_set){ 0 };
}
