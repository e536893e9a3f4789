// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first file that has a cell gives it its names. Sessions are in the run's "merged" list, and
 * each trial says which of them it is of. Figures by the same rules over sessions as over trials,
 * intervals by resampling both.
 */
#include <math.h>
#include <stdlib.h>
#include "statistics/group.h"
#include "statistics/rules.h"
#include "compare/parts.h"
#include "text/words.h"

#define POOLED_RULE                                                                                \
	"; trials of several sessions, 95 % percentile bootstrap, 1000 resamples of sessions and " \
	"trials in them"

static struct cell_result named_as(const struct cell_result *cell)
{
	return (struct cell_result){
		.id = copy_of_text(cell->id),
		.op = copy_of_text(cell->op),
		.env = copy_of_text(cell->env),
		.backend = copy_of_text(cell->backend),
		.form = copy_of_text(cell->form),
		.knobs = copy_of_text(cell->knobs),
		.ring = cell->ring,
		.unit = copy_of_text(cell->unit),
		.clock = copy_of_text(cell->clock),
		.status = cell->status,
		.reason = copy_of_text(cell->reason),
		.exits_per_op = -1,
	};
}

/* Checked in each, so it is one number; where sessions disagree after all none is told. */
static void add_exits(struct cell_result *merged, const struct cell_result *cell)
{
	if (!merged->trial_count)
		merged->exits_per_op = cell->exits_per_op;
	else if (merged->exits_per_op != cell->exits_per_op)
		merged->exits_per_op = -1;
}

/* From least to most: ok is a figure, skip is none, the others say that something is wrong. */
static void add_status(struct cell_result *merged, const struct cell_result *cell)
{
	bool merged_is_wrong = merged->status == STATUS_FAIL || merged->status == STATUS_ERROR;
	bool is_wrong = cell->status == STATUS_FAIL || cell->status == STATUS_ERROR;

	if (merged_is_wrong ||
	    (!is_wrong && !(cell->status == STATUS_OK && merged->status == STATUS_SKIP)))
		return;
	merged->status = cell->status;
	free(merged->reason);
	merged->reason = copy_of_text(cell->reason);
}

/* What was merged before and does not say whose its trials are cannot tell it now. */
static size_t session_of(const struct trial_result *trial, const struct result *file, size_t before)
{
	if (json_array_size(json_object_get(file->run, "merged")))
		return trial->session && trial->session <= merge_sessions(file)
			       ? before + trial->session
			       : 0;
	return before + 1;
}

/* With everything in it, and the session it is of. */
static struct trial_result copy_of_trial(const struct trial_result *trial, size_t session)
{
	struct trial_result made = *trial;

	made.session = session;
	made.histogram.blocks = copy_of_text(trial->histogram.blocks);
	made.unknown = json_incref(trial->unknown);
	return made;
}

/*
 * Of a batch, so that times their number they are all operations: each session calibrates its own.
 */
static size_t mean_iterations(const struct cell_result *merged, const struct cell_result *cell)
{
	double batches = (double)merged->batches + (double)cell->batches;
	double operations = (double)merged->iterations * (double)merged->batches +
			    (double)cell->iterations * (double)cell->batches;

	return batches > 0 ? (size_t)(operations / batches + 0.5) : cell->iterations;
}

/* `before`: sessions in the files before this one. */
static const char *add_trials(struct cell_result *merged, const struct cell_result *cell,
			      const struct result *file, size_t before)
{
	size_t count = merged->trial_count + cell->trial_count;
	struct trial_result *trials;

	if (!cell->trials)
		return words_kept("%s has no trials in one of the files", cell->id);
	trials = reallocarray(merged->trials, count + 1, sizeof(*trials));
	if (!trials)
		return "out of memory";
	merged->trials = trials;
	for (size_t i = 0; i < cell->trial_count; i++)
		trials[merged->trial_count + i] =
			copy_of_trial(&cell->trials[i], session_of(&cell->trials[i], file, before));
	merged->trial_count = count;
	merged->iterations = mean_iterations(merged, cell);
	merged->batches += cell->batches;
	merged->disturbed += cell->disturbed;
	for (int cause = 0; cause < DISTURBANCES; cause++)
		merged->disturbed_by.by[cause] += cell->disturbed_by.by[cause];
	return NULL;
}

