// SPDX-License-Identifier: GPL-2.0-only
/*
 * An argp around a command's own. getopt tells what is wrong in a line that begins with the
 * first word, which therefore is the program's name; argp's second line, where to find help, goes
 * nowhere. --help and --usage are answered here, for they must call the program by the command's
 * name.
 */
#include <stdio.h>
#include <stdlib.h>
#include "commands/command.h"
#include "commands/command_line.h"

enum { KEY_HELP = '?', KEY_USAGE = 0x1000, KEY_VERSION = 'V' };

struct line {
	const char *name;
	void *input;
	FILE *nowhere;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct line *line = state->input;

	(void)argument;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = line->input;
		if (line->nowhere)
			state->err_stream = line->nowhere;
		return 0;
	case KEY_HELP:
		state->name = (char *)line->name;
		argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
		return 0;
	case KEY_USAGE:
		state->name = (char *)line->name;
		argp_state_help(state, state->out_stream, ARGP_HELP_USAGE | ARGP_HELP_EXIT_OK);
		return 0;
	case KEY_VERSION:
		printf("exitbench %s\n", exitbench_version);
		exit(finish_output(PROGRAM_OK));
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ .name = "help", .key = KEY_HELP, .doc = "Give this help list", .group = -1 },
	{ .name = "usage", .key = KEY_USAGE, .doc = "Give a short usage message" },
	{ .name = "version", .key = KEY_VERSION, .doc = "Print program version" },
	{ 0 }
};

void command_line_parse(const struct argp *argp, const char *name, int count, char **words,
			unsigned flags, void *input)
{
	const struct argp_child children[] = { { .argp = argp }, { 0 } };
	const struct argp around = { .options = options, .parser = parse, .children = children };
	struct line line = { .name = name, .input = input, .nowhere = fopen("/dev/null", "we") };

	words[0] = "exitbench";
	argp_parse(&around, count, words, flags | ARGP_NO_HELP, NULL, &line);
	if (line.nowhere)
		fclose(line.nowhere);
}
