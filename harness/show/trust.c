// SPDX-License-Identifier: GPL-2.0-only
/* How far the figures of a result can be trusted, in a word and by what. */
#include <math.h>
#include <string.h>
#include "show/screen.h"
#include "show/show.h"
#include "text/table.h"

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
	if (!trust->figures)
		return words("%s", trust->word);
	return words("Precision %s: %s95 %% interval %s", trust->word,
		     is_complete ? "" : "interrupted, ", precision_words(trust).text);
}

#define REASON_MOST 54 /* characters */

/* "12 too noisy, 3 not as the table claims". */
static struct words kinds_words(const size_t counts[FAULTS])
{
	struct words list = NO_WORDS;

	for (size_t i = 1; i <= FAULTS; i++) /* other reasons are the last */
		if (counts[i % FAULTS])
			list = words("%s%s%zu %s", list.text, *list.text ? ", " : "",
				     counts[i % FAULTS], fault_counted[i % FAULTS]);
	return list;
}

/* If there is but one, and it is short. */
static struct words only_reason(const struct result *result, enum cell_status status)
{
	const char *name = status_names[status];
	struct notes reasons = { 0 }, holes = { 0 };
	struct words only = NO_WORDS;
	bool is_one;

	reasons_collect(result, &reasons, &holes);
	is_one = notes_kinds(&reasons, name) == 1;
	for (size_t i = 0; is_one && i < reasons.count; i++)
		if (!strncmp(reasons.list[i].text, name, strlen(name)))
			only = words("%s", reasons.list[i].text + strlen(name) + strlen(": "));
	notes_free(&reasons);
	notes_free(&holes);
	return text_width(only.text) <= REASON_MOST ? only : NO_WORDS;
}

/* " (iret, sgdt)", if they are two operations at most. */
static struct words few_operations(const struct result *result, enum cell_status status)
{
	const char *names[2] = { NULL };
	size_t count = 0;

	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status != status || (count && same_text(cell->op, names[0])) ||
		    (count == 2 && same_text(cell->op, names[1])))
			continue;
		if (count == 2)
			return NO_WORDS;
		names[count++] = cell->op;
	}
	return words(" (%s%s%s)", names[0], count > 1 ? ", " : "", count > 1 ? names[1] : "");
}

struct words why_words(const struct result *result, enum cell_status status)
{
	static const char *const what[STATUSES] = { "measured", "skipped", "failed", "in error" };
	size_t counts[FAULTS] = { 0 }, all = 0, kind = 0;
	struct words only;

	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status == status) {
			kind = result->cells[i].fault;
			counts[kind]++;
			all++;
		}
	if (!all)
		return NO_WORDS;
	only = only_reason(result, status);
	if (!*only.text && counts[kind] < all)
		return words("%s: %s", what[status], kinds_words(counts).text);
	if (*only.text)
		return words("%zu %s: %s", all, what[status], only.text);
	return words("%zu %s: %s%s", all, what[status], fault_counted[kind],
		     few_operations(result, status).text);
}
