/* SPDX-License-Identifier: GPL-2.0-only */
/* What `exitbench run` was asked for, by its command line. */
#ifndef HARNESS_RUN_OPTIONS_H
#define HARNESS_RUN_OPTIONS_H

#include "measure/measure.h"

struct run_options {
	struct selection selection;
	struct measure_options measure;
	struct events events;           /* measure.events points here if any were asked for */
	const char *label, *samples;
	bool quiet, include_host;
	char **words;                   /* of the command line, without the program */
	int word_count;
};

extern struct run_options run_options;

/* What was not given gets its default; the seed a random one. */
void run_options_complete(struct run_options *options);

#endif
