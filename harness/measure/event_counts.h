/* SPDX-License-Identifier: GPL-2.0-only */
/* What counters say of a cell, as the JSON object a result keeps. */
#ifndef HARNESS_EVENT_FIGURES_H
#define HARNESS_EVENT_FIGURES_H

#include "measure/trial_data.h"

/*
 * A new object, the event's name to {"value", "lo", "hi", "method", "overhead", "enabled_ns",
 * "running_ns", "counts"} per operation, net of the twin; or to {"reason"}.
 */
json_t *event_figures(const struct trial_data *data, const struct plan *plan, size_t item,
		      const struct events *events);

#endif
