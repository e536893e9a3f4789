// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cell on both sides. It is lost if it is ok in every file of the base, and if every file of the
 * other side refuses it for another reason than noise: noise may refuse it in any session. Files
 * where it is ok count if they are more than half of either side. Exact counts are compared as
 * numbers, all others by their trials.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/parts.h"
#include "compare/side.h"
#include "statistics/group.h"
#include "statistics/permutation.h"
#include "statistics/rules.h"

static bool is_ok(const struct session_cell *cell)
{
	return cell && cell->kind->status == STATUS_OK;
}

static size_t count_ok(struct cell_side side)
{
	size_t count = 0;

	for (size_t i = 0; i < side.count; i++)
		count += is_ok(side.cells[i]);
	return count;
}

static const struct session_kind *first_ok(struct cell_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (is_ok(side.cells[i]))
			return side.cells[i]->kind;
	return NULL;
}

static bool fails(struct cell_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (side.cells[i] && !is_ok(side.cells[i]) &&
		    side.cells[i]->kind->status != STATUS_SKIP)
			return true;
	return false;
}

static bool is_noisy(struct cell_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (side.cells[i] && side.cells[i]->kind->is_noisy)
			return true;
	return false;
}

static const char *why_not_ok(struct cell_side side)
{
	for (size_t i = 0; i < side.count; i++)
		if (side.cells[i] && !is_ok(side.cells[i]))
			return side.cells[i]->kind->reason ? side.cells[i]->kind->reason
						     : status_names[side.cells[i]->kind->status];
	return "not in the file";
}

/* Older files do not say who answers. */
static bool have_one_answerer(const struct session_kind *a, const struct session_kind *b)
{
	return a->answered_by == ANSWERER_UNKNOWN || b->answered_by == ANSWERER_UNKNOWN ||
	       a->answered_by == b->answered_by;
}

/* All of a side are of the unit and clock of `model`, and answered by the same. */
static bool is_like(struct cell_side side, const struct session_kind *model)
{
	for (size_t i = 0; i < side.count; i++) {
		const struct session_kind *kind =
			is_ok(side.cells[i]) ? side.cells[i]->kind : model;

		if (kind != model && !(same_text(kind->unit, model->unit) &&
				       same_text(kind->clock, model->clock) &&
				       have_one_answerer(kind, model)))
			return false;
	}
	return true;
}

/* Exact, and the same in every session. An interval without width says less. */
static bool is_count(struct cell_side side, double *count)
{
	*count = NAN;
	for (size_t i = 0; i < side.count; i++) {
		if (!is_ok(side.cells[i]))
			continue;
		if (!side.cells[i]->kind->is_exact ||
		    (!isnan(*count) && session_figure(side.cells[i]) != *count))
			return false;
		*count = session_figure(side.cells[i]);
	}
	return true;
}

double quantile_of(enum figure figure)
{
	return figure == FIGURE_MEDIAN ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS;
}

/* The sessions in which the cell is ok; false without memory. Free in either case. */
static bool sessions_make(struct cell_side side, const struct comparison *comparison,
			  struct group *group)
{
	bool made;

	group->count = side.count;
	group->sessions = calloc(side.count + 1, sizeof(*group->sessions));
	made = group->sessions;
	for (size_t i = 0; made && i < side.count; i++)
		if (is_ok(side.cells[i]))
			made = session_gather(side.cells[i], comparison, &group->sessions[i]);
	if (!group->sessions)
		group->count = 0;
	group_sort(group, quantile_of(comparison->options.figure));
	return made;
}

static void sessions_free(struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		free(group->sessions[i].trials);
	free(group->sessions);
}

/* The values that are permuted; `storage` holds sessions' figures. */
static struct side units_of(const struct group *group, bool are_sessions, double *storage)
{
	for (size_t i = 0; are_sessions && i < group->count; i++)
		storage[i] = group->sessions[i].figure;
	if (are_sessions || !group->count)
		return (struct side){ storage, group->count };
	return (struct side){ group->sessions[0].trials, group->sessions[0].count };
}

/* Scale the other side by what a gate allows, so that the test asks for more than that. */
static void allow(struct group *other, const struct compare_options *options)
{
	double factor = options->is_gate ? 1 + options->fail_percent / 100 : 1;

	for (size_t i = 0; i < other->count; i++) {
		for (size_t j = 0; j < other->sessions[i].count; j++)
			other->sessions[i].trials[j] /= factor;
		other->sessions[i].figure /= factor;
	}
}

static void test(const struct comparison *comparison, const struct group *base, struct group *other,
		 const gsl_rng *random, struct compare_row *row)
{
	double *storage = malloc((base->count + other->count + 1) * sizeof(*storage));
	bool are_sessions = comparison->units_are_sessions;
	struct permutation_test result;
	struct side from, to;

	if (!storage)
		return;
	allow(other, &comparison->options);
	from = units_of(base, are_sessions, storage);
	to = units_of(other, are_sessions, storage + base->count);
	row->base_units = from.count;
	row->other_units = to.count;
	result = permutation_test(from, to, quantile_of(comparison->options.figure),
				  comparison->options.is_gate, comparison->count, random);
	row->p = comparison->is_one_machine ? result.p : NAN;
	row->p_least = result.p_least;
	row->test_is_exact = result.is_exact;
	free(storage);
}

