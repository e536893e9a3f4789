// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comparing needs of a session's cells: figures, and what they are figures of, which most
 * sessions have in common.
 */
#include <math.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include "compare/parts.h"
#include "compare/side.h"
#include "statistics/rules.h"

#define obstack_chunk_alloc malloc
#define obstack_chunk_free  free

#define KINDS_LOOKED_AT 8

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

/* Those alone on the core are fewer. */
static void set_trials(const struct cell_result *cell, const struct compare_options *options,
		       double of_session, double *all, double *alone)
{
	bool is_median = options->figure == FIGURE_MEDIAN;

	for (size_t i = 0; cell_has_trials(cell) && i < cell->trial_count; i++) {
		*all++ = cell_trial_value(cell, i, is_median) *
			 (options->clock == COMPARE_CORE ? core_cycles(cell, i, of_session) : 1);
		if (cell_trial_alone(cell, i, false) > 0)
			*alone++ = cell_trial_alone(cell, i, is_median);
	}
}

static bool is_as(const struct session_kind *one, const struct session_kind *other)
{
	return one->status == other->status && one->answered_by == other->answered_by &&
	       one->is_noisy == other->is_noisy && one->is_exact == other->is_exact &&
	       one->is_below == other->is_below && one->was_alone == other->was_alone &&
	       one->has_alone == other->has_alone && one->is_one == other->is_one &&
	       one->count == other->count && one->alone_count == other->alone_count &&
	       same_text(one->reason, other->reason) && same_text(one->unit, other->unit) &&
	       same_text(one->clock, other->clock);
}

/* That of an earlier session, if it is among the row's last few. */
static const struct session_kind *keep_kind(struct comparison *comparison, struct compare_row *row,
					    const struct session_kind *made)
{
	const struct session_kind *kind = row->kinds;
	struct session_kind *kept;

	for (int i = 0; kind && i < KINDS_LOOKED_AT; i++, kind = kind->next)
		if (is_as(kind, made))
			return kind;
	kept = obstack_copy(&comparison->cells, made, sizeof(*made));
	kept->next = row->kinds;
	row->kinds = kept;
	return kept;
}

static struct session_kind kind_of(const struct cell_result *cell, const struct statistic *figure)
{
	size_t alone = count_alone(cell);

	if (cell->status != STATUS_OK)
		return (struct session_kind){ .status = cell->status, .reason = cell->reason,
					      .is_noisy = cell_is_noisy(cell) };
	return (struct session_kind){
		.status = cell->status,
		.answered_by = cell->answered_by,
		.unit = cell->unit,
		.clock = cell->clock,
		.is_noisy = cell_is_noisy(cell),
		.is_exact = cell_is_counted(cell) && is_exact_figure(figure),
		.is_below = is_below(figure),
		.has_alone = cell->alone.floor.method,
		.was_alone = was_alone(cell, alone),
		.count = cell_has_trials(cell) ? cell->trial_count : 0,
		.alone_count = alone,
	};
}

/*
 * A cell's values are an exact figure; the session's own, and alone on the core; then the trials'
 * and the trials' alone. Where one stands for all trials, those two are all that follows.
 */
enum { OWN_ALL, OWN_ALONE, OWN_FIGURES };

static const double *own_of(const struct session_cell *cell)
{
	return cell->values + cell->kind->is_exact;
}

double session_figure(const struct session_cell *cell)
{
	return cell->values[0];
}

static struct session_cell *room_for(struct comparison *comparison, size_t values)
{
	return obstack_alloc(&comparison->cells,
			     sizeof(struct session_cell) + values * sizeof(double));
}

/*
 * A side with so many sessions is not asked for their trials, by either clock (group.h), so that a
 * session more takes the memory of its figures alone.
 */
static bool is_one_of_many(const struct compare_row *row, bool is_base, bool was_alone)
{
	return row->known[is_base].all >= SESSIONS_MANY &&
	       (!was_alone || row->known[is_base].alone >= SESSIONS_MANY);
}

/* The cell is the last thing that was allocated; its kind, too, is made over. */
static struct session_cell *make_one(struct comparison *comparison, struct session_cell *cell,
				     struct session_kind *kind)
{
	double f = quantile_of(comparison->options.figure), exact = cell->values[0],
	       all = own_of(cell)[OWN_ALL], alone = own_of(cell)[OWN_ALONE];
	const double *trials = own_of(cell) + OWN_FIGURES;

