// SPDX-License-Identifier: GPL-2.0-only
/* Pooling: what forbids it, the file as a whole, and every cell that is in any of the files. */
#include <math.h>
#include <stdlib.h>
#include "compare/merge.h"
#include "compare/parts.h"
#include "compare/side.h"

static bool has_same_rules(const struct result *one, const struct result *other)
{
	const json_t *rules = json_object_get(one->run, "rules"),
		     *others = json_object_get(other->run, "rules");

	return rules == others || json_equal(rules, others);
}

static struct words check_alike(const struct result *results, size_t count, bool is_same_machine)
{
	const struct compare_side side = { results, count }, nothing = { 0 };
	struct agreements agreements = agreements_among(side, nothing, is_same_machine);

	if (agreements_wrong(&agreements))
		return words("%s", agreements_wrong(&agreements));
	for (size_t i = 1; i < count; i++)
		if (!has_same_rules(&results[0], &results[i]))
			return words("the files have figures by different rules (run.rules)");
	return sides_repeat_session(side, nothing);
}

static double precision_of(const struct result *results, size_t count)
{
	double least = INFINITY;

	for (size_t i = 0; i < count && !isnan(least); i++) {
		const json_t *number = json_object_get(results[i].run, "precision_percent");

		least = json_is_number(number) ? fmin(least, json_number_value(number)) : NAN;
	}
	return least;
}

size_t merge_sessions(const struct result *file)
{
	size_t merged = json_array_size(json_object_get(file->run, "merged"));

	return merged ? merged : 1;
}

/* The run objects of all sessions. */
static json_t *runs_of(const struct result *results, size_t count)
{
	json_t *runs = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *merged = json_object_get(results[i].run, "merged");

		if (json_array_size(merged))
			json_array_extend(runs, merged);
		else
			json_array_append(runs, results[i].run);
	}
	return runs;
}

/* The core's mean clock, if every session has it: of some only it would mislead. */
static void describe_clock(json_t *run, const json_t *runs)
{
	double cycles = 0, hz = 0, count = (double)json_array_size(runs);
	json_t *one;
	size_t i;

	json_array_foreach(runs, i, one) {
		json_t *canary = json_object_get(json_object_get(one, "during"), "canary");
		double its = json_number_value(json_object_get(canary, "cycles_per_tsc_cycle"));

		if (!(its > 0))
			return;
		cycles += its / count;
		hz += json_number_value(json_object_get(canary, "hz")) / count;
	}
	if (count > 0)
		json_object_set_new(run, "during",
				    json_pack("{s:{s:f, s:f}}", "canary", "cycles_per_tsc_cycle",
					      cycles, "hz", hz));
}

/* What adds up, if every file has it. */
static void describe_sums(json_t *run, const struct result *results, size_t count)
{
	static const char *const names[] = { "seconds", "budget_seconds", "trials", "slow_trials",
					     "rounds" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		double sum = 0;

		for (size_t j = 0; j < count; j++) {
			const json_t *number = json_object_get(results[j].run, names[i]);

			sum = json_is_number(number) ? sum + json_number_value(number) : NAN;
		}
		if (fabs(sum) < RESULT_VALUE_MAX)
			json_object_set_new(run, names[i],
					    i < 2 ? json_real(sum) : json_integer((json_int_t)sum));
	}
}

/* Between the files, and those that were recorded when they were merged. */
static json_t *state_differences(const struct result *results, size_t count)
{
	json_t *all = machine_differences(results, 1, results + 1, count - 1);

	for (size_t i = 0; i < count; i++)
		json_array_extend(all, json_object_get(results[i].run, "state_differences"));
	return all;
}

/* What people call the sessions, where they agree. */
static void keep_names(json_t *run, const struct result *results, size_t count)
{
	static const char *const names[] = { "label", "tags", "licence" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		json_t *name = json_object_get(results[0].run, names[i]);
		bool is_same = name && !json_is_null(name);

		for (size_t j = 1; j < count; j++)
			is_same &= json_equal(name, json_object_get(results[j].run, names[i]));
		if (is_same)
			json_object_set(run, names[i], name);
	}
}

static json_t *merged_run(const struct result *results, size_t count)
{
	json_t *runs = runs_of(results, count), *first = results[0].run, *run;

	run = json_pack("{s:O*, s:O*, s:O*, s:o, s:o}", "version",
			json_object_get(first, "version"), "started",
			json_object_get(first, "started"), "rules", json_object_get(first, "rules"),
			"merged", runs, "state_differences", state_differences(results, count));
	keep_names(run, results, count);
	describe_clock(run, runs);
	describe_sums(run, results, count);
	return run;
}

static void describe(struct result *merged, const struct result *results, size_t count)
{
	merged->complete = true;
	for (size_t i = 0; i < count; i++)
		merged->complete &= results[i].complete;
	merged->guest_sha256 = copy_of_text(results[0].guest_sha256);
	merged->table_sha256 = copy_of_text(results[0].table_sha256);
	merged->module = json_incref(results[0].module);
	merged->machine = json_incref(results[0].machine);
	merged->run = merged_run(results, count);
	merged->unknown = json_copy(results[0].unknown);
	for (size_t i = 1; i < count; i++)
		merge_keep_equal(merged->unknown, results[i].unknown);
}

static void describe_precision(struct result *merged, double percent)
{
	size_t imprecise = 0;

	for (size_t i = 0; i < merged->cell_count; i++)
		imprecise += merged->cells[i].status == STATUS_OK && !merged->cells[i].precise;
	if (isnan(percent))
		return;
	json_object_set_new(merged->run, "precision_percent", json_real(percent));
	json_object_set_new(merged->run, "cells_imprecise", json_integer((json_int_t)imprecise));
}

static struct words merge_cells(struct result *merged, const struct merging *merging)
{
	size_t count;
	const struct cell_result **cells = cells_of_all(merging->results, merging->count, &count);
	struct words wrong = NO_WORDS;

	merged->cells = calloc(count + 1, sizeof(*merged->cells));
	if (!cells || !merged->cells)
		wrong = words("out of memory");
	for (size_t i = 0; i < count && !*wrong.text; i++)
		wrong = merge_cell(&merged->cells[merged->cell_count++], cells[i]->id, merging);
	free(cells);
	return wrong;
}

struct words merge(struct result *merged, const struct result *results, size_t count,
		   bool is_same_machine)
{
	struct words wrong = check_alike(results, count, is_same_machine);
	struct merging merging = { .results = results, .count = count };

	*merged = (struct result){ 0 };
	if (*wrong.text)
		return wrong;
	merging.precision_percent = precision_of(results, count);
	merging.random = gsl_rng_alloc(gsl_rng_mt19937);
	describe(merged, results, count);
	wrong = merging.random ? merge_cells(merged, &merging) : words("out of memory");
	if (*wrong.text)
		result_free(merged);
	else
		describe_precision(merged, merging.precision_percent);
	gsl_rng_free(merging.random);
	return wrong;
}
