/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison as text: a table for people, other formats for programs. Computes nothing. */
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
void compare_print_markdown(const struct comparison *comparison, const struct side_names *names,
			    FILE *stream);

/* For a CI: a JUnit test case, or a GitHub annotation, for each cell. */
void compare_print_junit(const struct comparison *comparison, const struct side_names *names,
			 FILE *stream);
void compare_print_github(const struct comparison *comparison, const struct side_names *names,
			  FILE *stream);

/* "2 slower, 40 no difference shown." */
struct words comparison_summary(const struct comparison *comparison);

/* All rows: what was decided first, then by change. To be freed; NULL without memory. */
const struct compare_row **comparison_ranked(const struct comparison *comparison);

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
