/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options that choose cells, of a plan or of a result: by operation, environment, backend, ring
 * and knob. An unknown name ends the program with one line that lists the names there are.
 */
#ifndef HARNESS_SELECT_H
#define HARNESS_SELECT_H

#include <argp.h>
#include <stdio.h>
#include "measure/plan.h"

/* The names an option of select_argp takes, each followed by a blank; none for another option. */
void select_print_names(const char *option, FILE *stream);

/* An argp child with these options; its input is a struct selection. */
extern const struct argp select_argp;

/* Drop the cells of a result that are not chosen. All knobs are, unless some were named. */
void select_results(const struct selection *selection, struct result *result);

#endif
