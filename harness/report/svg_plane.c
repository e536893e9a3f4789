// SPDX-License-Identifier: GPL-2.0-only
/* Drawings with a scale both ways: distributions, and years. */
#include <math.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "report/svg.h"
#include "show/words.h"

/* A path in a square of 1000, stretched over the plot. */
static void begin_path(const struct frame *frame)
{
	fprintf(frame->page,
		"<svg x=\"%.0f%%\" width=\"%.0f%%\" height=\"%.0f\" viewBox=\"0 0 1000 1000\" "
		"preserveAspectRatio=\"none\"><path d=\"",
		frame->left, frame->right - frame->left, frame->high);
}

static double step_y(const struct frame *frame, const struct chart_point *point)
{
	return frame->high * (1 - (double)point->row / 10000);
}

static void put_steps(const struct frame *frame, const struct chart_series *series)
{
	static const struct {
		const char *text, *shape;
	} marks[] = { { "floor", "lean" }, { "median", "full" }, { "p99", "kvm" } };

	svg_series(frame, series);
	begin_path(frame);
	for (size_t i = 0; i < series->count && !series->points[i].hollow; i++)
		fprintf(frame->page, "%s%.0f%s%.0f", i ? "H" : "M",
			1000 * share_of(frame, series->points[i].value), i ? "V" : ",",
			1000 * step_y(frame, &series->points[i]) / frame->high);
	fputs("\"/></svg>", frame->page);
	for (size_t i = 0; i < series->count; i++)
		for (size_t mark = 0; mark < 3; mark++) {
			struct chart_series shown = *series;
			struct chart_point point = series->points[i];

			if (!point.hollow || strcmp(point.text, marks[mark].text))
				continue;
			point.hollow = false;
			strcpy(shown.shape, marks[mark].shape);
			svg_mark(frame, &shown, &point, across(frame, point.value),
				 step_y(frame, &point));
		}
	fputs("</g>\n", frame->page);
}

void svg_steps(struct frame *frame)
{
	struct chart_extent extent = chart_extent(frame->chart);
	struct ticks ticks;

	frame->low = extent.least / 1.02;
	frame->far = extent.most * 1.02;
	ticks = log_ticks(frame->low, frame->far);
	svg_ticks(frame, &ticks);
	for (int quarter = 0; quarter <= 4; quarter++) {
		double y = frame->high * (1 - quarter / 4.0);

		svg_line(frame, "grid", frame->left, y, frame->right, y);
		svg_text(frame, "end", frame->left, fmax(y, 8), -6,
			 words("%d %%", 25 * quarter).text);
	}
	for (size_t i = 0; i < frame->chart->series_count; i++)
		put_steps(frame, &frame->chart->series[i]);
}

/* Above or below the point in turn, and never over the text before. */
static void put_name(struct frame *frame, const struct chart_point *point, size_t number, double x,
		     double y)
{
	double at = number % 2 ? y + 13 : y - 10;

	if (fabs(at - frame->below) < 13)
		at = frame->below + 13;
	frame->below = at;
	svg_text(frame, x > 60 ? "before" : "beside", x, at, x > 60 ? -6 : 6, point->text);
}

/* Years across; down by `cycles`, whose `linear` and bounds are of the values. */
static void put_years(struct frame *frame, const struct frame *cycles,
		      const struct chart_series *series)
{
	const struct chart_point *before = NULL;

	svg_series(frame, series);
	for (size_t i = 0; i < series->count; i++) {
		const struct chart_point *point = &series->points[i];
		double x = across(frame, (double)point->row);
		double y = frame->high * (1 - share_of(cycles, point->value));

		if (before && !strcmp(series->colour, "literature"))
			svg_line(frame, "bar", across(frame, (double)before->row),
				 frame->high * (1 - share_of(cycles, before->value)), x, y);
		if (point->hi > point->lo)
			svg_line(frame, "bar", x,
				 frame->high * (1 - share_of(cycles, point->lo)), x,
				 frame->high * (1 - share_of(cycles, point->hi)));
		svg_mark(frame, series, point, x, y);
		put_name(frame, point, i, x, y);
		before = point;
	}
	fputs("</g>\n", frame->page);
}

void svg_years(struct frame *frame)
{
	struct chart_extent extent = chart_extent(frame->chart);
	struct frame cycles = { .low = extent.least / 1.4, .far = extent.most * 1.4 };
	struct ticks years, levels = log_ticks(cycles.low, cycles.far);

	frame->linear = true;
	frame->low = INFINITY;
	for (size_t i = 0; i < frame->chart->series_count; i++)
		for (size_t j = 0; j < frame->chart->series[i].count; j++) {
			double year = (double)frame->chart->series[i].points[j].row;

			frame->low = fmin(frame->low, year - 1);
			frame->far = fmax(frame->far, year + 1);
		}
	years = even_ticks(frame->low, frame->far);
	svg_ticks(frame, &years);
	for (size_t i = 0; i < levels.count; i++) {
		double y = frame->high * (1 - share_of(&cycles, levels.at[i]));

		svg_line(frame, "grid", frame->left, y, frame->right, y);
		svg_text(frame, "end", frame->left, y, -6, words("%.10g", levels.at[i]).text);
	}
	for (size_t i = 0; i < frame->chart->series_count; i++)
		put_years(frame, &cycles, &frame->chart->series[i]);
}

