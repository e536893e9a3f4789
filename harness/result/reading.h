/* SPDX-License-Identifier: GPL-2.0-only */
/* How a reader wants a result: its operations in another order, its cycles as nanoseconds. */
#ifndef HARNESS_RESULT_READING_H
#define HARNESS_RESULT_READING_H

#include "result/result.h"

/* As measured; the dearest operation first; by name; the dearest beside native first. */
enum result_order { ORDER_TABLE, ORDER_COST, ORDER_NAME, ORDER_RATIO };

/* Cells of one operation stay together, in their order. */
void result_sort(struct result *result, enum result_order order);

/* Figures in cycles become nanoseconds. False: the file does not say how fast its clock runs. */
bool result_to_ns(struct result *result);

void statistic_scale(struct statistic *statistic, double factor);

/* What makes a figure of the cell, if it was made nanoseconds, cycles of the TSC again; or 1. */
double cycles_per_unit(const struct result *result, const struct cell_result *cell);

#endif
