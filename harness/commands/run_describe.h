/* SPDX-License-Identifier: GPL-2.0-only */
/* How a session was run, as the `run` object of its result, and the machine it ran on. */
#ifndef HARNESS_RUN_DESCRIBE_H
#define HARNESS_RUN_DESCRIBE_H

#include "machine/machine.h"
#include "commands/run_options.h"

/* A new object: command, seed, rules, start. `options` are complete, their events probed. */
json_t *run_describe(const struct run_options *options);

/*
 * What is known at the end: how many trials there were, when it ended, and what happened meanwhile.
 */
void run_describe_summary(json_t *run, const struct measure_summary *summary);

/* The machine with what doctor finds, and its random id. A new object. */
json_t *run_describe_machine(int cpu);

#endif
