// SPDX-License-Identifier: GPL-2.0-only
/* The comparison for people: the cells, and why some have no verdict. */
#include <math.h>
#include <stdlib.h>
#include "compare/print.h"
#include "show/words.h"
#include "compare/side.h"
#include "text/notes.h"
#include "text/table.h"

#define RANK_NOTED 7 /* in the notes, not in the table */
#define NAMED_MOST 3 /* cells that share a reason */

static void put_figures(struct table *table, size_t at, const struct compare_row *row)
{
	if (!isnan(row->base))
		table_set(table, at, 1, "%s", value_text(row->base).text);
	if (!isnan(row->other))
		table_set(table, at, 2, "%s", value_text(row->other).text);
	if (isnan(row->ratio.value))
		return;
	table_set(table, at, 3, "%s", precise_ratio_words(row->ratio.value).text);
	if (row->is_exact)
		table_set(table, at, 4, "exact");
	else
		table_set(table, at, 4, "%s..%s", precise_ratio_words(row->ratio.lo).text,
			  precise_ratio_words(row->ratio.hi).text);
}

static void put_row(struct table *table, size_t at, const struct comparison *comparison,
		    const struct compare_row *row)
{
	static const enum paint paints[VERDICTS] = { [VERDICT_FASTER] = PAINT_GOOD,
						     [VERDICT_SLOWER] = PAINT_BAD,
						     [VERDICT_LOST] = PAINT_BAD };

	table_set(table, at, 0, "%s", row->cell->id);
	put_figures(table, at, row);
	if (row->p_adjusted < 0.0001)
		table_set(table, at, 5, "<0.0001");
	else if (!isnan(row->p_adjusted))
		table_set(table, at, 5, "%.2g", row->p_adjusted);
	table_set(table, at, 6, "%s", comparison_verdict(comparison, row->verdict));
	table_paint(table, at, 6, paints[row->verdict]);
}

/* Rows that say something: what was decided first, then by change, the largest first. */
static int rank_of(const struct compare_row *row)
{
	static const int ranks[VERDICTS] = { [VERDICT_SLOWER] = 1, [VERDICT_LOST] = 1,
					     [VERDICT_FASTER] = 2, [VERDICT_GAINED] = RANK_NOTED,
					     [VERDICT_EFFECT] = 4, [VERDICT_INCONCLUSIVE] = 5,
					     [VERDICT_SAME] = 6,   [VERDICT_NEITHER] = RANK_NOTED,
					     [VERDICT_UNLIKE] = RANK_NOTED };

	return ranks[row->verdict];
}

static double change_of(const struct compare_row *row)
{
	return row->ratio.value > 0 ? fabs(log(row->ratio.value)) : 0;
}

static int by_rank(const void *a, const void *b)
{
	const struct compare_row *x = *(const struct compare_row *const *)a,
				 *y = *(const struct compare_row *const *)b;

	if (rank_of(x) != rank_of(y))
		return rank_of(x) - rank_of(y);
	if (change_of(x) != change_of(y))
		return change_of(x) < change_of(y) ? 1 : -1;
	return x < y ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
	const struct compare_row *x = *(const struct compare_row *const *)a,
				 *y = *(const struct compare_row *const *)b;
	bool is_noted = rank_of(x) >= RANK_NOTED;

	return is_noted != (rank_of(y) >= RANK_NOTED) ? (is_noted ? 1 : -1) : x < y ? -1 : 1;
}

const struct compare_row **comparison_ranked(const struct comparison *comparison)
{
	const struct compare_row **rows = calloc(comparison->count + 1, sizeof(*rows));

	for (size_t i = 0; rows && i < comparison->count; i++)
		rows[i] = &comparison->rows[i];
	if (rows)
		qsort(rows, comparison->count, sizeof(*rows),
		      comparison->options.keeps_order ? by_place : by_rank);
	return rows;
}

static const char *const heads[] = { "cell", "base", "other",   "ratio",
				     "95 %", "p",    "verdict", NULL };

/*
 * Each ratio stands beside its verdict: what a narrow terminal has no room for is left out, and
 * said.
 */
static struct words narrow(struct table *table, size_t width)
{
	static const size_t spare[] = { 5, 4, 2, 1 };
	const size_t needs = table_width(table);
	struct words left_out = NO_WORDS;

