// SPDX-License-Identifier: GPL-2.0-only
/* The warnings: one row each, with the predicate that decides. */
#include <string.h>
#include "show/answers.h"
#include "show/findings.h"
#include "result/legs.h"
#include "show/show.h"
#include "show/words.h"
#include "statistics/rules.h"

#define MANY_DISTURBED 0.2
#define BUSY_SIBLING   0.1
#define OVER_BUDGET    1.5

static bool is_interrupted(const struct result *result)
{
	return !result->complete;
}

static bool has_backend(const struct result *result, const char *backend)
{
	for (size_t i = 0; i < result->cell_count; i++)
		if (result->cells[i].status == STATUS_OK &&
		    !strcmp(result->cells[i].backend, backend))
			return true;
	return false;
}

static bool is_unmitigated(const struct result *result)
{
	return has_backend(result, own_backend(result)) && has_backend(result, "kvm");
}

/* An emulator's batches differ, too, where something interrupts the guest. */
static bool has_few_trials(const struct result *result, const struct cell_result *cell)
{
	(void)result;
	return !is_exact_figure(&cell->floor) && cell->trial_count < TRIALS_FEW;
}

/* A complete run in cycles has at least TRIALS_MIN: the others had no usable batch. */
static bool has_lost_trials(const struct result *result, const struct cell_result *cell)
{
	return result->complete && !cell_is_counted(cell) &&
	       cell->trial_count >= TRIALS_FEW && cell->trial_count < TRIALS_MIN;
}

static bool is_often_disturbed(const struct result *result, const struct cell_result *cell)
{
	(void)result;
	return (double)cell->disturbed > MANY_DISTURBED * (double)(cell->disturbed + cell->batches);
}

static bool has_slow_trials(const struct result *result, const struct cell_result *cell)
{
	(void)result;
	for (size_t i = 0; cell->trials && i < cell->trial_count; i++)
		if (cell->trials[i].slow)
			return true;
	return false;
}

/* The run judged it, so file and table agree. Too few trials are another warning. */
static bool is_imprecise(const struct result *result, const struct cell_result *cell)
{
	return json_number_value(json_object_get(result->run, "precision_percent")) > 0 &&
	       !cell->precise && cell->trial_count >= TRIALS_FEW;
}

static bool was_never_alone(const struct result *result, const struct cell_result *cell)
{
	(void)result;
	return cell->alone.never;
}

static bool differs_without_stamps(const struct result *result, const struct cell_result *cell)
{
	const struct cell_result *unstamped = leg_figures_unstamped(result, cell);

	return unstamped && !leg_figures_agree(cell, unstamped);
}

static bool has_unchecked_clocks(const struct result *result, const struct cell_result *cell)
{
	(void)result;
	return leg_figures_unchecked(cell);
}

/* What the run recorded of the machine's activity. */
static const json_t *during(const struct result *result, const char *name)
{
	return json_object_get(json_object_get(result->run, "during"), name);
}

static bool had_smis(const struct result *result)
{
	const json_t *smi = during(result, "smi"), *before = json_object_get(smi, "before");
	const json_t *after = json_object_get(smi, "after");

	return json_is_integer(before) && json_is_integer(after) &&
	       json_integer_value(before) != json_integer_value(after);
}

static bool had_a_busy_sibling(const struct result *result)
{
	return json_number_value(during(result, "sibling_load")) > BUSY_SIBLING;
}

static bool is_over_budget(const struct result *result)
{
	double budget = json_number_value(json_object_get(result->run, "budget_seconds"));

	return budget > 0 &&
	       json_number_value(json_object_get(result->run, "seconds")) > OVER_BUDGET * budget;
}

