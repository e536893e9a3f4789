// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts in memory and as data files. Points of one row are moved apart a
 * little, so that none hides another.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "plot/chart.h"
#include "plot/lanes.h"
#include "text/table.h"

#define DODGE_MOST 0.14  /* between the points of a row, in rows */
#define DODGE_SPAN 0.62
#define LANES_SPAN 0.92

/* A copy without what ends a field, a word or a line. */
static char *plain(const char *text)
{
	char *copy = strdup(text ? text : "");

	for (char *c = copy; c && *c; c++)
		if (iscntrl((unsigned char)*c) || *c == '"')
			*c = ' ';
	return copy;
}

struct chart *chart_new(const char *script, const char *name, const char *title, const char *axis)
{
	struct chart *chart = calloc(1, sizeof(*chart));

	if (chart)
		*chart = (struct chart){ .script = script,
					 .name = plain(name),
					 .title = plain(title),
					 .axis = plain(axis),
					 .span = 12 };
	return chart;
}

void chart_free(struct chart *chart)
{
	if (!chart)
		return;
	for (size_t i = 0; i < chart->rows; i++) {
		free(chart->labels[i]);
		free(chart->margins[i]);
	}
	for (size_t i = 0; i < chart->series_count; i++)
		free(chart->series[i].points);
	free(chart->labels);
	free(chart->margins);
	free(chart->series);
	free(chart->name);
	free(chart->title);
	free(chart->axis);
	free(chart);
}

static char **grown(char **texts, size_t count)
{
	return reallocarray(texts, count + 1, sizeof(*texts));
}

size_t chart_add_row(struct chart *chart, const char *label, const char *margin)
{
	char **labels = grown(chart->labels, chart->rows), **margins;

	if (!labels)
		return 0;
	chart->labels = labels;
	margins = grown(chart->margins, chart->rows);
	if (!margins)
		return 0;
	chart->margins = margins;
	labels[chart->rows] = plain(label);
	margins[chart->rows] = plain(margin);
	return ++chart->rows;
}

struct chart_series *chart_add_series(struct chart *chart, const char *label, const char *colour,
				      const char *shape)
{
	struct chart_series *series =
		reallocarray(chart->series, chart->series_count + 1, sizeof(*series));
	char *words = plain(label);

	if (!series || !words) {
		free(words);
		return NULL;
	}
	chart->series = series;
	series += chart->series_count++;
	*series = (struct chart_series){ 0 };
	snprintf(series->label, sizeof(series->label), "%s", words);
	snprintf(series->colour, sizeof(series->colour), "%s", colour);
	snprintf(series->shape, sizeof(series->shape), "%s", shape);
	free(words);
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

bool chart_trim(struct chart *chart)
{
	size_t kept = 0;

	for (size_t i = 0; i < chart->series_count; i++)
		if (chart->series[i].count)
			chart->series[kept++] = chart->series[i];
	chart->series_count = kept;
	if (chart->beside)
		chart_give_lanes(chart);
	return kept;
}

static size_t lanes(const struct chart *chart)
{
	size_t most = 1;

	for (size_t i = 0; i < chart->series_count; i++)
		for (size_t j = 0; j < chart->series[i].count; j++)
			if (chart->series[i].points[j].lanes > most)
				most = chart->series[i].points[j].lanes;
	return most;
}

/* How far the `place`th of `count` things is from the middle of its row. */
static double off_middle(size_t place, size_t count, double step)
{
	return step * ((double)place - (double)(count - 1) / 2);
}

static double dodge(const struct chart *chart, size_t series)
{
	double step = DODGE_SPAN / (double)chart->series_count;

	return off_middle(series, chart->series_count, step > DODGE_MOST ? DODGE_MOST : step);
}

static void write_texts(const char *head, char *const *texts, size_t count, FILE *stream)
{
	fprintf(stream, "# y\t%s\n", head);
	for (size_t i = 0; i < count; i++)
		fprintf(stream, "%zu\t%s\n", i + 1, texts[i] ? texts[i] : "");
	/*
	 * gnuplot does not count a block without lines, and would then take one series for another.
	 */
	if (!count)
		fputs("0\t\n", stream);
	fputs("\n\n", stream);
}

static void write_series(const struct chart *chart, size_t number, FILE *stream)
{
	const struct chart_series *series = &chart->series[number];
	double lane_high = chart->beside ? LANES_SPAN / (double)lanes(chart) : 0;

	fprintf(stream, "# %s: value\tlo\thi\ty\ttext\trow\thollow\n", series->label);
	for (size_t i = 0; i < series->count; i++) {
		const struct chart_point *point = &series->points[i];
		double off = chart->beside ? off_middle(point->lane, point->lanes, lane_high)
					   : dodge(chart, number);

		fprintf(stream, "%.10g\t%.10g\t%.10g\t%.4f\t%s\t%zu\t%d\n", point->value, point->lo,
			point->hi, (double)point->row + off, point->text, point->row,
			point->hollow);
	}
	fputs("\n\n", stream);
}

bool chart_write(const struct chart *chart, FILE *stream)
{
	write_texts("row", chart->labels, chart->rows, stream);
	write_texts("without a figure", chart->margins, chart->rows, stream);
	for (size_t i = 0; i < chart->series_count; i++)
		write_series(chart, i, stream);
	return !ferror(stream);
}

static size_t widest(char *const *texts, size_t count)
{
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		if (texts[i] && text_width(texts[i]) > most)
			most = text_width(texts[i]);
	return most;
}

void chart_numbers(const struct chart *chart, char *numbers, size_t bytes)
{
	double least = 0, most = 0;

	chart_extent(chart, &least, &most);
	snprintf(numbers, bytes, "%zu %.10g %.10g %zu %zu %.10g %zu %zu", chart->rows, least, most,
		 widest(chart->labels, chart->rows), widest(chart->margins, chart->rows),
		 chart->span, lanes(chart), chart_widest_text(chart));
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
