// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comparing needs of a session's cells: figures, and what they are figures of, which most
 * sessions have in common.
 */
#include <math.h>
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
	kept = obstack_copy(&comparison->kinds, made, sizeof(*made));
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

size_t session_cell_size(const struct session_cell *cell)
{
	const struct session_kind *kind = cell->kind;
	size_t values = kind->count + kind->alone_count + kind->is_exact;

	if (kind->status == STATUS_OK && !kind->is_one)
		values += OWN_FIGURES;
	return sizeof(*cell) + values * sizeof(double);
}

/* Making the cells of one session, one after the other. */
struct making {
	struct comparison *comparison;
	struct obstack room;        /* of one */
	double of_session;          /* the core's cycles in one of the TSC, if that is asked for */
	bool is_base;
};

/* The kind is not kept yet. */
static struct session_cell *room_for(struct making *making, const struct session_kind *kind)
{
	struct session_cell of_kind = { .kind = kind }, *made;

	made = obstack_alloc(&making->room, session_cell_size(&of_kind));
	*made = of_kind;
	return made;
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

/* One value for all trials, and one for those alone. Its kind, too, is made over. */
static struct session_cell *make_one(struct making *making, struct session_cell *cell,
				     struct session_kind *kind)
{
	double f = quantile_of(making->comparison->options.figure), exact = cell->values[0],
	       all = own_of(cell)[OWN_ALL], alone = own_of(cell)[OWN_ALONE];
	const double *trials = own_of(cell) + OWN_FIGURES;

	if (kind->count)
		all = statistics_quantile_of(trials, kind->count, f);
	if (kind->count && !kind->has_alone)
		alone = statistics_quantile_of(trials + kind->count, kind->alone_count, f);
	kind->is_one = true;
	kind->count = 1;
	kind->alone_count = kind->was_alone;
	obstack_free(&making->room, cell);
	cell = room_for(making, kind);
	if (kind->is_exact)
		cell->values[0] = exact;
	cell->values[kind->is_exact + OWN_ALL] = all;
	if (kind->was_alone)
		cell->values[kind->is_exact + OWN_ALONE] = alone;
	return cell;
}

static struct session_cell *make_cell(struct making *making, const struct cell_result *cell,
				      struct session_kind *kind, struct compare_row *row)
{
	const struct compare_options *options = &making->comparison->options;
	const struct statistic *figure = figure_of(cell, options->figure);
	struct session_cell *made = room_for(making, kind);
	double *own = made->values + kind->is_exact;

	made->values[0] = figure->value;
	own[OWN_ALL] = figure->value * making->of_session;
	own[OWN_ALONE] = headline_of(cell, options->figure)->value;
	set_trials(cell, options, making->of_session, own + OWN_FIGURES,
		   own + OWN_FIGURES + kind->count);
	if (is_one_of_many(row, making->is_base, kind->was_alone))
		made = make_one(making, made, kind);
	row->known[making->is_base].all++;
	row->known[making->is_base].alone += kind->was_alone;
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
	named = obstack_alloc(&comparison->kinds, sizeof(*named));
	*named = *cell;
	named->trials = NULL;
	named->trial_figures = NULL;
	named->legs = NULL;
	named->events = named->unknown = named->unknown_trials = NULL;
	rows[comparison->count] = (struct compare_row){ .cell = named };
	return &rows[comparison->count++];
}

static bool keep_cell(struct making *making, const struct cell_result *cell, size_t session)
{
	struct comparison *comparison = making->comparison;
	struct compare_row *row = row_of(comparison, cell);
	struct session_kind kind =
		kind_of(cell, figure_of(cell, comparison->options.figure));
	struct session_cell *made;
	bool is_kept;

	if (!row)
		return false;
	made = kind.status == STATUS_OK ? make_cell(making, cell, &kind, row)
					: room_for(making, &kind);
	made->kind = keep_kind(comparison, row, &kind);
	made->session = session;
	made->row = (size_t)(row - comparison->rows);
	is_kept = spool_add(&comparison->cells, made, session_cell_size(made));
	obstack_free(&making->room, made);
	return is_kept;
}

bool session_cells_make(struct comparison *comparison, size_t session, bool is_base)
{
	const struct result *view = &comparison->views.results[session];
	struct making making = { .comparison = comparison, .is_base = is_base, .of_session = 1 };
	bool are_kept = true;

	if (comparison->options.clock == COMPARE_CORE)
		making.of_session = side_core_cycles(view);
	comparison->watched += result_is_in_core_cycles(view);
	obstack_init(&making.room);
	for (size_t i = 0; are_kept && i < view->cell_count; i++)
		are_kept = keep_cell(&making, &view->cells[i], session);
	obstack_free(&making.room, NULL);
	return are_kept;
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
	obstack_init(&comparison->kinds);
	comparison->row_of_id = json_object();
}

void session_cells_free(struct comparison *comparison)
{
	spool_free(&comparison->cells);
	json_decref(comparison->row_of_id);
	obstack_free(&comparison->kinds, NULL);
}
