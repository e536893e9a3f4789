/* SPDX-License-Identifier: GPL-2.0-only */
/* Comma-separated values by RFC 4180. Texts are quoted if they must be; NaN is an empty field. */
#ifndef HARNESS_CSV_H
#define HARNESS_CSV_H

#include <stdio.h>

/* A field after a comma, unless it is the row's `first`. */
void csv_text(FILE *stream, const char *text, int first);
void csv_number(FILE *stream, double value);

#endif
