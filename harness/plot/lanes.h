/* SPDX-License-Identifier: GPL-2.0-only */
/* How far a chart's points reach, and lines for those with a text beside them. For chart.c. */
#ifndef HARNESS_CHART_LANES_H
#define HARNESS_CHART_LANES_H

#include "plot/chart.h"

/* The least positive and the greatest value or end of an interval; both are 0 before the call. */
void chart_extent(const struct chart *chart, double *least, double *most);

/* In characters. */
size_t chart_widest_text(const struct chart *chart);

/* Set lane and lanes of every point. */
void chart_give_lanes(struct chart *chart);

#endif
