// SPDX-License-Identifier: GPL-2.0-only
/* The comparison for people: the cells, and why some have no verdict. */
#include <math.h>
#include "compare/print.h"
#include "show/words.h"
#include "compare/side.h"
#include "text/notes.h"
#include "text/table.h"

static void put_figures(struct table *table, size_t at, const struct compare_row *row)
{
	if (!isnan(row->base))
		table_set(table, at, 1, "%s", value_text(row->base).text);
	if (!isnan(row->other))
		table_set(table, at, 2, "%s", value_text(row->other).text);
	if (isnan(row->ratio.value))
		return;
	table_set(table, at, 3, "%.4g", row->ratio.value);
	if (row->is_exact)
		table_set(table, at, 4, "exact");
	else
		table_set(table, at, 4, "%.4g..%.4g", row->ratio.lo, row->ratio.hi);
}

static void put_row(struct table *table, size_t at, const struct comparison *comparison,
		    const struct compare_row *row)
{
	table_set(table, at, 0, "%s", row->cell->id);
	put_figures(table, at, row);
	if (!isnan(row->p_adjusted))
		table_set(table, at, 5, "%.2g", row->p_adjusted);
	table_set(table, at, 6, "%s", comparison_verdict(comparison, row->verdict));
}

static void print_rows(const struct comparison *comparison, FILE *stream)
{
	static const char *const heads[] = { "cell", "base", "other",  "ratio",
					     "95 %", "p",    "verdict" };
	struct table *table = table_new(sizeof(heads) / sizeof(heads[0]), 1, false);

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		table_set(table, 0, i, "%s", heads[i]);
	for (size_t i = 0; i < comparison->count; i++)
		put_row(table, i + 1, comparison, &comparison->rows[i]);
	if (table)
		table_print(table, terminal_width(stream), stream);
	table_free(table);
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

static const char *const clock_words[COMPARE_CLOCKS] = {
	[COMPARE_TSC] = "",
	[COMPARE_CORE] = ", in core cycles by each trial's canary",
	[COMPARE_ALONE] = ", in core cycles, of the batches alone on the core",
};

/* So that the numbers can be read without the manual. */
static void print_method(const struct comparison *comparison, size_t width, FILE *stream)
{
	const struct compare_options *options = &comparison->options;
	struct words method = words(
		"%s per operation%s; ratio is other / base with its 95 %% interval. p: permutation "
		"test over %s%s.",
		figure_names[options->figure],
		clock_words[options->clock],
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
		if (!row->reason)
			continue;
		snprintf(text, sizeof(text), "%s: %s", comparison_verdict(comparison, row->verdict),
			 row->reason);
		notes_add(&notes, text, row->cell->id);
	}
	if (notes.count)
		fprintf(stream, "\nCells without a verdict, or without a figure in some files\n");
	notes_print(&notes, NOTES_ALL, width, stream);
	notes_free(&notes);
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

static void print_outcome(const struct comparison *comparison, FILE *stream)
{
	const char *between = "";

	fputc('\n', stream);
	for (enum verdict i = 0; i < VERDICTS; i++) {
		if (!comparison->verdicts[i])
			continue;
		fprintf(stream, "%s%zu %s", between, comparison->verdicts[i],
			comparison_verdict(comparison, i));
		between = ", ";
	}
	fputs(*between ? ".\n" : "No cells.\n", stream);
}

void compare_print_table(const struct comparison *comparison, const struct side_names *names,
			 FILE *stream)
{
	size_t width = prose_width(stream);

	print_side("base", comparison->base_files, names->base, width, stream);
	print_side("other", comparison->other_files, names->other, width, stream);
	print_method(comparison, width, stream);
	fputc('\n', stream);
	print_rows(comparison, stream);
	print_reasons(comparison, width, stream);
	compare_print_notes(comparison, stream);
	print_outcome(comparison, stream);
	compare_print_warning(comparison, stream);
	if (comparison->options.is_gate)
		print_gate(comparison, stream);
}
