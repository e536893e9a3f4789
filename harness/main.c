// SPDX-License-Identifier: GPL-2.0-only
/* exitbench: from the command line to a command, and the help that lists them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "commands/command.h"
#include "text/endings.h"

static const struct command {
	const char *name, *words;
	const struct argp *argp;
	enum program_status (*run)(void);
} commands[] = {
#define COMMAND(name, words) { #name, words, &name##_argp, command_##name },
	COMMANDS(COMMAND)
#undef COMMAND
};
#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static const struct command *command_of(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	refuse_usage("there is no command `%s'; `exitbench --help' lists them", name);
}

/* The commands come from the table, before the text that argp was given. */
static char *help_filter(int key, const char *text, void *input)
{
	char *help = NULL;
	size_t bytes;
	FILE *stream;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC || !(stream = open_memstream(&help, &bytes)))
		return (char *)text;
	fputs("Commands:\n", stream);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stream, "  %-12s %s\n", commands[i].name, commands[i].words);
	fprintf(stream, "\n%s", text);
	fclose(stream);
	return help;
}

/* The words from the command on, which are not ours. */
struct rest {
	int count;
	char **words;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct rest *rest = state->input;

	(void)argument;
	switch (key) {
	case ARGP_KEY_ARG:
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
	       "operation, and what the same operation costs elsewhere.\v"
	       "`exitbench COMMAND --help', and `man exitbench-COMMAND' where it is installed, "
	       "explain each command. show, compare, plot, report and export take --format text, "
	       "markdown, csv or json, --unit ns, --sort, and filters such as --ops and "
	       "--preset. @FILE stands for the options in FILE.\n"
	       "\n"
	       "Exit status: 0 success, 1 error, 2 usage, 3 regression, 4 inconclusive (compare "
	       "--fail-on), 77 nothing measurable here.\n"
	       "\n"
	       "Examples:\n"
	       "  exitbench doctor                         can this machine measure?\n"
	       "  exitbench list                           what can be measured\n"
	       "  exitbench run --ops cpuid,vmcall         two operations, as a table\n"
	       "  exitbench run --budget 60 -o mine.json   all, for a minute, into a file\n"
	       "  exitbench show mine.json                 the same table again\n"
	       "  exitbench plot mine.json -o plots        pictures of it\n"
	       "  exitbench report mine.json -o page       a page to publish\n"
	       "  exitbench compare a*.json --against b*.json\n"
	       "                                           what is slower now?\n"
};

extern char **environ; /* unistd.h has it only under _GNU_SOURCE */

/*
 * Libraries would take another machine or another CPU's counters from it, and print; gnuplot
 * another font, or a terminal that it lacks and then ends.
 */
static void forget_settings(void)
{
	static const char *const prefixes[] = { "HWLOC_", "LIBPFM_", "GNUTERM", "GNUPLOT_" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		for (char **set = environ; *set;) {
			char *name = strndup(*set, strcspn(*set, "="));

			if (!name || strncmp(name, prefixes[i], strlen(prefixes[i])) ||
			    unsetenv(name))
				set++;
			free(name);
		}
	setenv("HWLOC_HIDE_ERRORS", "2", 1);
}

/*
 * Or a file that is opened later would be taken for it, and what is printed would go there. Each is
 * opened the wrong way round, so that its use fails as that of a closed one does.
 */
static void have_standard_files(void)
{
	for (int file = 0; file < 3; file++)
		if (fcntl(file, F_GETFD) < 0 &&
		    open("/dev/null", file ? O_RDONLY : O_WRONLY) != file)
			_exit(PROGRAM_FAILED);
}

int main(int argc, char **argv)
{
	const struct command *command;
	struct rest rest = { 0 };
	char name[64];

	have_standard_files();
	endings_prepare();
	forget_settings();
	argp_err_exit_status = PROGRAM_USAGE;
	command_line_parse(&main_argp, "exitbench", argc, argv, &rest);
	command = command_of(rest.words[0]);
	snprintf(name, sizeof(name), "exitbench %s", command->name);
	command_line_expand(&rest.count, &rest.words);
	command_line_parse(command->argp, name, rest.count, rest.words, NULL);
	return (int)finish_output(command->run());
}
