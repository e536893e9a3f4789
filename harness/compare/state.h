/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two sides' machines beside each other: what about them differs. Whether it is one machine:
 * agreement.h. A difference of figures may be put down to a difference of state only if there is
 * one of those.
 */
#ifndef HARNESS_MACHINE_STATE_H
#define HARNESS_MACHINE_STATE_H

#include "result/result.h"

/*
 * What of the machine's state, and of how was measured (version, rules, events, table, module),
 * differs between the results of two sides: an array of {"name": "state/governor", "base":
 * ["powersave"], "other": ["performance"]}, a list of all values of each side. What differs from
 * minute to minute (load, counters, measured frequencies) is left out. A new reference.
 */
json_t *machine_differences(const struct result *base, size_t base_count,
			    const struct result *other, size_t other_count);

#endif