	for (size_t i = 0; width && i < sizeof(spare) / sizeof(*spare); i++) {
		if (table_width(table) <= width)
			break;
		table_drop(table, spare[i]);
		left_out = words("%s%s%s", left_out.text, i ? ", " : "", heads[spare[i]]);
	}
	if (!*left_out.text)
		return NO_WORDS;
	return words("No room here for: %s. %zu columns have it, and --format csv.", left_out.text,
		     needs);
}

/* The notes tell of cells without a figure on either side. */
static void print_rows(const struct comparison *comparison, enum table_format format, FILE *stream)
{
	struct table *table = table_new(sizeof(heads) / sizeof(heads[0]) - 1, 1, false);
	const struct compare_row **rows = comparison_ranked(comparison);
	struct words left_out = NO_WORDS;

	table_set_heads(table, heads);
	for (size_t i = 0; rows && i < comparison->count && rank_of(rows[i]) < RANK_NOTED; i++)
		put_row(table, i + 1, comparison, rows[i]);
	table_drop_empty(table);
	if (table && format == TABLE_TEXT)
		left_out = narrow(table, terminal_width(stream));
	table_put(table, format, stream);
	if (*left_out.text)
		print_wrapped(stream, left_out.text, 0, prose_width(stream));
	table_free(table);
	free(rows);
}

static void print_side(const char *name, struct compare_side side, char *const *files, size_t width,
		       FILE *stream)
{
	struct words caption = machine_caption(side.results[0].machine, side.results[0].run);
	bool is_whole = !side_interrupted(side);

	fprintf(stream, "%s: ", name);
	print_name(stream, files[0]);
	if (side.count > 1)
		fprintf(stream, " and %zu more", side.count - 1);
	fprintf(stream, "%s\n", is_whole ? "" : " (interrupted)");
	print_wrapped(stream, caption.text, 2, width);
}

static const char *clock_words(const struct comparison *comparison)
{
	static const char *const clocks[COMPARE_CLOCKS][2] = {
		[COMPARE_TSC] = { "", ", in ns" },
		[COMPARE_CORE] = { ", in core cycles by each trial's canary", "" },
		[COMPARE_ALONE] = { ", in core cycles, of the batches alone on the core",
				    ", in ns, of the batches alone on the core" },
	};
	bool in_ns = comparison->count && unit_of(comparison->rows[0].cell->unit) == UNIT_NS;

	return clocks[comparison->options.clock][in_ns];
}

/* So that the numbers can be read without the manual. */
static void print_method(const struct comparison *comparison, size_t width, FILE *stream)
{
	const struct compare_options *options = &comparison->options;
	struct words method = words(
		"%s per operation%s; ratio is other / base with its 95 %% interval. p: permutation "
		"test over %s%s.",
		figure_names[options->figure],
		clock_words(comparison),
		comparison->units_are_sessions ? "sessions" : "trials",
		options->is_gate
			? " for more slowdown than is allowed, adjusted for the number of cells "
			  "(Holm)"
			: ", adjusted for the number of cells (Benjamini-Hochberg)");

	print_wrapped(stream, method.text, 0, width);
}

/* Files without a figure, unless it is a whole side: then the verdict says it. */
static void add_without(const struct comparison *comparison, const struct compare_row *row,
			struct notes *notes)
{
	size_t base = comparison->base.count, other = comparison->other.count;
	char text[RESULT_TEXT_MAX + 64], about[RESULT_TEXT_MAX + 64];

	if (!row->why_without || row->base_without == base ||
	    (row->other_without == other && row->verdict == VERDICT_LOST))
		return;
	snprintf(text, sizeof(text), "no figure in some files, which do not count: %s",
		 row->why_without);
	snprintf(about, sizeof(about), "%s (base %zu of %zu, other %zu of %zu)", row->cell->id,
		 row->base_without, base, row->other_without, other);
	notes_add(notes, text, about);
}

