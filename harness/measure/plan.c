// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cells and their twins. The twin of a cell is the op `nop` (in 32-bit code `nop_32_bit`) in the
 * same form, on the same backend, in the same ring and under the same knob: what the loop costs
 * without the operation. A lean cell has none: its loop is the exit itself.
 */
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>
#include "measure/plan.h"
#include "text/words.h"

static bool needs_twin(const struct cell *cell)
{
	return cell->op != cell_twin_op(cell) && cell->form != FORM_LEAN;
}

static bool find_twin(const struct planned_cell *of, struct planned_cell *twin)
{
	const enum env candidates[] = { of->cell.env, ENV_hvm, ENV_native };

	*twin = *of;
	twin->cell.op = cell_twin_op(&of->cell);
	for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
		twin->cell.env = candidates[i];
		if (backend_has(of->backend, &twin->cell))
			return true;
	}
	return false;
}

static bool is_same(const struct planned_cell *a, const struct planned_cell *b)
{
	return a->backend == b->backend && a->cell.op == b->cell.op && a->cell.env == b->cell.env &&
	       a->cell.form == b->cell.form && a->cell.ring == b->cell.ring &&
	       a->cell.knob == b->cell.knob;
}

static size_t find_or_add(struct plan *plan, const struct planned_cell *what)
{
	for (size_t i = 0; i < plan->count; i++)
		if (is_same(&plan->items[i].what, what))
			return i;
	plan->items[plan->count] = (struct plan_item){ .what = *what, .twin = PLAN_NO_TWIN };
	return plan->count++;
}

static void add_twin(struct plan *plan, size_t item)
{
	struct planned_cell twin;

	if (!needs_twin(&plan->items[item].what.cell))
		return;
	if (find_twin(&plan->items[item].what, &twin))
		plan->items[item].twin = find_or_add(plan, &twin);
	else
		plan_stop_item(plan, item, FAULT_UNSUPPORTED,
			       "it has no nop twin, whose cost would be subtracted");
}

int plan_make(struct plan *plan, const struct planned_cell *cells, size_t count)
{
	*plan = (struct plan){ .asked = count,
			       .count = count,
			       .items = calloc(2 * count + 1, sizeof(*plan->items)) };
	if (!plan->items)
		return -1;
	for (size_t i = 0; i < count; i++)
		plan->items[i] = (struct plan_item){ .what = cells[i], .twin = PLAN_NO_TWIN };
	for (size_t i = 0; i < count; i++)
		add_twin(plan, i);
	return 0;
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; plan->items && i < plan->count; i++)
		free(plan->items[i].reason);
	free(plan->items);
	*plan = (struct plan){ 0 };
}

void plan_stop_item(struct plan *plan, size_t item, enum cell_fault fault, const char *reason)
{
	struct plan_item *stopped = &plan->items[item];

	if (stopped->fault)
		return;
	stopped->fault = fault;
	stopped->reason = strdup(reason);
}

static void stop_for_twin(struct plan *plan, size_t item, const struct plan_item *twin)
{
	struct words why = words("its twin %s/%s does not run: %s", ops[twin->what.cell.op].name,
				 envs[twin->what.cell.env].name, twin->reason);

	plan_stop_item(plan, item, twin->fault, why.text);
}

void plan_stop_twinless(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		size_t twin = plan->items[i].twin;

		/* One that has a reason of its own keeps it: no words are made for nothing. */
		if (twin != PLAN_NO_TWIN && plan->items[twin].fault && !plan->items[i].fault)
			stop_for_twin(plan, i, &plan->items[twin]);
	}
}

size_t plan_running(const struct plan *plan)
{
	size_t running = 0;

	for (size_t i = 0; i < plan->count; i++)
		running += !plan->items[i].fault;
	return running;
}

void plan_shuffle(size_t *order, size_t count, const gsl_rng *random)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	gsl_ran_shuffle(random, order, count, sizeof(*order));
}
