// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware round trips over the years: published ones, hollow if unverified, each source's joined
 * by a line, and those of the files. A trap of a software KVM is no VM exit, and a count is no
 * time: neither is drawn.
 */
#include <string.h>
#include "plot/chart.h"
#include "show/words.h"

static bool is_drawn(const struct generation *entry)
{
	return entry->unit == UNIT_CYCLES && entry->year && entry->round_trip.value > 0 &&
	       !entry->software_kvm && !entry->aside;
}

static struct chart_series *series_of(struct chart *chart, const struct generation *entry)
{
	struct words label =
		words("%s%s", entry->literature ? "published: " : "", entry->what);

	for (size_t i = 0; i < chart->series_count; i++)
		if (!strncmp(chart->series[i].label, label.text,
			     sizeof(chart->series[i].label) - 1))
			return &chart->series[i];
	return chart_add_series(chart, label.text, entry->colour, entry->shape);
}

static void add(struct chart *chart, const struct generation *entry)
{
	struct chart_point point = chart_point_of(&entry->round_trip, (size_t)entry->year);
	struct words time = time_words(entry->round_trip.value, entry->unit, entry->tsc_hz);

	point.hollow = entry->literature && !entry->verified;
	/* The CPU behind it is in the table. */
	snprintf(point.text, sizeof(point.text), "%.*s%s%.16s",
		 (int)strcspn(entry->microarchitecture, "(,"), entry->microarchitecture,
		 *time.text ? ", " : "", time.text);
	chart_add_point(series_of(chart, entry), point);
}

/*
 * "3963 cycles in 2005, 784 in 2011", of the first source alone, for others have other clocks; and
 * the shortest of the files.
 */
static struct words message(const struct generations *generations)
{
	const struct generation *first = NULL, *last = NULL, *own = NULL;

	for (size_t i = 0; i < generations->count; i++) {
		const struct generation *entry = &generations->list[i];

		if (!is_drawn(entry))
			continue;
		if (!entry->literature) {
			if (!own || entry->round_trip.value < own->round_trip.value)
				own = entry;
			continue;
		}
		first = first ? first : entry;
		if (!strcmp(first->what, entry->what))
			last = entry;
	}
	if (!first || first == last)
		return NO_WORDS;
	return words("A hardware round trip: %s cycles in %d, %s in %d%s%s%s",
		     value_text(first->round_trip.value).text, first->year,
		     value_text(last->round_trip.value).text, last->year, own ? "; here " : "",
		     own ? value_text(own->round_trip.value).text : "",
		     own ? " TSC cycles" : "");
}

struct chart *chart_generations(const struct generations *generations)
{
	static const struct chart_kind kind = {
		.drawing = DRAW_YEARS,
		.name = "generations",
		.title = { "Round trip out of a guest, by CPU generation" },
		.axis = { "cycles per round trip (logarithmic) by the year of the CPU: measured in "
			  "TSC cycles, published in cycles of an unknown clock, or TSC ticks "
			  "where it says so; hollow: not verified at its source" },
	};
	struct chart *chart = chart_new(&kind, unit_names[UNIT_CYCLES], NULL);

	for (size_t i = 0; chart && i < generations->count; i++)
		if (is_drawn(&generations->list[i]))
			add(chart, &generations->list[i]);
	if (chart)
		chart_say(chart, message(generations));
	return chart_finish(chart);
}
