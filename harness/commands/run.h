/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of `exitbench run` share: its options, and the description of a run. */
#ifndef HARNESS_RUN_H
#define HARNESS_RUN_H

#include "measure/measure.h"
#include "show/show.h"

struct run_options {
	struct selection selection;
	struct measure_options measure;
	struct events events;           /* measure.events points here if there are any */
	const char *label, *samples;
	json_t *tags;                   /* NULL: none */
	bool quiet, include_host, strict, append;
	struct show_options show;       /* what is printed at the end */
	char **words;                   /* of the command line, without the program */
	int word_count;
};

extern struct run_options run_options;

/* A new object: command, seed, rules, start. `options` are complete, their events probed. */
json_t *run_describe(const struct run_options *options);

/* Why this run's trials could not be pooled with those of a file, as far as can be told before. */
struct words run_append_refused(const struct result *earlier, const struct result *fresh);

/*
 * One result of both, until run_append_end(): till then it has the legs of `fresh`, and frees none.
 * With words if that is refused.
 */
struct words run_append(struct result *both, const struct result *earlier, struct result *fresh);
void run_append_end(struct result *both, struct result *fresh);

/* run.during.neighbour: whether the measuring core can have one, and what was seen of it. */
void run_describe_neighbour(json_t *run, const struct measure_options *options,
			    const struct measure_summary *summary);
/* What is known at the end: the numbers of trials and rounds, when it ended. */
void run_describe_summary(json_t *run, const struct measure_summary *summary);

/*
 * A result that could not be written, for which `lost` says why, into another file: in the folder
 * of -o, TMPDIR, /tmp or here. Says where it is, or why it is lost. PROGRAM_FAILED.
 */
enum program_status run_rescue(const struct result *result, const struct words *lost);

/* The machine with what doctor finds, and its random id. A new object. */
json_t *run_describe_machine(int cpu);

#endif
