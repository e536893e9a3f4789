// SPDX-License-Identifier: GPL-2.0-only
/* Which cells the table has, and which of them are chosen. */
#include <stdlib.h>
#include <string.h>
#include "machine/above.h"
#include "measure/plan.h"
#include "result/result.h"

static bool is_knob_chosen(const struct selection *selection, enum knob knob)
{
	return selection->any_knob ? selection->knob[knob] : knobs[knob].by_default;
}

/* Of the two of our own driver a CPU has one. */
bool backend_is_of_this_cpu(const struct backend_row *backend)
{
	return !(backend->id & BACKENDS_OURS) || (backend->id == BACKEND_SVM) == cpu_is_of_svm();
}

static bool is_chosen(const struct selection *selection, const struct cell *cell, size_t backend)
{
	return (!selection->any_op || selection->op[cell->op]) &&
	       (!selection->any_env || selection->env[cell->env]) &&
	       (selection->any_backend ? selection->backend[backend]
				       : backend_is_of_this_cpu(&backends[backend])) &&
	       (!selection->any_ring || selection->ring[cell->ring]);
}

/* Most combinations differ in their knob alone, and few knobs are chosen: these are found once. */
size_t select_cells(const struct selection *selection, struct planned_cell **plan)
{
	enum knob chosen[KNOBS];
	size_t count = 0, knob_count = 0, most;

	for (enum knob knob = 0; knob < KNOBS; knob++)
		if (is_knob_chosen(selection, knob))
			chosen[knob_count++] = knob;
	most = (size_t)OPS * ENVS * backend_count * FORM_COUNT * RINGS;
	*plan = calloc(most * knob_count + 1, sizeof(**plan));
	for (size_t i = 0; *plan && i < most; i++) {
		size_t rest = i / RINGS / FORM_COUNT, backend = rest % backend_count;
		struct planned_cell next = {
			.cell = { .op = (enum op)(rest / backend_count / ENVS),
				  .env = (enum env)(rest / backend_count % ENVS),
				  .form = (enum run_form)(i / RINGS % FORM_COUNT),
				  .ring = (u8)(i % RINGS),
				  .engine = backend_engine(&backends[backend]) },
			.backend = &backends[backend]
		};

		if (!is_chosen(selection, &next.cell, backend))
			continue;
		for (size_t k = 0; k < knob_count; k++) {
			next.cell.knob = chosen[k];
			if (backend_has(next.backend, &next.cell))
				(*plan)[count++] = next;
		}
	}
	return count;
}

bool is_measured_in(enum op op, enum env env)
{
	struct cell cell = { .op = op, .env = env };

	while (cell.knob < KNOBS && !cell_claim(&cell)->present)
		cell.knob++;
	return cell.knob < KNOBS;
}

void select_all_knobs(struct selection *selection)
{
	for (size_t i = 0; i < KNOBS && !selection->any_knob; i++)
		selection->knob[i] = true;
	selection->any_knob = true;
}

char *planned_cell_id(const struct planned_cell *planned)
{
	const struct cell *cell = &planned->cell;

	return result_cell_id(&(struct cell_result){
		.op = (char *)ops[cell->op].name, .env = (char *)envs[cell->env].name,
		.backend = (char *)planned->backend->name, .form = (char *)form_names[cell->form],
		.knobs = (char *)knobs[cell->knob].name, .ring = cell->ring });
}
