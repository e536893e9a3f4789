// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pooling: what speaks against it, the file as a whole, and every cell that is in any of the files.
 */
#include <math.h>
#include <stdlib.h>
#include "compare/agreement.h"
#include "compare/side.h"
#include "compare/merge.h"
#include "compare/parts.h"
#include "compare/state.h"

static bool has_same_rules(const struct result *one, const struct result *other)
{
	const json_t *rules = json_object_get(one->run, "rules"),
		     *others = json_object_get(other->run, "rules");

	return rules == others || json_equal(rules, others);
}

static const char *check_alike(const struct result *results, size_t count, bool is_same_machine)
{
	const struct compare_side side = { results, count }, nothing = { 0 };
	struct agreements agreements = agreements_among(side, nothing, is_same_machine);

	if (agreements_wrong(&agreements))
		return agreements_wrong(&agreements);
	for (size_t i = 1; i < count; i++)
		if (!has_same_rules(&results[0], &results[i]))
			return "the figures were not made by the same rules";
	return file_sessions_repeated(side, nothing);
}

double merge_precision(const struct result *results, size_t count)
{
	double least = INFINITY;

	for (size_t i = 0; i < count; i++) {
		const json_t *number = json_object_get(results[i].run, "precision_percent");

		least = json_is_number(number) ? fmin(least, json_number_value(number)) : NAN;
		if (isnan(least))
			break;
	}
	return least;
}

size_t merge_sessions(const struct result *file)
{
	size_t merged = json_array_size(json_object_get(file->run, "merged"));

	return merged ? merged : 1;
}

/* What was merged before is of as many sessions as it was then. */
static void add_runs(json_t *runs, json_t *run)
{
	json_t *merged = json_object_get(run, "merged");

	if (json_array_size(merged))
		json_array_extend(runs, merged);
	else
		json_array_append(runs, run);
}

/* How fast the core ran: the mean over the sessions where every one tells. */
static void describe_clock(json_t *run, const json_t *runs)
{
	double cycles = 0, hz = 0;
	size_t count = json_array_size(runs);

	for (size_t i = 0; i < count; i++) {
		const json_t *canary =
			json_object_get(json_object_get(json_array_get(runs, i), "during"),
					"canary");
		double told = json_number_value(json_object_get(canary, "cycles_per_tsc_cycle"));

		if (!(told > 0))
			return;
		cycles += told / (double)count;
		hz += json_number_value(json_object_get(canary, "hz")) / (double)count;
	}
	if (count)
		json_object_set_new(run, "during",
				    json_pack("{s:{s:f, s:f}}", "canary", "cycles_per_tsc_cycle",
					      cycles, "hz", hz));
}

/* What adds up, where every session tells it. */
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

/* Between the files, and what their own members differed in when they were merged. */
static json_t *state_differences(const struct result *results, size_t count)
{
	json_t *all = machine_differences(results, 1, results + 1, count - 1);

	for (size_t i = 0; i < count; i++)
		json_array_extend(all, json_object_get(results[i].run, "state_differences"));
	return all;
}

/*
 * The run object of a merged file: its sessions' own in a list, and sums and means of what every
 * session tells. Where one does not, the member is left out, for it would be of some only.
 */
static json_t *merged_run(const struct result *results, size_t count)
{
	json_t *runs = json_array(), *run;

	for (size_t i = 0; i < count; i++)
		add_runs(runs, results[i].run);
	run = json_pack("{s:O*, s:O*, s:O*, s:o, s:o}", "version",
			json_object_get(results[0].run, "version"), "started",
			json_object_get(results[0].run, "started"), "rules",
			json_object_get(results[0].run, "rules"), "merged", runs,
			"state_differences", state_differences(results, count));
	describe_clock(run, runs);
	describe_sums(run, results, count);
	return run;
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
			wrong = merge_cell(cell, id, results, indexes, count, random);
			merged->cell_count++;
		}
	return wrong;
}

static void describe_precision(struct result *merged, const struct result *results, size_t count)
{
	double percent = merge_precision(results, count);
	size_t imprecise = 0;

	for (size_t i = 0; i < merged->cell_count; i++)
		imprecise += merged->cells[i].status == STATUS_OK && !merged->cells[i].precise;
	if (isnan(percent))
		return;
	json_object_set_new(merged->run, "precision_percent", json_real(percent));
	json_object_set_new(merged->run, "cells_imprecise", json_integer((json_int_t)imprecise));
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

const char *merge(struct result *merged, const struct result *results, size_t count,
		  bool is_same_machine)
{
	const char *wrong = check_alike(results, count, is_same_machine);

	*merged = (struct result){ 0 };
	if (wrong)
		return wrong;
	describe(merged, results, count);
	wrong = merge_cells(merged, results, count);
	if (wrong)
		result_free(merged);
	else
		describe_precision(merged, results, count);
	return wrong;
}
