// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a reader of the verdicts must know, and what else differs between the sides. Printed under
 * the table; JSON has the same in its members, and with CSV it goes to standard error.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include "compare/print.h"
#include "compare/side.h"
#include "statistics/rules.h"
#include "text/table.h"

#define DIFFERENCES_SHOWN 12

static void print_note(struct words note, size_t width, FILE *stream)
{
	fputc('\n', stream);
	print_wrapped(stream, note.text, 0, width);
}

/* What a gate would be refused with. */
static void print_sentence(const char *text, const char *consequence, size_t width, FILE *stream)
{
	print_note(words("%c%s.%s", toupper((unsigned char)*text), text + 1, consequence), width,
		   stream);
}

/* The test takes sessions as exchangeable. On a machine that changes they must take turns. */
static void print_order(const struct comparison *comparison, size_t width, FILE *stream)
{
	if (comparison->units_are_sessions && comparison->sides_are_apart)
		print_note(words("All sessions of one side began before any of the other, so a "
				 "change with time looks like a difference between the sides. Take "
				 "turns (--interleave)."),
			   width, stream);
}

static void put_values(const json_t *texts, FILE *stream)
{
	json_t *text;
	size_t i;

	json_array_foreach(texts, i, text)
		fprintf(stream, "%s%s", i ? " or " : "", json_string_value(text));
	if (!json_array_size(texts))
		fputs("not recorded", stream);
}

static void print_difference(const json_t *difference, size_t width, FILE *stream)
{
	char *line = NULL;
	size_t bytes;
	FILE *text = open_memstream(&line, &bytes);

	if (!text)
		return;
	fprintf(text, "%s: ", json_string_value(json_object_get(difference, "name")));
	put_values(json_object_get(difference, "base"), text);
	fputs(" -> ", text);
	put_values(json_object_get(difference, "other"), text);
	fclose(text);
	print_wrapped(stream, line, 2, width);
	free(line);
}

static void print_agreements(const struct comparison *comparison, size_t width, FILE *stream)
{
	for (enum matter matter = 0; matter < MATTERS; matter++) {
		const char *wrong = agreements_words(&comparison->agreements, matter);

		if (wrong)
			print_sentence(wrong,
				       matter == MATTER_MACHINE ? " Ratios only, no test." : "",
				       width, stream);
	}
}

static void print_differences(const struct comparison *comparison, size_t width, FILE *stream)
{
	size_t count = json_array_size(comparison->differences);

	if (!count)
		return;
	fprintf(stream, "\nRecorded state that differs: %zu. %s\n", count,
		count == 1 ? "It may explain a difference of figures, and so may what is not "
			     "recorded."
			   : "No difference of figures can be ascribed to one of them.");
	for (size_t i = 0; i < count && i < DIFFERENCES_SHOWN; i++)
		print_difference(json_array_get(comparison->differences, i), width, stream);
	if (count > DIFFERENCES_SHOWN)
		fprintf(stream, "  and %zu more (--format json has them all)\n",
			count - DIFFERENCES_SHOWN);
}

static void print_common_shift(const struct comparison *comparison, size_t width, FILE *stream)
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
		print_note(words("%zu of %zu cells moved %s, by a median ratio of %.4g. What moves "
				 "all alike may be the machine.",
				 most, count, up == most ? "up" : "down",
				 statistics_quantile_of(ratios, count, 0.5)),
			   width, stream);
	free(ratios);
}

static void print_interrupted(const char *name, struct compare_side side, size_t width,
			      FILE *stream)
{
	size_t interrupted = side_interrupted(side);

	if (interrupted)
		print_note(words("Interrupted, so that cells have fewer trials, or none: %zu of %s "
				 "of the %s side.",
				 interrupted, count_words(side.count, "file").text, name),
			   width, stream);
}

/* "6 sessions of the base side are of 1 boot". */
static struct words boots_words(const char *name, struct compare_side side)
{
	size_t sessions = side_sessions(side), boots = side_boots(side);
	struct words of = boots ? count_words(boots, "boot")
				: words("unknown boots");

	return words("%s of the %s side %s of %s", count_words(sessions, "session").text, name,
		     sessions == 1 ? "is" : "are", of.text);
}

/* Sessions of one boot share what is drawn at boot, such as where a page lies in a cache. */
static void print_boots(const struct comparison *comparison, size_t width, FILE *stream)
{
	bool is_one = side_boots(comparison->base) == 1 || side_boots(comparison->other) == 1;

	print_note(words("%s, %s%s", boots_words("base", comparison->base).text,
			 boots_words("other", comparison->other).text,
			 is_one ? ": the intervals do not cover what changes from boot to boot."
				: "."),
		   width, stream);
}

void compare_print_notes(const struct comparison *comparison, FILE *stream)
{
	size_t width = prose_width(stream);

	print_order(comparison, width, stream);
	print_boots(comparison, width, stream);
	print_interrupted("base", comparison->base_files, width, stream);
	print_interrupted("other", comparison->other_files, width, stream);
	if (comparison->views.pooled)
		print_sentence(COMPARE_POOLED, "", width, stream);
	print_agreements(comparison, width, stream);
	print_differences(comparison, width, stream);
	print_common_shift(comparison, width, stream);
}

void compare_print_warning(const struct comparison *comparison, FILE *stream)
{
	size_t needed = comparison_sessions_needed(comparison), width = prose_width(stream);
	const char *warning = comparison_warning(comparison);

	if (warning)
		print_wrapped(stream, warning, 0, width);
	if (needed)
		print_wrapped(stream,
			      words("To show a difference of one cell among the %zu tested takes "
				    "%zu files of each side.",
				    comparison->tests, needed)
				      .text,
			      0, width);
}
