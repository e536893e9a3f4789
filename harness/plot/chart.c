// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts in memory and as data files. Where texts stand beside points, each point goes into the
 * first line of its row that has room for its text on a phone, which has the least room.
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
#define AIR_USUAL   1.4
#define AIR_LITTLE  1.03
#define SPAN_LITTLE 2.0
#define ROW_GAP     0.5 /* lines */
#define NARROW_ROOM 240.0 /* pixels across */
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

const char *const drawing_names[DRAWING_KINDS] = {
#define DRAWING(id, name) [DRAW_##id] = name,
	DRAWINGS(DRAWING)
#undef DRAWING
};

/* What is said of TSC cycles is said of nanoseconds, too. */
static char *in_unit(const char *text, const char *unit)
{
	static const char cycles[] = "TSC cycles";
	const char *at = unit_of(unit) == UNIT_NS ? strstr(text, cycles) : NULL;
	char *made;

	if (!at)
		return strdup(text);
	return asprintf(&made, "%.*sns%s", (int)(at - text), text, at + strlen(cycles)) < 0 ? NULL
											    : made;
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
	*chart = (struct chart){ .kind = kind };
	if (asprintf(&chart->name, "%s-%s", kind->name, unit) < 0)
		chart->name = NULL;
	chart->title = in_unit(kind->title[counted && kind->title[1]], unit);
	chart->axis = in_unit(kind->axis[counted] ? kind->axis[counted] : "", unit);
	chart->subject = strdup(label ? label : "");
	if (plain(chart->name) && plain(chart->subject) && chart->title && chart->axis)
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
	free(chart->subject);
	free(chart->title);
	free(chart->axis);
	free(chart->caption);
	free(chart);
}

void chart_say(struct chart *chart, struct words message)
{
	char *title = chart && *message.text ? strdup(message.text) : NULL;

	if (!title)
		return;
	free(chart->title);
	chart->title = plain(title);
}

size_t chart_add_row(struct chart *chart, const char *label, const char *margin)
{
	struct chart_row *row = reallocarray(chart->row, chart->rows + 1, sizeof(*row));

	if (!row)
		return 0;
	chart->row = row;
	row[chart->rows++] = (struct chart_row){ plain(strdup(label)), plain(strdup(margin)),
						 false, 0 };
	return chart->rows;
}

void chart_add_heading(struct chart *chart, const char *label)
{
	size_t row = chart_add_row(chart, label, "");

	if (row)
		chart->row[row - 1].heading = true;
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

struct chart_point chart_point_of_cell(const struct cell_result *cell, size_t row)
{
	struct chart_point point = chart_point_of(&cell->floor, row);

	point.hollow = is_hole(cell);
	point.cell = cell;
	return point;
}

struct chart_extent chart_extent(const struct chart *chart)
{
	struct chart_extent extent = { 0 };

	for_each_point(chart, point)
	{
		const double ends[] = { point->lo, point->value, point->hi };

		for (size_t i = 0; i < 3; i++) {
			if (ends[i] > 0 && (!extent.least || ends[i] < extent.least))
				extent.least = ends[i];
			extent.most = fmax(extent.most, ends[i]);
		}
	}
	return extent;
}

struct chart_extent chart_reach(const struct chart *chart)
{
	double span = chart->kind->span > 0 ? chart->kind->span : SPAN_USUAL;
	double air = span < SPAN_LITTLE ? AIR_LITTLE : AIR_USUAL;
	struct chart_extent reach = chart_extent(chart);

	reach.least /= air;
	reach.most *= air;
	if (reach.most < span * reach.least) {
		double middle = sqrt(reach.least * reach.most);

		reach = (struct chart_extent){ middle / sqrt(span), middle * sqrt(span) };
	}
	return reach;
}

size_t chart_text_width(const struct chart *chart)
{
	size_t most = 0;

	for_each_point(chart, point) if (text_width(point->text) > most) most =
		text_width(point->text);
	return most;
}

/* Points with a text before this one, of its row and lane, that are closer than a text is wide. */
static bool is_taken(const struct chart *chart, const struct chart_point *point, size_t lane,
		     double factor)
{
	for_each_point(chart, other)
	{
		if (other == point)
			return false;
		if (*other->text && *point->text && other->row == point->row &&
		    other->lane == lane &&
		    other->value < point->value * factor && point->value < other->value * factor)
			return true;
	}
	return false;
}

/* Two points of a lane are apart by at least `factor`. */
static void give_lanes(struct chart *chart, double factor)
{
	for_each_point(chart, point)
	{
		size_t *lanes = &chart->row[point->row - 1].lanes;

		for (point->lane = 0; is_taken(chart, point, point->lane, factor); point->lane++)
			;
		if (point->lane >= *lanes)
			*lanes = point->lane + 1;
	}
}

double chart_row_lines(const struct chart *chart, size_t row)
{
	const struct chart_row *of = &chart->row[row - 1];

	return ROW_GAP + (of->lanes ? (double)of->lanes : 1);
}

double chart_row_top(const struct chart *chart, size_t row)
{
	double top = 0;

	for (size_t i = 1; i < row; i++)
		top += chart_row_lines(chart, i);
	return top;
}

double chart_point_line(const struct chart *chart, const struct chart_point *point)
{
	return point->row && point->row <= chart->rows
		       ? chart_row_top(chart, point->row) + (ROW_GAP + 1) / 2 + (double)point->lane
		       : 0;
}

static void place_texts(struct chart *chart)
{
	/* Of the logarithmic axis, what a point and its text need. */
	double share = (20 + CHARACTER * (double)chart_text_width(chart)) / NARROW_ROOM;
	struct chart_extent reach = chart_reach(chart);

	if (reach.least > 0)
		give_lanes(chart, pow(reach.most / reach.least, share));
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
	if (chart->kind->drawing == DRAW_DOTS)
		place_texts(chart);
	return chart;
}
