// SPDX-License-Identifier: GPL-2.0-only
/* The frame of a chart in the page: scales, ticks, marks, legend, and which drawing it is. */
#include <math.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "report/svg.h"
#include "show/words.h"

#define NAMES     29.0 /* per cent: what is left of the plot */
#define TEXTS     80.0 /* from here on texts beside points and margins */
#define EDGE      12.0 /* as NAMES, where the names are numbers */
#define PLOT_HIGH 300  /* pixels */
#define AXIS_HIGH 24
#define SHEET_HIGH 1100 /* what is higher is not printed: tables have it */
#define TICKS_MOST (sizeof((struct ticks){ 0 }.at) / sizeof(double))

/* Between 0 and 1. */
double share_of(const struct frame *frame, double value)
{
	return frame->linear ? (value - frame->low) / (frame->far - frame->low)
			     : log(fmax(value, frame->low) / frame->low) /
				       log(frame->far / frame->low);
}

double across(const struct frame *frame, double value)
{
	return frame->left + share_of(frame, value) * (frame->right - frame->left);
}

/* Whole steps of 1, 2 or 5 times a power of ten: about four of them. */
struct ticks even_ticks(double low, double far)
{
	double decade = pow(10, floor(log10(far - low))), steps = (far - low) / decade;
	double step = decade * (steps > 5 ? 2 : steps > 2 ? 1 : 0.5);
	struct ticks ticks = { 0 };

	for (double at = ceil(low / step) * step; at <= far && ticks.count < TICKS_MOST; at += step)
		ticks.at[ticks.count++] = at;
	return ticks;
}

/* Powers of ten, with twos and fives where there are few. */
struct ticks log_ticks(double low, double far)
{
	static const double parts[] = { 1, 2, 5 };
	size_t fine = far / low < 50 ? 3 : 1, skip = far / low > 1e6 ? 2 : 1;
	struct ticks ticks = { 0 };

	if (!(low > 0) || !isfinite(far))
		return ticks;
	if (far / low < 4)
		return even_ticks(low, far);
	for (int decade = (int)floor(log10(low)); decade <= log10(far); decade += (int)skip)
		for (size_t i = 0; i < fine && ticks.count < TICKS_MOST; i++)
			if (parts[i] * pow(10, decade) >= low && parts[i] * pow(10, decade) <= far)
				ticks.at[ticks.count++] = parts[i] * pow(10, decade);
	return ticks;
}

/* Most lines and texts have none. */
static void put_class(FILE *page, const char *class)
{
	if (class)
		fprintf(page, " class=\"%s\"", class);
}

void svg_line(const struct frame *frame, const char *class, double x1, double y1, double x2,
		     double y2)
{
	fputs("<line", frame->page);
	put_class(frame->page, class);
	fprintf(frame->page, " x1=\"%.4g%%\" y1=\"%.4g\" x2=\"%.4g%%\" y2=\"%.4g\"/>", x1, y1, x2,
		y2);
}

/* From here on a phone has no room for it: the time in brackets, the parts of a sum. */
static const char *more_of(const char *text)
{
	const char *bracket = strstr(text, " ("), *sum = strstr(text, " = ");

	return bracket ? bracket : sum ? sum : text + strlen(text);
}

void svg_text(const struct frame *frame, const char *class, double x, double y, double dx,
	      const char *text)
{
	const char *more = more_of(text);

	fputs("<text", frame->page);
	put_class(frame->page, class);
	fprintf(frame->page, " x=\"%.4g%%\" y=\"%.4g\"", x, y + 4);
	if (dx != 0)
		fprintf(frame->page, " dx=\"%g\"", dx);
	fputs(">", frame->page);
	html_print(frame->page, "%.*s", (int)(more - text), text);
	if (*more)
		html_element(frame->page,
			     more[1] == '=' ? "tspan class=\"sum\"" : "tspan class=\"more\"", "%s",
			     more);
	fputs("</text>", frame->page);
}

void svg_ticks(const struct frame *frame, const struct ticks *ticks)
{
	for (size_t i = 0; i < ticks->count; i++) {
		double x = across(frame, ticks->at[i]);

		svg_line(frame, NULL, x, 0, x, frame->high);
		svg_text(frame, "middle", x, frame->high + 12, 0,
			 words("%.10g", ticks->at[i]).text);
	}
	svg_line(frame, "axis", frame->left, frame->high, frame->right, frame->high);
}

