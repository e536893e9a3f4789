/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of texts in columns, for a terminal or a pipe. One that is too wide for the terminal is
 * printed in parts, each with the first column again.
 */
#ifndef HARNESS_TABLE_H
#define HARNESS_TABLE_H

#include <stdbool.h>
#include <stdio.h>
#include "text/words.h"

struct table;

/* Colours of a terminal; none in a pipe, or where NO_COLOR is set. */
enum paint { PAINT_NONE, PAINT_HEAD, PAINT_GOOD, PAINT_FAIR, PAINT_BAD };
bool is_colourful(FILE *stream);
void print_painted(FILE *stream, enum paint paint, const char *text);

/*
 * `columns` of them, the first rows of which are `heads`. The first column is aligned left, the
 * others right unless `left`. NULL: no memory.
 */
struct table *table_new(size_t columns, size_t heads, bool left);

/* Text for a cell; rows come into being as needed. A copy is kept. */
__attribute__((format(printf, 4, 5)))
void table_set(struct table *table, size_t row, size_t column, const char *format, ...);

/* A row's texts, one a column. `heads` ends with NULL. */
void table_set_row(struct table *table, size_t row, const struct words *cells, size_t columns);
void table_set_heads(struct table *table, const char *const *heads);

/*
 * The texts of all columns but the first are not kept: they are asked for, as often as they are
 * needed. The answer is good until the next.
 */
typedef const char *table_text(void *data, size_t row, size_t column);
void table_ask(struct table *table, table_text *text, void *data);

void table_paint(struct table *table, size_t row, size_t column, enum paint paint);

/* One blank between columns, not two. */
void table_close_up(struct table *table);

/* A column with nothing below its head is not printed. */
void table_drop_empty(struct table *table);

/* Nor is this one, head and all. */
void table_drop(struct table *table, size_t column);

/* Characters of its widest row. */
size_t table_width(const struct table *table);

/* In at most `width` columns of characters; 0: no limit. */
void table_print(const struct table *table, size_t width, FILE *stream);

/* As wide as the terminal; or in Markdown, with the rows of heads in one. NULL: nothing. */
enum table_format { TABLE_TEXT, TABLE_MARKDOWN };
void table_put(const struct table *table, enum table_format format, FILE *stream);

void table_free(struct table *table);

/* The terminal's width, or $COLUMNS, or 0 where there is none. */
size_t terminal_width(FILE *stream);

/* Its lines, or $LINES; at least 24, which every screen is made for. */
size_t terminal_lines(FILE *stream);

/* The same for running text: never more than is easy to read, in a pipe either. */
size_t prose_width(FILE *stream);

/* Characters a UTF-8 text takes on a terminal, roughly: one a code point. */
size_t text_width(const char *text);

/* Words with lines broken at `width` (0: not at all), later lines indented. */
void print_wrapped(FILE *stream, const char *text, size_t indent, size_t width);

/* How many those are, without an indent. */
size_t wrapped_lines(const char *text, size_t width);

/* The same on a line that has `at` characters already. */
void print_wrapped_from(FILE *stream, const char *text, size_t at, size_t indent, size_t width);

#endif
