/* SPDX-License-Identifier: GPL-2.0-only */
/* A result's counters as a table, and those that could not be had with the reason. */
#ifndef HARNESS_SHOW_EVENTS_H
#define HARNESS_SHOW_EVENTS_H

#include <stdio.h>
#include "result/result.h"

/* Nothing if no counters were asked for. */
void show_events(const struct result *result, FILE *stream);

#endif
