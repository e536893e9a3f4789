// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench: the sub-commands, a row each, and their help. What a command does
 * is in command_NAME.c; nothing here knows more than its name and its argp.
 */
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "commands/command_line.h"

const struct command commands[] = {
	{ .name = "doctor", .argp = &doctor_argp, .run = command_doctor,
	  .words = "what this machine can measure, and what spoils figures" },
	{ .name = "list", .argp = &list_argp, .run = command_list,
	  .words = "what there is to measure, and which cells run here" },
	{ .name = "run", .argp = &run_argp, .run = command_run,
	  .words = "measure cells, into a table or a result file" },
	{ .name = "show", .argp = &show_argp, .run = command_show,
	  .words = "result files as tables" },
	{ .name = "compare", .argp = &compare_argp, .run = command_compare,
	  .words = "two sides of result files: what differs, and whether it is real" },
	{ .name = "merge", .argp = &merge_argp, .run = command_merge,
	  .words = "sessions of one machine as one result file" },
	{ .name = "export", .argp = &export_argp, .run = command_export,
	  .words = "a result file as CSV or Google Benchmark's JSON" },
	{ .name = "plot", .argp = &plot_argp, .run = command_plot,
	  .words = "result files as SVG, PNG or PDF, through gnuplot" },
	{ .name = "report", .argp = &report_argp, .run = command_report,
	  .words = "a page that can be published; of many files, a site" },
	{ .name = "generations", .argp = &generations_argp, .run = command_generations,
	  .words = "round trips by CPU generation, measured and published" },
	{ .name = "publish", .argp = &publish_argp, .run = command_publish,
	  .words = "a result file without what identifies its host" },
	{ .name = "manual", .argp = &manual_argp, .run = command_manual },
	{ .name = "completion", .argp = &completion_argp, .run = command_completion },
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))
const size_t command_count = COMMANDS;

#define EXAMPLES                                                                                   \
	"Examples:\n"                                                                              \
	"  exitbench doctor                           can this machine measure at all?\n"          \
	"  exitbench list                             what there is to measure\n"                  \
	"  exitbench run --ops cpuid,vmcall           two operations, as a table\n"                \
	"  exitbench run --budget 60 -o mine.json     everything, a minute, into a file\n"         \
	"  exitbench show mine.json                   the same table again\n"                      \
	"  exitbench plot mine.json -o plots          pictures of it\n"                            \
	"  exitbench report mine.json -o page         a page that can be published\n"              \
	"  exitbench compare a-*.json --against b-*.json    what is slower now?\n"                 \
	"\n"                                                                                       \
	"`exitbench COMMAND --help' explains each command.\n"                                      \
	"\n"                                                                                       \
	"Exit status: 0 done, 1 failed, 2 wrong use, 3 and 4 the gate of `compare' says no or "    \
	"cannot say, 77 nothing\n"                                                                 \
	"could be measured here.\n"

const char command_examples[] = EXAMPLES;

void refuse_usage(const char *format, ...)
{
	va_list arguments;

	fputs("exitbench: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(PROGRAM_USAGE);
}

double number_of(const char *option, const char *text, double least, double most)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end || !(value >= least && value <= most))
		refuse_usage("%s: `%s' is not a number from %.10g to %.10g", option, text, least,
			     most);
	return value;
}

enum program_status finish_output(enum program_status status)
{
	if (fflush(stdout) || ferror(stdout))
		return complain("cannot write to standard output: %s", strerror(errno));
	return status;
}

static const struct command *command_of(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* The commands come from the table, after the text that argp was given. */
static char *help_filter(int key, const char *text, void *input)
{
	char *help = NULL;
	size_t bytes;
	FILE *stream;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC || !(stream = open_memstream(&help, &bytes)))
		return (char *)text;
	fputs("Commands:\n", stream);
	for (size_t i = 0; i < COMMANDS; i++)
		if (commands[i].words)
			fprintf(stream, "  %-12s %s\n", commands[i].name, commands[i].words);
	fprintf(stream, "\n%s", text);
	fclose(stream);
	return help;
}

struct rest {
	int count;
	char **word;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct rest *rest = state->input;

	(void)argument;
	switch (key) {
	case ARGP_KEY_ARG:
		/* The command and all after it are not ours. */
		*rest = (struct rest){ state->argc - state->next + 1,
				       state->argv + state->next - 1 };
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		refuse_usage("which command? `exitbench --help' lists them");
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp main_argp = {
	.parser = parse,
	.help_filter = help_filter,
	.args_doc = "COMMAND [OPTION...]",
	.doc = "Measure what it costs to leave and re-enter a virtual machine, operation by "
	       "operation, and what the same operation costs elsewhere.\v" EXAMPLES,
};

static enum program_status run_command(const struct command *command, struct rest rest)
{
	char name[64];

	snprintf(name, sizeof(name), "exitbench %s", command->name);
	command_line_parse(command->argp, name, rest.count, rest.word, 0, NULL);
	return finish_output(command->run());
}

int main(int argc, char **argv)
{
	struct rest rest = { 0 };
	const struct command *command;

	setlocale(LC_CTYPE, "");
	argp_err_exit_status = PROGRAM_USAGE;
	command_line_parse(&main_argp, "exitbench", argc, argv, ARGP_IN_ORDER, &rest);
	command = command_of(rest.word[0]);
	if (!command)
		refuse_usage("there is no command `%s'; `exitbench --help' lists them",
			     rest.word[0]);
	return (int)run_command(command, rest);
}
