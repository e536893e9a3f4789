// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts in memory and as data files. Points of one row are moved apart a little, so that none
 * hides another. Where texts stand beside points, each point goes into the first line of its row
 * that has room for its text on the narrow picture, which has the least room.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "show/words.h"
#include "text/table.h"

#define SPAN_USUAL  12.0
#define DODGE_MOST  0.14 /* between the points of a row, in rows */
#define DODGE_SPAN  0.62
#define LANES_SPAN  0.92
#define NARROW_ROOM 330.0 /* pixels across */
#define CHARACTER   7.0

#define for_each_point(chart, point)                                                               \
	for (struct chart_series *of = (chart)->series;                                            \
	     of < (chart)->series + (chart)->series_count; of++)                                   \
		for (struct chart_point *point = of->points; point < of->points + of->count;       \
		     point++)

/* Without the characters that end a field, a word or a line. */
static char *plain(char *text)
{
	for (char *c = text; c && *c; c++)
		if (iscntrl((unsigned char)*c) || *c == '"')
			*c = ' ';
	return text;
}

struct chart *chart_new(const struct chart_kind *kind, const char *unit,
			const struct result *result)
{
	const char *label =
		result ? json_string_value(json_object_get(result->run, "label")) : NULL;
	bool counted = unit_of(unit) == UNIT_INSTRUCTIONS;
	struct chart *chart = calloc(1, sizeof(*chart));

	if (!chart)
		return NULL;
	*chart = (struct chart){ .kind = kind, .axis = kind->axis[counted] };
	if (asprintf(&chart->name, "%s-%s", kind->name, unit) < 0)
		chart->name = NULL;
	if (asprintf(&chart->title, "%s%s%s", label ? label : "", label ? ": " : "",
		     kind->title[counted && kind->title[1]]) < 0)
		chart->title = NULL;
	if (plain(chart->name) && plain(chart->title))
		return chart;
	chart_free(chart);
	return NULL;
}

void chart_free(struct chart *chart)
{
	if (!chart)
		return;
	for (size_t i = 0; i < chart->rows; i++) {
		free(chart->row[i].label);
		free(chart->row[i].margin);
	}
	for (size_t i = 0; i < chart->series_count; i++)
		free(chart->series[i].points);
	free(chart->row);
	free(chart->series);
	free(chart->name);
	free(chart->data);
	free(chart->title);
	free(chart);
}

size_t chart_add_row(struct chart *chart, const char *label, const char *margin)
{
	struct chart_row *row = reallocarray(chart->row, chart->rows + 1, sizeof(*row));

	if (!row)
		return 0;
	chart->row = row;
	row[chart->rows++] = (struct chart_row){ plain(strdup(label)), plain(strdup(margin)) };
	return chart->rows;
}

struct chart_series *chart_add_series(struct chart *chart, const char *label, const char *colour,
				      const char *shape)
{
	struct chart_series *series =
		reallocarray(chart->series, chart->series_count + 1, sizeof(*series));

	if (!series)
		return NULL;
	chart->series = series;
	series += chart->series_count++;
	*series = (struct chart_series){ 0 };
	snprintf(series->label, sizeof(series->label), "%s", label);
	snprintf(series->colour, sizeof(series->colour), "%s", colour);
	snprintf(series->shape, sizeof(series->shape), "%s", shape);
	plain(series->label);
	return series;
}

void chart_add_point(struct chart_series *series, struct chart_point point)
{
	struct chart_point *points;

	if (!series || !(points = reallocarray(series->points, series->count + 1, sizeof(*points))))
		return;
	series->points = points;
	points[series->count++] = point;
}

struct chart_point chart_point_of(const struct statistic *figure, size_t row)
{
	struct chart_point point = { .row = row,
				     .value = figure->value,
				     .hi = figure->hi,
				     .lo = figure->lo > 0 ? figure->lo : figure->value };

	snprintf(point.text, sizeof(point.text), "%.47s", value_text(figure->value).text);
	return point;
}

static double span_of(const struct chart *chart)
{
	return chart->kind->span > 0 ? chart->kind->span : SPAN_USUAL;
}

/* The least positive and the greatest value or end of an interval. */
static void find_extent(const struct chart *chart, double *least, double *most)
{
	*least = *most = 0;
	for_each_point(chart, point)
	{
		const double ends[] = { point->lo, point->value, point->hi };

		for (size_t i = 0; i < 3; i++) {
			if (ends[i] > 0 && (!*least || ends[i] < *least))
				*least = ends[i];
			if (ends[i] > *most)
				*most = ends[i];
		}
	}
}

/* In characters. */
static size_t widest_text(const struct chart *chart)
{
	size_t most = 0;

	for_each_point(chart, point) if (text_width(point->text) > most) most =
		text_width(point->text);
	return most;
}

/* Points before this one, of its row and of `lane`, that are closer than a text is wide. */
static bool is_taken(const struct chart *chart, const struct chart_point *point, size_t lane,
		     double factor)
{
	for_each_point(chart, other)
	{
		if (other == point)
			return false;
		if (other->row == point->row && other->lane == lane &&
		    other->value < point->value * factor && point->value < other->value * factor)
			return true;
	}
	return false;
}

