// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several files as one table for people: a column a file, groups of rows under their headings; and
 * what stands in a cell.
 */
#include "compare/machines.h"
#include "show/words.h"

/* Of one machine only; "" where compare does not say. */
static const char *verdict_words(const struct machines *machines, const struct machines_cell *cell,
				 size_t file)
{
	const struct comparison *comparison = &machines->against[file];

	for (size_t i = 0; cell->id && i < comparison->count; i++)
		if (same_text(comparison->rows[i].cell->id, cell->id))
			return comparison->rows[i].verdict == VERDICT_SLOWER   ? " slower"
			       : comparison->rows[i].verdict == VERDICT_FASTER ? " faster"
			       : comparison->rows[i].verdict == VERDICT_SAME   ? " same"
									       : "";
	return "";
}

struct words machines_cell_words(const struct machines *machines, const struct machines_row *row,
				 size_t file)
{
	const struct statistic *figure = machines_figure(row, file), *base;
	struct words interval;

	if (!figure)
		return row->cells[file] ? words("%s", status_names[row->cells[file]->status])
					: NO_WORDS;
	interval = interval_words(figure);
	if (machines->base == NO_BASE || machines->base == file)
		return words("%s%s%s", figure_text(figure).text, *interval.text ? " " : "",
			     interval.text);
	base = machines_figure(row, machines->base);
	if (!base || !(base->lo > 0) || is_below(base))
		return NO_WORDS;
	if (is_below(figure))
		return words("%sx", multiple_words(figure, base).text);
	return words("%sx (%s..%s)%s", precise_ratio_words(figure->value / base->value).text,
		     precise_ratio_words(figure->lo / base->hi).text,
		     precise_ratio_words(figure->hi / base->lo).text,
		     verdict_words(machines, row->cells[file], file));
}

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