/* "cpuid, hvm, vmx lean: 8 to 9 ..." for whoever points at it. */
void svg_point(const struct frame *frame, const struct chart_series *series,
			const struct chart_point *point)
{
	const char *row = point->row && point->row <= frame->chart->rows
				  ? frame->chart->row[point->row - 1].label
				  : "";

	fputs("<a tabindex=\"-1\"", frame->page);
	if (point->cell && frame->chart->kind->drawing != DRAW_BARS)
		html_attribute(frame->page, "href", "#%s", point->cell->id);
	fputs(">", frame->page);
	html_element(frame->page, "title", "%s%s%s: %s", row, *row ? ", " : "", series->label,
		     *point->text ? point->text : value_text(point->value).text);
}

const char *svg_shape(const char *name)
{
	static const char *const shapes[] = { "lean", "full", "kvm", "native", "literature" };

	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (!strcmp(name, shapes[i]))
			return shapes[i];
	return "full";
}

void svg_mark(const struct frame *frame, const struct chart_series *series,
		     const struct chart_point *point, double x, double y)
{
	svg_point(frame, series, point);
	fprintf(frame->page, "<use href=\"#m-%s\" x=\"%.4g%%\" y=\"%.4g\"%s/></a>",
		svg_shape(series->shape), x, y, point->hollow ? " class=\"hollow\"" : "");
}

static void put_colour(FILE *page, const struct chart_series *series)
{
	html_attribute(page, "class", "c-%.*s", (int)strcspn(series->colour, " \t\n"),
		       series->colour);
}

void svg_series(const struct frame *frame, const struct chart_series *series)
{
	fputs("<g", frame->page);
	put_colour(frame->page, series);
	fputs(">", frame->page);
}

static void put_legend(const struct frame *frame)
{
	const struct chart *chart = frame->chart;

	fputs("<p class=\"legend\">", frame->page);
	for (size_t i = 0; i < chart->series_count; i++) {
		const struct chart_series *series = &chart->series[i];
		bool is_bar = chart->kind->drawing == DRAW_BARS;

		fputs("<span><svg aria-hidden=\"true\" width=\"14\" height=\"12\"", frame->page);
		put_colour(frame->page, series);
		fputs(">", frame->page);
		if (is_bar)
			fputs("<rect y=\"1\" width=\"12\" height=\"10\"/>", frame->page);
		else if (chart->kind->drawing == DRAW_STEPS)
			fputs("<line class=\"bar\" y1=\"6\" x2=\"14\" y2=\"6\"/>", frame->page);
		else
			fprintf(frame->page, "<use href=\"#m-%s\" x=\"7\" y=\"6\"/>",
				svg_shape(series->shape));
		fputs("</svg>", frame->page);
		html_text(frame->page, series->label);
		fputs("</span>", frame->page);
	}
	fputs("</p>\n", frame->page);
}

static void put_svg(struct frame *frame)
{
	static void (*const draw[DRAWING_KINDS])(struct frame *) = {
		[DRAW_DOTS] = svg_dots,
		[DRAW_BARS] = svg_bars,
		[DRAW_STEPS] = svg_steps,
		[DRAW_YEARS] = svg_years,
	};
	const struct chart *chart = frame->chart;
	bool in_rows = chart->kind->drawing == DRAW_DOTS || chart->kind->drawing == DRAW_BARS;

	frame->high = PLOT_HIGH;
	if (in_rows)
		svg_measure_rows(frame);
	frame->left = !in_rows ? EDGE : frame->names_above ? 1 : NAMES;
	frame->right = in_rows ? TEXTS : 95;
	put_legend(frame);
	fprintf(frame->page, "<svg class=\"plot\" role=\"group\" height=\"%.0f\"",
		frame->high + AXIS_HIGH);
	html_attribute(frame->page, "aria-label", "%s", chart->title);
	fputs(frame->high > SHEET_HIGH ? " data-tall>" : ">", frame->page);
	html_element(frame->page, "desc", "%s", chart->axis);
	fputs("\n", frame->page);
	draw[chart->kind->drawing](frame);
	fputs("</svg>\n", frame->page);
}

void page_chart(FILE *page, const struct chart *chart)
{
	struct frame frame = { .page = page, .chart = chart };

	fputs("<figure", page);
	html_attribute(page, "id", "%s", chart->name);
	fputs(">", page);
	html_element(page, "figcaption", "%s", chart->title);
	if (chart->kind->drawing == DRAW_HEAT)
		html_heat(&frame);
	else
		put_svg(&frame);
	html_element(page, "p class=\"quiet\"", "%s", chart->axis);
	fputs("</figure>\n", page);
}
