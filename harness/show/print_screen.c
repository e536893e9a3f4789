// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first screen as text, for 24 lines of 80 characters, or as Markdown. What does not fit into a
 * narrow cell (first the interval, then the median) is left out for all cells alike.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "bench/cell.h"
#include "show/answers.h"
#include "show/generations.h"
#include "show/screen.h"
#include "show/show.h"
#include "show/words.h"

#define WIDTH_IN_PIPE 100

/* How much of a figure fits. */
enum detail { DETAIL_INTERVAL, DETAIL_MEDIAN, DETAIL_CLOSE, DETAIL_FLOOR, DETAILS };
static const char *const detail_words[DETAILS] = { "floor/median ±", "floor/median",
						   "floor/median",
						   "floor" };

struct words screen_value(double value)
{
	if (value >= 99950)
		return words("%.0fk", value / 1000);
	if (value == (long)value || value >= 99.95)
		return words("%.0f", value);
	return words("%.*f", value < 9.995 ? 2 : 1, value);
}

static struct words short_figure(const struct statistic *figure)
{
	return is_below(figure) ? words("<%s", screen_value(figure->below).text)
				: screen_value(figure->value);
}

static const char *mark_of(enum answerer answerer)
{
	return answerer == ANSWERER_LINUX        ? BY_LINUX
	       : answerer == ANSWERER_HYPERVISOR ? BY_ABOVE
						 : "";
}

static struct words figure_words_of(const struct cell_result *cell, const json_t *machine,
				    enum detail detail)
{
	const struct statistic *of_floor = headline_of(cell, FIGURE_FLOOR),
			       *of_median = headline_of(cell, FIGURE_MEDIAN);
	struct words floor = short_figure(of_floor), median = short_figure(of_median);
	bool has_median =
		detail < DETAIL_FLOOR && of_median->method && strcmp(floor.text, median.text);
	struct words interval = detail == DETAIL_INTERVAL ? interval_words(of_floor) : NO_WORDS;

	return words("%s%s%s%s%s%s%s", floor.text, has_median ? "/" : "",
		     has_median ? median.text : "",
		     mark_of(answerer_of(cell, machine)), is_hole(cell) ? A_HOLE : "",
		     *interval.text ? " " : "", interval.text);
}

static void put_cell(struct table *table, size_t row, size_t column, const struct cell_result *cell,
		     const json_t *machine, enum detail detail)
{
	if (!cell)
		return;
	if (has_figure(cell) && headline_of(cell, FIGURE_FLOOR)->method) {
		table_set(table, row, column, "%s", figure_words_of(cell, machine, detail).text);
	} else {
		table_set(table, row, column, "%s%s%s", missing_words(cell).text,
			  has_figure(cell) ? mark_of(answerer_of(cell, machine)) : "",
			  has_figure(cell) && is_hole(cell) ? A_HOLE : "");
		table_paint(table, row, column,
			    cell->status == STATUS_SKIP || cell->status == STATUS_OK ? PAINT_FAIR
										     : PAINT_BAD);
	}
}

static struct table *operations_table(const struct screen *screen, enum detail detail)
{
	struct table *table = table_new(TECHNIQUES + 1, 2, false);

	table_set(table, 0, 0, "%s,",
		  headline_label(screen->result, screen->unit));
	table_set(table, 1, 0, "%s", detail_words[detail]);
	if (detail == DETAIL_CLOSE)
		table_close_up(table);
	for (enum technique t = 0; t < TECHNIQUES; t++) {
		for (size_t line = 0; screen->has[t] && line < 2; line++)
			table_set(table, line, t + 1, "%s", screen_head(screen, t, line));
		for (size_t i = 0; screen->has[t] && i < screen->count; i++)
			put_cell(table, i + 2, t + 1, screen->rows[i].cells[t],
				 screen->result->machine, detail);
	}
	for (size_t i = 0; i < screen->count; i++)
		table_set(table, i + 2, 0, "%s", screen->rows[i].label);
	return table;
}

static bool is_too_wide(const struct table *table, FILE *stream)
{
	size_t width = terminal_width(stream);

	return table_width(table) > (width ? width : WIDTH_IN_PIPE);
}

