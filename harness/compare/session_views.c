// SPDX-License-Identifier: GPL-2.0-only
/* A merged file's cells have their trials in the order of the sessions, so a part borrows a run. */
#include <math.h>
#include <stdlib.h>
#include "compare/session_views.h"
#include "result/find.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

/* where the merged cell has no figure */
#define PART_RULE "over the trials of one session of a merged file"
#define PARTS_MAX 10000u

static size_t sessions_in(const struct result *file)
{
	return json_array_size(json_object_get(file->run, "merged"));
}

static size_t session_of(const struct cell_result *cell, size_t i)
{
	return cell->trials ? cell->trials[i].session : cell->trial_figures[i].session;
}

/* All trials name one of the sessions, in ascending order. */
static bool names_sessions(const struct cell_result *cell, size_t sessions)
{
	bool has_trials = cell->trials || cell->trial_figures;
	size_t last = 1;

	if (!has_trials || !cell->trial_count)
		return cell->status != STATUS_OK;
	for (size_t i = 0; i < cell->trial_count; i++) {
		if (session_of(cell, i) < last || session_of(cell, i) > sessions)
			return false;
		last = session_of(cell, i);
	}
	return true;
}

/* The sessions that a merged file can be parted into; 0: it is one result. */
static size_t parts_of(const struct result *file)
{
	const json_t *merged = json_object_get(file->run, "merged");
	size_t sessions = sessions_in(file);

	if (sessions > PARTS_MAX)
		return 0;
	for (size_t i = 0; i < sessions; i++) /* old files: merged of merged ones */
		if (json_array_size(json_object_get(json_array_get(merged, i), "merged")))
			return 0;
	for (size_t i = 0; i < file->cell_count; i++)
		if (!names_sessions(&file->cells[i], sessions))
			return 0;
	return sessions;
}

/* A point only if the merged figure is: what varies among its batches is no exact count. */
static bool set_figure(const struct cell_result *cell, bool is_median, struct statistic *statistic)
{
	double *values = malloc(cell->trial_count * sizeof(*values));
	struct statistic merged = *statistic;

	for (size_t i = 0; values && i < cell->trial_count; i++)
		values[i] = cell_trial_value(cell, i, is_median);
	if (!values)
		return false;
	statistics_sort(values, cell->trial_count);
	*statistic = (struct statistic){
		statistics_quantile(values, cell->trial_count,
				    is_median ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS),
		values[0], values[cell->trial_count - 1],
		.method = merged.method ? merged.method : PART_RULE,
	};
	if (is_below(&merged))
		statistic->below = fmax(merged.below, statistic->value);
	if (statistic->lo == statistic->hi && merged.lo < merged.hi) {
		statistic->lo = fmin(merged.lo, statistic->value);
		statistic->hi = fmax(merged.hi, statistic->value);
	}
	free(values);
	return true;
}

/* The cell with `count` of its trials from `first` on. The array doubles whenever it is full. */
static bool add_cell(struct result *part, const struct cell_result *cell, size_t first,
		     size_t count)
{
	struct cell_result *cells = part->cells, *made;

	if (!(part->cell_count & (part->cell_count - 1)))
		cells = reallocarray(cells, part->cell_count ? 2 * part->cell_count : 1,
				     sizeof(*cells));
	if (!cells)
		return false;
	part->cells = cells;
	made = &cells[part->cell_count++];
	*made = *cell;
	made->trials = cell->trials ? cell->trials + first : NULL;
	made->trial_figures = cell->trial_figures ? cell->trial_figures + first : NULL;
	made->trial_count = count;
	if (!count)
		return true;
	/* those of all sessions together say nothing of one */
	made->alone.floor = made->alone.median = (struct statistic){ 0 };
	if (made->status != STATUS_OK)
		made->reason = NULL;
	made->status = STATUS_OK;
	return set_figure(made, false, &made->floor) && set_figure(made, true, &made->median);
}

static bool add_to_parts(struct result *parts, size_t sessions, const struct cell_result *cell)
{
	size_t first = 0, end = 0;

	if (!cell->trial_count)
		return add_cell(parts, cell, 0, 0);
	for (size_t session = 1; session <= sessions; session++, first = end) {
		while (end < cell->trial_count && session_of(cell, end) == session)
			end++;
		if ((end > first || cell->status != STATUS_OK) &&
		    !add_cell(&parts[session - 1], cell, first, end - first))
			return false;
	}
	return true;
}

static bool make_parts(struct result *parts, size_t sessions, const struct result *file)
{
	for (size_t i = 0; i < sessions; i++) {
		parts[i] = *file;
		parts[i].run = json_array_get(json_object_get(file->run, "merged"), i);
		parts[i].cells = NULL;
		parts[i].by_id = NULL;
		parts[i].cell_count = 0;
	}
	for (size_t i = 0; i < file->cell_count; i++)
		if (!add_to_parts(parts, sessions, &file->cells[i]))
			return false;
	return true;
}

static bool make_room(struct session_views *views, size_t more)
{
	struct result *results = views->results;

	if (views->count + more > views->room) {
		views->room = 2 * views->room + more;
		results = reallocarray(results, views->room, sizeof(*results));
	}
	views->results = results ? results : views->results;
	return results;
}

bool session_views_add(struct session_views *views, const struct result *file)
{
	size_t parts = parts_of(file), first = views->count;

	if (!make_room(views, parts ? parts : 1))
		return false;
	views->count += parts ? parts : 1;
	views->pooled += !parts && sessions_in(file);
	views->results[first] = *file;
	views->first_part = parts ? first : views->count;
	return !parts || make_parts(&views->results[first], parts, file);
}

/* Only a part has cells that are not the file's. */
void session_views_drop_cells(struct session_views *views, size_t first)
{
	for (size_t i = first; i < views->count; i++) {
		if (i >= views->first_part)
			free(views->results[i].cells);
		views->results[i].cells = NULL;
		views->results[i].by_id = NULL;
		views->results[i].cell_count = 0;
	}
}

void session_views_free(struct session_views *views)
{
	free(views->results);
	*views = (struct session_views){ 0 };
}
