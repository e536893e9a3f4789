/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counter readings of batches of one size, added up. With more events than the PMU has counters the
 * kernel lets them take turns: a batch in which a counter was off the PMU, even for a part, says
 * nothing of that event, and is neither scaled nor counted. Pure: a test hands it readings.
 */
#ifndef HARNESS_EVENT_TALLY_H
#define HARNESS_EVENT_TALLY_H

#include "measure/events.h"

struct event_tally {
	double value;                 /* of the batches that counted */
	size_t batches;               /* how many those were */
	double enabled_ns, running_ns; /* of all that were looked at */
};

/* A batch between two readings. Whether it counted: the counter was on the PMU all the while. */
bool event_tally_add(struct event_tally *tally, const struct event_reading *before,
		     const struct event_reading *after);

/*
 * Per operation, from batches that differ by so many iterations: the difference of their means. Not
 * known unless batches of either size counted.
 */
struct event_count event_tally_difference(const struct event_tally *more,
					  const struct event_tally *less, size_t iterations);

#endif
