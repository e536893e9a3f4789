/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of `exitbench list': the names that options choose by. */
#ifndef HARNESS_LIST_CHOICES_H
#define HARNESS_LIST_CHOICES_H

#include "commands/list_reasons.h"
#include "measure/plan.h"

/* Rows of the tables, those that are listed. */
struct listed {
	bool op[OPS], env[ENVS], backend[BACKENDS_MAX], knob[KNOBS];
	struct listed_reasons reasons;
};

/* Operations last, for that is what a terminal still shows. */
void list_choices(const struct listed *listed, size_t running, size_t cells, size_t width);

#endif
