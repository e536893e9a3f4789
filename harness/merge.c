// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pooling. The first file that has a cell gives it its names; a result is a list of trials all the
 * same, so what was a session is told in the run's "merged" list only. Figures by the same rules over
 * sessions as over trials, intervals by resampling both.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "cell_index.h"
#include "group.h"
#include "machine_state.h"
#include "merge.h"
#include "result_fields.h"

#define POOLED_RULE "; trials of several sessions, 95 % percentile bootstrap, 1000 resamples of sessions and trials in them"

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static bool has_same_rules(const struct result *one, const struct result *other)
{
	const json_t *rules = json_object_get(one->run, "rules"), *others = json_object_get(other->run, "rules");

	return rules == others || json_equal(rules, others);
}

static const char *check_alike(const struct result *results, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (!machine_is_same(results[0].machine, results[i].machine))
			return "the files come from different machines: only trials of one machine can be pooled";
		if (!same(results[0].guest_sha256, results[i].guest_sha256))
			return "the guest that was measured is not the same in all files";
		if (!has_same_rules(&results[0], &results[i]))
			return "the figures were not made by the same rules";
	}
	return NULL;
}

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

static struct cell_result named_as(const struct cell_result *cell)
{
	return (struct cell_result){
		.id = copy(cell->id), .op = copy(cell->op), .env = copy(cell->env), .backend = copy(cell->backend),
		.form = copy(cell->form), .knobs = copy(cell->knobs), .ring = cell->ring, .unit = copy(cell->unit),
		.clock = copy(cell->clock), .status = cell->status, .reason = copy(cell->reason),
		.exits_per_op = cell->exits_per_op,
	};
}

/* From least to most: ok is a figure, skip is none, the others say that something is wrong. */
static void add_status(struct cell_result *merged, const struct cell_result *cell)
{
	bool merged_is_wrong = merged->status == STATUS_FAIL || merged->status == STATUS_ERROR;
	bool is_wrong = cell->status == STATUS_FAIL || cell->status == STATUS_ERROR;

	if (merged_is_wrong || (!is_wrong && !(cell->status == STATUS_OK && merged->status == STATUS_SKIP)))
		return;
	merged->status = cell->status;
	free(merged->reason);
	merged->reason = copy(cell->reason);
}

/* With everything in it, but for its number, which another session's trial has, too. */
static struct trial_result copy_of_trial(const struct trial_result *trial, size_t number)
{
	struct trial_result made = *trial;

	made.number = number;
	made.histogram.blocks = copy(trial->histogram.blocks);
	made.unknown = json_incref(trial->unknown);
	return made;
}

static const char *add_trials(struct cell_result *merged, const struct cell_result *cell)
{
	size_t count = merged->trial_count + cell->trial_count;
	struct trial_result *trials;

	if (!cell->trials)
		return result_words("%s has no trials in one of the files", cell->id);
	trials = reallocarray(merged->trials, count + 1, sizeof(*trials));
	if (!trials)
		return "out of memory";
	merged->trials = trials;
	for (size_t i = 0; i < cell->trial_count; i++)
		trials[merged->trial_count + i] = copy_of_trial(&cell->trials[i], merged->trial_count + i);
	merged->trial_count = count;
	merged->batches += cell->batches;
	merged->disturbed += cell->disturbed;
	for (int cause = 0; cause < DISTURBANCES; cause++)
		merged->disturbed_by.by[cause] += cell->disturbed_by.by[cause];
	return NULL;
}

static const char *add_cell(struct cell_result *merged, const struct cell_result *cell, struct group *group)
{
	const char *wrong;

	add_status(merged, cell);
	if (cell->status != STATUS_OK)
		return NULL;
	if (!same(merged->unit, cell->unit) || !same(merged->clock, cell->clock))
		return result_words("%s is not in the same unit and clock in all files", cell->id);
	wrong = add_trials(merged, cell);
	group->sessions[group->count++].count = wrong ? 0 : cell->trial_count;
	return wrong;
}

static bool is_exact(const struct cell_result *cell)
{
	return cell->floor.method && !strcmp(cell->floor.method, EXACT_RULE);
}