	if (kind->count)
		all = statistics_quantile_of(trials, kind->count, f);
	if (kind->count && !kind->has_alone)
		alone = statistics_quantile_of(trials + kind->count, kind->alone_count, f);
	kind->is_one = true;
	kind->count = 1;
	kind->alone_count = kind->was_alone;
	obstack_free(&comparison->cells, cell);
	cell = room_for(comparison, kind->is_exact + kind->count + kind->alone_count);
	if (kind->is_exact)
		cell->values[0] = exact;
	cell->values[kind->is_exact + OWN_ALL] = all;
	if (kind->was_alone)
		cell->values[kind->is_exact + OWN_ALONE] = alone;
	return cell;
}

static const struct session_cell *make_cell(struct comparison *comparison, double of_session,
					    const struct cell_result *cell, bool is_base,
					    struct compare_row *row)
{
	const struct compare_options *options = &comparison->options;
	const struct statistic *figure = figure_of(cell, options->figure);
	struct session_kind kind = kind_of(cell, figure);
	struct session_cell *made;
	double *own;

	made = room_for(comparison, kind.is_exact + OWN_FIGURES + kind.count + kind.alone_count);
	made->kind = &kind;
	made->values[0] = figure->value;
	own = made->values + kind.is_exact;
	own[OWN_ALL] = figure->value * of_session;
	own[OWN_ALONE] = headline_of(cell, options->figure)->value;
	set_trials(cell, options, of_session, own + OWN_FIGURES, own + OWN_FIGURES + kind.count);
	if (is_one_of_many(row, is_base, kind.was_alone))
		made = make_one(comparison, made, &kind);
	made->kind = keep_kind(comparison, row, &kind);
	row->known[is_base].all++;
	row->known[is_base].alone += kind.was_alone;
	return made;
}

/* Without a figure it often is as the row's last such one: then sessions share it. */
static const struct session_cell *make_without(struct comparison *comparison,
					       const struct cell_result *cell,
					       struct compare_row *row)
{
	struct session_kind kind = kind_of(cell, NULL);
	struct session_cell *made;

	if (row->without && is_as(row->without->kind, &kind))
		return row->without;
	made = room_for(comparison, 0);
	made->kind = keep_kind(comparison, row, &kind);
	row->without = made;
	return made;
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

bool session_cells_make(struct comparison *comparison, const struct result *view, bool is_base,
			struct session *session)
{
	double of_session =
		comparison->options.clock == COMPARE_CORE ? side_core_cycles(view) : 1;
	size_t room = comparison->count + view->cell_count + 1;

	*session = (struct session){ .is_watched = result_is_in_core_cycles(view),
				     .cells = calloc(room, sizeof(*session->cells)) };
	for (size_t i = 0; session->cells && i < view->cell_count; i++) {
		const struct cell_result *cell = &view->cells[i];
		struct compare_row *row = row_of(comparison, cell);

		if (!row)
			return false;
		session->cells[row - comparison->rows] =
			cell->status == STATUS_OK
				? make_cell(comparison, of_session, cell, is_base, row)
				: make_without(comparison, cell, row);
	}
	session->count = comparison->count;
	return shrink(session);
}

bool session_gather(const struct session_cell *cell, const struct comparison *comparison,
		    struct group_session *session)
{
	const struct session_kind *kind = cell->kind;
	bool are_sessions = comparison->units_are_sessions,
	     in_alone = comparison->options.clock == COMPARE_ALONE;
	bool is_one = kind->is_one || (in_alone ? (are_sessions && kind->has_alone) || !kind->count
						: !kind->count && are_sessions);
	const double *values = is_one ? own_of(cell) + in_alone
				      : own_of(cell) + OWN_FIGURES + (in_alone ? kind->count : 0);
	size_t count = is_one ? 1 : in_alone ? kind->alone_count : kind->count;

	if (!count || (in_alone && !kind->was_alone))
		return true;
	session->trials = malloc(count * sizeof(*session->trials));
	if (!session->trials)
		return false;
	session->count = count;
	memcpy(session->trials, values, count * sizeof(*values));
	return true;
}

void session_cells_begin(struct comparison *comparison)
{
	obstack_init(&comparison->cells);
	obstack_alignment_mask(&comparison->cells) = alignof(double) - 1;
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
