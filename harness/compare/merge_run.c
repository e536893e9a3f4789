// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums and means where every session tells what they are of; otherwise the member is left out, for
 * it would be of some only.
 */
#include <math.h>
#include "compare/state.h"
#include "compare/merge_run.h"

double merge_run_precision(const struct result *results, size_t count)
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

size_t merge_run_sessions(const struct result *file)
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

json_t *merge_run(const struct result *results, size_t count)
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
