// SPDX-License-Identifier: GPL-2.0-only
/* From cells of result files to a group of sessions and their trials. */
#include <stdlib.h>
#include "compare/cell_sessions.h"
#include "compare/compare_side.h"
#include "statistics/rules.h"

double cell_sessions_quantile(enum figure figure)
{
	return figure == FIGURE_MEDIAN ? MEDIAN_OVER_TRIALS : FLOOR_OVER_TRIALS;
}

/* The trial's own, or its session's if an older file does not tell. */
static double core_cycles(const struct cell_result *cell, size_t i, double of_session)
{
	double cycles = cell->trial_figures ? cell->trial_figures[i].core_cycles
					    : cell->trials[i].core_cycles;

	return core_cycles_are_plausible(cycles) ? cycles : of_session;
}

static bool has_trials(const struct cell_result *cell)
{
	return cell->trial_count && (cell->trials || cell->trial_figures);
}

/*
 * A file without trials is a session all the same: its figure stands for it, and no more is known
 * of it.
 */
static void gather_session(const struct cell_result *cell, const struct comparison *comparison,
			   const struct result *file, struct group_session *session)
{
	bool has = has_trials(cell), in_core = comparison->options.in_core_cycles;
	size_t count = has ? cell->trial_count : comparison->units_are_sessions;
	double of_session = in_core ? side_core_cycles(file) : 1;
	enum figure figure = comparison->options.figure;

	session->trials = count ? malloc(count * sizeof(*session->trials)) : NULL;
	for (size_t i = 0; session->trials && i < count; i++)
		session->trials[session->count++] =
			has ? cell_trial_value(cell, i, figure == FIGURE_MEDIAN) *
					(in_core ? core_cycles(cell, i, of_session) : 1)
			    : figure_of(cell, figure)->value * of_session;
}

bool cell_sessions_make(struct cell_side side, const struct result *files,
			const struct comparison *comparison, struct group *group)
{
	group->count = side.count;
	group->sessions = calloc(side.count + 1, sizeof(*group->sessions));
	for (size_t i = 0; group->sessions && i < side.count; i++)
		if (side.cells[i] && side.cells[i]->status == STATUS_OK)
			gather_session(side.cells[i], comparison, &files[i], &group->sessions[i]);
	if (!group->sessions)
		group->count = 0;
	group_sort(group, cell_sessions_quantile(comparison->options.figure));
	return group->sessions;
}

void cell_sessions_free(struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		free(group->sessions[i].trials);
	free(group->sessions);
}
