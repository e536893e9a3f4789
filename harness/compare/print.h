/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison as text: a table for people, JSON and CSV for programs. Computes nothing. */
#ifndef HARNESS_COMPARE_PRINT_H
#define HARNESS_COMPARE_PRINT_H

#include <stdio.h>
#include "compare/compare.h"

/* What the files of both sides are called, in their order. */
struct side_names {
	char **base, **other;
};

void compare_print_table(const struct comparison *comparison, const struct side_names *names,
			 FILE *stream);
void compare_print_json(const struct comparison *comparison, const struct side_names *names,
			FILE *stream);

/* Only a row for each cell: print the notes elsewhere. */
void compare_print_csv(const struct comparison *comparison, const struct side_names *names,
		       FILE *stream);

/* What a reader of the verdicts must know, and what else differs between the sides. */
void compare_print_notes(const struct comparison *comparison, FILE *stream);

/* The units are trials, or too few. Print it last, where the eye is after a long table. */
void compare_print_warning(const struct comparison *comparison, FILE *stream);

#endif