static void print_reasons(const struct comparison *comparison, size_t width, FILE *stream)
{
	struct notes notes = { 0 };

	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];
		char text[RESULT_TEXT_MAX + 64];

		add_without(comparison, row, &notes);
		if (!row->reason || row->verdict == VERDICT_NEITHER)
			continue;
		snprintf(text, sizeof(text), "%s: %s", comparison_verdict(comparison, row->verdict),
			 row->reason);
		notes_add(&notes, text, row->cell->id);
	}
	if (notes.count)
		fprintf(stream, "\nCells without a verdict, or without a figure in some files\n");
	notes_print(&notes, NAMED_MOST, width, stream);
	notes_free(&notes);
	if (comparison->verdicts[VERDICT_NEITHER])
		fprintf(stream,
			"\n%s without a figure on either side: exitbench show --notes says why.\n",
			count_words(comparison->verdicts[VERDICT_NEITHER], "cell").text);
}

/* The last line, where it is looked for: of which cells the gate speaks, and of which not. */
static void print_gate(const struct comparison *comparison, FILE *stream)
{
	static const char *const words[] = {
		[COMPARE_PASSES] = "passes for", [COMPARE_REGRESSION] = "REGRESSION, passed by",
		[COMPARE_INCONCLUSIVE] = "inconclusive, passed by",
	};

	fprintf(stream, "Gate, at most %.10g %% slower: %s %zu of %zu cells",
		comparison->options.fail_percent, words[comparison_outcome(comparison)],
		comparison->verdicts[VERDICT_SAME], comparison->count);
	if (comparison->verdicts[VERDICT_NEITHER])
		fprintf(stream, "; %zu without a figure on either side, %zu of which fail",
			comparison->verdicts[VERDICT_NEITHER], comparison->failures);
	if (comparison->verdicts[VERDICT_GAINED])
		fprintf(stream, "; %zu without one in the base",
			comparison->verdicts[VERDICT_GAINED]);
	fputs(".\n", stream);
}

struct words comparison_summary(const struct comparison *comparison)
{
	struct words summary = NO_WORDS;

	for (enum verdict i = 0; i < VERDICTS; i++)
		if (comparison->verdicts[i])
			summary = words("%s%s%zu %s", summary.text, *summary.text ? ", " : "",
					comparison->verdicts[i], comparison_verdict(comparison, i));
	return *summary.text ? words("%s.", summary.text) : words("No cells.");
}

/* No cell has a figure on both sides, for they are in different units or of different clocks. */
static bool is_pointless(const struct comparison *comparison)
{
	bool from = is_counted(comparison->base_files.results),
	     to = is_counted(comparison->other_files.results);

	for (size_t i = 0; i < comparison->count; i++)
		if (!isnan(comparison->rows[i].ratio.value))
			return false;
	return from != to || comparison->verdicts[VERDICT_UNLIKE];
}

static void print_pointless(const struct comparison *comparison, size_t width, FILE *stream)
{
	bool from = is_counted(comparison->base_files.results),
	     to = is_counted(comparison->other_files.results);
	struct words why = from == to ? words("their units or clocks differ")
				      : words("the base is in %s, the other side in %s",
					      unit_label(from), unit_label(to));

	print_wrapped(stream, words("Nothing can be compared: %s.", why.text).text, 0, width);
}

static void print(const struct comparison *comparison, const struct side_names *names,
		  enum table_format format, FILE *stream)
{
	size_t width = prose_width(stream);

	print_side("base", comparison->base_files, names->base, width, stream);
	print_side("other", comparison->other_files, names->other, width, stream);
	if (is_pointless(comparison)) {
		print_pointless(comparison, width, stream);
	} else {
		print_method(comparison, width, stream);
		fputc('\n', stream);
		print_rows(comparison, format, stream);
		print_reasons(comparison, width, stream);
		compare_print_notes(comparison, stream);
		fprintf(stream, "\n%s\n", comparison_summary(comparison).text);
		compare_print_warning(comparison, stream);
	}
	if (comparison->options.is_gate)
		print_gate(comparison, stream);
}

void compare_print_table(const struct comparison *comparison, const struct side_names *names,
			 FILE *stream)
{
	print(comparison, names, TABLE_TEXT, stream);
}

void compare_print_markdown(const struct comparison *comparison, const struct side_names *names,
			    FILE *stream)
{
	print(comparison, names, TABLE_MARKDOWN, stream);
}
