// SPDX-License-Identifier: GPL-2.0-only
/* How far the figures of a result can be trusted, in a word and by what. */
#include <math.h>
#include "show/screen.h"
#include "show/show.h"

#define PRECISE 0.01
#define ROUGH   0.1

/* Of the figure that is shown. */
static bool is_within(const struct cell_result *cell, double fraction)
{
	const struct statistic *floor = headline_of(cell, FIGURE_FLOOR);
	double half = (floor->hi - floor->lo) / 2;

	return is_exact_figure(floor) || is_below(floor) ||
	       (floor->method && half <= fraction * fabs(floor->value));
}

static void count_cell(const struct cell_result *cell, struct trust *trust)
{
	trust->skipped += cell->status == STATUS_SKIP;
	trust->failed += cell->status == STATUS_FAIL || cell->status == STATUS_ERROR;
	if (!has_figure(cell))
		return;
	trust->figures++;
	trust->precise += is_within(cell, PRECISE);
	trust->rough += is_within(cell, ROUGH);
}

/* Nine of ten figures, in a run that came to its end. */
static void judge(const struct result *result, struct trust *trust)
{
	size_t most = trust->figures - trust->figures / 10;
	bool good = result->complete && trust->precise >= most;

	trust->word = !trust->figures        ? "No figures"
		      : good                 ? "good"
		      : trust->rough >= most ? "fair"
					     : "poor";
	trust->paint = !trust->figures || trust->rough < most ? PAINT_BAD
		       : good                                 ? PAINT_GOOD
							      : PAINT_FAIR;
}

struct trust trust_of(const struct result *result)
{
	struct trust trust = { .figures = 0 };
	struct notes reasons = { 0 }, others = { 0 };

	for (size_t i = 0; i < result->cell_count; i++)
		count_cell(&result->cells[i], &trust);
	judge(result, &trust);
	reasons_collect(result, &reasons, &others);
	warnings_collect(result, &others);
	trust.fail_kinds =
		notes_kinds(&reasons, "") - notes_kinds(&reasons, status_names[STATUS_SKIP]);
	trust.notes = notes_kinds(&reasons, "") + notes_kinds(&others, "");
	notes_free(&reasons);
	notes_free(&others);
	return trust;
}

static struct words precision_words(const struct trust *trust)
{
	if (trust->precise == trust->figures)
		return words("±1%% in %s%s", trust->figures > 1 ? "all " : "",
			     count_words(trust->figures, "figure").text);
	return words("±1%% in %zu of %zu, ±10%% in %zu", trust->precise, trust->figures,
		     trust->rough);
}

struct words trust_words(const struct trust *trust, bool is_complete)
{
	struct words precision = NO_WORDS, skipped = NO_WORDS, failed = NO_WORDS;

	if (trust->figures)
		precision = words(": %s%s", is_complete ? "" : "interrupted, ",
				  precision_words(trust).text);
	if (trust->skipped)
		skipped = words("; %zu skipped", trust->skipped);
	if (trust->failed)
		failed = words("%c %zu failed (%s)", trust->skipped ? ',' : ';', trust->failed,
			       count_words(trust->fail_kinds, "kind").text);
	return words("%s%s%s.", precision.text, skipped.text, failed.text);
}
