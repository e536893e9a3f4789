// SPDX-License-Identifier: GPL-2.0-only
/* The comparison as a whole: what forbids it, which cells there are, and the outcome. */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "result/find.h"
#include "compare/parts.h"
#include "compare/side.h"
#include "compare/state.h"
#include "statistics/rules.h"
#include "statistics/significance.h"
#include "text/workers.h"

#define ROWS_A_WORKER 8 /* fewer are not worth a thread */

const char *const verdict_names[VERDICTS] = {
	[VERDICT_SAME] = "no difference shown",
	[VERDICT_FASTER] = "faster",
	[VERDICT_SLOWER] = "slower",
	[VERDICT_INCONCLUSIVE] = "inconclusive",
	[VERDICT_EFFECT] = "ratio only",
	[VERDICT_LOST] = "lost",
	[VERDICT_GAINED] = "gained",
	[VERDICT_NEITHER] = "no figure",
	[VERDICT_UNLIKE] = "not comparable",
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
	return file < comparison->base.count
		       ? &comparison->base.results[file]
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

/* False without memory. */
static bool add_row(struct comparison *comparison, const struct cell_result *cell, size_t *room)
{
	struct compare_row *rows = comparison->rows;

	if (comparison->count == *room) {
		*room = 2 * *room + 64;
		rows = reallocarray(rows, *room, sizeof(*rows));
		if (!rows)
			return false;
		comparison->rows = rows;
	}
	rows[comparison->count++] = (struct compare_row){ .cell = cell };
	return true;
}

/* Every id once. */
static bool add_rows(struct comparison *comparison, const struct search *search)
{
	size_t room = 0;

	for (size_t file = 0; file < search->files; file++) {
		const struct result *result = file_of(comparison, file);

		for (size_t i = 0; i < result->cell_count; i++)
			if (!is_in_earlier_file(search, file, result->cells[i].id) &&
			    !add_row(comparison, &result->cells[i], &room))
				return false;
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
static void compare_row(const struct row_work *work, const struct cell_result **cells,
			const gsl_rng *random, struct compare_row *row)
{
	const struct search *search = work->search;

	for (size_t i = 0; i < search->files; i++)
		cells[i] = cell_index_find(&search->indexes[i], row->cell->id);
	compare_cell(work->comparison, (struct cell_side){ search->base_files, cells },
		     (struct cell_side){ search->files - search->base_files,
					 cells + search->base_files },
		     random, row);
}

static void take_rows(void *data)
{
	struct row_work *work = data;
	const struct comparison *comparison = work->comparison;
	const struct cell_result **cells = calloc(work->search->files, sizeof(*cells));
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t i;

	while (cells && random && (i = atomic_fetch_add(&work->next, 1)) < comparison->count) {
		/* Its figures must not depend on the other cells, nor on who takes them. */
		gsl_rng_set(random, comparison->options.seed);
		compare_row(work, cells, random, &comparison->rows[i]);
		atomic_fetch_add(&work->done, 1);
	}
	gsl_rng_free(random);
	free(cells);
}

static struct words compare_rows(struct comparison *comparison)
{
	struct search search = { 0 };
	struct row_work work = { .comparison = comparison, .search = &search };
	bool made = search_make(&search, comparison) && add_rows(comparison, &search);

	if (made)
		workers_run(take_rows, &work, comparison->count / ROWS_A_WORKER + 1);
	search_free(&search);
	return made && work.done == comparison->count ? NO_WORDS : words("out of memory");
}

/* A gate says yes or no, so it must not compare what may not be comparable. */
static struct words refuse(const struct comparison *comparison)
{
	const struct compare_options *options = &comparison->options;
	bool is_pooled = comparison->base_views.pooled || comparison->other_views.pooled;
	const char *wrong = NULL;

	if (options->is_gate)
		wrong = agreements_wrong(&comparison->agreements);
	if (!wrong && options->is_gate && is_pooled)
		wrong = COMPARE_POOLED;
	if (!wrong && options->in_core_cycles &&
	    !(side_has_core_cycles(comparison->base) && side_has_core_cycles(comparison->other)))
		wrong = "--clock core: a file does not have its core's clock (run.during.canary)";
	return wrong ? words("%s", wrong) : NO_WORDS;
}

/* All that concerns files and sessions as wholes. */
static void compare_wholes(struct comparison *comparison)
{
	struct compare_side base = comparison->base =
		(struct compare_side){ comparison->base_views.results,
				       comparison->base_views.count };
	struct compare_side other = comparison->other =
		(struct compare_side){ comparison->other_views.results,
				       comparison->other_views.count };

	comparison->units_are_sessions = base.count > 1 || other.count > 1;
	comparison->agreements = agreements_among(base, other, comparison->options.is_same_machine);
	comparison->is_one_machine = comparison->agreements.on[MATTER_MACHINE] == AGREED;
	comparison->sides_are_apart = side_is_before(base, other) || side_is_before(other, base);
	comparison->differences =
		machine_differences(base.results, base.count, other.results, other.count);
}

struct words compare(struct comparison *comparison, struct compare_side base,
		     struct compare_side other, const struct compare_options *options)
{
	struct words wrong;

	*comparison = (struct comparison){ .options = *options,
					   .base_files = base,
					   .other_files = other };
	if (!session_views_make(&comparison->base_views, base) ||
	    !session_views_make(&comparison->other_views, other))
		return words("out of memory");
	compare_wholes(comparison);
	wrong = sides_repeat_session(base, other);
	if (!*wrong.text)
		wrong = refuse(comparison);
	if (!*wrong.text)
		wrong = compare_rows(comparison);
	if (!*wrong.text)
		compare_judge(comparison);
	return wrong;
}

void comparison_free(struct comparison *comparison)
{
	session_views_free(&comparison->base_views);
	session_views_free(&comparison->other_views);
	json_decref(comparison->differences);
	free(comparison->rows);
	*comparison = (struct comparison){ 0 };
}

const char *comparison_warning(const struct comparison *comparison)
{
	if (comparison->units_are_sessions)
		return NULL;
	return "One file a side: the units are trials, which share their session's stretch of "
	       "time. Slower or faster is true of these two sessions, but two sessions of the same "
	       "thing differ as well. Compare several files of each side.";
}

size_t comparison_sessions_needed(const struct comparison *comparison)
{
	double least = 0;

	for (size_t i = 0; i < comparison->count; i++)
		if (!isnan(comparison->rows[i].p))
			least = fmax(least, comparison->rows[i].p_least);
	if (least * (double)comparison->tests <= SIGNIFICANCE_LEVEL)
		return 0;
	return significance_units_needed(comparison->tests, comparison->options.is_gate);
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