/* One of the two predicates: about the file, or about each cell that is ok. */
static const struct {
	bool (*result_is)(const struct result *result);
	bool (*cell_is)(const struct result *result, const struct cell_result *cell);
	const char *words;
	const char *(*why)(const struct cell_result *cell); /* follows the words; NULL: nothing */
} rows[] = {
	{ .result_is = is_interrupted,
	  .words = "the run was interrupted: cells have fewer trials, or are missing" },
	{ .result_is = is_counted,
	  .words = "figures in `instructions' are counted in an emulator, exactly where all "
		   "batches were equal: they are not times, and do not compare with cycles" },
	{ .result_is = is_unmitigated,
	  .words = "kvm cells pay for CPU mitigations, our driver's cells do not: see the "
		   "machine's mitigations" },
	{ .result_is = is_over_budget,
	  .words = "the run took longer than its budget: the least number of trials always runs, "
		   "with five rounds each" },
	{ .result_is = had_smis,
	  .words = "system-management interrupts happened during the run: a batch does not show "
		   "whether one hit it" },
	{ .result_is = had_a_busy_sibling,
	  .words = "the thread that shares the measuring core was busy for more than a tenth of "
		   "the time" },
	{ .cell_is = was_never_alone,
	  .words = "another hardware thread worked on the core beside all batches, or nearly all: "
		   "there is no figure alone on the core, and no gate is decided; measure again, "
		   "or longer (--budget)" },
	{ .cell_is = is_imprecise, .words = "the interval is wider than requested" },
	{ .cell_is = has_few_trials, .words = "fewer than 5 trials: the interval means little" },
	{ .cell_is = has_lost_trials,
	  .words = "fewer than 10 usable trials, the least for a figure: in the others every batch "
		   "was disturbed, or trouble ended them" },
	{ .cell_is = is_often_disturbed,
	  .words = "more than a fifth of the batches were disturbed, and left out" },
	{ .cell_is = differs_without_stamps,
	  .words = "timestamps changed this cell's round trip: treat its exit/handler/entry split "
		   "as approximate" },
	{ .cell_is = has_unchecked_clocks,
	  .why = leg_figures_unchecked,
	  .words = "the CPU's own clocks did not check the legs of this cell" },
	{ .cell_is = has_slow_trials,
	  .words = "some trials ran while the machine was slow (by the canary, or by all cells of "
		   "the backend together); they are kept" },
};

static struct words finding_note(const struct finding *finding)
{
	return words("%s; remedy: %s", finding->means, finding_remedy(finding));
}

static void collect_findings(const struct result *result, struct notes *notes)
{
	const json_t *list = json_object_get(result->machine, "findings"), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const struct finding *finding =
			finding_of(json_string_value(json_object_get(item, "id")));
		const char *level = json_string_value(json_object_get(item, "level"));

		if (finding && level && !strcmp(level, "warn"))
			notes_add(notes, finding_note(finding).text, finding->id);
	}
}

/* Trouble in mid-run, which says nothing of the cells. */
static void collect_trouble(const struct result *result, struct notes *notes)
{
	const json_t *list = json_object_get(result->run, "trouble"), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *reason = json_string_value(json_object_get(item, "reason"));
		json_int_t times = json_integer_value(json_object_get(item, "times"));

		if (reason)
			notes_add(notes,
				  words("trouble, %lld time%s: %s; what was measured before and "
					"after is used",
					times, times == 1 ? "" : "s", reason).text, "");
	}
}

static void add_cells(const struct result *result, size_t row, struct notes *notes)
{
	for (size_t i = 0; i < result->cell_count; i++) {
		const struct cell_result *cell = &result->cells[i];

		if (cell->status != STATUS_OK || !rows[row].cell_is(result, cell))
			continue;
		if (rows[row].why)
			notes_add_why(notes, rows[row].words, rows[row].why(cell), cell->id);
		else
			notes_add(notes, rows[row].words, cell->id);
	}
}

void warnings_collect(const struct result *result, struct notes *notes)
{
	for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
		if (rows[row].result_is && rows[row].result_is(result))
			notes_add(notes, rows[row].words, "");
		if (rows[row].cell_is)
			add_cells(result, row, notes);
	}
	collect_trouble(result, notes);
	collect_findings(result, notes);
}
