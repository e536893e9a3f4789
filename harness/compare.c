// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison as a whole: which cells there are, what speaks against comparing at all, and,
 * once every cell has its p, the correction for their number and the verdicts.
 */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "cell_index.h"
#include "compare_cell.h"
#include "compare_side.h"
#include "machine_state.h"
#include "significance.h"
#include "workers.h"

#define ROWS_A_WORKER 8 /* fewer are not worth a thread */

const char *const verdict_names[VERDICTS] = {
	[VERDICT_SAME] = "no difference shown", [VERDICT_FASTER] = "faster", [VERDICT_SLOWER] = "slower",
	[VERDICT_INCONCLUSIVE] = "inconclusive", [VERDICT_EFFECT] = "other machine", [VERDICT_LOST] = "lost",
	[VERDICT_GAINED] = "gained", [VERDICT_NEITHER] = "no figure", [VERDICT_UNLIKE] = "not comparable",
};

/* Indexes of both sides' files. */
struct search {
	size_t files, base_files;
	struct cell_index *indexes;
};

static void search_free(struct search *search)
{
	for (size_t i = 0; search->indexes && i < search->files; i++)
		cell_index_free(&search->indexes[i]);
	free(search->indexes);
}

static const struct result *file_of(const struct comparison *comparison, size_t file)
{
	return file < comparison->base.count ? &comparison->base.results[file]
	     : &comparison->other.results[file - comparison->base.count];
}

static bool search_make(struct search *search, const struct comparison *comparison)
{
	search->base_files = comparison->base.count;
	search->files = comparison->base.count + comparison->other.count;
	search->indexes = calloc(search->files, sizeof(*search->indexes));
	for (size_t i = 0; search->indexes && i < search->files; i++)
		if (!cell_index_make(&search->indexes[i], file_of(comparison, i)))
			return false;
	return search->indexes;
}

static bool is_in_earlier_file(const struct search *search, size_t file, const char *id)
{
	for (size_t i = 0; i < file; i++)
		if (cell_index_find(&search->indexes[i], id))
			return true;
	return false;
}

/* Every id once. */
static bool collect_rows(struct comparison *comparison, const struct search *search)
{
	size_t room = 0;

	for (size_t file = 0; file < search->files; file++) {
		const struct result *result = file_of(comparison, file);

		for (size_t i = 0; i < result->cell_count; i++) {
			if (is_in_earlier_file(search, file, result->cells[i].id))
				continue;
			if (comparison->count == room) {
				struct compare_row *rows;

				room = 2 * room + 64;
				rows = reallocarray(comparison->rows, room, sizeof(*rows));
				if (!rows)
					return false;
				comparison->rows = rows;
			}
			comparison->rows[comparison->count++] = (struct compare_row){ .cell = &result->cells[i] };
		}
	}
	return true;
}

/* Every worker takes the next row. */
struct row_work {
	const struct comparison *comparison;
	const struct search *search;
	atomic_size_t next, done;
};

/* `cells` is room for those of the row in each file. */
static void compare_row(const struct row_work *work, const struct cell_result **cells, const gsl_rng *random,
			struct compare_row *row)
{
	const struct search *search = work->search;

	for (size_t i = 0; i < search->files; i++)
		cells[i] = cell_index_find(&search->indexes[i], row->cell->id);
	compare_cell(work->comparison, (struct cell_side){ search->base_files, cells },
		     (struct cell_side){ search->files - search->base_files, cells + search->base_files }, random, row);
}

static void take_rows(void *data)
{
	struct row_work *work = data;
	const struct comparison *comparison = work->comparison;
	const struct cell_result **cells = calloc(work->search->files, sizeof(*cells));
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t i;

	while (cells && random && (i = atomic_fetch_add(&work->next, 1)) < comparison->count) {
		/* Each cell from the same seed: its figures do not depend on the cells around it, nor on who took them. */
		gsl_rng_set(random, comparison->options.seed);
		compare_row(work, cells, random, &comparison->rows[i]);
		atomic_fetch_add(&work->done, 1);
	}
	gsl_rng_free(random);
	free(cells);
}

/* Of a gate, all cells asked; otherwise, which of many may be worth a look. How many are tested. */
static size_t adjust(struct comparison *comparison)
{
	double *p = malloc((2 * comparison->count + 1) * sizeof(*p)), *adjusted = p + comparison->count;
	size_t tests = 0;

	for (size_t i = 0; p && i < comparison->count; i++)
		tests += !isnan(p[i] = comparison->rows[i].p);
	if (p && comparison->options.is_gate)
		significance_holm(p, comparison->count, adjusted);
	else if (p)
		significance_benjamini_hochberg(p, comparison->count, adjusted);
	for (size_t i = 0; p && i < comparison->count; i++)
		comparison->rows[i].p_adjusted = adjusted[i];
	free(p);
	return tests;
}

/* Too few units: not even complete separation would tell. */
static bool is_too_few(const struct compare_row *row, size_t tests)
{
	return row->p_least * (double)tests > SIGNIFICANCE_LEVEL;
}