/* Two points of a lane are apart by at least `factor`. */
static void give_lanes(struct chart *chart, double factor)
{
	size_t *of_row = calloc(chart->rows + 1, sizeof(*of_row));

	if (!of_row)
		return;
	for_each_point(chart, point)
	{
		for (point->lane = 0; is_taken(chart, point, point->lane, factor); point->lane++)
			;
		if (point->lane >= of_row[point->row])
			of_row[point->row] = point->lane + 1;
	}
	for_each_point(chart, point) point->lanes = of_row[point->row];
	free(of_row);
}

static void place_texts(struct chart *chart)
{
	/* Of the logarithmic axis, what a point and its text need. */
	double share = (20 + CHARACTER * (double)widest_text(chart)) / NARROW_ROOM;
	double least, most;

	find_extent(chart, &least, &most);
	if (least > 0)
		give_lanes(chart, pow(fmax(span_of(chart), 2 * most / least), share));
}

struct chart *chart_finish(struct chart *chart)
{
	size_t kept = 0;

	for (size_t i = 0; chart && i < chart->series_count; i++)
		if (chart->series[i].count)
			chart->series[kept++] = chart->series[i];
	if (!kept) {
		chart_free(chart);
		return NULL;
	}
	chart->series_count = kept;
	if (chart->kind->beside)
		place_texts(chart);
	return chart;
}

static size_t most_lanes(const struct chart *chart)
{
	size_t most = 1;

	for_each_point(chart, point) if (point->lanes > most) most = point->lanes;
	return most;
}

/* How far number `place` of `count` things is from the middle of its row. */
static double off_middle(size_t place, size_t count, double step)
{
	return step * ((double)place - (double)(count - 1) / 2);
}

/* gnuplot does not count a block without lines: the series after it would be confused. */
static void end_block(bool is_empty, FILE *stream)
{
	fputs(is_empty ? "0\t\n\n\n" : "\n\n", stream);
}

static void write_rows(const struct chart *chart, FILE *stream)
{
	fputs("# y\trow\n", stream);
	for (size_t i = 0; i < chart->rows; i++)
		fprintf(stream, "%zu\t%s\n", i + 1, chart->row[i].label ? chart->row[i].label : "");
	end_block(!chart->rows, stream);
	fputs("# y\twithout a figure\n", stream);
	for (size_t i = 0; i < chart->rows; i++)
		fprintf(stream, "%zu\t%s\n", i + 1,
			chart->row[i].margin ? chart->row[i].margin : "");
	end_block(!chart->rows, stream);
}

static void write_series(const struct chart *chart, size_t number, FILE *stream)
{
	const struct chart_series *series = &chart->series[number];
	double lane_step = LANES_SPAN / (double)most_lanes(chart);
	double series_step = fmin(DODGE_MOST, DODGE_SPAN / (double)chart->series_count);

	fprintf(stream, "# %s: value\tlo\thi\ty\ttext\trow\thollow\n", series->label);
	for (size_t i = 0; i < series->count; i++) {
		const struct chart_point *point = &series->points[i];
		double off = chart->kind->beside
				     ? off_middle(point->lane, point->lanes, lane_step)
				     : off_middle(number, chart->series_count, series_step);

		fprintf(stream, "%.10g\t%.10g\t%.10g\t%.4f\t%s\t%zu\t%d\n", point->value, point->lo,
			point->hi, (double)point->row + off, point->text, point->row,
			point->hollow);
	}
	end_block(false, stream);
}

bool chart_write(const struct chart *chart, FILE *stream)
{
	write_rows(chart, stream);
	for (size_t i = 0; i < chart->series_count; i++)
		write_series(chart, i, stream);
	return !ferror(stream);
}

void chart_numbers(const struct chart *chart, char *numbers, size_t bytes)
{
	size_t label = 0, margin = 0;
	double least, most;

	for (size_t i = 0; i < chart->rows; i++) {
		const struct chart_row *row = &chart->row[i];

		if (row->label && text_width(row->label) > label)
			label = text_width(row->label);
		if (row->margin && text_width(row->margin) > margin)
			margin = text_width(row->margin);
	}
	find_extent(chart, &least, &most);
	snprintf(numbers, bytes, "%zu %.10g %.10g %zu %zu %.10g %zu %zu", chart->rows, least, most,
		 label, margin, span_of(chart), most_lanes(chart), widest_text(chart));
}

/* With no-break spaces: gnuplot splits words at the others. */
static void put_word(const char *label, FILE *stream)
{
	for (; *label; label++)
		fputs(*label == ' ' ? "\u00a0" : (char[]){ *label, 0 }, stream);
}

char *chart_series_words(const struct chart *chart)
{
	char *words = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&words, &bytes);

	for (size_t i = 0; stream && i < chart->series_count; i++) {
		put_word(chart->series[i].label, stream);
		fprintf(stream, " %s %s ", chart->series[i].colour, chart->series[i].shape);
	}
	if (stream)
		fclose(stream);
	return words;
}
