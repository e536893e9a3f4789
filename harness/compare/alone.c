// SPDX-License-Identifier: GPL-2.0-only
/* What a side has of batches alone on the core. */
#include <stdlib.h>
#include "compare/parts.h"
#include "statistics/rules.h"

bool cell_has_trials(const struct cell_result *cell)
{
	return cell->trial_count && (cell->trials || cell->trial_figures);
}

/* The trials of a session that had batches alone on the core. */
static size_t count_alone(const struct cell_result *cell)
{
	size_t count = 0;

	for (size_t i = 0; cell_has_trials(cell) && i < cell->trial_count; i++)
		count += cell_trial_alone(cell, i, false) > 0;
	return count;
}

/* A merged file's sessions are cells of a few of its trials, so its own figure says less. */
static bool was_alone(const struct cell_result *cell)
{
	return cell_has_trials(cell) ? count_alone(cell) >= TRIALS_FEW
				     : cell->alone.floor.method != NULL;
}

size_t side_cells_alone(struct cell_side side)
{
	size_t count = 0;

	for (size_t i = 0; i < side.count; i++)
		count += side.cells[i] && side.cells[i]->status == STATUS_OK &&
			 was_alone(side.cells[i]);
	return count;
}

void session_gather_alone(const struct cell_result *cell, enum figure figure, bool as_one,
			  struct group_session *session)
{
	bool is_median = figure == FIGURE_MEDIAN, is_one = as_one && cell->alone.floor.method;
	size_t count = cell_has_trials(cell) && !is_one ? cell->trial_count : 0;

	session->trials = was_alone(cell) ? malloc((count + 1) * sizeof(*session->trials)) : NULL;
	if (!session->trials)
		return;
	for (size_t i = 0; i < count; i++)
		if (cell_trial_alone(cell, i, false) > 0)
			session->trials[session->count++] = cell_trial_alone(cell, i, is_median);
	if (!count)
		session->trials[session->count++] =
			is_median ? cell->alone.median.value : cell->alone.floor.value;
}
