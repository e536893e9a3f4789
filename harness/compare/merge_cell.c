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
		.fault = cell->fault,
		.reason = copy_of_text(cell->reason),
		.answered_by = cell->answered_by,
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
	merged->fault = cell->fault;
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
	merged->alone.is_known =
		cell->alone.is_known && (merged->alone.is_known || !merged->trial_count);
	merged->alone.batches += cell->alone.batches;
	merged->alone.beside_batches += cell->alone.beside_batches;
	merged->trial_count = count;
	merged->iterations = mean_iterations(merged, cell);
	merged->batches += cell->batches;
	merged->disturbed += cell->disturbed;
	merged->troubled += cell->troubled;
	for (int cause = 0; cause < DISTURBANCES; cause++)
		merged->disturbed_by.by[cause] += cell->disturbed_by.by[cause];
	return NO_WORDS;
}

/* A file without any figure does not say in what unit they would be. */
static void take_unit(struct cell_result *merged, const struct cell_result *cell)
{
	free(merged->unit);
	free(merged->clock);
	merged->unit = copy_of_text(cell->unit);
	merged->clock = copy_of_text(cell->clock);
}

static struct words add_cell(struct cell_result *merged, const struct cell_result *cell,
			     const struct result *file, size_t before)
{
	add_status(merged, cell);
	if (cell->status != STATUS_OK)
		return NO_WORDS;
	if (!merged->trial_count)
		take_unit(merged, cell);
	if (!same_text(merged->unit, cell->unit) || !same_text(merged->clock, cell->clock))
		return words("%s is not in the same unit and clock in all files", cell->id);
	if (cell->answered_by > merged->answered_by)
		merged->answered_by = cell->answered_by;
	add_exits(merged, cell);
	return add_trials(merged, cell, file, before);
}

/*
 * A session's trials are consecutive. Those that name no session count as one. A value of 0 or less
 * is none if `of_some`: not every trial was alone.
 */
static struct group sessions_of(const struct cell_result *cell, double *values, bool of_some)
{
	struct group group = { .sessions = calloc(cell->trial_count + 1, sizeof(*group.sessions)) };
	size_t used = 0, session = 0;

	for (size_t i = 0; group.sessions && i < cell->trial_count; i++) {
		if (of_some && values[i] <= 0)
			continue;
		if (!used || cell->trials[i].session != session)
			group.sessions[group.count++].trials = &values[used];
		session = cell->trials[i].session;
		values[used++] = values[i];
		group.sessions[group.count - 1].count++;
	}
	return group;
}

/* A count that is exact in each session and the same in all is still exact. */
static struct interval figure(const struct cell_result *cell, bool is_median,
			      double (*value_of)(const struct cell_result *, size_t, bool),
			      const gsl_rng *random)
{
	double f = is_median ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS;
	double *values = calloc(cell->trial_count + 1, sizeof(*values));
	struct interval interval = { NAN, NAN, NAN };
	struct group group = { 0 };

	for (size_t i = 0; values && i < cell->trial_count; i++)
		values[i] = value_of(cell, i, is_median);
	if (values)
		group = sessions_of(cell, values, value_of == cell_trial_alone);
	if (group.sessions) {
		group_sort(&group, f);
		interval = group_interval(&group, f, BOOTSTRAP_RESAMPLES, random);
	}
	free(group.sessions);
	free(values);
	return interval;
}

static struct statistic pooled(const struct cell_result *cell, bool is_median, bool was_exact,
			       const gsl_rng *random)
{
	const char *rule = is_median ? MEDIAN_RULE POOLED_RULE : FLOOR_RULE POOLED_RULE;
	struct interval interval = figure(cell, is_median, cell_trial_value, random);

	was_exact &= interval.lo == interval.hi;
	return (struct statistic){ interval.value, interval.lo, interval.hi,
				   .method = was_exact ? EXACT_RULE : rule };
}

/* Beside a neighbour only the number of batches is left: trials do not keep its figure. */
static void fill_alone(struct cell_result *merged, const gsl_rng *random)
{
	const struct interval floor = figure(merged, false, cell_trial_alone, random),
			      median = figure(merged, true, cell_trial_alone, random);
	size_t trials = 0;

	for (size_t i = 0; i < merged->trial_count; i++)
		trials += merged->trials[i].alone_batches != 0;
	merged->alone.never = trials < TRIALS_FEW || merged->alone.batches < ALONE_BATCHES ||
			      isnan(floor.value + median.value);
	if (merged->alone.never)
		return;
	merged->alone.floor = (struct statistic){ floor.value, floor.lo, floor.hi,
						  .method = FLOOR_RULE ALONE_RULE POOLED_RULE };
	merged->alone.median = (struct statistic){ median.value, median.lo, median.hi,
						   .method = MEDIAN_RULE ALONE_RULE POOLED_RULE };
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

/* Half of the sessions or more saw no cost: the largest bound, and what their trials allow. */
static double pooled_bound(const struct statistic *figure, const struct merging *merging,
			   const char *id, enum figure which)
{
	double bound = fmax(fabs(figure->lo), fabs(figure->hi));
	size_t below = 0, all = 0;

	for (size_t i = 0; i < merging->count; i++) {
		const struct cell_result *cell = result_find(&merging->results[i], id);

		if (!has_figure(cell))
			continue;
		all++;
		below += is_below(figure_of(cell, which));
		bound = fmax(bound, figure_of(cell, which)->below);
	}
	return below && 2 * below >= all ? bound : 0;
}

struct words merge_cell(struct cell_result *merged, const char *id, const struct merging *merging)
{
	struct words wrong = NO_WORDS;
	bool was_exact = true;
	size_t before = 0;

	for (size_t i = 0; i < merging->count && !*wrong.text; i++) {
		const struct result *file = &merging->results[i];
		const struct cell_result *cell = result_find(file, id);

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
	merged->floor = pooled(merged, false, was_exact, merging->random);
	merged->median = pooled(merged, true, was_exact, merging->random);
	if (merged->alone.is_known)
		fill_alone(merged, merging->random);
	merged->floor.below = pooled_bound(&merged->floor, merging, id, FIGURE_FLOOR);
	merged->median.below = pooled_bound(&merged->median, merging, id, FIGURE_MEDIAN);
	merged->precise = cell_is_precise(merged, merging->precision_percent / 100);
	return isnan(merged->floor.value + merged->median.value) ? words("out of memory") : wrong;
}
