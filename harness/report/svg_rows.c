// SPDX-License-Identifier: GPL-2.0-only
/* Drawings with a row for each thing: dots, bars, and the table of multiples. */
#include <math.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "report/svg.h"
#include "show/words.h"
#include "text/table.h"

#define LINE_HIGH  15.0 /* pixels */
#define BAR_HIGH   16.0
#define NAME_WIDTH 17 /* characters that stand beside a row on a phone */

static double row_top(const struct frame *frame, size_t row)
{
	return LINE_HIGH *
	       (chart_row_top(frame->chart, row) + (frame->names_above ? (double)row - 1 : 0));
}

static double point_y(const struct frame *frame, const struct chart_point *point)
{
	return LINE_HIGH * (chart_point_line(frame->chart, point) +
			    (frame->names_above ? (double)point->row : 0));
}

void svg_measure_rows(struct frame *frame)
{
	for (size_t i = 0; i < frame->chart->rows; i++)
		frame->names_above |= !frame->chart->row[i].heading &&
				      text_width(frame->chart->row[i].label) > NAME_WIDTH;
	frame->high = row_top(frame, frame->chart->rows + 1);
}

static void put_rows(const struct frame *frame)
{
	for (size_t i = 1; i <= frame->chart->rows; i++) {
		const struct chart_row *row = &frame->chart->row[i - 1];
		bool begins = row->heading || frame->names_above;
		double top = row_top(frame, i), middle = (top + row_top(frame, i + 1)) / 2;
		double name = frame->names_above && !row->heading ? top + LINE_HIGH * 0.6 : middle;

		if (i > 1)
			svg_line(frame, NULL, 0, top, 100, top);
		svg_text(frame, row->heading ? "head" : begins ? NULL : "end",
			 begins ? 0 : frame->left, name, begins ? 0 : -6, row->label);
		if (*row->margin)
			svg_text(frame, "quiet", frame->right, middle, 6, row->margin);
	}
}

typedef void put_function(const struct frame *frame, const struct chart_series *series,
			  const struct chart_point *point);

static void put_points(const struct frame *frame, put_function *put)
{
	for (size_t i = 0; i < frame->chart->series_count; i++) {
		const struct chart_series *series = &frame->chart->series[i];

		svg_series(frame, series);
		for (size_t j = 0; j < series->count; j++)
			put(frame, series, &series->points[j]);
		fputs("</g>\n", frame->page);
	}
}

static void put_dot(const struct frame *frame, const struct chart_series *series,
		    const struct chart_point *point)
{
	double y = point_y(frame, point);

	if (point->hi > point->lo)
		svg_line(frame, "bar", across(frame, point->lo), y, across(frame, point->hi), y);
	svg_mark(frame, series, point, across(frame, point->value), y);
	if (*point->text)
		svg_text(frame, NULL, across(frame, point->hi), y, 8, point->text);
}

void svg_dots(struct frame *frame)
{
	double shaded = frame->chart->kind->shaded;
	struct chart_extent reach = chart_reach(frame->chart);
	struct ticks ticks = log_ticks(reach.least, reach.most);

	frame->low = reach.least;
	frame->far = reach.most;
	if (shaded > 1)
		fprintf(frame->page,
			"<rect class=\"shaded\" x=\"%.4g%%\" width=\"%.4g%%\" height=\"%.0f\"/>",
			across(frame, 1 / shaded),
			across(frame, shaded) - across(frame, 1 / shaded), frame->high);
	svg_ticks(frame, &ticks);
	put_rows(frame);
	put_points(frame, put_dot);
}

static void put_bar(const struct frame *frame, const struct chart_series *series,
		    const struct chart_point *point)
{
	double from = across(frame, point->lo), to = across(frame, point->hi);
	double middle = point_y(frame, point);

	svg_point(frame, series, point);
	fprintf(frame->page,
		"<rect x=\"%.4g%%\" y=\"%.4g\" width=\"%.4g%%\" height=\"%.4g\"/></a>", from,
		middle - BAR_HIGH / 2, to - from, BAR_HIGH);
	if (to - from > 2.2 * (double)strlen(point->text))
		svg_text(frame, "inside", (from + to) / 2, middle, 0, point->text);
}

void svg_bars(struct frame *frame)
{
	struct ticks ticks;

	frame->linear = true;
	frame->far = chart_extent(frame->chart).most;
	ticks = even_ticks(0, frame->far);
	svg_ticks(frame, &ticks);
	put_rows(frame);
	put_points(frame, put_bar);
}

/* 0 where it costs no more than natively, 5 from a hundred times on. */
static int heat_of(double ratio)
{
	return ratio <= 1.1 ? 0 : (int)fmin(5, 1 + 2 * log10(ratio));
}

static void put_heat_cell(const struct frame *frame, const struct chart_series *series, size_t row)
{
	for (size_t i = 0; i < series->count; i++) {
		const struct chart_point *point = &series->points[i];

		if (point->row != row)
			continue;
		fprintf(frame->page, "<td class=\"h%d\"><a", heat_of(point->value));
		html_attribute(frame->page, "href", "#%s", point->cell->id);
		fputs(">", frame->page);
		html_text(frame->page, point->text);
		fputs("</a>", frame->page);
		return;
	}
	fputs("<td>", frame->page);
}

/* "hvm" of "hvm, vmx lean". */
static int env_length(const struct chart_series *series)
{
	return (int)strcspn(series->label, ",");
}

static size_t env_span(const struct chart *chart, size_t first)
{
	int length = env_length(&chart->series[first]);
	size_t next = first;

	while (next < chart->series_count && env_length(&chart->series[next]) == length &&
	       !strncmp(chart->series[next].label, chart->series[first].label, (size_t)length))
		next++;
	return next - first;
}

/* In two rows, for a picture has half of the page. */
static void put_heat_heads(FILE *page, const struct chart *chart)
{
	fputs("<thead><tr><th rowspan=\"2\" scope=\"col\" class=\"text\">operation</th>", page);
	for (size_t i = 0; i < chart->series_count; i += env_span(chart, i)) {
		fprintf(page, "<th scope=\"colgroup\" colspan=\"%zu\">", env_span(chart, i));
		html_print(page, "%.*s", env_length(&chart->series[i]), chart->series[i].label);
		fputs("</th>", page);
	}
	fputs("</tr>\n<tr class=\"sub\">", page);
	for (size_t i = 0; i < chart->series_count; i++) {
		const char *backend = chart->series[i].label + env_length(&chart->series[i]);

		html_element(page, "th scope=\"col\"", "%s", backend + strspn(backend, ", "));
	}
	fputs("</tr></thead><tbody>\n", page);
}

/* A table already: rows are rows and series are columns. */
void html_heat(const struct frame *frame)
{
	const struct chart *chart = frame->chart;

	html_table_begin(frame->page, "heat sortable", "Multiples of the native cost", NULL);
	put_heat_heads(frame->page, chart);
	for (size_t row = 1; row <= chart->rows; row++) {
		fputs("<tr>", frame->page);
		html_cells(frame->page, "h", chart->row[row - 1].label);
		for (size_t i = 0; i < chart->series_count; i++)
			put_heat_cell(frame, &chart->series[i], row);
		fputs("</tr>\n", frame->page);
	}
	html_table_end(frame->page);
}

