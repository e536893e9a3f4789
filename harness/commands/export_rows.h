/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result in the formats of other programs: rows for spreadsheets, Google Benchmark's JSON for its
 * chart and comparison tools.
 */
#ifndef HARNESS_EXPORT_H
#define HARNESS_EXPORT_H

#include <stdio.h>
#include "result/result.h"

/* A row a cell, with floor, median, p99, raw and overhead, each with its interval. NULL. */
const char *export_csv(const struct result *result, FILE *stream);

/*
 * A benchmark a cell, a repetition a trial, aggregates named floor and median. real_time is the
 * median and cpu_time the floor, in ns by the TSC's frequency; the cycles are beside them. Counts
 * of instructions are no time and are left out. NULL, or why not in words: no such frequency, no
 * cell with a time.
 */
const char *export_google_benchmark(const struct result *result, FILE *stream);

#endif
