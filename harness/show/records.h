/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells as flat records for other programs: one a cell and file, the same columns in each. */
#ifndef HARNESS_SHOW_RECORDS_H
#define HARNESS_SHOW_RECORDS_H

#include <stdio.h>
#include "result/set.h"

/* RFC 4180, a head and a line a record; no number is an empty field. */
void records_print_csv(const struct run_files *files, FILE *stream);

/* An array of objects; no number is null. */
void records_print_json(const struct run_files *files, FILE *stream);

#endif
