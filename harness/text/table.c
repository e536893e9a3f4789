// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts in columns. Knows nothing of results: who fills it decides what is in
 * it, this only finds the widths and breaks what is too wide.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "text/table.h"

#define GAP 2

struct table_cell {
	char *text; /* NULL is empty */
	enum paint paint;
};

struct table {
	size_t columns, rows, heads;
	bool left, is_close;
	size_t kept; /* columns */
	struct table_cell *cells; /* rows * kept */
	table_text *text; /* of the other columns */
	void *data;
};

struct table *table_new(size_t columns, size_t heads, bool left)
{
	struct table *table = calloc(1, sizeof(*table));

	if (table)
		*table = (struct table){ .columns = columns, .kept = columns, .heads = heads,
					 .left = left };
	return table;
}

void table_close_up(struct table *table)
{
	if (table)
		table->is_close = true;
}

static bool grow(struct table *table, size_t rows)
{
	struct table_cell *cells;

	if (rows <= table->rows)
		return true;
	cells = reallocarray(table->cells, rows * table->kept, sizeof(*cells));
	if (!cells)
		return false;
	memset(cells + table->rows * table->kept, 0,
	       (rows - table->rows) * table->kept * sizeof(*cells));
	table->cells = cells;
	table->rows = rows;
	return true;
}

void table_ask(struct table *table, table_text *text, void *data)
{
	if (!table)
		return;
	table->kept = 1;
	table->text = text;
	table->data = data;
}

static struct table_cell *cell_at(const struct table *table, size_t row, size_t column)
{
	return &table->cells[row * table->kept + column];
}

void table_set(struct table *table, size_t row, size_t column, const char *format, ...)
{
	va_list arguments;
	char **text;

	if (!table || column >= table->kept || !grow(table, row + 1))
		return;
	text = &cell_at(table, row, column)->text;
	free(*text);
	va_start(arguments, format);
	if (vasprintf(text, format, arguments) < 0)
		*text = NULL;
	va_end(arguments);
}

void table_set_row(struct table *table, size_t row, const struct words *cells, size_t columns)
{
	for (size_t i = 0; i < columns; i++)
		table_set(table, row, i, "%s", cells[i].text);
}

void table_set_heads(struct table *table, const char *const *heads)
{
	for (size_t i = 0; heads[i]; i++)
		table_set(table, 0, i, "%s", heads[i]);
}

void table_paint(struct table *table, size_t row, size_t column, enum paint paint)
{
	if (table && column < table->kept && grow(table, row + 1))
		cell_at(table, row, column)->paint = paint;
}

static const char *text_at(const struct table *table, size_t row, size_t column)
{
	const char *text = column < table->kept ? cell_at(table, row, column)->text
						: table->text(table->data, row, column);

	return text ? text : "";
}

static void print_cell(const struct table *table, size_t row, size_t column, FILE *stream)
{
	enum paint paint = column < table->kept ? cell_at(table, row, column)->paint : PAINT_NONE;

	print_painted(stream, row < table->heads ? PAINT_HEAD : paint, text_at(table, row, column));
}

static bool is_empty(const struct table *table, size_t column)
{
	for (size_t row = table->heads; row < table->rows; row++)
		if (*text_at(table, row, column))
			return false;
	return true;
}

void table_drop(struct table *table, size_t column)
{
	for (size_t row = 0; row < table->rows; row++) {
		free(cell_at(table, row, column)->text);
		*cell_at(table, row, column) = (struct table_cell){ NULL, PAINT_NONE };
	}
}

void table_drop_empty(struct table *table)
{
	for (size_t column = table ? table->kept : 0; column-- > 1;)
		if (is_empty(table, column))
			table_drop(table, column);
}

static size_t column_width(const struct table *table, size_t column)
{
	size_t width = 0;

	for (size_t row = 0; row < table->rows; row++)
		if (text_width(text_at(table, row, column)) > width)
			width = text_width(text_at(table, row, column));
	return width;
}

/* A column without any text, not even a head, is not there. */
static size_t gap_before(const struct table *table, const size_t *widths, size_t column)
{
	return !widths[column] ? 0 : table->is_close ? 1 : GAP;
}

/* How many columns from `first` on fit beside column 0; at least one. */
static size_t columns_that_fit(const struct table *table, const size_t *widths, size_t first,
			       size_t width)
{
	size_t used = widths[0], column = first;

	for (; column < table->columns; column++) {
		used += gap_before(table, widths, column) + widths[column];
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

	print_cell(table, row, 0, stream);
	for (size_t column = first; column < first + count; column++) {
		const char *text = text_at(table, row, column);
		size_t fill = widths[column] - text_width(text);

		/* Spaces are owed until something follows: no line ends in them. */
		owed += gap_before(table, widths, column) + (table->left ? 0 : fill);
		if (*text) {
			print_spaces(stream, owed);
			print_cell(table, row, column, stream);
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

size_t table_width(const struct table *table)
{
	size_t width = 0;

	for (size_t column = 0; column < table->columns; column++) {
		size_t own = column_width(table, column);

		width += own + (column ? gap_before(table, &own, 0) : 0);
	}
	return width;
}

/* What Markdown would take for the table's own, or for HTML. */
static void print_escaped(const char *text, size_t length, FILE *stream)
{
	for (; length; length--, text++)
		fprintf(stream, strchr("|\\`*_<&", *text) ? "\\%c" : "%c", *text);
}

/* Of lines of a head, put together where a word is cut at a hyphen. */
static void print_markdown_cell(const struct table *table, size_t row, size_t column, FILE *stream)
{
	size_t rows = row < table->heads ? table->heads : 1;

	fputs("| ", stream);
	for (size_t i = 0; i < rows; i++) {
		const char *text = text_at(table, row + i, column);
		size_t length = strlen(text);
		bool is_cut = i + 1 < rows && length && text[length - 1] == '-';

		print_escaped(text, length - is_cut, stream);
		fputs(length && !is_cut ? " " : "", stream);
	}
}

static void print_markdown_row(const struct table *table, const bool *has, size_t row, FILE *stream)
{
	for (size_t column = 0; column < table->columns; column++)
		if (has[column])
			print_markdown_cell(table, row, column, stream);
	fputs("|\n", stream);
}

static void table_print_markdown(const struct table *table, FILE *stream)
{
	bool has[table->columns];

	for (size_t column = 0; column < table->columns; column++)
		has[column] = !column || column_width(table, column);
	fputc('\n', stream);
	print_markdown_row(table, has, 0, stream);
	for (size_t column = 0; column < table->columns; column++)
		if (has[column])
			fputs(table->left || !column ? "| --- " : "| ---: ", stream);
	fputs("|\n", stream);
	for (size_t row = table->heads; row < table->rows; row++)
		print_markdown_row(table, has, row, stream);
	fputc('\n', stream);
}

void table_put(const struct table *table, enum table_format format, FILE *stream)
{
	if (table && format == TABLE_MARKDOWN)
		table_print_markdown(table, stream);
	else if (table)
		table_print(table, terminal_width(stream), stream);
}

void table_free(struct table *table)
{
	for (size_t i = 0; table && i < table->rows * table->kept; i++)
		free(table->cells[i].text);
	if (table)
		free(table->cells);
	free(table);
}
