// SPDX-License-Identifier: GPL-2.0-only
/*
 * One pass over a merged file's trials, each put to the session it is of. Arrays double as they
 * fill.
 */
#include <math.h>
#include <stdlib.h>
#include "compare/session_views.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

/* where the merged cell has no figure */
#define PART_RULE "over the trials of one session of a merged file"
#define PARTS_MAX 10000u /* no file of ours is merged of more */

static size_t sessions_in(const struct result *file)
{
	return json_array_size(json_object_get(file->run, "merged"));
}

static size_t session_of(const struct cell_result *cell, size_t i)
{
	return cell->trials ? cell->trials[i].session : cell->trial_figures[i].session;
}

/* All trials of all cells say which session they are of, and there is one. */
static bool tells_sessions(const struct cell_result *cell, size_t sessions)
{
	bool has_trials = cell->trials || cell->trial_figures;

	if (!has_trials || !cell->trial_count)
		return cell->status != STATUS_OK;
	for (size_t i = 0; i < cell->trial_count; i++)
		if (!session_of(cell, i) || session_of(cell, i) > sessions)
			return false;
	return true;
}

/* Merged before that was told, it may have members that were merged themselves. */
static bool is_flat(const json_t *merged)
{
	for (size_t i = 0; i < json_array_size(merged); i++)
		if (json_array_size(json_object_get(json_array_get(merged, i), "merged")))
			return false;
	return true;
}

static bool can_be_parted(const struct result *file)
{
	if (sessions_in(file) > PARTS_MAX || !is_flat(json_object_get(file->run, "merged")))
		return false;
	for (size_t i = 0; i < file->cell_count; i++)
		if (!tells_sessions(&file->cells[i], sessions_in(file)))
			return false;
	return true;
}

/* Room for one more in an array that has doubled whenever it was full. */
static void *grown(void *array, size_t count, size_t bytes)
{
	return count & (count - 1) ? array : reallocarray(array, count ? 2 * count : 1, bytes);
}

/* The file's cell in this part, made if need be. */
static struct cell_result *cell_in(struct result *part, const struct cell_result *cell)
{
	struct cell_result *cells = part->cells, *made;

	if (part->cell_count && cells[part->cell_count - 1].id == cell->id)
		return &cells[part->cell_count - 1];
	cells = grown(cells, part->cell_count, sizeof(*cells));
	if (!cells)
		return NULL;
	part->cells = cells;
	made = &cells[part->cell_count++];
	*made = *cell;
	made->trials = NULL;
	made->trial_figures = NULL;
	made->trial_count = 0;
	return made;
}

static bool add_trial(struct cell_result *part, const struct cell_result *cell, size_t i)
{
	if (cell->trials) {
		struct trial_result *trials =
			grown(part->trials, part->trial_count, sizeof(*trials));

		if (!trials)
			return false;
		part->trials = trials;
		trials[part->trial_count++] = cell->trials[i];
	} else {
		struct trial_figures *figures =
			grown(part->trial_figures, part->trial_count, sizeof(*figures));

		if (!figures)
			return false;
		part->trial_figures = figures;
		figures[part->trial_count++] = cell->trial_figures[i];
	}
	return true;
}

/*
 * Where a session refused the cell, the merged one is refused; the sessions that have trials of it
 * did not.
 */
static void set_ok(struct cell_result *part)
{
	if (part->status != STATUS_OK)
		part->reason = NULL;
	part->status = STATUS_OK;
}

static bool add_trials(struct result *parts, size_t count, const struct cell_result *cell)
{
	if (!cell->trial_count)
		return cell_in(parts, cell);
	for (size_t i = 0; i < cell->trial_count; i++) {
		struct cell_result *part = cell_in(&parts[session_of(cell, i) - 1], cell);

		if (!part || !add_trial(part, cell, i))
			return false;
		set_ok(part);
	}
	for (size_t i = 0; cell->status != STATUS_OK && i < count; i++)
		if (!cell_in(&parts[i], cell))
			return false;
	return true;
}

/* A point only if the whole file's is: what varies among its batches is no exact count. */
static bool set_figure(const struct cell_result *cell, bool is_median, struct statistic *statistic)
{
	double *values = malloc(cell->trial_count * sizeof(*values)), lo = statistic->lo,
	       hi = statistic->hi;

	for (size_t i = 0; values && i < cell->trial_count; i++)
		values[i] = cell_trial_value(cell, i, is_median);
	if (!values)
		return false;
	statistics_sort(values, cell->trial_count);
	statistic->value = statistics_quantile(values, cell->trial_count,
					       is_median ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS);
	if (!statistic->method)
		statistic->method = PART_RULE;
	statistic->lo = values[0];
	statistic->hi = values[cell->trial_count - 1];
	if (statistic->lo == statistic->hi && lo < hi) {
		statistic->lo = fmin(lo, statistic->value);
		statistic->hi = fmax(hi, statistic->value);
	}
	free(values);
	return true;
}

static bool set_figures(struct result *part)
{
	for (size_t i = 0; i < part->cell_count; i++) {
		struct cell_result *cell = &part->cells[i];

		if (cell->trial_count && !(set_figure(cell, false, &cell->floor) &&
					   set_figure(cell, true, &cell->median)))
			return false;
	}
	return true;
}

static bool make_parts(struct result *parts, const struct result *file)
{
	size_t count = sessions_in(file);
	bool made = true;

	for (size_t i = 0; i < count; i++) {
		parts[i] = *file;
		parts[i].run = json_array_get(json_object_get(file->run, "merged"), i);
		parts[i].cells = NULL;
		parts[i].cell_count = 0;
	}
	for (size_t i = 0; made && i < file->cell_count; i++)
		made = add_trials(parts, count, &file->cells[i]);
	for (size_t i = 0; made && i < count; i++)
		made = set_figures(&parts[i]);
	return made;
}

/* What a file is in a side: so many sessions, or one. */
static size_t parts_of(const struct result *file)
{
	return sessions_in(file) && can_be_parted(file) ? sessions_in(file) : 0;
}

bool session_views_make(struct session_views *views, struct compare_side files)
{
	size_t room = 0;
	bool made = true;

	*views = (struct session_views){ 0 };
	for (size_t i = 0; i < files.count; i++)
		room += 1 + parts_of(&files.results[i]);
	views->results = calloc(room + 1, sizeof(*views->results));
	views->are_parts = calloc(room + 1, sizeof(*views->are_parts));
	if (!views->results || !views->are_parts)
		return false;
	for (size_t i = 0; i < files.count && made; i++) {
		size_t parts = parts_of(&files.results[i]), first = views->count;

		views->count += parts ? parts : 1;
		views->pooled += !parts && sessions_in(&files.results[i]);
		for (size_t part = 0; part < parts; part++)
			views->are_parts[first + part] = true;
		if (parts)
			made = make_parts(&views->results[first], &files.results[i]);
		else
			views->results[first] = files.results[i];
	}
	return made;
}

void session_views_free(struct session_views *views)
{
	for (size_t i = 0; i < views->count; i++) {
		struct result *part = &views->results[i];

		for (size_t j = 0; views->are_parts[i] && j < part->cell_count; j++) {
			free(part->cells[j].trials);
			free(part->cells[j].trial_figures);
		}
		if (views->are_parts[i])
			free(part->cells);
	}
	free(views->results);
	free(views->are_parts);
	*views = (struct session_views){ 0 };
}