/* One figure over the pooled trials, which lie session by session. What was exact in each and is the same in all is so still. */
static struct statistic figure(const struct cell_result *cell, const struct group *sessions, bool is_median,
			       bool was_exact, const gsl_rng *random)
{
	const char *rule = is_median ? MEDIAN_RULE POOLED_RULE : FLOOR_RULE POOLED_RULE;
	double f = is_median ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS;
	double values[cell->trial_count + 1];
	struct group_session lots[sessions->count + 1];
	struct group group = { .count = sessions->count, .sessions = lots };
	struct interval interval;
	size_t done = 0;

	for (size_t i = 0; i < cell->trial_count; i++)
		values[i] = is_median ? cell->trials[i].median : cell->trials[i].floor;
	for (size_t i = 0; i < sessions->count; i++) {
		lots[i] = (struct group_session){ .trials = &values[done], .count = sessions->sessions[i].count };
		done += lots[i].count;
	}
	group_sort(&group, f);
	interval = group_interval(&group, f, BOOTSTRAP_RESAMPLES, random);
	return (struct statistic){ interval.value, interval.lo, interval.hi,
				   was_exact && interval.lo == interval.hi ? EXACT_RULE : rule };
}

static const char *fill_cell(struct cell_result *merged, const char *id, const struct cell_index *indexes,
			     size_t count, const gsl_rng *random)
{
	struct group_session sessions[count + 1];
	struct group group = { .sessions = sessions };
	const char *wrong = NULL;
	bool was_exact = true;

	for (size_t i = 0; i < count && !wrong; i++) {
		const struct cell_result *cell = cell_index_find(&indexes[i], id);

		if (cell && !merged->id)
			*merged = named_as(cell);
		if (cell)
			wrong = add_cell(merged, cell, &group);
		was_exact &= !cell || cell->status != STATUS_OK || is_exact(cell);
	}
	if (wrong || merged->status != STATUS_OK)
		return wrong;
	merged->floor = figure(merged, &group, false, was_exact, random);
	merged->median = figure(merged, &group, true, was_exact, random);
	return NULL;
}

static bool is_known(const struct cell_index *indexes, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (cell_index_find(&indexes[i], id))
			return true;
	return false;
}

static const char *fill_cells(struct result *merged, const struct result *results, size_t count,
			      const struct cell_index *indexes, const gsl_rng *random)
{
	const char *wrong = NULL;

	for (size_t i = 0; i < count && !wrong; i++)
		for (size_t j = 0; j < results[i].cell_count && !wrong; j++) {
			const char *id = results[i].cells[j].id;
			struct cell_result *cell = &merged->cells[merged->cell_count];

			if (is_known(indexes, i, id))
				continue;
			wrong = fill_cell(cell, id, indexes, count, random);
			merged->cell_count++;
		}
	return wrong;
}

static void describe(struct result *merged, const struct result *results, size_t count)
{
	json_t *runs = json_array();

	merged->complete = true;
	for (size_t i = 0; i < count; i++) {
		merged->complete &= results[i].complete;
		json_array_append(runs, results[i].run);
	}
	merged->guest_sha256 = copy(results[0].guest_sha256);
	merged->machine = json_incref(results[0].machine);
	merged->run = json_pack("{s:O?, s:O?, s:O?, s:o, s:o}", "version", json_object_get(results[0].run, "version"),
				"started", json_object_get(results[0].run, "started"),
				"rules", json_object_get(results[0].run, "rules"), "merged", runs,
				"state_differences", machine_differences(results, 1, results + 1, count - 1));
}

static const char *merge_cells(struct result *merged, const struct result *results, size_t count)
{
	struct cell_index *indexes = calloc(count, sizeof(*indexes));
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	size_t room = 0, made = 0;
	const char *wrong = "out of memory";

	for (; indexes && made < count && cell_index_make(&indexes[made], &results[made]); made++)
		room += results[made].cell_count;
	merged->cells = calloc(room + 1, sizeof(*merged->cells));
	if (random && made == count && merged->cells)
		wrong = fill_cells(merged, results, count, indexes, random);
	while (made)
		cell_index_free(&indexes[--made]);
	free(indexes);
	gsl_rng_free(random);
	return wrong;
}

const char *merge(struct result *merged, const struct result *results, size_t count)
{
	const char *wrong = check_alike(results, count);

	*merged = (struct result){ 0 };
	if (wrong)
		return wrong;
	describe(merged, results, count);
	wrong = merge_cells(merged, results, count);
	if (wrong)
		result_free(merged);
	return wrong;
}
