// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench manual, exitbench completion: the man page and the bash completion, from the
 * tables of commands and of their options, so that neither can lack one. For the build.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "commands/select.h"

const struct argp manual_argp = { .doc = "Print the manual page, for man." };
const struct argp completion_argp = { .doc = "Print the completion for bash." };

/*
 * Text for troff: no line begins with a dot or a quote, no backslash or hyphen is taken for
 * another.
 */
static void put_text(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes && text[i]; i++) {
		if ((!i || text[i - 1] == '\n') && (text[i] == '.' || text[i] == '\''))
			fputs("\\&", stdout);
		fputs(text[i] == '\\'  ? "\\e"
		      : text[i] == '-' ? "\\-"
				       : (char[]){ text[i], 0 },
		      stdout);
	}
}

static void put_whole(const char *text)
{
	put_text(text, strlen(text));
}

static bool is_option(const struct argp_option *option)
{
	return option->name && !(option->flags & OPTION_HIDDEN);
}

static void put_option(const struct argp_option *option)
{
	fputs(".TP\n\\fB", stdout);
	if (option->key > 0 && option->key < 128 && isprint(option->key))
		printf("\\-%c\\fR, \\fB", option->key);
	printf("\\-\\-");
	put_whole(option->name);
	fputs("\\fR", stdout);
	if (option->arg) {
		fputs("=\\fI", stdout);
		put_whole(option->arg);
		fputs("\\fR", stdout);
	}
	fputc('\n', stdout);
	put_whole(option->doc ? option->doc : "");
	fputc('\n', stdout);
}

/* Whether there is another row: argp ends its tables with one that is all zero. */
static bool is_row(const struct argp_option *option)
{
	return option->name || option->doc || option->key || option->group;
}

typedef void option_use(const struct argp_option *option);

static void each_option(const struct argp *argp, option_use *use)
{
	for (const struct argp_option *option = argp->options; option && is_row(option); option++)
		if (is_option(option))
			use(option);
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		each_option(child->argp, use);
}

static void put_command(const struct command *command)
{
	const char *doc = command->argp->doc ? command->argp->doc : "", *after = strchr(doc, '\v');

	printf(".SS %s", command->name);
	if (command->argp->args_doc) {
		fputc(' ', stdout);
		put_whole(command->argp->args_doc);
	}
	fputc('\n', stdout);
	put_text(doc, after ? (size_t)(after - doc) : strlen(doc));
	fputc('\n', stdout);
	each_option(command->argp, put_option);
	if (after) {
		fputs(".PP\n.nf\n", stdout);
		put_whole(after + 1);
		fputs("\n.fi\n", stdout);
	}
}

enum program_status command_manual(void)
{
	printf(".TH EXITBENCH 1 \"\" \"exitbench %s\" \"User Commands\"\n.SH NAME\n"
	       "exitbench \\- what it costs to leave and re\\-enter a virtual machine\n"
	       ".SH SYNOPSIS\n.B exitbench\n.I COMMAND\n[\\fIOPTION\\fR...]\n.SH DESCRIPTION\n"
	       "Measures operation by operation what leaving a virtual machine costs, and what the "
	       "same operation costs elsewhere.\n"
	       ".SH COMMANDS\n",
	       exitbench_version);
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].words)
			put_command(&commands[i]);
	fputs(".SH EXAMPLES AND EXIT STATUS\n.nf\n", stdout);
	put_whole(command_examples);
	fputs(".fi\n.SH ENVIRONMENT\n.TP\n.B EXITBENCH_PLOTS\nThe directory of the gnuplot "
	      "scripts.\n.TP\n.B EXITBENCH_PUBLISHED\n"
	      "The directory of published figures.\n",
	      stdout);
	return PROGRAM_OK;
}

/* The names a list takes, after its option: the last of the list is completed. */
static void put_values(const struct argp_option *option)
{
	printf("\t--%s) names='", option->name);
	select_print_names(option->name, stdout);
	printf("' ;;\n");
}

static void put_completion(const struct argp_option *option)
{
	printf("--%s ", option->name);
}

enum program_status command_completion(void)
{
	printf("# bash completion for exitbench %s, from its own tables\n_exitbench()\n{\n\tlocal "
	       "word=${COMP_WORDS[COMP_CWORD]} words names=\n"
	       "\tcase ${COMP_WORDS[COMP_CWORD-1]} in\n",
	       exitbench_version);
	each_option(&select_argp, put_values);
	printf("\tesac\n\tif [[ $names ]]; then\n\t\tCOMPREPLY=($(compgen -P "
	       "\"${word%%\"${word##*,}\"}\" -W \"$names\" -- \"${word##*,}\"))\n"
	       "\t\treturn\n\tfi\n\tcase ${COMP_CWORD}:${COMP_WORDS[1]} in\n\t1:*) words='");
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].words)
			printf("%s ", commands[i].name);
	printf("--help --version' ;;\n");
	for (size_t i = 0; i < command_count; i++)
		if (commands[i].words) {
			printf("\t*:%s) words='", commands[i].name);
			each_option(commands[i].argp, put_completion);
			printf("--help' ;;\n");
		}
	printf("\tesac\n\tif [[ $COMP_CWORD = 1 || $word = -* ]]; then COMPREPLY=($(compgen -W "
	       "\"$words\" -- \"$word\"));\n"
	       "\telse COMPREPLY=($(compgen -f -- \"$word\")); fi\n}\ncomplete -o filenames -F "
	       "_exitbench exitbench\n");
	return PROGRAM_OK;
}
