// SPDX-License-Identifier: GPL-2.0-only
/*
 * What speaks against reading a comparison cell by cell, and what else differs between its sides.
 * Printed under the table; a format for programs has the same in its members, or gets it on
 * standard error.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include "compare/print.h"
#include "compare/side.h"
#include "statistics/rules.h"
#include "text/table.h"

#define DIFFERENCES_SHOWN 12

static void print_note(const char *words, size_t width, FILE *stream)
{
	fputc('\n', stream);
	print_wrapped(stream, words, 0, width);
}

/* What a gate would be refused with. */
static void print_sentence(const char *words, const char *consequence, size_t width, FILE *stream)
{
	char sentence[320];

	snprintf(sentence, sizeof(sentence), "%c%s.%s", toupper((unsigned char)*words), words + 1,
		 consequence);
	print_note(sentence, width, stream);
}

/*
 * The test takes sessions for exchangeable; a machine that changes with time makes them so only if
 * they took turns.
 */
static void print_order(const struct comparison *comparison, size_t width, FILE *stream)
{
	if (comparison->units_are_sessions && comparison->sides_are_apart)
		print_note("All sessions of one side began before any of the other: what changed "
			   "with time cannot be told from what differs between the sides. Take "
			   "turns (--interleave).",
			   width, stream);
}

static char *joined(const json_t *texts)
{
	char *words = NULL;
	size_t bytes, i;
	json_t *text;
	FILE *stream = open_memstream(&words, &bytes);

	if (!stream)
		return NULL;
	json_array_foreach(texts, i, text)
		fprintf(stream, "%s%s", i ? " or " : "", json_string_value(text));
	if (!i)
		fputs("not recorded", stream);
	fclose(stream);
	return words;
}

static void print_difference(const json_t *difference, size_t width, FILE *stream)
{
	char *base = joined(json_object_get(difference, "base")),
	     *other = joined(json_object_get(difference, "other"));
	char *words = NULL;
	size_t bytes;
	FILE *text = open_memstream(&words, &bytes);

	if (text) {
		fprintf(text, "%s: %s -> %s",
			json_string_value(json_object_get(difference, "name")), base ? base : "?",
			other ? other : "?");
		fclose(text);
		print_wrapped(stream, words, 2, width);
	}
	free(words);
	free(base);
	free(other);
}

static void print_agreements(const struct comparison *comparison, size_t width, FILE *stream)
{
	for (enum matter matter = 0; matter < MATTERS; matter++) {
		const char *words = agreements_words(&comparison->agreements, matter);

		if (words)
			print_sentence(words,
				       matter == MATTER_MACHINE ? " Ratios only, no test." : "",
				       width, stream);
	}
}

static void print_differences(const struct comparison *comparison, size_t width, FILE *stream)
{
	size_t count = json_array_size(comparison->differences);

	print_agreements(comparison, width, stream);
	if (!count)
		return;
	fprintf(stream, "\nRecorded state that differs: %zu. %s\n", count,
		count == 1
			? "A difference of figures may come from it, or from what is not recorded."
			: "No difference of figures is put down to any one of them.");
	for (size_t i = 0; i < count && i < DIFFERENCES_SHOWN; i++)
		print_difference(json_array_get(comparison->differences, i), width, stream);
	if (count > DIFFERENCES_SHOWN)
		fprintf(stream, "  and %zu more (--format json has them all)\n",
			count - DIFFERENCES_SHOWN);
}

/* Nearly all cells up, or nearly all down: a warning against reading that cell by cell. */
static void print_common_shift(const struct comparison *comparison, FILE *stream)
{
	double *ratios = malloc((comparison->count + 1) * sizeof(*ratios));
	size_t count = 0, up = 0, down = 0, most;

	for (size_t i = 0; ratios && i < comparison->count; i++)
		if (!isnan(comparison->rows[i].p) && !isnan(comparison->rows[i].ratio.value)) {
			ratios[count++] = comparison->rows[i].ratio.value;
			up += comparison->rows[i].ratio.value > 1;
			down += comparison->rows[i].ratio.value < 1;
		}
	most = up > down ? up : down;
	if (count >= SHIFT_CELLS_MIN && (double)most >= SHIFT_SHARE * (double)count)
		fprintf(stream,
			"\n%zu of %zu cells moved %s, their median ratio is %.4g: what moves all "
			"alike may be the machine rather than any of them.\n",
			most, count, up == most ? "up" : "down",
			statistics_quantile_of(ratios, count, 0.5));
	free(ratios);
}

static void print_interrupted(const char *name, struct compare_side side, size_t width,
			      FILE *stream)
{
	char words[128];

	snprintf(words, sizeof(words),
		 "%zu of %zu files of the %s side were interrupted: their cells have fewer trials, "
		 "or none.",
		 side_interrupted(side), side.count, name);
	if (side_interrupted(side))
		print_note(words, width, stream);
}

/* "6 sessions of 1 boot". */
static void put_boots(const char *name, struct compare_side side, FILE *stream)
{
	size_t sessions = file_sessions_count(side), boots = file_sessions_boots(side);

	fprintf(stream, "%zu session%s of the %s side %s of ", sessions, sessions == 1 ? "" : "s",
		name, sessions == 1 ? "is" : "are");
	if (boots)
		fprintf(stream, "%zu boot%s", boots, boots == 1 ? "" : "s");
	else
		fputs("boots that not every file tells", stream);
}

/*
 * Where a page lies in a cache, for one, is drawn at boot: sessions of one boot share it, and agree
 * about what the next has not.
 */
static void print_boots(const struct comparison *comparison, size_t width, FILE *stream)
{
	bool is_one = file_sessions_boots(comparison->base) == 1 ||
		      file_sessions_boots(comparison->other) == 1;
	char *words = NULL;
	size_t bytes;
	FILE *text = open_memstream(&words, &bytes);

	if (!text)
		return;
	put_boots("base", comparison->base, text);
	fputs(", ", text);
	put_boots("other", comparison->other, text);
	fputs(is_one ? ": the intervals do not cover what changes from boot to boot." : ".", text);
	fclose(text);
	print_note(words, width, stream);
	free(words);
}

void compare_print_notes(const struct comparison *comparison, FILE *stream)
{
	size_t width = prose_width(stream);

	print_order(comparison, width, stream);
	print_boots(comparison, width, stream);
	print_interrupted("base", comparison->base_files, width, stream);
	print_interrupted("other", comparison->other_files, width, stream);
	if (comparison->base_views.pooled || comparison->other_views.pooled)
		print_sentence(COMPARE_POOLED, "", width, stream);
	print_differences(comparison, width, stream);
	print_common_shift(comparison, stream);
}

void compare_print_warning(const struct comparison *comparison, FILE *stream)
{
	size_t needed = comparison_sessions_needed(comparison), width = prose_width(stream);
	const char *warning = comparison_warning(comparison);
	char words[160];

	if (warning)
		print_wrapped(stream, warning, 0, width);
	if (!needed)
		return;
	snprintf(words, sizeof(words),
		 "A difference of one cell among %zu tested takes %zu files of each side to show.",
		 comparison->tests, needed);
	print_wrapped(stream, words, 0, width);
}
