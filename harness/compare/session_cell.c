// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comparing needs of a session's cells, which is a tenth of what a file has of them. A cell
 * without a figure is often the same in each session: then these share one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "compare/parts.h"
#include "compare/side.h"
#include "statistics/rules.h"

#define obstack_chunk_alloc malloc
#define obstack_chunk_free  free

static bool cell_has_trials(const struct cell_result *cell)
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
static bool was_alone(const struct cell_result *cell, size_t alone)
{
	return cell_has_trials(cell) ? alone >= TRIALS_FEW : cell->alone.floor.method != NULL;
}

/* The trial's own; older files have only the session's. */
static double core_cycles(const struct cell_result *cell, size_t i, double of_session)
{
	double cycles = cell->trial_figures ? cell->trial_figures[i].core_cycles
					    : cell->trials[i].core_cycles;

	return core_cycles_are_plausible(cycles) ? cycles : of_session;
}

static void set_trials(const struct cell_result *cell, const struct compare_options *options,
		       double of_session, struct session_cell *made)
{
	bool is_median = options->figure == FIGURE_MEDIAN;
	double *alone = made->trials + made->count;

	for (size_t i = 0; i < made->count; i++)
		made->trials[i] = cell_trial_value(cell, i, is_median) *
				  (options->clock == COMPARE_CORE ? core_cycles(cell, i, of_session)
								  : 1);
	for (size_t i = 0; made->alone_count && i < cell->trial_count; i++)
		if (cell_trial_alone(cell, i, false) > 0)
			*alone++ = cell_trial_alone(cell, i, is_median);
}

/* A cell without a figure is as the last one of its row, but for its texts' places. */
static bool is_as(const struct session_cell *one, const struct session_cell *other)
{
	return other && one->status == other->status && one->is_noisy == other->is_noisy &&
	       same_text(one->reason, other->reason);
}

static const struct session_cell *make_cell(struct comparison *comparison, double of_session,
					    const struct cell_result *cell,
					    const struct session_cell *before)
{
	const struct compare_options *options = &comparison->options;
	const struct statistic *figure = figure_of(cell, options->figure),
			       *alone = headline_of(cell, options->figure);
	bool is_ok = cell->status == STATUS_OK;
	size_t of_alone = is_ok ? count_alone(cell) : 0,
	       trials = is_ok && cell_has_trials(cell) ? cell->trial_count : 0;
	struct session_cell made = {
		.status = cell->status, .reason = cell->reason,
		.is_noisy = cell_is_noisy(cell),
	}, *kept;

	if (!is_ok && is_as(&made, before))
		return before;
	made.answered_by = cell->answered_by;
	made.unit = cell->unit;
	made.clock = cell->clock;
	made.is_exact = cell_is_counted(cell) && is_exact_figure(figure);
	made.is_below = is_below(figure);
	made.figure = figure->value;
	made.figure_of_trials = figure->value * of_session;
	made.has_alone = cell->alone.floor.method;
	made.was_alone = is_ok && was_alone(cell, of_alone);
	made.alone = alone->value;
	made.count = trials;
	made.alone_count = of_alone;
	kept = obstack_alloc(&comparison->cells,
			     sizeof(made) + (trials + of_alone) * sizeof(made.trials[0]));
	*kept = made;
	set_trials(cell, options, of_session, kept);
	return kept;
}

/* The row of this cell, made if it is the first of its id. */
static struct compare_row *row_of(struct comparison *comparison, const struct cell_result *cell)
{
	json_t *known = json_object_get(comparison->row_of_id, cell->id);
	struct compare_row *rows = comparison->rows;
	struct cell_result *named;

	if (known)
		return &rows[json_integer_value(known)];
	if (!(comparison->count & (comparison->count - 1)))
		rows = reallocarray(rows, comparison->count ? 2 * comparison->count : 1,
				    sizeof(*rows));
	if (!rows || json_object_set_new(comparison->row_of_id, cell->id,
					 json_integer((json_int_t)comparison->count)))
		return NULL;
	comparison->rows = rows;
	named = obstack_alloc(&comparison->cells, sizeof(*named));
	*named = *cell;
	named->trials = NULL;
	named->trial_figures = NULL;
	named->legs = NULL;
	named->events = named->unknown = named->unknown_trials = NULL;
	rows[comparison->count] = (struct compare_row){ .cell = named };
	return &rows[comparison->count++];
}

static bool shrink(struct session *session)
{
	const struct session_cell **cells =
		reallocarray(session->cells, session->count + 1, sizeof(*cells));

	session->cells = cells ? cells : session->cells;
	return session->cells;
}

bool session_cells_make(struct comparison *comparison, const struct result *view,
			struct session *session)
{
	double of_session =
		comparison->options.clock == COMPARE_CORE ? side_core_cycles(view) : 1;
	size_t room = comparison->count + view->cell_count + 1;

	*session = (struct session){ .is_watched = result_is_in_core_cycles(view),
				     .cells = calloc(room, sizeof(*session->cells)) };
	for (size_t i = 0; session->cells && i < view->cell_count; i++) {
		struct compare_row *row = row_of(comparison, &view->cells[i]);
		const struct session_cell *cell;

		if (!row)
			return false;
		cell = make_cell(comparison, of_session, &view->cells[i], row->without);
		session->cells[row - comparison->rows] = cell;
		if (cell->status != STATUS_OK)
			row->without = cell;
	}
	session->count = comparison->count;
	return shrink(session);
}

bool session_gather(const struct session_cell *cell, const struct comparison *comparison,
		    struct group_session *session)
{
	bool are_sessions = comparison->units_are_sessions,
	     in_alone = comparison->options.clock == COMPARE_ALONE;
	bool is_one = in_alone ? (are_sessions && cell->has_alone) || !cell->count
			       : !cell->count && are_sessions;
	size_t count = is_one ? 1 : in_alone ? cell->alone_count : cell->count;
	const double *trials = cell->trials + (in_alone ? cell->count : 0);

	if (!count || (in_alone && !cell->was_alone))
		return true;
	session->trials = malloc(count * sizeof(*session->trials));
	if (!session->trials)
		return false;
	session->count = count;
	if (is_one)
		session->trials[0] = in_alone ? cell->alone : cell->figure_of_trials;
	else
		memcpy(session->trials, trials, count * sizeof(*trials));
	return true;
}

void session_cells_begin(struct comparison *comparison)
{
	obstack_init(&comparison->cells);
	comparison->row_of_id = json_object();
}

void session_cells_free(struct comparison *comparison)
{
	for (size_t i = 0; comparison->sessions && i < comparison->views.count; i++)
		free(comparison->sessions[i].cells);
	free(comparison->sessions);
	json_decref(comparison->row_of_id);
	obstack_free(&comparison->cells, NULL);
}
