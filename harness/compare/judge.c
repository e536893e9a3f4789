// SPDX-License-Identifier: GPL-2.0-only
/* From p to verdicts: the correction for the number of cells, and what it decides. */
#include <math.h>
#include <stdlib.h>
#include "compare/parts.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

/* A gate must not alarm at all; otherwise few of the alarms may be false. How many are tested. */
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

/* Not even sides that lie apart would be found. */
static bool is_too_few(const struct compare_row *row, size_t tests)
{
	return row->p_least * (double)tests > SIGNIFICANCE_LEVEL;
}

/* Trials of one session share its stretch of time, so they neither fail nor pass a gate. */
static void judge_gate(const struct comparison *comparison, size_t tests, struct compare_row *row)
{
	bool is_over = comparison->units_are_sessions && row->p_adjusted <= SIGNIFICANCE_LEVEL;

	row->verdict = is_over ? VERDICT_SLOWER : VERDICT_INCONCLUSIVE;
	if (is_over)
		return;
	if (!comparison->units_are_sessions)
		row->reason = "one file a side does not show how far sessions differ";
	else if (is_too_few(row, 1))
		row->reason = "too few units";
	else if (isnan(row->ratio.value))
		row->reason = "the base is not above 0, so there is no ratio";
	else if (row->ratio.hi < 1 + comparison->options.fail_percent / 100)
		row->verdict = VERDICT_SAME;
	else if (is_too_few(row, tests))
		row->reason = "too few units for this many cells";
	else
		row->reason = "the interval includes the threshold";
}

/*
 * Benjamini and Hochberg's threshold for one more find grows with those there are. With none found
 * a lone difference must stand the correction for all cells; a difference of all cells is found
 * with the units that one cell needs.
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
		row->reason = "too few units for this many cells";
	else
		row->verdict = VERDICT_SAME;
}

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
