// SPDX-License-Identifier: GPL-2.0-only
/* The files of one side, and of two, as wholes. */
#include <string.h>
#include "compare/compare_side.h"

#define CORE_CYCLES_MAX 1000.0 /* in a TSC cycle: more than that no file may claim */

static const char *start_of(const struct result *result)
{
	const char *start = json_string_value(json_object_get(result->run, "started"));

	return start ? start : "";
}

bool side_is_before(struct compare_side first, struct compare_side second)
{
	for (size_t i = 0; i < first.count; i++)
		for (size_t j = 0; j < second.count; j++)
			if (!*start_of(&first.results[i]) ||
			    strcmp(start_of(&first.results[i]), start_of(&second.results[j])) >= 0)
				return false;
	return true;
}

size_t side_interrupted(struct compare_side side)
{
	size_t count = 0;

	for (size_t i = 0; i < side.count; i++)
		count += !side.results[i].complete;
	return count;
}

bool core_cycles_are_plausible(double cycles)
{
	return cycles > 1 / CORE_CYCLES_MAX && cycles < CORE_CYCLES_MAX;
}

double side_core_cycles(const struct result *result)
{
	const json_t *canary = json_object_get(json_object_get(result->run, "during"), "canary");
	double cycles = json_number_value(json_object_get(canary, "cycles_per_tsc_cycle"));

	return core_cycles_are_plausible(cycles) ? cycles : 0;
}

bool side_tells_clock(struct compare_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (!(side_core_cycles(&side.results[i]) > 0))
			return false;
	return true;
}
