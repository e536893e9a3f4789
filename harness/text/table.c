// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts in columns. Knows nothing of results: who fills it decides what is in
 * it, this only finds the widths and breaks what is too wide.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "text/table.h"

#define GAP 2
#define PROSE_MOST 100

struct table {
	size_t columns, rows;
	bool left;
	char **texts; /* rows * columns; NULL is empty */
};

struct table *table_new(size_t columns, bool left)
{
	struct table *table = calloc(1, sizeof(*table));

	if (table)
		*table = (struct table){ .columns = columns, .left = left };
	return table;
}

static bool grow(struct table *table, size_t rows)
{
	char **texts;

	if (rows <= table->rows)
		return true;
	texts = reallocarray(table->texts, rows * table->columns, sizeof(*texts));
	if (!texts)
		return false;
	memset(texts + table->rows * table->columns, 0,
	       (rows - table->rows) * table->columns * sizeof(*texts));
	table->texts = texts;
	table->rows = rows;
	return true;
}

void table_set(struct table *table, size_t row, size_t column, const char *format, ...)
{
	va_list arguments;
	char **text;

	if (!table || column >= table->columns || !grow(table, row + 1))
		return;
	text = &table->texts[row * table->columns + column];
	free(*text);
	va_start(arguments, format);
	if (vasprintf(text, format, arguments) < 0)
		*text = NULL;
	va_end(arguments);
}

static const char *text_at(const struct table *table, size_t row, size_t column)
{
	const char *text = table->texts[row * table->columns + column];

	return text ? text : "";
}

size_t text_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t width = 0;

	for (size_t row = 0; row < table->rows; row++)
		if (text_width(text_at(table, row, column)) > width)
			width = text_width(text_at(table, row, column));
	return width;
}

/* How many columns from `first` on fit beside column 0; at least one. */
static size_t columns_that_fit(const struct table *table, const size_t *widths, size_t first,
			       size_t width)
{
	size_t used = widths[0], column = first;

	for (; column < table->columns; column++) {
		used += GAP + widths[column];
		if (width && used > width && column > first)
			break;
	}
	return column - first;
}

static void print_spaces(FILE *stream, size_t count)
{
	fprintf(stream, "%*s", (int)count, "");
}

static void print_row(const struct table *table, const size_t *widths, size_t row, size_t first,
		      size_t count, FILE *stream)
{
	size_t owed = widths[0] - text_width(text_at(table, row, 0));

	fputs(text_at(table, row, 0), stream);
	for (size_t column = first; column < first + count; column++) {
		const char *text = text_at(table, row, column);
		size_t fill = widths[column] - text_width(text);

		/* Spaces are owed until something follows: no line ends in them. */
		owed += GAP + (table->left ? 0 : fill);
		if (*text) {
			print_spaces(stream, owed);
			fputs(text, stream);
			owed = 0;
		}
		owed += table->left ? fill : 0;
	}
	fputc('\n', stream);
}

void table_print(const struct table *table, size_t width, FILE *stream)
{
	size_t first = 1, count, widths[table->columns];

	for (size_t column = 0; column < table->columns; column++)
		widths[column] = column_width(table, column);
	for (; first < table->columns; first += count) {
		count = columns_that_fit(table, widths, first, width);
		if (first > 1)
			fputc('\n', stream);
		for (size_t row = 0; row < table->rows; row++)
			print_row(table, widths, row, first, count, stream);
	}
}

void table_free(struct table *table)
{
	for (size_t i = 0; table && i < table->rows * table->columns; i++)
		free(table->texts[i]);
	if (table)
		free(table->texts);
	free(table);
}

size_t terminal_width(FILE *stream)
{
	struct winsize size = { 0 };
	const char *columns = getenv("COLUMNS");

	if (isatty(fileno(stream)) && !ioctl(fileno(stream), TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return columns ? strtoul(columns, NULL, 10) : 0;
}

size_t prose_width(FILE *stream)
{
	size_t width = terminal_width(stream);

	return width && width < PROSE_MOST ? width : PROSE_MOST;
}

void print_wrapped(FILE *stream, const char *text, size_t indent, size_t width)
{
	size_t at = indent;

	print_spaces(stream, indent);
	while (*text) {
		size_t bytes = strcspn(text, " "), length = 0;

		for (size_t i = 0; i < bytes; i++)
			length += (text[i] & 0xc0) != 0x80;
		if (width && at > indent && at + 1 + length > width) {
			fputc('\n', stream);
			print_spaces(stream, indent);
			at = indent;
		} else if (at > indent) {
			fputc(' ', stream);
			at++;
		}
		fwrite(text, 1, bytes, stream);
		at += length;
		text += bytes;
		text += strspn(text, " ");
	}
	fputc('\n', stream);
}
