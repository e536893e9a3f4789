// SPDX-License-Identifier: GPL-2.0-only
/* The comparison as a whole: what forbids it, which cells there are, and the outcome. */
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "compare/parts.h"
#include "compare/side.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"
#include "text/workers.h"

#define ROWS_A_WORKER 8 /* fewer are not worth a thread */

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

/* Every worker takes the next row. */
struct row_work {
	const struct comparison *comparison;
	atomic_size_t next, done;
};

/* `cells` is room for those of the row in each session. */
static void compare_row(const struct row_work *work, const struct session_cell **cells,
			const gsl_rng *random, size_t row)
{
	const struct comparison *comparison = work->comparison;
	size_t count = comparison->views.count, base_count = comparison->base.count;

	for (size_t i = 0; i < count; i++)
		cells[i] = row < comparison->sessions[i].count ? comparison->sessions[i].cells[row]
							       : NULL;
	compare_cell(comparison, (struct cell_side){ base_count, cells },
		     (struct cell_side){ count - base_count, cells + base_count }, random,
		     &comparison->rows[row]);
}

static void take_rows(void *data)
{
	struct row_work *work = data;
	const struct comparison *comparison = work->comparison;
	const struct session_cell **cells = calloc(comparison->views.count, sizeof(*cells));
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t i;

	while (cells && random && (i = atomic_fetch_add(&work->next, 1)) < comparison->count) {
		/* Its figures must not depend on the other cells, nor on who takes them. */
		gsl_rng_set(random, comparison->options.seed);
		compare_row(work, cells, random, i);
		atomic_fetch_add(&work->done, 1);
	}
	gsl_rng_free(random);
	free(cells);
}

static struct words compare_rows(struct comparison *comparison)
{
	struct row_work work = { .comparison = comparison };

	workers_run(take_rows, &work, comparison->count / ROWS_A_WORKER + 1);
	return work.done == comparison->count ? NO_WORDS : words("out of memory");
}

/* Each file looked for neighbours on the core. */
static bool were_watched(const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->views.count; i++)
		if (!comparison->sessions[i].is_watched)
			return false;
	return comparison->base.count && comparison->other.count;
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
	struct session *sessions;
	bool added = session_views_add(&comparison->views, file);

	sessions = reallocarray(comparison->sessions, comparison->views.count + 1,
				sizeof(*sessions));
	comparison->sessions = sessions ? sessions : comparison->sessions;
	for (size_t i = first; sessions && i < comparison->views.count; i++)
		sessions[i] = (struct session){ 0 };
	for (size_t i = first; added && sessions && i < comparison->views.count; i++)
		added = session_cells_make(comparison, &comparison->views.results[i], is_base,
					   &sessions[i]);
	session_views_drop_cells(&comparison->views, first);
	if (is_base)
		comparison->views.base_count = comparison->views.count;
	return added && sessions;
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
	if (!*wrong.text)
		wrong = compare_rows(comparison);
	if (!*wrong.text)
		compare_judge(comparison);
	return wrong;
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
	return added ? compare_end(comparison, base, other) : words("out of memory");
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
