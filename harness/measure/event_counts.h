/* SPDX-License-Identifier: GPL-2.0-only */
/* From readings of counters to the JSON object a result keeps. */
#ifndef HARNESS_EVENT_COUNTS_H
#define HARNESS_EVENT_COUNTS_H

#include "measure/trial_data.h"

/*
 * Counter readings of batches of one size, added up. With more events than the PMU has counters the
 * kernel lets them take turns. A batch in which the counter was off the PMU, even for a part, says
 * nothing about the event: it is neither scaled nor counted.
 */
struct event_tally {
	double value;                 /* of the batches that counted */
	size_t batches;               /* their number */
	double enabled_ns, running_ns; /* of all batches */
};

/* A batch between two readings. Whether it counts: the counter was always on the PMU. */
bool event_tally_add(struct event_tally *tally, const struct event_reading *before,
		     const struct event_reading *after);

/* Per operation: the difference of the means of two batch sizes, if batches of both counted. */
struct event_count event_tally_difference(const struct event_tally *more,
					  const struct event_tally *less, size_t iterations);

/*
 * A new object: the event's name to {"value", "lo", "hi", "method", "overhead", "enabled_ns",
 * "running_ns", "counts"} per operation, net of the twin; or to {"reason"}.
 */
json_t *event_figures(const struct trial_data *data, const struct plan *plan, size_t item,
		      const struct events *events);

#endif
