// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first screen as text, for 24 lines of 80 characters, or as Markdown. What does not fit into a
 * narrow cell (first the interval, then the median) is left out for all cells alike.
 */
#include <stdlib.h>
#include <string.h>
#include "bench/cell.h"
#include "show/answers.h"
#include "show/generations.h"
#include "show/screen.h"
#include "show/show.h"
#include "show/words.h"

#define WIDTH_IN_PIPE 100
#define SCREEN_LINES  23 /* of 24, for one is the prompt's */

/* How much of a figure fits. */
enum detail { DETAIL_INTERVAL, DETAIL_MEDIAN, DETAIL_CLOSE, DETAIL_FLOOR, DETAILS };
static const char *const detail_words[DETAILS] = { "floor/median ±", "floor/median",
						   "floor/median",
						   "floor" };

#define BY_LINUX "*"
#define BY_ABOVE "^"
#define A_HOLE   "!"

/* Three digits of what is below 1000, for a table where each character counts. */
static struct words short_value(double value)
{
	if (value >= 99950)
		return words("%.0fk", value / 1000);
	if (value == (long)value || value >= 99.95)
		return words("%.0f", value);
	return words("%.*f", value < 9.995 ? 2 : 1, value);
}

static struct words short_figure(const struct statistic *figure)
{
	return is_below(figure) ? words("<%s", short_value(figure->below).text)
				: short_value(figure->value);
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

/* The most detail with which the table is no wider than the terminal. */
static void print_operations(const struct screen *screen, enum table_format format, FILE *stream)
{
	size_t width = terminal_width(stream);
	struct table *table = NULL;

	for (enum detail detail = 0; detail < DETAILS; detail++) {
		table_free(table);
		table = operations_table(screen, detail);
		if (!table || format != TABLE_TEXT ||
		    table_width(table) <= (width ? width : WIDTH_IN_PIPE))
			break;
	}
	table_put(table, format, stream);
	table_free(table);
}

static void put_trip(struct table *table, size_t row, const struct screen *screen,
		     const struct screen_trip *trip)
{
	const struct statistic *whole = screen_trip_figure(screen, trip->trip, FIGURE_FLOOR), *of;
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
	if (of && same_text(trip->kvm->unit, screen->unit))
		table_set(table, row, 7, "%s (%sx)", value_text(of->value).text,
			  ratio_words(of->value / floor).text);
}

static void print_trips(const struct screen *screen, enum table_format format, FILE *stream)
{
	static const char *const heads[] = { "exit", "handler", "entry",      "round trip",
					     "time", "lean VMM", "through KVM" };
	struct table *table = screen->trip_count ? table_new(8, 1, false) : NULL;

	table_set(table, 0, 0, "%s", screen_trip_label(screen));
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_set(table, 0, i + 1, "%s", heads[i]);
	for (size_t i = 0; i < screen->trip_count; i++)
		put_trip(table, i + 1, screen, &screen->trips[i]);
	table_drop_empty(table);
	table_put(table, format, stream);
	table_free(table);
}

/* What a mark in the table means. */
static struct legend {
	bool by_linux, by_above, hole, never_alone;
} legend_of(const struct screen *screen)
{
	struct legend legend = { false };

	for (size_t i = 0; i < screen->count; i++)
		for (enum technique t = 0; t < TECHNIQUES; t++) {
			const struct cell_result *cell = screen->rows[i].cells[t];
			enum answerer answerer = has_figure(cell) ?
						 answerer_of(cell, screen->result->machine) :
						 ANSWERER_UNKNOWN;

			legend.by_linux |= answerer == ANSWERER_LINUX;
			legend.by_above |= answerer == ANSWERER_HYPERVISOR;
			legend.hole |= has_figure(cell) && is_hole(cell);
			legend.never_alone |= has_figure(cell) && cell->alone.never;
		}
	return legend;
}

static struct words legend_words(const struct screen *screen)
{
	struct legend legend = legend_of(screen);
	struct words above = words(BY_ABOVE " %s above",
				   hypervisor_words(screen->result->machine).text);

	return words("%s%s%s%s%s%s", legend.by_linux ? BY_LINUX " Linux" : "",
		     legend.by_linux && legend.by_above ? ", " : "",
		     legend.by_above ? above.text : "",
		     legend.by_linux || legend.by_above ? " answers: no baseline" : "",
		     (legend.by_linux || legend.by_above) && legend.hole ? "   " : "",
		     legend.hole ? A_HOLE " wrong (virtualization hole)" : "");
}

static struct words gain_words(const struct screen *screen, bool is_short)
{
	struct screen_gain gain = screen_gain_of(screen);
	const char *extension = own_extension(screen->result);
	struct words ratio = ratio_words(gain.row ? gain.trap->value / gain.hvm->value : 0);

