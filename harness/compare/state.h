/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between two sides' machines, and in how they were measured. Whether it is one
 * machine at all: agreement.h.
 */
#ifndef HARNESS_MACHINE_STATE_H
#define HARNESS_MACHINE_STATE_H

#include "result/result.h"

/*
 * Differences of the machine's state, and of version, rules, events, table and module: an array of
 * {"name": "state/governor", "base": ["powersave"], "other": ["performance"]}, with all values of a
 * side. What changes from minute to minute (load, counters, measured frequencies) is left out. A
 * new reference.
 */
json_t *machine_differences(const struct result *base, size_t base_count,
			    const struct result *other, size_t other_count);

#endif
