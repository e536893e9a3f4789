// SPDX-License-Identifier: GPL-2.0-only
/* Several files as one table for people: a column a file, groups of rows under their headings. */
#include "compare/machines.h"
#include "show/words.h"

struct printing {
	struct table *table;
	size_t row;
};

static void put_row(const struct machines *machines, const struct machines_row *row, void *data)
{
	struct printing *printing = data;

	if (row->heading) {
		table_set(printing->table, printing->row, 0, "%s", row->heading);
		table_paint(printing->table, printing->row++, 0, PAINT_HEAD);
	}
	table_set(printing->table, printing->row, 0, "  %s", row->label.text);
	for (size_t i = 0; i < machines->count; i++)
		table_set(printing->table, printing->row, i + 1, "%s",
			  machines_cell_words(machines, row, i).text);
	printing->row++;
}

static void print_unit(const struct machines *machines, const char *unit, enum table_format format,
		       FILE *stream)
{
	size_t count = machines->count;
	struct printing printing = { table_new(count + 1, 1, false), 1 };

	table_set(printing.table, 0, 0, "%s", unit_label_of(unit));
	for (size_t i = 0; i < count; i++)
		if (same_text(machines->of[i].unit, unit))
			table_set(printing.table, 0, i + 1, "%s%s", machines->files->list[i].name,
				  i == machines->base ? " (base)" : "");
	machines_rows(machines, unit, put_row, &printing);
	table_put(printing.table, format, stream);
	table_free(printing.table);
}

static bool is_first_of_unit(const struct machines *machines, size_t file)
{
	for (size_t i = 0; i < file; i++)
		if (same_text(machines->of[i].unit, machines->of[file].unit))
			return false;
	return machines->of[file].unit;
}

void machines_print(const struct machines *machines, enum table_format format, FILE *stream)
{
	for (size_t i = 0; i < machines->count; i++) {
		if (!is_first_of_unit(machines, i))
			continue;
		print_unit(machines, machines->of[i].unit, format, stream);
		fputc('\n', stream);
	}
	for (size_t i = 0; i < machines->count; i++)
		print_wrapped(stream, machines->of[i].caption, 0, prose_width(stream));
}
