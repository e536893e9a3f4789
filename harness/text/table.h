/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of texts in columns, for a terminal or a pipe. Too wide for the
 * terminal, it is told in parts, each with the first column again.
 */
#ifndef HARNESS_TABLE_H
#define HARNESS_TABLE_H

#include <stdbool.h>
#include <stdio.h>

struct table;

/* `columns` of them; the first is aligned left, the others right unless `left`. NULL: no memory. */
struct table *table_new(size_t columns, bool left);

/* Text for a cell; rows come into being as needed, row 0 is the head. A copy is kept. */
__attribute__((format(printf, 4, 5)))
void table_set(struct table *table, size_t row, size_t column, const char *format, ...);

/* In at most `width` columns of characters; 0: no limit. */
void table_print(const struct table *table, size_t width, FILE *stream);

void table_free(struct table *table);

/* The terminal's width, or $COLUMNS, or 0 where there is none. */
size_t terminal_width(FILE *stream);

/* The same for running text: never more than is easy to read, in a pipe either. */
size_t prose_width(FILE *stream);

/* Characters a UTF-8 text takes on a terminal, roughly: one a code point. */
size_t text_width(const char *text);

/* Words with lines broken at `width` (0: not at all), later lines indented. */
void print_wrapped(FILE *stream, const char *text, size_t indent, size_t width);

#endif
