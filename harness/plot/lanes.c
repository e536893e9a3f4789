// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines for points whose texts stand beside them, so that no text lies over another: a point
 * goes into the first line of its row where there is room, on the narrow picture, which has least.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include "plot/lanes.h"
#include "text/table.h"

#define ROOM_WIDE  330.0 /* pixels across, of the narrow picture */
#define CHARACTER  7.0

static void stretch(double value, double *least, double *most)
{
	if (value > 0 && (!*least || value < *least))
		*least = value;
	if (value > *most)
		*most = value;
}

void chart_extent(const struct chart *chart, double *least, double *most)
{
	for (size_t i = 0; i < chart->series_count; i++)
		for (size_t j = 0; j < chart->series[i].count; j++) {
			stretch(chart->series[i].points[j].lo, least, most);
			stretch(chart->series[i].points[j].value, least, most);
			stretch(chart->series[i].points[j].hi, least, most);
		}
}

size_t chart_widest_text(const struct chart *chart)
{
	size_t most = 0;

	for (size_t i = 0; i < chart->series_count; i++)
		for (size_t j = 0; j < chart->series[i].count; j++)
			if (text_width(chart->series[i].points[j].text) > most)
				most = text_width(chart->series[i].points[j].text);
	return most;
}

/* Of the logarithmic axis, what a point and its text need. */
static double text_share(const struct chart *chart)
{
	return (20 + CHARACTER * (double)chart_widest_text(chart)) / ROOM_WIDE;
}

/*
 * The points of a row that have a lane, of the series before `end`; whether one of `lane` is in
 * this one's way.
 */
static bool is_in_the_way(const struct chart *chart, size_t end, const struct chart_point *point,
			  size_t lane, double factor)
{
	for (size_t i = 0; i <= end; i++)
		for (size_t j = 0; j < chart->series[i].count; j++) {
			const struct chart_point *other = &chart->series[i].points[j];

			if (other == point)
				return false;
			if (other->row == point->row && other->lane == lane &&
			    other->value < point->value * factor &&
			    point->value < other->value * factor)
				return true;
		}
	return false;
}

/*
 * Each point gets the first lane of its row where its text has room; all of a row then know how
 * many there are.
 */
static void give_lanes(struct chart *chart, double factor)
{
	size_t *of_row = calloc(chart->rows + 1, sizeof(*of_row));

	for (size_t i = 0; of_row && i < chart->series_count; i++)
		for (size_t j = 0; j < chart->series[i].count; j++) {
			struct chart_point *point = &chart->series[i].points[j];

			for (point->lane = 0; is_in_the_way(chart, i, point, point->lane, factor);
			     point->lane++)
				;
			if (point->lane >= of_row[point->row])
				of_row[point->row] = point->lane + 1;
		}
	for (size_t i = 0; of_row && i < chart->series_count; i++)
		for (size_t j = 0; j < chart->series[i].count; j++)
			chart->series[i].points[j].lanes = of_row[chart->series[i].points[j].row];
	free(of_row);
}

void chart_give_lanes(struct chart *chart)
{
	double least = 0, most = 0, ratio;

	chart_extent(chart, &least, &most);
	if (!(least > 0))
		return;
	ratio = 2 * most / least;
	give_lanes(chart, pow(ratio < chart->span ? chart->span : ratio, text_share(chart)));
}
