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

		svg_line(frame, NULL, frame->left, y, frame->right, y);
		svg_text(frame, "end", frame->left, fmax(y, 8), -6,
			 words("%d %%", 25 * quarter).text);
	}
	for (size_t i = 0; i < frame->chart->series_count; i++)
		put_steps(frame, &frame->chart->series[i]);
}

/*
 * Names of points, as far as there is room; each point says its own when it is pointed at. A letter
 * takes this much of the picture's width where that is least: in full, and up to the bracket on a
 * phone.
 */
#define NAMES_MOST    200
#define LETTER        1.3
#define LETTER_NARROW 1.9

struct names {
	size_t count;
	struct name {
		const struct chart_point *point;
		double from, to, y;
	} list[NAMES_MOST];
};

static bool has_room(const struct names *names, const struct name *name, double high)
{
	for (size_t i = 0; i < names->count; i++)
		if (fabs(names->list[i].y - name->y) < 14 && name->from < names->list[i].to &&
		    names->list[i].from < name->to)
			return false;
	return names->count < NAMES_MOST && name->from > 0 && name->to < 100 && name->y > 0 &&
	       name->y < high - 8;
}

/* Above the point, or else below it. */
static void place_name(struct names *names, const struct chart_point *point, double x, double y,
		       double high)
{
	double width = 2 + fmax(LETTER * (double)strlen(point->text),
				LETTER_NARROW * (double)strcspn(point->text, "("));
	struct name name = { point, x > 60 ? x - width : x, x > 60 ? x : x + width, y - 10 };

	if (!has_room(names, &name, high))
		name.y = y + 13;
	if (has_room(names, &name, high))
		names->list[names->count++] = name;
}

/* Over all lines, on the paper's colour. */
static void put_names(const struct frame *frame, const struct names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct name *name = &names->list[i];
		double x = across(frame, (double)name->point->row);

		svg_text(frame, x > 60 ? "before" : NULL, x, name->y, x > 60 ? -6 : 6,
			 name->point->text);
	}
}

/* Years across; down by `cycles`, whose `linear` and bounds are of the values. */
static void put_years(const struct frame *frame, const struct frame *cycles,
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
		before = point;
	}
	fputs("</g>\n", frame->page);
}

/* Those of the files before those of the literature. */
static void place_names(const struct frame *frame, const struct frame *cycles, bool literature,
			struct names *names)
{
	for (size_t i = 0; i < frame->chart->series_count; i++) {
		const struct chart_series *series = &frame->chart->series[i];

		for (size_t j = 0;
		     !strcmp(series->colour, "literature") == literature && j < series->count; j++)
			place_name(names, &series->points[j],
				   across(frame, (double)series->points[j].row),
				   frame->high * (1 - share_of(cycles, series->points[j].value)),
				   frame->high);
	}
}

void svg_years(struct frame *frame)
{
	struct names names = { 0 };
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

		svg_line(frame, NULL, frame->left, y, frame->right, y);
		svg_text(frame, "end", frame->left, y, -6, words("%.10g", levels.at[i]).text);
	}
	place_names(frame, &cycles, false, &names);
	place_names(frame, &cycles, true, &names);
	for (size_t i = 0; i < frame->chart->series_count; i++)
		put_years(frame, &cycles, &frame->chart->series[i]);
	put_names(frame, &names);
}

