// SPDX-License-Identifier: GPL-2.0-only
/* The comparison as a whole: what forbids it, which cells there are, and the outcome. */
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "compare/parts.h"
#include "compare/side.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"
#include "text/workers.h"

#define ROWS_A_WORKER 8 /* fewer are not worth a thread */
#define CELLS_MOST    ((size_t)8 << 20) /* bytes, unless the cells of so few rows are more */

#define obstack_chunk_alloc malloc
#define obstack_chunk_free  free

static const char *const verdict_names[VERDICTS] = {
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

const char *const compare_clock_names[COMPARE_CLOCKS] = {
	[COMPARE_TSC] = "tsc", [COMPARE_CORE] = "core", [COMPARE_ALONE] = "alone"
};

/*
 * The rows that are compared at a time: the cells of all rows may be too many for memory. Every
 * worker takes the next row.
 */
struct row_work {
	const struct comparison *comparison;
	size_t first, end;
	struct obstack copies;
	const struct session_cell **cells; /* a row's by session, NULL where it has none */
	atomic_size_t next, done;
};

static void take_cell(const void *record, void *data)
{
	const struct session_cell *cell = record;
	struct row_work *work = data;

	if (cell->row >= work->first && cell->row < work->end)
		work->cells[(cell->row - work->first) * work->comparison->views.count +
			    cell->session] =
			obstack_copy(&work->copies, cell, session_cell_size(cell));
}

static void compare_row(const struct row_work *work, const gsl_rng *random, size_t row)
{
	const struct comparison *comparison = work->comparison;
	size_t count = comparison->views.count, base_count = comparison->base.count;
	const struct session_cell **cells = work->cells + (row - work->first) * count;

	compare_cell(comparison, (struct cell_side){ base_count, cells },
		     (struct cell_side){ count - base_count, cells + base_count }, random,
		     &comparison->rows[row]);
}

static void take_rows(void *data)
{
	struct row_work *work = data;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t i;

	while (random && (i = atomic_fetch_add(&work->next, 1)) < work->end) {
		/* Its figures must not depend on the other cells, nor on who takes them. */
		gsl_rng_set(random, work->comparison->options.seed);
		compare_row(work, random, i);
		atomic_fetch_add(&work->done, 1);
	}
	gsl_rng_free(random);
}

/* False: no memory, or the cells cannot be read. */
static bool compare_some(struct comparison *comparison, size_t first, size_t end)
{
	struct row_work work = { .comparison = comparison, .first = first, .end = end,
				 .next = first };
	/* if not all rows fit, each has so many sessions that it is worth a thread */
	size_t workers = end - first < comparison->count ? end - first
							 : comparison->count / ROWS_A_WORKER + 1;

	work.cells = calloc((end - first) * comparison->views.count, sizeof(*work.cells));
	obstack_init(&work.copies);
	if (work.cells && spool_each(&comparison->cells, take_cell, &work))
		workers_run(take_rows, &work, workers);
	obstack_free(&work.copies, NULL);
	free(work.cells);
	return work.done == end - first;
}

static size_t rows_at_a_time(const struct comparison *comparison)
{
	size_t bytes = comparison->cells.total / comparison->count +
		       comparison->views.count * sizeof(struct session_cell *);

	return bytes * ROWS_A_WORKER > CELLS_MOST ? ROWS_A_WORKER : CELLS_MOST / bytes;
}

static bool compare_rows(struct comparison *comparison)
{
	size_t some = comparison->count ? rows_at_a_time(comparison) : 0, end;

	for (size_t first = 0; first < comparison->count; first = end) {
		end = comparison->count - first > some ? first + some : comparison->count;
		if (!compare_some(comparison, first, end))
			return false;
	}
	return true;
}

/* Each file looked for neighbours on the core. */
static bool were_watched(const struct comparison *comparison)
{
	return comparison->watched == comparison->views.count && comparison->base.count &&
	       comparison->other.count;
}

/* A gate says yes or no, so it must not compare what may not be comparable. */
static struct words refuse(const struct comparison *comparison)
{
	const struct compare_options *options = &comparison->options;
	const char *wrong = NULL;

	if (options->is_gate)
		wrong = agreements_wrong(&comparison->agreements);
	if (!wrong && options->is_gate && comparison->views.pooled)
		wrong = COMPARE_POOLED;
	if (!wrong && options->clock == COMPARE_ALONE &&
	    !were_watched(comparison))
		wrong = "--clock alone: a file does not say which batches were alone on the core";
	if (!wrong && options->clock == COMPARE_CORE &&
	    !(side_has_core_cycles(comparison->base) && side_has_core_cycles(comparison->other)))
		wrong = "--clock core: a file does not have its core's clock (run.during.canary)";
	return wrong ? words("%s", wrong) : NO_WORDS;
}

/* All that concerns files and sessions as wholes. */
static void compare_wholes(struct comparison *comparison)
{
	const struct session_views *views = &comparison->views;
	struct compare_side base = { views->results, views->base_count };
	struct compare_side other = { views->results + views->base_count,
				      views->count - views->base_count };

	comparison->base = base;
	comparison->other = other;
	if (comparison->options.clock == COMPARE_DEFAULT)
		comparison->options.clock = were_watched(comparison) ? COMPARE_ALONE : COMPARE_TSC;
	comparison->units_are_sessions = base.count > 1 || other.count > 1;
	comparison->agreements = agreements_among(base, other, comparison->options.is_same_machine);
	comparison->is_one_machine = comparison->agreements.on[MATTER_MACHINE] == AGREED;
	comparison->sides_are_apart = side_is_before(base, other) || side_is_before(other, base);
	comparison->differences =
		machine_differences(base.results, base.count, other.results, other.count);
}

void compare_begin(struct comparison *comparison, const struct compare_options *options)
{
	*comparison = (struct comparison){ .options = *options };
	session_cells_begin(comparison);
}

bool compare_add(struct comparison *comparison, const struct result *file, bool is_base)
{
	size_t first = comparison->views.count;
	bool added = session_views_add(&comparison->views, file);

	for (size_t i = first; added && i < comparison->views.count; i++)
		added = session_cells_make(comparison, i, is_base);
	if (!added && !comparison->error)
		comparison->error = errno;
	session_views_drop_cells(&comparison->views, first);
	if (is_base)
		comparison->views.base_count = comparison->views.count;
	return added;
}

struct words compare_lacks(const struct comparison *comparison)
{
	if (comparison->error == ENOMEM)
		return words("out of memory");
	return words("no room in " P_tmpdir " for the figures of so many sessions: %s",
		     strerror(comparison->error));
}

struct words compare_end(struct comparison *comparison, struct compare_side base,
			 struct compare_side other)
{
	struct words wrong = sides_repeat_session(base, other);

	comparison->base_files = base;
	comparison->other_files = other;
	compare_wholes(comparison);
	if (!*wrong.text)
		wrong = refuse(comparison);
	if (*wrong.text)
		return wrong;
	if (!compare_rows(comparison)) {
		comparison->error = errno;
		return compare_lacks(comparison);
	}
	compare_judge(comparison);
	return NO_WORDS;
}

struct words compare(struct comparison *comparison, struct compare_side base,
		     struct compare_side other, const struct compare_options *options)
{
	bool added = true;

	compare_begin(comparison, options);
	for (size_t i = 0; added && i < base.count; i++)
		added = compare_add(comparison, &base.results[i], true);
	for (size_t i = 0; added && i < other.count; i++)
		added = compare_add(comparison, &other.results[i], false);
	return added ? compare_end(comparison, base, other) : compare_lacks(comparison);
}

void comparison_free(struct comparison *comparison)
{
	if (comparison->row_of_id)
		session_cells_free(comparison);
	session_views_free(&comparison->views);
	json_decref(comparison->differences);
	free(comparison->rows);
	*comparison = (struct comparison){ 0 };
}

const char *comparison_verdict(const struct comparison *comparison, enum verdict verdict)
{
	return comparison->options.is_gate && verdict == VERDICT_SAME ? "pass"
								      : verdict_names[verdict];
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
