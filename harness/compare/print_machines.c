// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several files as one table for people: a column a file, groups of rows under their headings; and
 * what stands in a cell. Ratios have an interval as wide as both figures' together; where both
 * files are of one machine, what compare says of the cell stands beside it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "compare/machines.h"
#include "show/words.h"

/* Characters that most figures take: "1234 ±1.1%", and "1.234x (1.200..1.280) slower". */
#define FIGURE_WIDTH 12
#define RATIO_WIDTH  28

struct words machines_value_words(const struct machines_value *value)
{
	struct words interval;

	if (!value->figure.method)
		return words("%s", status_names[value->status]);
	interval = interval_words(&value->figure);
	return words("%s%s%s", figure_text(&value->figure).text, *interval.text ? " " : "",
		     interval.text);
}

/* Of one machine only; "" where compare does not say. */
static const char *verdict_words(const struct machines *machines, const char *id, size_t file)
{
	const struct comparison *comparison = &machines->against[file];

	for (size_t i = 0; id && i < comparison->count; i++)
		if (same_text(comparison->rows[i].cell->id, id))
			return comparison->rows[i].verdict == VERDICT_SLOWER   ? " slower"
			       : comparison->rows[i].verdict == VERDICT_FASTER ? " faster"
			       : comparison->rows[i].verdict == VERDICT_SAME   ? " same"
									       : "";
	return "";
}

static struct words ratio_words_of(const struct machines *machines, struct machines_place at,
				   size_t file)
{
	const struct machines_value *value = machines_value_at(machines, at, file);
	const struct statistic *figure = &value->figure,
			       *base = machines_figure(machines, at, machines->base);

	if (!base || !(base->lo > 0) || is_below(base))
		return NO_WORDS;
	if (is_below(figure))
		return words("%sx", multiple_words(figure, base).text);
	return words("%sx (%s..%s)%s", precise_ratio_words(figure->value / base->value).text,
		     precise_ratio_words(figure->lo / base->hi).text,
		     precise_ratio_words(figure->hi / base->lo).text,
		     verdict_words(machines, value->id, file));
}

struct words machines_cell_words(const struct machines *machines, struct machines_place at,
				 size_t file)
{
	const struct machines_cell *cell = machines_cell_at(machines, at, file);

	if (!cell)
		return NO_WORDS;
	if (cell->words)
		return words("%s", cell->words);
	if (!cell->has_figure || machines->base == NO_BASE || machines->base == file)
		return machines_value_words(machines_value_at(machines, at, file));
	return ratio_words_of(machines, at, file);
}

/* What the table asks for: the file's words in a row, which has no place if it is a heading. */
struct printing {
	const struct machines *machines;
	const char *unit;
	struct table *table;
	size_t heads, most; /* lines of the head, and characters of each */
	size_t rows; /* of the table, and room for as many places */
	struct machines_place *places;
	struct words words; /* the last ones asked for */
};

#define NO_PLACE ((struct machines_place){ .item = UINT32_MAX })

static void add_row(struct printing *printing, struct machines_place place)
{
	struct machines_place *places = reallocarray(printing->places, printing->rows + 1,
						     sizeof(*places));

	if (!places)
		return;
	printing->places = places;
	places[printing->rows++] = place;
}

static void put_row(const struct machines *machines, const struct machines_row *row, void *data)
{
	struct printing *printing = data;

	(void)machines;
	if (row->heading) {
		table_set(printing->table, printing->rows, 0, "%s", row->heading);
		table_paint(printing->table, printing->rows, 0, PAINT_HEAD);
		add_row(printing, NO_PLACE);
	}
	table_set(printing->table, printing->rows, 0, "  %s", row->label.text);
	add_row(printing, row->place);
}

static struct words name_words(const struct printing *printing, size_t file)
{
	const struct machines *machines = printing->machines;

	if (!same_text(machines->of[file].unit, printing->unit))
		return NO_WORDS;
	return words("%s%s", machines->files->list[file].name,
		     file == machines->base ? " (base)" : "");
}

static bool is_between_words(char c)
{
	return c == '-' || c == '_' || c == ' ';
}

/* How much of a name is on its first line: whole words, if there are any. */
static size_t first_line(const char *name, size_t most)
{
	size_t length = strlen(name);

	for (size_t end = most; length > most && end > 1; end--)
		if (is_between_words(name[end - 1]) || is_between_words(name[end]))
			return end;
	if (length <= most)
		return length;
	while (most > 1 && text_is_within_letter(name[most]))
		most--;
	return most;
}

static size_t count_lines(const char *name, size_t most)
{
	size_t lines = 0;

	for (; *name; lines++)
		name += first_line(name, most);
	return lines;
}

/* A name of few lines stands right above the figures. */
static struct words head_words(const struct printing *printing, size_t line, size_t file)
{
	struct words name = name_words(printing, file);
	size_t above = printing->heads - count_lines(name.text, printing->most), length;
	const char *at = name.text;

	if (line < above)
		return NO_WORDS;
	for (; line > above; line--)
		at += first_line(at, printing->most);
	length = first_line(at, printing->most);
	return words("%.*s", (int)(length - (length && at[length - 1] == ' ')), at);
}

static const char *text_at(void *data, size_t row, size_t column)
{
	struct printing *printing = data;

	if (row >= printing->rows)
		return "";
	printing->words = row < printing->heads
				  ? head_words(printing, row, column - 1)
				  : machines_cell_words(printing->machines, printing->places[row],
							column - 1);
	return printing->words.text;
}

static void make_table(struct printing *printing, size_t heads, size_t most)
{
	printing->heads = heads;
	printing->most = most;
	printing->rows = 0;
	printing->table = table_new(printing->machines->count + 1, heads, false);
	table_ask(printing->table, text_at, printing);
	for (size_t i = 0; i < heads; i++)
		add_row(printing, NO_PLACE);
	table_set(printing->table, heads - 1, 0, "%s", unit_label_of(printing->unit));
	machines_rows(printing->machines, printing->unit, put_row, printing);
}

/* Names go on below, as wide as the figures are. */
static void narrow(struct printing *printing)
{
	size_t most = printing->machines->base == NO_BASE ? FIGURE_WIDTH : RATIO_WIDTH, heads = 1;

	for (size_t i = 0; i < printing->machines->count; i++) {
		size_t lines = count_lines(name_words(printing, i).text, most);

		heads = lines > heads ? lines : heads;
	}
	table_free(printing->table);
	make_table(printing, heads, most);
}

static void print_unit(const struct machines *machines, const char *unit, enum table_format format,
		       FILE *stream)
{
	struct printing printing = { .machines = machines, .unit = unit };
	size_t width = format == TABLE_TEXT ? terminal_width(stream) : 0;

	make_table(&printing, 1, SIZE_MAX);
	if (width && printing.table && table_width(printing.table) > width)
		narrow(&printing);
	table_put(printing.table, format, stream);
	table_free(printing.table);
	free(printing.places);
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
