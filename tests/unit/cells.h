/* SPDX-License-Identifier: GPL-2.0-only */
/* The table's cells, one after another, for tests of what is reckoned from them. */
#ifndef UNIT_CELLS_H
#define UNIT_CELLS_H

#include <stdio.h>
#include "fixture.h"
#include "bench/cell.h"
#include "bench/layout_32_bit.h"
#include "stamps.h"

#define TIME_MAX_TSC 2000000

static const struct batch_size size = { 10, 100 };
static const struct batch_size scripted = { 1, 1 }; /* each exit of which fits the fake's script */
static _Alignas(8) u8 image[GUEST_BYTES];
static struct guest_params *const params = (struct guest_params *)image;

static inline int load_guest(void **state)
{
	FILE *file = fopen(GUEST_BIN, "rb");
	size_t bytes;

	(void)state;
	if (!file)
		return -1;
	bytes = fread(image, 1, sizeof(image), file);
	fclose(file);
	return bytes == GUEST_32_END ? 0 : -1;
}

/*
 * The next cell that exists on a backend, in every form and ring and under every knob; 0 after the
 * last. Those that vmx refuses, since only SVM can make them exit, are none of it.
 */
static inline int is_next(const struct cell *cell, enum backend backend)
{
	return cell_exists(cell, backend) && (cell->engine == ENGINE_SVM || !cell_needs_svm(cell));
}

static inline int next_cell(struct cell *cell, enum backend backend)
{
	for (;;) {
		if (++cell->knob < KNOBS) {
			if (is_next(cell, backend))
				return 1;
			continue;
		}
		cell->knob = KNOB_default;
		if (++cell->ring == RINGS) {
			cell->ring = 0;
			if (++cell->form == FORM_COUNT) {
				cell->form = FORM_FULL;
				if (++cell->env == ENVS) {
					cell->env = 0;
					cell->op++;
				}
			}
		}
		if (cell->op >= OPS)
			return 0;
		if (is_next(cell, backend))
			return 1;
	}
}

#define FIRST_CELL { .ring = (u8)-1, .knob = KNOBS - 1 }

#define FAIL_CELL(cell, words)                                                                     \
	fail_msg("%s in %s, ring %u, form %u, %s: %s", ops[(cell)->op].name,                       \
		 envs[(cell)->env].name, (cell)->ring, (u32)(cell)->form,                          \
		 knobs[(cell)->knob].name, words)

/* In either form. */
static inline int exists_on(enum op op, enum env env, u32 ring, enum backend backend)
{
	const struct cell full = { op, env, FORM_FULL, (u8)ring, KNOB_default, 0 };
	const struct cell lean = { op, env, FORM_LEAN, (u8)ring, KNOB_default, 0 };

	return cell_exists(&full, backend) || cell_exists(&lean, backend);
}

static inline int exists(enum op op, enum env env, u32 ring)
{
	return exists_on(op, env, ring, BACKEND_VMX) || exists_on(op, env, ring, BACKEND_KVM);
}

/* Whether an iteration of it is over in one exit, with nothing else to see. */
static inline int is_one_exit(const struct claim *claim)
{
	return claim->exits == 1 && !claim->also && !claim->traps && !claim->not_lean &&
	       claim->policy.action != ACTION_INJECT;
}

/* --- the rows --- */

static const enum op of_applications[] = { OP_sysenter_sysexit, OP_syscall_sysret, OP_int_iret };

static inline int is_of_applications(u32 op)
{
	for (u32 i = 0; i < COUNT_OF(of_applications); i++)
		if (of_applications[i] == op)
			return 1;
	return 0;
}

/* Exits of two reasons in turn are played one by one; stamps have no room for more than a few. */
static inline struct batch_size size_of(const struct cell *cell)
{
	if (cell->form == FORM_STAMPED)
		return (struct batch_size){ size.warmup, cell_iterations_max(cell, size.warmup) };
	return cell_claim(cell)->also ? scripted : size;
}

static inline u32 done_reason(const struct cell *cell)
{
	return cell_claim(cell)->reason == EXIT_IO_INSTRUCTION ? EXIT_HLT : EXIT_IO_INSTRUCTION;
}

static const struct cell trapping = { OP_cli_sti, ENV_deprivileged, FORM_FULL, 1, KNOB_default, 0 };

#endif
