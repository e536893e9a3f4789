/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells as flat records for other programs: one a cell and file, the same columns in each. */
#ifndef HARNESS_SHOW_RECORDS_H
#define HARNESS_SHOW_RECORDS_H

#include <stdio.h>
#include "result/set.h"

/* As RFC 4180, a head and a line a record, no number an empty field; or an array of objects. */
enum records_format { RECORDS_CSV, RECORDS_JSON };

/* The records of a file, after `count` others. Returns how many there are then. */
size_t records_print(enum records_format format, const struct run_file *file, size_t count,
		     FILE *stream);

/* Once, after `count` records of all files. */
void records_end(enum records_format format, size_t count, FILE *stream);

#endif