/* The most detail with which the table is no wider than the terminal. */
static void print_operations(const struct screen *screen, enum table_format format, FILE *stream)
{
	struct table *table = NULL;

	for (enum detail detail = 0; detail < DETAILS; detail++) {
		table_free(table);
		table = operations_table(screen, detail);
		if (!table || format != TABLE_TEXT || !is_too_wide(table, stream))
			break;
	}
	table_put(table, format, stream);
	table_free(table);
}

static void put_trip(struct table *table, size_t row, const struct screen *screen,
		     const struct screen_trip *trip)
{
	const struct statistic *whole = screen_trip_figure(screen, trip->trip, FIGURE_FLOOR), *of;
	struct words multiple = screen_trip_multiple(screen, trip);
	double floor = whole->value;

	table_set(table, row, 0, "%s", trip->label.text);
	if (!(floor > 0)) {
		table_set(table, row, 4, "%s", missing_words(trip->trip).text);
		return;
	}
	for (int i = 0; trip->has_legs && i < RESULT_LEGS; i++)
		table_set(table, row, 1 + (size_t)i, "%s",
			  value_text(trip->legs.floor[i].value).text);
	table_set(table, row, 4, "%s", value_text(floor).text);
	table_set(table, row, 5, "%s",
		  time_words(floor, unit_of(screen->unit), screen_trip_hz(screen)).text);
	of = screen_trip_figure(screen, trip->lean, FIGURE_FLOOR);
	if (of && trip->lean != trip->trip)
		table_set(table, row, 6, "%s", value_text(of->value).text);
	of = screen_trip_figure(screen, trip->kvm, FIGURE_FLOOR);
	if (*multiple.text)
		table_set(table, row, 7, "%s (%s)", value_text(of->value).text, multiple.text);
}

/* The last column's multiples are of the round trip, which its head says as `kvm`. */
static struct table *trips_table(const struct screen *screen, const char *kvm)
{
	const char *const heads[] = { "exit", "handler",  "entry", "round trip",
				      "time", "lean VMM", kvm };
	struct table *table = table_new(8, 1, false);

	table_set(table, 0, 0, "%s", screen_trip_label(screen));
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_set(table, 0, i + 1, "%s", heads[i]);
	for (size_t i = 0; i < screen->trip_count; i++)
		put_trip(table, i + 1, screen, &screen->trips[i]);
	table_drop_empty(table);
	return table;
}

static void print_trips(const struct screen *screen, enum table_format format, FILE *stream)
{
	struct table *table = trips_table(screen, "KVM (x round trip)");

	if (table && format == TABLE_TEXT && is_too_wide(table, stream)) {
		table_free(table);
		table = trips_table(screen, "KVM (x trip)");
	}
	table_put(table, format, stream);
	table_free(table);
}

/* In Markdown each line is a paragraph, and a mark is no list. */
static void print_below(const struct below *below, enum table_format format, FILE *stream)
{
	size_t width = prose_width(stream);

	for (size_t i = 0; i < below->count; i++) {
		const char *line = below->line[i].text;

		if (format == TABLE_MARKDOWN)
			fprintf(stream, "%s%s\n\n", strchr("*!^", *line) ? "\\" : "", line);
		else if (text_width(line) <= width)
			fprintf(stream, "%s\n", line);
		else
			print_wrapped(stream, line, 0, width);
	}
}

static struct words notes_words(size_t notes, const char *name)
{
	struct words count = count_words(notes, "note");

	if (!name)
		return words("%s: keep the result with -o FILE, then exitbench show --notes FILE",
			     count.text);
	return words("%s: exitbench show --notes %s", count.text, name);
}

/* How far to trust the figures, and where to read more. */
struct ending {
	struct trust trust;
	struct words words, notes;
};

static struct ending ending_of(const struct result *result, const char *name)
{
	struct ending ending = { .trust = trust_of(result) };

	ending.words = words("%s.", trust_words(&ending.trust, result->complete).text);
	if (ending.trust.notes)
		ending.notes = notes_words(ending.trust.notes, name);
	return ending;
}

static void print_ending(const struct ending *ending, FILE *stream)
{
	const char *text = ending->words.text, *word = ending->trust.word;
	size_t before = (size_t)(strstr(text, word) - text);
	const char *rest = text + before + strlen(word);

	fprintf(stream, "%.*s", (int)before, text);
	print_painted(stream, ending->trust.paint, word);
	fputc(*rest++, stream);
	print_wrapped_from(stream, rest + strspn(rest, " "), (size_t)(rest - text), 0,
			   prose_width(stream));
	if (*ending->notes.text)
		print_wrapped(stream, ending->notes.text, 0, prose_width(stream));
}

