// SPDX-License-Identifier: GPL-2.0-only
/*
 * Once every cell has its p: the correction for their number, and the verdicts of those that were
 * tested.
 */
#include <math.h>
#include <stdlib.h>
#include "compare/parts.h"
#include "statistics/rules.h"
#include "statistics/significance.h"

/* Of a gate, all cells asked; otherwise, which of many may be worth a look. How many are tested. */
static size_t adjust(struct comparison *comparison)
{
	double *p = malloc((2 * comparison->count + 1) * sizeof(*p)),
	       *adjusted = p + comparison->count;
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

/*
 * Trials of one session share its stretch of time: they neither fail nor pass a gate, for another
 * session may lie elsewhere.
 */
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
 * Benjamini and Hochberg's threshold for one more finding grows with those there are, so a cell
 * could have been found if its least p comes below that: with none found a lone difference must
 * stand the correction for all cells, while a difference of all cells alike is found with no more
 * units than one cell needs.
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

void compare_judge(struct comparison *comparison)
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
