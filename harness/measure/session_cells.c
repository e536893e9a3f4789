// SPDX-License-Identifier: GPL-2.0-only
/* From a session's items to the cells of its result: with figures, or with the reason why not. */
#include <string.h>
#include "measure/alone.h"
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

static void refuse_cell(struct cell_result *cell, enum cell_fault fault, const char *reason)
{
	cell->status = fault_status[fault];
	cell->fault = fault;
	cell->reason = strdup(reason);
	cell->floor = cell->median = cell->p99 = (struct statistic){ 0 };
	cell->alone = (struct alone_result){ 0 };
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

/* All the figures of a cell, or why it has none. */
static struct words fill_figures(struct session *session, size_t item, struct cell_result *cell)
{
	struct words refusal =
		estimate_cell(&session->data, &session->plan, item,
			      session->options.clock->is_exact, session->random, cell);

	if (cell->fault)
		return refusal;
	if (session->options.canary)
		alone_fill(&session->alone, &session->plan, item, session->random, cell);
	refusal = estimate_judge(&session->data, &session->plan, item, cell);
	if (is_below(&cell->floor) && cell->alone.floor.method) {
		estimate_bound(&cell->alone.floor, cell->raw.value, 0);
		estimate_bound(&cell->alone.median, cell->raw.value, 0);
	}
	return refusal;
}

static void estimate(struct session *session, size_t item, struct cell_result *cell)
{
	const struct clock *clock = session->options.clock;
	const char *hole = cell_hole(&session->plan.items[item].what.cell);
	struct words trouble = trouble_of(session, item, cell);
	struct words refusal = fill_figures(session, item, cell);

	if (clock->counts_instructions)
		drop_core_cycles(cell);
	if (session->options.events)
		cell->events = event_figures(&session->data, &session->plan, item,
					     session->options.events);
	if (cell->fault && !cell->trial_count && *trouble.text)
		refuse_cell(cell, FAULT_TROUBLE, trouble.text);
	else if (cell->fault)
		refuse_cell(cell, cell->fault, refusal.text);
	if (cell->fault)
		return;
	cell->answered_by =
		answerer_find(&session->plan.items[item].what, clock, cell->floor.value);
	session->summary->cells_never_alone += cell->alone.never;
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
	if (planned->trials && planned->fault == FAULT_TROUBLE)
		estimate(session, item, cell);
	else if (planned->fault)
		refuse_cell(cell, planned->fault,
			    planned->reason ? planned->reason : "out of memory");
	else if (!session->data.trials)
		refuse_cell(cell, measure_stop ? FAULT_INTERRUPTED : FAULT_TROUBLE,
			    session_trouble_words(session, item).text);
	else
		estimate(session, item, cell);
}
