/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * argp with this program's manners: a wrong option is told in one line, `exitbench: ...`, as all
 * else is.
 */
#ifndef HARNESS_COMMAND_LINE_H
#define HARNESS_COMMAND_LINE_H

#include <argp.h>

/*
 * As argp_parse; `name` is how help calls the program ("exitbench run"). Does not return from
 * --help or an error.
 */
void command_line_parse(const struct argp *argp, const char *name, int count, char **words,
			unsigned flags, void *input);

#endif
