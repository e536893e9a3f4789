// SPDX-License-Identifier: GPL-2.0-only
/* From a session's items to the cells of its result: with figures, or with the reason why not. */
#include <string.h>
#include "measure/alone_figures.h"
#include "measure/event_counts.h"
#include "measure/session.h"
#include "statistics/rules.h"

static void name_cell(const struct planned_cell *what, const struct clock *clock,
		      struct cell_result *cell)
{
	*cell = (struct cell_result){
		.op = strdup(ops[what->cell.op].name), .env = strdup(envs[what->cell.env].name),
		.backend = strdup(what->backend->name), .form = strdup(form_names[what->cell.form]),
		.knobs = strdup(knobs[what->cell.knob].name), .ring = what->cell.ring,
		.unit = strdup(clock->unit), .clock = strdup(clock->name), .exits_per_op = -1,
	};
	cell->id = result_cell_id(cell);
}

static void refuse_cell(struct cell_result *cell, enum cell_status status, const char *reason)
{
	cell->status = status;
	cell->reason = strdup(reason);
	cell->floor = cell->median = cell->p99 = (struct statistic){ 0 };
}

static void judge_precision(struct session *session, struct cell_result *cell)
{
	cell->precise = cell_is_precise(cell, session_precision(session));
	session->summary->cells_imprecise += !cell->precise;
}

/* In an emulator a tick is an instruction: it says nothing about the core's clock. */
static void drop_core_cycles(struct cell_result *cell)
{
	for (size_t i = 0; i < cell->trial_count; i++)
		cell->trials[i].core_cycles = 0;
}

/* What the cell or its twin met; and how often, at the most. */
static struct words trouble_of(const struct session *session, size_t item, struct cell_result *cell)
{
	const struct plan_item *own = &session->plan.items[item], *twin = own;

	if (own->twin != PLAN_NO_TWIN)
		twin = &session->plan.items[own->twin];
	cell->troubled = own->troubled > twin->troubled ? own->troubled : twin->troubled;
	return *own->trouble.text ? own->trouble : twin->trouble;
}

static void fill_alone(struct session *session, size_t item, struct cell_result *cell)
{
	alone_fill(&session->alone, &session->plan, item, session->random, cell);
	session->summary->cells_never_alone += cell->alone.never;
}

static void estimate(struct session *session, size_t item, struct cell_result *cell)
{
	const struct clock *clock = session->options.clock;
	const char *hole = cell_hole(&session->plan.items[item].what.cell);
	struct words trouble = trouble_of(session, item, cell);
	struct words refusal = estimate_cell(&session->data, &session->plan, item, clock->is_exact,
					     session->random, cell);

	if (clock->counts_instructions)
		drop_core_cycles(cell);
	if (session->options.events)
		cell->events = event_figures(&session->data, &session->plan, item,
					     session->options.events);
	if (*refusal.text && !cell->trial_count && *trouble.text)
		refuse_cell(cell, STATUS_ERROR, trouble.text);
	else if (*refusal.text)
		refuse_cell(cell, STATUS_FAIL, refusal.text);
	if (*refusal.text)
		return;
	if (session->options.canary)
		fill_alone(session, item, cell);
	judge_precision(session, cell);
	if (hole)
		cell->reason = strdup(words("hole: %s", hole).text);
}

void session_fill_cell(struct session *session, size_t item, struct cell_result *cell)
{
	const struct plan_item *planned = &session->plan.items[item];

	name_cell(&planned->what, session->options.clock, cell);
	cell->iterations = planned->iterations;
	/* Trouble ended it: what was measured before is good. */
	if (planned->trials && planned->status == STATUS_ERROR)
		estimate(session, item, cell);
	else if (planned->status != STATUS_OK)
		refuse_cell(cell, planned->status,
			    planned->reason ? planned->reason : "out of memory");
	else if (!session->data.trials)
		refuse_cell(cell, measure_stop ? STATUS_SKIP : STATUS_ERROR,
			    session_trouble_words(session, item).text);
	else
		estimate(session, item, cell);
}
