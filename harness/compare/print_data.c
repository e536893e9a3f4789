// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison for programs. JSON: {"format": "exitbench-compare/1.0", "outcome", "cells":
 * [...]}, null where a number is unknown or has no bound. CSV: a row a cell, empty for null.
 */
#include <math.h>
#include "compare/print.h"
#include "text/csv.h"
#include "compare/side.h"

static const char *const outcome_names[] = {
	[COMPARE_PASSES] = "pass",
	[COMPARE_REGRESSION] = "regression",
	[COMPARE_INCONCLUSIVE] = "inconclusive",
};

static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static const char *units_name(const struct comparison *comparison)
{
	return comparison->units_are_sessions ? "sessions" : "trials";
}

static json_t *count(size_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *row_json(const struct comparison *comparison, const struct compare_row *row)
{
	return json_pack("{s:s, s:s?, s:s, s:s?, s:o, s:o, s:{s:o, s:o, s:o}, s:b, s:o, s:o, s:b, "
			 "s:o, s:o, s:o, s:o, s:s?}",
			 "id", row->cell->id, "unit", row->cell->unit, "verdict",
			 comparison_verdict(comparison, row->verdict), "reason", row->reason,
			 "base", number(row->base), "other", number(row->other), "ratio", "value",
			 number(row->ratio.value), "lo", number(row->ratio.lo), "hi",
			 number(row->ratio.hi), "exact", row->is_exact, "p", number(row->p),
			 "p_adjusted", number(row->p_adjusted), "all_permutations",
			 row->test_is_exact, "base_units", count(row->base_units), "other_units",
			 count(row->other_units), "base_without", count(row->base_without),
			 "other_without", count(row->other_without), "why_without",
			 row->why_without);
}

/* Cells by verdict, and those without a figure on either side that fail. */
static json_t *verdicts_json(const struct comparison *comparison)
{
	json_t *counts = json_object();

	for (enum verdict i = 0; i < VERDICTS; i++)
		json_object_set_new(counts, comparison_verdict(comparison, i),
				    count(comparison->verdicts[i]));
	json_object_set_new(counts, "no figure, and fails", count(comparison->failures));
	return counts;
}

static json_t *names_json(char *const *names, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(text_is_printable(names[i])
								? names[i]
								: words("%s", names[i]).text));
	return list;
}

/* Of each file, in their order. */
static json_t *complete_json(struct compare_side side)
{
	json_t *list = json_array();

	for (size_t i = 0; i < side.count; i++)
		json_array_append_new(list, json_boolean(side.results[i].complete));
	return list;
}

static json_t *boots_json(struct compare_side side)
{
	size_t boots = side_boots(side);

	return boots ? count(boots) : json_null();
}

/* "same", "unknown" or "other", by what they must agree on. */
static json_t *agreements_json(const struct agreements *agreements)
{
	json_t *json = json_object();

	for (enum matter matter = 0; matter < MATTERS; matter++)
		json_object_set_new(json, matter_names[matter],
				    json_string(agreement_names[agreements->on[matter]]));
	return json;
}

void compare_print_json(const struct comparison *comparison, const struct side_names *names,
			FILE *stream)
{
	const struct compare_options *options = &comparison->options;
	size_t needed = comparison_sessions_needed(comparison);
	json_t *cells = json_array(), *json;

	for (size_t i = 0; i < comparison->count; i++)
		json_array_append_new(cells, row_json(comparison, &comparison->rows[i]));
	json = json_pack("{s:s, s:s, s:s, s:o, s:s?, s:s, s:s?, s:o, s:s, s:b, s:b, s:b, s:o, s:o, "
			 "s:o, s:o, s:o, s:o, s:o, s:O, s:o, s:o}",
			 "format", "exitbench-compare/1.0", "figure", figure_names[options->figure],
			 "clock", compare_clock_names[options->clock], "fail_percent",
			 options->is_gate ? json_real(options->fail_percent) : json_null(),
			 "outcome",
			 options->is_gate ? outcome_names[comparison_outcome(comparison)] : NULL,
			 "units", units_name(comparison), "warning", comparison_warning(comparison),
			 "sessions_needed", needed ? count(needed) : json_null(),
			 "adjustment", options->is_gate ? "Holm" : "Benjamini-Hochberg",
			 "sides_are_apart", comparison->sides_are_apart, "one_machine",
			 comparison->is_one_machine, "guests_differ",
			 comparison->agreements.on[MATTER_GUEST] == DISAGREED, "agreement",
			 agreements_json(&comparison->agreements), "base",
			 names_json(names->base, comparison->base_files.count), "other",
			 names_json(names->other, comparison->other_files.count), "base_complete",
			 complete_json(comparison->base_files), "other_complete",
			 complete_json(comparison->other_files), "base_boots",
			 boots_json(comparison->base), "other_boots", boots_json(comparison->other),
			 "state_differences", comparison->differences, "verdicts",
			 verdicts_json(comparison), "cells", cells);
	json_dumpf(json, stream, JSON_INDENT(1) | JSON_REAL_PRECISION(10));
	fputc('\n', stream);
	json_decref(json);
}

static void csv_numbers(FILE *stream, const double *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		csv_number(stream, numbers[i]);
}

void compare_print_csv(const struct comparison *comparison, const struct side_names *names,
		       FILE *stream)
{
	(void)names;
	fputs("id,unit,verdict,reason,base,other,ratio,ratio_lo,ratio_hi,p,p_adjusted,units,"
	      "base_units,other_units,base_without,other_without\n",
	      stream);
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compare_row *row = &comparison->rows[i];
		const double numbers[] = { row->base,      row->other,    row->ratio.value,
					   row->ratio.lo,  row->ratio.hi, row->p,
					   row->p_adjusted };
		const double counts[] = { (double)row->base_units, (double)row->other_units,
					  (double)row->base_without, (double)row->other_without };

		csv_text(stream, row->cell->id, 1);
		csv_text(stream, row->cell->unit, 0);
		csv_text(stream, comparison_verdict(comparison, row->verdict), 0);
		csv_text(stream, row->reason, 0);
		csv_numbers(stream, numbers, sizeof(numbers) / sizeof(numbers[0]));
		csv_text(stream, row->is_exact ? "exact" : units_name(comparison), 0);
		csv_numbers(stream, counts, sizeof(counts) / sizeof(counts[0]));
		fputc('\n', stream);
	}
}