	if (!gain.row)
		return NO_WORDS;
	if (is_short)
		return words("%s helps %s most (%sx)", extension, gain.row->label, ratio.text);
	return words("%s helps %s most: %s by trap and emulate, %s by %s (%sx)", extension,
		     gain.row->label, short_value(gain.trap->value).text,
		     short_value(gain.hvm->value).text, extension, ratio.text);
}

/* In Markdown each is a paragraph, and a mark is no list. */
static void print_line(struct words line, enum table_format format, FILE *stream)
{
	if (*line.text && format == TABLE_MARKDOWN)
		fprintf(stream, "%s%s\n\n", strchr("*!^", *line.text) ? "\\" : "", line.text);
	else if (*line.text)
		fprintf(stream, "%s\n", line.text);
}

/* The marks and what VT-x helps most; on one line if there is no room for two. */
static void print_legend(const struct screen *screen, bool is_tight, enum table_format format,
			 FILE *stream)
{
	struct words legend = legend_words(screen), whole = gain_words(screen, false);
	bool is_short = is_tight || text_width(whole.text) > prose_width(stream);
	struct words gain = is_short ? gain_words(screen, true) : whole;
	struct words both = words("%s%s%s", gain.text, *gain.text && *legend.text ? "   " : "",
				  legend.text);

	if (legend_of(screen).never_alone)
		print_line(words(BY_NEIGHBOUR_IS), format, stream);
	if (is_tight && text_width(both.text) <= prose_width(stream)) {
		print_line(both, format, stream);
		return;
	}
	print_line(gain, format, stream);
	print_line(legend, format, stream);
}

static struct words notes_words(size_t notes, const char *name)
{
	struct words count = count_words(notes, "note");

	if (!name)
		return words("%s: keep the result with -o FILE, then exitbench show --notes FILE",
			     count.text);
	return words("%s: exitbench show --notes %s", count.text, name);
}

/* How far to trust the figures: one line. */
static void print_trust(const struct result *result, const char *name, FILE *stream)
{
	struct trust trust = trust_of(result);
	struct words words = trust_words(&trust, result->complete);
	size_t at = strlen(trust.word) + (trust.figures ? sizeof("Precision ") : 1);

	fputs(trust.figures ? "Precision " : "", stream);
	print_painted(stream, trust.paint, trust.word);
	fputc(*words.text, stream);
	print_wrapped_from(stream, words.text + 1 + strspn(words.text + 1, " "), at, 0,
			   prose_width(stream));
	if (trust.notes)
		print_wrapped(stream, notes_words(trust.notes, name).text, 0, prose_width(stream));
}

/* ", Linux 6.12"; nothing of a machine without. */
static struct words system_words(const json_t *machine)
{
	const char *kernel = json_text_of(machine, "kernel", NULL);

	return kernel ? words(", Linux %.64s", kernel) : NO_WORDS;
}

static void print_title(const struct result *result, FILE *stream)
{
	struct microarchitecture known =
		microarchitecture_of(json_object_get(result->machine, "cpu"));
	struct words system = system_words(result->machine);
	struct words machine =
		words("VM exit on %s%s%s%s%s", is_counted(result) ? "emulated " : "",
		      short_model_words(result->machine).text, known.name ? " (" : "",
		      known.name ? known.name : "", known.name ? ")" : "");
	const char *version = json_text_of(result->run, "version", NULL);
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
	print_painted(stream, PAINT_HEAD, titles[at].text);
	fputc('\n', stream);
}

/* Lines of a small terminal that are left beside title, tables, legend, trust and notes. */
static int spare_lines(const struct screen *screen, const char *name, FILE *stream)
{
	struct trust trust = trust_of(screen->result);
	size_t width = prose_width(stream);
	bool is_long = text_width(notes_words(trust.notes, name).text) > width;

	return SCREEN_LINES - 2 - (screen->trip_count ? 1 + (int)screen->trip_count : 0) -
	       (screen->count ? 2 + (int)screen->count : 0) - legend_of(screen).never_alone -
	       !!*legend_words(screen).text - (trust.notes ? 1 + is_long : 0);
}

/* What there is no room for is left out: an empty line, then the label. */
static void print_parts(const struct screen *screen, const char *name, const char *label,
			const struct show_options *options, FILE *stream)
{
	int spare = spare_lines(screen, name, stream) - !!screen_gain_of(screen).row;
	bool is_text = options->format == TABLE_TEXT;

	if (label && (spare > 0 || !is_text)) {
		print_wrapped(stream, label, 0, terminal_width(stream));
		spare--;
	}
	print_trips(screen, options->format, stream);
	if (screen->trip_count && spare > 0 && is_text)
		fputc('\n', stream);
	if (screen->count)
		print_operations(screen, options->format, stream);
	print_legend(screen, is_text && spare < 0, options->format, stream);
	if (screen_lacks_the_cpu(screen) && spare > 1)
		print_line(words("No figure of the CPU's own exit: exitbench doctor says what that "
				 "takes."), options->format, stream);
}

void show_screen(const struct result *result, const char *name, const struct show_options *options,
		 FILE *stream)
{
	const char *label = json_text_of(result->run, "label", NULL);
	struct screen screen;

	print_title(result, stream);
	if (label && strstr(model_words(result->machine).text, label))
		label = NULL;
	if (screen_make(&screen, result))
		print_parts(&screen, name, label, options, stream);
	screen_free(&screen);
	print_trust(result, name, stream);
}