/* Trials of one session share its stretch of time: they neither fail nor pass a gate, for another session may lie elsewhere. */
static void judge_gate(const struct comparison *comparison, size_t tests, struct compare_row *row)
{
	bool is_over = comparison->units_are_sessions && row->p_adjusted <= SIGNIFICANCE_LEVEL;

	row->verdict = is_over ? VERDICT_SLOWER : VERDICT_INCONCLUSIVE;
	if (is_over)
		return;
	if (!comparison->units_are_sessions)
		row->reason = "one file a side: how far sessions differ is not known";
	else if (is_too_few(row, 1))
		row->reason = "too few units";
	else if (isnan(row->ratio.value))
		row->reason = "the base is not above 0: there is no ratio";
	else if (row->ratio.hi < 1 + comparison->options.fail_percent / 100)
		row->verdict = VERDICT_SAME;
	else if (is_too_few(row, tests))
		row->reason = "too few units for so many cells";
	else
		row->reason = "the interval reaches over the threshold";
}

/*
 * Benjamini and Hochberg's threshold for one more finding grows with those there are, so a cell could have been found if its
 * least p comes below that: with none found a lone difference must stand the correction for all cells, while a difference of
 * all cells alike is found with no more units than one cell needs.
 */
static bool is_beyond_finding(const struct compare_row *row, size_t tests, size_t found)
{
	return row->p_least * (double)tests > SIGNIFICANCE_LEVEL * (double)(found + 1);
}

static void judge_difference(size_t tests, size_t found, struct compare_row *row)
{
	row->verdict = VERDICT_INCONCLUSIVE;
	if (is_too_few(row, 1))
		row->reason = "too few units";
	else if (row->p_adjusted <= SIGNIFICANCE_LEVEL)
		row->verdict = row->other > row->base ? VERDICT_SLOWER : VERDICT_FASTER;
	else if (is_beyond_finding(row, tests, found))
		row->reason = "too few units for so many cells";
	else
		row->verdict = VERDICT_SAME;
}

/* How many of the tested differ by their adjusted p. */
static size_t count_found(const struct comparison *comparison)
{
	size_t found = 0;

	for (size_t i = 0; i < comparison->count; i++)
		found += comparison->rows[i].p_adjusted <= SIGNIFICANCE_LEVEL;
	return found;
}

static void judge(struct comparison *comparison)
{
	size_t tests = adjust(comparison), found = count_found(comparison);

	comparison->tests = tests;
	for (size_t i = 0; i < comparison->count; i++) {
		struct compare_row *row = &comparison->rows[i];

		if (!isnan(row->p) && comparison->options.is_gate)
			judge_gate(comparison, tests, row);
		else if (!isnan(row->p))
			judge_difference(tests, found, row);
		comparison->verdicts[row->verdict]++;
		comparison->failures += row->verdict == VERDICT_NEITHER && row->fails;
	}
}

/* A gate says yes or no, and these would make it say so of something else. */
static const char *refuse_gate(const struct comparison *comparison)
{
	if (!comparison->is_one_machine)
		return "the files come from different machines: a gate compares one machine with itself";
	if (comparison->guests_differ)
		return "the guest that was measured is not the same in all files: a gate compares like with like";
	return NULL;
}

static const char *compare_rows(struct comparison *comparison)
{
	struct search search = { 0 };
	struct row_work work = { .comparison = comparison, .search = &search };
	bool made = search_make(&search, comparison) && collect_rows(comparison, &search);

	if (made)
		workers_run(take_rows, &work, comparison->count / ROWS_A_WORKER + 1);
	search_free(&search);
	return made && work.done == comparison->count ? NULL : "out of memory";
}

const char *compare(struct comparison *comparison, struct compare_side base, struct compare_side other,
		    const struct compare_options *options)
{
	const char *wrong;

	*comparison = (struct comparison){
		.options = *options, .base = base, .other = other,
		.units_are_sessions = base.count > 1 || other.count > 1,
		.is_one_machine = side_is_same_machine(base, base) && side_is_same_machine(base, other),
		.guests_differ = side_has_other_guest(base, base) || side_has_other_guest(base, other),
		.sides_are_apart = side_is_before(base, other) || side_is_before(other, base),
		.differences = machine_differences(base.results, base.count, other.results, other.count),
	};
	wrong = options->is_gate ? refuse_gate(comparison) : NULL;
	if (!wrong && options->in_core_cycles && !(side_tells_clock(base) && side_tells_clock(other)))
		wrong = "--clock core: not every file tells how fast its core ran (run.during.canary)";
	if (!wrong)
		wrong = compare_rows(comparison);
	if (!wrong)
		judge(comparison);
	return wrong;
}

void comparison_free(struct comparison *comparison)
{
	json_decref(comparison->differences);
	free(comparison->rows);
	*comparison = (struct comparison){ 0 };
}

const char *comparison_warning(const struct comparison *comparison)
{
	if (comparison->units_are_sessions)
		return NULL;
	return "One file a side: the units are trials, which share their session's stretch of time. What is called slower or faster "
	       "differs between these two sessions, and two sessions of the same thing differ so, too; several files of each "
	       "side can tell.";
}

size_t comparison_sessions_needed(const struct comparison *comparison)
{
	size_t needed = significance_units_needed(comparison->tests, comparison->options.is_gate);
	size_t base = comparison->base.count, other = comparison->other.count;

	return comparison->tests && (base < other ? base : other) < needed ? needed : 0;
}

enum compare_outcome comparison_outcome(const struct comparison *comparison)
{
	if (!comparison->options.is_gate)
		return COMPARE_PASSES;
	if (comparison->verdicts[VERDICT_SLOWER] || comparison->verdicts[VERDICT_LOST])
		return COMPARE_REGRESSION;
	if (comparison->verdicts[VERDICT_INCONCLUSIVE] || comparison->verdicts[VERDICT_UNLIKE] ||
	    !comparison->verdicts[VERDICT_SAME])
		return COMPARE_INCONCLUSIVE;
	return COMPARE_PASSES;
}
