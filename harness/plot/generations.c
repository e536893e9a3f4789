// SPDX-License-Identifier: GPL-2.0-only
/*
 * Round trips with a row for each CPU and source, oldest first; literature as diamonds, hollow if
 * unverified.
 */
#include <string.h>
#include "plot/chart.h"
#include "show/words.h"

#define ROWS_MOST 60

static size_t row_of(struct chart *chart, const struct generation *entry)
{
	struct words label = entry->year ? words("%s, %d", entry->microarchitecture, entry->year)
					 : words("%s", entry->microarchitecture);

	for (size_t row = 0; row < chart->rows; row++)
		if (!strcmp(chart->row[row].label, label.text))
			return row + 1;
	return chart->rows < ROWS_MOST ? chart_add_row(chart, label.text, "") : 0;
}

static struct chart_series *series_of(struct chart *chart, const struct generation *entry)
{
	const char *label = entry->literature ? "published: hardware round trip" : entry->what.text;

	for (size_t i = 0; i < chart->series_count; i++)
		if (!strncmp(chart->series[i].label, label, sizeof(chart->series[i].label) - 1))
			return &chart->series[i];
	return chart_add_series(chart, label, entry->colour, entry->shape);
}

static void add(struct chart *chart, const struct generation *entry)
{
	struct chart_point point = chart_point_of(&entry->round_trip, row_of(chart, entry));

	point.hollow = entry->literature && !entry->verified;
	if (point.row)
		chart_add_point(series_of(chart, entry), point);
}

struct chart *chart_generations(const struct generations *generations, enum unit unit)
{
	static const struct chart_kind kind = {
		.script = "generations",
		.name = "generations",
		.title = { "Round trip out of a guest, by CPU generation",
			   "Round trip by CPU model, in instructions (counted in an emulator: not "
			   "a time)" },
		.axis = { "cycles per round trip: measured in TSC cycles, published in cycles of "
			  "an unknown clock; logarithmic axis",
			  "instructions per round trip, with an interval where batches differ; "
			  "logarithmic axis" },
		.beside = true,
	};
	struct chart *chart = chart_new(&kind, unit_names[unit], NULL);

	for (size_t i = 0; chart && i < generations->count; i++)
		if (generations->list[i].unit == unit && generations->list[i].round_trip.value > 0)
			add(chart, &generations->list[i]);
	return chart_finish(chart);
}