/* ", Linux 6.12"; nothing of a machine without. */
static struct words system_words(const json_t *machine)
{
	const char *kernel = json_text_of(machine, "kernel", NULL);

	return kernel ? words(", Linux %.64s", kernel) : NO_WORDS;
}

/* "Core i7-4770 3.40GHz (Haswell)"; of an emulated CPU without the clock, which it has not. */
static struct words cpu_words(const struct result *result)
{
	struct microarchitecture known =
		microarchitecture_of(json_object_get(result->machine, "cpu"));
	struct words model = short_model_words(result->machine);
	char *clock = strrchr(model.text, ' ');

	if (is_counted(result) && clock && strstr(clock, "GHz"))
		*clock = 0;
	return words("%s%s%s%s", model.text, known.name ? " (" : "", known.name ? known.name : "",
		     known.name ? ")" : "");
}

/* What is too long for the first line has another if there is one, which is returned. */
static bool print_title(const struct result *result, bool has_another, FILE *stream)
{
	struct words system = system_words(result->machine);
	struct words machine =
		words("VM exit%s %s",
		      is_counted(result) ? ", counted in an emulator, not timed:" : " on",
		      cpu_words(result).text);
	const char *version = json_text_of(result->run, "version", NULL), *rest;
	struct words titles[] = {
		words("%s%s%s%.40s", machine.text, system.text, version ? ", exitbench " : "",
		      version ? version : ""),
		words("%s%s", machine.text, system.text),
		words("%s%.*s", machine.text, (int)strcspn(system.text, "-"), system.text),
		machine,
	};
	size_t width = terminal_width(stream), at = 0;

	while (at < 3 && width && text_width(titles[at].text) > width)
		at++;
	at += at == 2 && has_another; /* the kernel's name is not cut in two */
	print_painted(stream, PAINT_HEAD, titles[at].text);
	fputc('\n', stream);
	rest = titles[0].text + strlen(titles[at].text);
	if (has_another && *rest)
		print_wrapped(stream, rest + strlen(", "), 0, width);
	return has_another && *rest;
}

/* Lines of the terminal beside title, tables, trust, notes and the prompt. */
static size_t room_of(const struct screen *screen, const struct ending *ending, FILE *stream)
{
	size_t width = prose_width(stream), lines = terminal_lines(stream);
	size_t used = 2 + (screen->trip_count ? 1 + screen->trip_count : 0) +
		      (screen->count ? 2 + screen->count : 0) +
		      wrapped_lines(ending->words.text, width) +
		      (*ending->notes.text ? wrapped_lines(ending->notes.text, width) : 0);

	return lines > used ? lines - used : 0;
}

/* What there is no room for is left out: an empty line, then the label. */
static void print_parts(const struct screen *screen, const struct ending *ending, const char *label,
			const struct show_options *options, FILE *stream)
{
	bool is_text = options->format == TABLE_TEXT;
	size_t room = is_text ? room_of(screen, ending, stream) : SIZE_MAX;
	struct below below = screen_below(screen, prose_width(stream), room);
	size_t spare = room > below.lines ? room - below.lines : 0;

	spare -= print_title(screen->result, spare, stream);
	if (label && spare >= wrapped_lines(label, terminal_width(stream))) {
		print_wrapped(stream, label, 0, terminal_width(stream));
		spare -= wrapped_lines(label, terminal_width(stream));
	}
	if (screen->trip_count)
		print_trips(screen, options->format, stream);
	if (screen->trip_count && spare && is_text)
		fputc('\n', stream);
	if (screen->count)
		print_operations(screen, options->format, stream);
	print_below(&below, options->format, stream);
}

void show_screen(const struct result *result, const char *name, const struct show_options *options,
		 FILE *stream)
{
	const char *label = json_text_of(result->run, "label", NULL);
	struct ending ending = ending_of(result, name);
	struct screen screen;

	if (label && strstr(model_words(result->machine).text, label))
		label = NULL;
	screen_make(&screen, result); /* without memory it has no tables */
	print_parts(&screen, &ending, label, options, stream);
	screen_free(&screen);
	print_ending(&ending, stream);
}