static struct interval ratio_of(const struct comparison *comparison, const struct group *base,
				const struct group *other, const gsl_rng *random)
{
	struct interval ratio =
		group_ratio(base, other, quantile_of(comparison->options.figure),
			    BOOTSTRAP_RESAMPLES, random);

	if (!comparison->units_are_sessions)
		return ratio;
	return group_widened(ratio, base->count < other->count ? base->count : other->count);
}

static void compare_trials(const struct comparison *comparison, struct cell_side base,
			   struct cell_side other, const gsl_rng *random, struct compare_row *row)
{
	double f = quantile_of(comparison->options.figure);
	struct group from = { 0 }, to = { 0 };

	row->verdict = comparison->is_one_machine ? VERDICT_INCONCLUSIVE : VERDICT_EFFECT;
	row->reason = "no trials to compare";
	if (sessions_make(base, comparison, &from) && sessions_make(other, comparison, &to) &&
	    from.count && to.count) {
		row->reason = NULL;
		row->base = group_figure(&from, f);
		row->other = group_figure(&to, f);
		row->ratio = ratio_of(comparison, &from, &to, random);
		test(comparison, &from, &to, random, row);
	}
	sessions_free(&from);
	sessions_free(&to);
}

static enum verdict judge_counts(const struct comparison *comparison, double base, double other)
{
	double most = comparison->options.is_gate ? 1 + comparison->options.fail_percent / 100 : 1;

	if (!comparison->is_one_machine)
		return VERDICT_EFFECT;
	if (other > base * most)
		return VERDICT_SLOWER;
	return other < base && !comparison->options.is_gate ? VERDICT_FASTER : VERDICT_SAME;
}

static void compare_counts(const struct comparison *comparison, double base, double other,
			   struct compare_row *row)
{
	double ratio = base > 0 ? other / base : base == other ? 1 : NAN;

	row->is_exact = true;
	row->base = base;
	row->other = other;
	row->ratio = (struct interval){ ratio, ratio, ratio };
	row->verdict = judge_counts(comparison, base, other);
}

/* To speak for the side. */
static bool is_enough(size_t ok, struct cell_side side)
{
	return 2 * ok > side.count;
}

static void set_verdict(struct compare_row *row, enum verdict verdict, const char *reason)
{
	row->verdict = verdict;
	row->reason = reason;
}

/* There is something to compare. Records the files without a figure in any case. */
static bool is_on_both(struct cell_side base, struct cell_side other, struct compare_row *row)
{
	size_t in_base = count_ok(base), in_other = count_ok(other);

	row->base_without = base.count - in_base;
	row->other_without = other.count - in_other;
	row->fails = fails(base) || fails(other);
	if (row->base_without || row->other_without)
		row->why_without = why_not_ok(row->other_without ? other : base);
	if (!in_base)
		set_verdict(row, in_other ? VERDICT_GAINED : VERDICT_NEITHER, why_not_ok(base));
	else if (!in_other && in_base == base.count && is_noisy(other))
		set_verdict(row, VERDICT_INCONCLUSIVE, why_not_ok(other));
	else if (!in_other && in_base == base.count)
		set_verdict(row, VERDICT_LOST, why_not_ok(other));
	else if (!is_enough(in_base, base) || !is_enough(in_other, other))
		set_verdict(row, VERDICT_INCONCLUSIVE,
			    "no figure in half of a side's files or more");
	else
		return true;
	return false;
}

/* In how many of them the cell is ok and was alone on its core often enough for a figure. */
static size_t count_alone(struct cell_side side)
{
	size_t count = 0;

	for (size_t i = 0; i < side.count; i++)
		count += is_ok(side.cells[i]) && side.cells[i]->kind->was_alone;
	return count;
}

/* Noise is neither a regression nor a loss, so a cell that was never alone decides nothing. */
static bool were_alone(struct cell_side base, struct cell_side other)
{
	return is_enough(count_alone(base), base) && is_enough(count_alone(other), other);
}

/* In most of a side's files the cost is below what can be resolved. */
static bool sees_no_cost(struct cell_side side)
{
	size_t below = 0;

	for (size_t i = 0; i < side.count; i++)
		below += is_ok(side.cells[i]) && side.cells[i]->kind->is_below;
	return 2 * below > count_ok(side);
}

void compare_cell(const struct comparison *comparison, struct cell_side base,
		  struct cell_side other, const gsl_rng *random, struct compare_row *row)
{
	double from, to;

	row->base = row->other = row->p = row->p_adjusted = row->p_least = NAN;
	row->ratio = (struct interval){ NAN, NAN, NAN };
	if (!is_on_both(base, other, row))
		return;
	if (!is_like(base, first_ok(base)) || !is_like(other, first_ok(base))) {
		row->verdict = VERDICT_UNLIKE;
		row->reason = "the unit, the clock or who answers is not the same";
	} else if (sees_no_cost(base) && sees_no_cost(other)) {
		set_verdict(row, VERDICT_SAME, "below what can be resolved on both sides");
	} else if (is_count(base, &from) && is_count(other, &to)) {
		compare_counts(comparison, from, to, row);
	} else if (comparison->options.clock == COMPARE_ALONE && !were_alone(base, other)) {
		set_verdict(row, VERDICT_INCONCLUSIVE,
			    "never alone on its core in half of a side's files or more");
	} else {
		compare_trials(comparison, base, other, random, row);
	}
}
