// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench completion: the completion for bash, from the tables of commands and of their options,
 * so that it lacks none.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "commands/command.h"
#include "commands/select.h"

const struct argp completion_argp = {
	.parser = parse_arguments,
	.doc = "Print the completion for bash.\v"
	       "Examples:\n"
	       "  $ source <(exitbench completion)\n",
};

/* argp ends its tables with a row that is all zero. */
static bool is_last(const struct argp_option *option)
{
	return !option->name && !option->doc && !option->key && !option->group;
}

typedef void option_use(const char *command, const struct argp_option *option);

static void each_option(const char *command, const struct argp *argp, option_use *use)
{
	for (const struct argp_option *option = argp->options; option && !is_last(option); option++)
		if (option->name)
			use(command, option);
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		each_option(command, child->argp, use);
}

/* Of "table|json|csv", or "A,B|all", every name. */
static void put_choices(const char *choices)
{
	for (; *choices; choices += strspn(choices, "|")) {
		size_t length = strcspn(choices, "|[");

		if (islower((unsigned char)*choices))
			printf("%.*s ", (int)length, choices);
		choices += choices[length] == '[' ? strlen(choices) : length;
	}
}

/* "FILE", or "N", is no list of names. */
static bool takes_names(const struct argp_option *option)
{
	return option->arg && strpbrk(option->arg, "|,");
}

static void put_values(const char *command, const struct argp_option *option)
{
	if (!takes_names(option))
		return;
	printf("\t%s:--%s", command, option->name);
	if (isalpha(option->key))
		printf(" | %s:-%c", command, option->key);
	printf(") values='");
	select_print_names(option->name, stdout);
	put_choices(option->arg);
	printf("' ;;\n");
}

static void put_option(const char *command, const struct argp_option *option)
{
	(void)command;
	printf("--%s ", option->name);
}

static void put_options(const char *command, const struct argp *argp)
{
	printf("\t%s) words='", command);
	each_option(command, argp, put_option);
	printf("--help --usage --version' ;;\n");
}

/*
 * bash splits "--knobs=vpid=off" at the signs: put the word together, and take off again from the
 * answers what bash has already. A list is completed at its last name.
 */
static const char head[] =
	"_exitbench()\n"
	"{\n"
	"\tlocal at=$COMP_CWORD word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n"
	"\tlocal option words= values=\n"
	"\twhile ((at > 1)) && [[ ${COMP_WORDS[at]} = '=' || ${COMP_WORDS[at-1]} = '=' ]]; do\n"
	"\t\tword=${COMP_WORDS[--at]}$word\n"
	"\tdone\n"
	"\tlocal known=${word%\"${word##*=}\"}\n"
	"\tcase $word in\n"
	"\t--*=*) option=${word%%=*} word=${word#*=} ;;\n"
	"\t*) option=${COMP_WORDS[at-1]} ;;\n"
	"\tesac\n"
	"\tcase $command:$option in\n";

static const char middle[] =
	"\tesac\n"
	"\tif [[ $values ]]; then\n"
	"\t\tCOMPREPLY=($(compgen -P \"${word%\"${word##*,}\"}\" -W \"$values\" -- "
	"\"${word##*,}\"))\n"
	"\t\tknown=${known#--*=}\n"
	"\t\tCOMPREPLY=(\"${COMPREPLY[@]#\"$known\"}\")\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tif ((COMP_CWORD == 1)); then command=; fi\n"
	"\tcase $command in\n"
	"\t'') words='";

static const char foot[] =
	"\tesac\n"
	"\tif [[ $COMP_CWORD = 1 || $word = -* ]]; then\n"
	"\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	"\telse\n"
	"\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n"
	"\tfi\n"
	"}\n"
	"complete -o filenames -F _exitbench exitbench\n";

enum program_status command_completion(void)
{
	need_files("completion", 0, 0);
	printf("# bash completion for exitbench %s, from its own tables\n%s", exitbench_version,
	       head);
#define COMMAND(name, words) each_option(#name, &name##_argp, put_values);
	COMMANDS(COMMAND)
#undef COMMAND
	fputs(middle, stdout);
#define COMMAND(name, words) printf(#name " ");
	COMMANDS(COMMAND)
#undef COMMAND
	printf("--help --usage --version' ;;\n");
#define COMMAND(name, words) put_options(#name, &name##_argp);
	COMMANDS(COMMAND)
#undef COMMAND
	fputs(foot, stdout);
	return PROGRAM_OK;
}
