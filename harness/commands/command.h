/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the sub-commands share: a row each in main.c's table, exit statuses, and
 * how errors are told. A command parses with its own argp into its own static
 * options, then runs once.
 */
#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include <argp.h>
#include <stdio.h>
#include "text/words.h"

struct command {
	const char *name, *words; /* no words: not listed, for the build only */
	const struct argp *argp;
	enum program_status (*run)(void);
};

extern const struct command commands[];
extern const size_t command_count;
extern const char command_examples[];

extern const struct argp doctor_argp, list_argp, run_argp, show_argp, plot_argp, compare_argp,
	merge_argp, export_argp, report_argp, generations_argp, publish_argp, manual_argp,
	completion_argp;
enum program_status command_doctor(void);
enum program_status command_list(void);
enum program_status command_run(void);
enum program_status command_show(void);
enum program_status command_plot(void);
enum program_status command_compare(void);
enum program_status command_merge(void);
enum program_status command_export(void);
enum program_status command_report(void);
enum program_status command_generations(void);
enum program_status command_publish(void);
enum program_status command_manual(void);
enum program_status command_completion(void);

/* complain() for a wrong command line: does not return, the status is PROGRAM_USAGE. */
__attribute__((format(printf, 1, 2), noreturn)) void refuse_usage(const char *format, ...);

/* A number from the command line, within bounds, or refuse_usage(). */
double number_of(const char *option, const char *text, double least, double most);

/* Flush stdout: PROGRAM_FAILED, with a complaint, if what was printed got lost. */
enum program_status finish_output(enum program_status status);

#endif
