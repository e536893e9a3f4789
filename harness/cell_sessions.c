// SPDX-License-Identifier: GPL-2.0-only
/* From cells of result files to a group of sessions and their trials. */
#include <stdlib.h>
#include "cell_sessions.h"
#include "compare_side.h"

double cell_sessions_quantile(enum figure figure)
{
	return figure == FIGURE_MEDIAN ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS;
}

static double trial_value(const struct cell_result *cell, size_t i, enum figure figure)
{
	if (cell->trial_figures)
		return figure == FIGURE_MEDIAN ? cell->trial_figures[i].median : cell->trial_figures[i].floor;
	return figure == FIGURE_MEDIAN ? cell->trials[i].median : cell->trials[i].floor;
}

static bool has_trials(const struct cell_result *cell)
{
	return cell->trial_count && (cell->trials || cell->trial_figures);
}

/* A file without trials is a session all the same: its figure stands for it, and no more is known of it. */
static void gather_session(const struct cell_result *cell, bool are_sessions, enum figure figure, double factor,
			   struct group_session *session)
{
	bool has = has_trials(cell);
	size_t count = has ? cell->trial_count : are_sessions;

	session->trials = count ? malloc(count * sizeof(*session->trials)) : NULL;
	for (size_t i = 0; session->trials && i < count; i++)
		session->trials[session->count++] =
			factor * (has ? trial_value(cell, i, figure) : figure_of(cell, figure)->value);
}

bool cell_sessions_make(struct cell_side side, const struct result *files, const struct comparison *comparison,
			struct group *group)
{
	const struct compare_options *options = &comparison->options;

	group->count = side.count;
	group->sessions = calloc(side.count + 1, sizeof(*group->sessions));
	for (size_t i = 0; group->sessions && i < side.count; i++)
		if (side.cells[i] && side.cells[i]->status == STATUS_OK)
			gather_session(side.cells[i], comparison->units_are_sessions, options->figure,
				       options->in_core_cycles ? side_core_cycles(&files[i]) : 1, &group->sessions[i]);
	if (!group->sessions)
		group->count = 0;
	group_sort(group, cell_sessions_quantile(options->figure));
	return group->sessions;
}

void cell_sessions_free(struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		free(group->sessions[i].trials);
	free(group->sessions);
}
