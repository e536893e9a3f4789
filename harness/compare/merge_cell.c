// SPDX-License-Identifier: GPL-2.0-only
/*
 * One cell of a merged file. The first file that has it gives its names. The run's "merged" list
 * has the sessions, and each trial names its session. Figures are by the same rules over sessions
 * as over trials; intervals resample both.
 */
#include <math.h>
#include <stdlib.h>
#include "compare/parts.h"
#include "statistics/group.h"
#include "statistics/rules.h"

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

/* Each session checked the number; where sessions disagree after all it is unknown. */
static void add_exits(struct cell_result *merged, const struct cell_result *cell)
{
	if (!merged->trial_count)
		merged->exits_per_op = cell->exits_per_op;
	else if (merged->exits_per_op != cell->exits_per_op)
		merged->exits_per_op = -1;
}

static bool is_wrong(const struct cell_result *cell)
{
	return cell->status == STATUS_FAIL || cell->status == STATUS_ERROR;
}

/* What is wrong comes before a figure, and a figure before a skip. */
static void add_status(struct cell_result *merged, const struct cell_result *cell)
{
	bool is_first_figure = cell->status == STATUS_OK && merged->status == STATUS_SKIP;

	if (is_wrong(merged) || !(is_wrong(cell) || is_first_figure))
		return;
	merged->status = cell->status;
	free(merged->reason);
	merged->reason = copy_of_text(cell->reason);
}

/* `before`: sessions in earlier files. 0: a trial of a merged file that names no session. */
static size_t session_of(const struct trial_result *trial, const struct result *file, size_t before)
{
	if (!json_array_size(json_object_get(file->run, "merged")))
		return before + 1;
	return trial->session && trial->session <= merge_sessions(file) ? before + trial->session
									: 0;
}

static struct trial_result copy_of_trial(const struct trial_result *trial, size_t session)
{
	struct trial_result made = *trial;

	made.session = session;
	made.histogram.blocks = copy_of_text(trial->histogram.blocks);
	return made;
}

/* Of a batch; each session calibrates its own. */
static size_t mean_iterations(const struct cell_result *merged, const struct cell_result *cell)
{
	double batches = (double)merged->batches + (double)cell->batches;
	double operations = (double)merged->iterations * (double)merged->batches +
			    (double)cell->iterations * (double)cell->batches;

	return batches > 0 ? (size_t)(operations / batches + 0.5) : cell->iterations;
}

static struct words add_trials(struct cell_result *merged, const struct cell_result *cell,
			       const struct result *file, size_t before)
{
	size_t count = merged->trial_count + cell->trial_count;
	struct trial_result *trials;

	if (!cell->trials)
		return words("%s has no trials in one of the files", cell->id);
	trials = reallocarray(merged->trials, count + 1, sizeof(*trials));
	if (!trials)
		return words("out of memory");
	merged->trials = trials;
	trials_join_unknown(merged, cell);
	for (size_t i = 0; i < cell->trial_count; i++)
		trials[merged->trial_count + i] =
			copy_of_trial(&cell->trials[i], session_of(&cell->trials[i], file, before));
	merged->trial_count = count;
	merged->iterations = mean_iterations(merged, cell);
	merged->batches += cell->batches;
	merged->disturbed += cell->disturbed;
	merged->troubled += cell->troubled;
	for (int cause = 0; cause < DISTURBANCES; cause++)
		merged->disturbed_by.by[cause] += cell->disturbed_by.by[cause];
	return NO_WORDS;
}

static struct words add_cell(struct cell_result *merged, const struct cell_result *cell,
			     const struct result *file, size_t before)
{
	add_status(merged, cell);
	if (cell->status != STATUS_OK)
		return NO_WORDS;
	if (!same_text(merged->unit, cell->unit) || !same_text(merged->clock, cell->clock))
		return words("%s is not in the same unit and clock in all files", cell->id);
	add_exits(merged, cell);
	return add_trials(merged, cell, file, before);
}

/* A session's trials are consecutive. Those that name no session count as one. */
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

/* A count that is exact in each session and the same in all is still exact. */
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

struct words merge_cell(struct cell_result *merged, const char *id, const struct merging *merging)
{
	struct words wrong = NO_WORDS;
	bool was_exact = true;
	size_t before = 0;

	for (size_t i = 0; i < merging->files.count && !*wrong.text; i++) {
		const struct result *file = &merging->files.results[i];
		const struct cell_result *cell = cell_index_find(&merging->files.indexes[i], id);

		if (cell && !merged->id) {
			*merged = named_as(cell);
			merged->unknown = json_copy(cell->unknown);
		}
		if (cell) {
			merge_keep_equal(merged->unknown, cell->unknown);
			wrong = add_cell(merged, cell, file, before);
			was_exact &= cell->status != STATUS_OK || is_exact_figure(&cell->floor);
		}
		before += merge_sessions(file);
	}
	if (*wrong.text || merged->status != STATUS_OK)
		return wrong;
	merged->floor = figure(merged, false, was_exact, merging->random);
	merged->median = figure(merged, true, was_exact, merging->random);
	merged->precise = cell_is_precise(merged, merging->precision_percent / 100);
	return isnan(merged->floor.value + merged->median.value) ? words("out of memory") : wrong;
}