static const char *add_cell(struct cell_result *merged, const struct cell_result *cell,
			    const struct result *file, size_t before)
{
	add_status(merged, cell);
	if (cell->status != STATUS_OK)
		return NULL;
	if (!same_text(merged->unit, cell->unit) || !same_text(merged->clock, cell->clock))
		return words_kept("%s is not in the same unit and clock in all files", cell->id);
	add_exits(merged, cell);
	return add_trials(merged, cell, file, before);
}

/*
 * The trials of a session lie in a row; where it is not told, those of all files that do not tell
 * are one.
 */
static struct group sessions_of(const struct cell_result *cell, double *values)
{
	struct group group = { .sessions = calloc(cell->trial_count + 1, sizeof(*group.sessions)) };

	for (size_t i = 0; group.sessions && i < cell->trial_count; i++) {
		if (!i || cell->trials[i].session != cell->trials[i - 1].session)
			group.sessions[group.count++].trials = &values[i];
		group.sessions[group.count - 1].count++;
	}
	return group;
}

/* What was exact in each session and is the same in all is so still. */
static struct statistic figure(const struct cell_result *cell, bool is_median, bool was_exact,
			       const gsl_rng *random)
{
	const char *rule = is_median ? MEDIAN_RULE POOLED_RULE : FLOOR_RULE POOLED_RULE;
	double f = is_median ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS;
	double *values = calloc(cell->trial_count + 1, sizeof(*values));
	struct interval interval = { NAN, NAN, NAN };
	struct group group = { 0 };

	for (size_t i = 0; values && i < cell->trial_count; i++)
		values[i] = cell_trial_value(cell, i, is_median);
	if (values)
		group = sessions_of(cell, values);
	if (group.sessions) {
		group_sort(&group, f);
		interval = group_interval(&group, f, BOOTSTRAP_RESAMPLES, random);
	}
	free(group.sessions);
	free(values);
	return (struct statistic){ interval.value, interval.lo, interval.hi,
				   was_exact && interval.lo == interval.hi ? EXACT_RULE : rule };
}

void merge_keep_equal(json_t *kept, const json_t *other)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe(kept, next, name, value)
		if (!json_equal(value, json_object_get(other, name)))
			json_object_del(kept, name);
}

/*
 * What this version does not know is kept where all sessions that have the cell agree on it: of
 * pooled trials no more is true.
 */
static void keep_unknown(struct cell_result *merged, const struct cell_result *cell, bool is_first)
{
	if (is_first)
		merged->unknown = json_copy(cell->unknown);
	else
		merge_keep_equal(merged->unknown, cell->unknown);
}

const char *merge_cell(struct cell_result *merged, const char *id, const struct result *results,
		       const struct cell_index *indexes, size_t count, const gsl_rng *random)
{
	const char *wrong = NULL;
	size_t before = 0;
	bool is_first, was_exact = true;

	for (size_t i = 0; i < count && !wrong; before += merge_sessions(&results[i++])) {
		const struct cell_result *cell = cell_index_find(&indexes[i], id);

		if (!cell)
			continue;
		is_first = !merged->id;
		if (is_first)
			*merged = named_as(cell);
		keep_unknown(merged, cell, is_first);
		wrong = add_cell(merged, cell, &results[i], before);
		was_exact &= cell->status != STATUS_OK || is_exact_figure(&cell->floor);
	}
	if (wrong || merged->status != STATUS_OK)
		return wrong;
	merged->floor = figure(merged, false, was_exact, random);
	merged->median = figure(merged, true, was_exact, random);
	/* As narrow as the session that asked for most asked for. */
	merged->precise = cell_is_precise(merged, merge_precision(results, count) / 100);
	return isnan(merged->floor.value + merged->median.value) ? "out of memory" : NULL;
}
