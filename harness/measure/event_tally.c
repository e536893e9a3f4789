// SPDX-License-Identifier: GPL-2.0-only
/* Which batches of a counter count, and their difference per operation. */
#include "measure/event_tally.h"

bool event_tally_add(struct event_tally *tally, const struct event_reading *before,
		     const struct event_reading *after)
{
	uint64_t enabled = after->enabled_ns - before->enabled_ns,
		 running = after->running_ns - before->running_ns;

	if (!before->enabled_ns || after->enabled_ns <= before->enabled_ns ||
	    after->running_ns < before->running_ns)
		return false; /* one of the two was not read */
	tally->enabled_ns += (double)enabled;
	tally->running_ns += (double)running;
	if (running < enabled)
		return false;
	tally->value += (double)(after->value - before->value);
	tally->batches++;
	return true;
}

struct event_count event_tally_difference(const struct event_tally *more,
					  const struct event_tally *less, size_t iterations)
{
	struct event_count count = {
		.is_known = more->batches && less->batches,
		.enabled_ns = more->enabled_ns + less->enabled_ns,
		.running_ns = more->running_ns + less->running_ns,
	};

	if (count.is_known)
		count.per_operation = (more->value / (double)more->batches -
				       less->value / (double)less->batches) /
				      (double)iterations;
	return count;
}
