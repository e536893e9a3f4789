// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench completion: for bash, zsh and fish, from the tables of commands and of their options,
 * so that it lacks none.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "commands/command.h"
#include "commands/select.h"
#include "measure/events.h"

const struct argp completion_argp = {
	.parser = parse_arguments,
	.args_doc = "[bash|zsh|fish]",
	.doc = "Print the completion for a shell, by default for bash.\v"
	       "Examples:\n"
	       "  $ source <(exitbench completion)\n"
	       "  $ source <(exitbench completion zsh)\n"
	       "  $ exitbench completion fish | source\n",
};

/* argp ends its tables with a row that is all zero. */
static bool is_last(const struct argp_option *option)
{
	return !option->name && !option->doc && !option->key && !option->group;
}

static const struct argp everywhere = { .options = options_everywhere };

/* A key may be a number beyond all letters. */
static bool has_letter(const struct argp_option *option)
{
	return option->key > 0 && option->key < 128 && isalpha(option->key);
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

/* Of "table|json|csv", "A,B|all" or "[bash|zsh|fish]", every name. */
static void put_choices(const char *choices)
{
	for (choices += *choices == '['; *choices; choices += strspn(choices, "|]")) {
		size_t length = strcspn(choices, "|[]");

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

/* What a command takes besides options: names, as in "[bash|zsh|fish]", or files. */
static const char *names_of(const struct argp *argp)
{
	return argp->args_doc && *argp->args_doc == '[' && strchr(argp->args_doc, '|')
		       ? argp->args_doc
		       : "";
}

static void put_names(const struct argp_option *option)
{
	if (!strcmp(option->name, "events"))
		events_print_names(stdout);
	select_print_names(option->name, stdout);
	put_choices(option->arg);
}

static void put_values(const char *command, const struct argp_option *option)
{
	if (!takes_names(option))
		return;
	printf("\t%s:--%s", command, option->name);
	if (has_letter(option))
		printf(" | %s:-%c", command, option->key);
	printf(") values='");
	put_names(option);
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
	each_option(command, &everywhere, put_option);
	printf("' names='");
	put_choices(names_of(argp));
	printf("' ;;\n");
}

/*
 * bash splits "--knobs=vpid=off" at the signs: put the word together, and take off again from the
 * answers what bash has already. A list is completed at its last name.
 */
static const char head[] =
	"_exitbench()\n"
	"{\n"
	"\tlocal at=$COMP_CWORD word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n"
	"\tlocal option words= values= names=\n"
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
	"\telif [[ $names ]]; then\n"
	"\t\tCOMPREPLY=($(compgen -W \"$names\" -- \"$word\"))\n"
	"\telse\n"
	"\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n"
	"\tfi\n"
	"}\n"
	"complete -o filenames -F _exitbench exitbench\n";

static void complete_bash(void)
{
	printf("# bash completion for exitbench %s, from its own tables\n%s", exitbench_version,
	       head);
#define COMMAND(name, words) each_option(#name, &name##_argp, put_values);
	COMMANDS(COMMAND)
#undef COMMAND
	fputs(middle, stdout);
#define COMMAND(name, words) printf(#name " ");
	COMMANDS(COMMAND)
#undef COMMAND
	each_option("", &everywhere, put_option);
	puts("' ;;");
#define COMMAND(name, words) put_options(#name, &name##_argp);
	COMMANDS(COMMAND)
#undef COMMAND
	fputs(foot, stdout);
}

static bool ends_here(const char *at)
{
	return strchr(";(\n", *at) || (*at == '.' && (!at[1] || isspace((unsigned char)at[1])));
}

/* The first words of it, for single quotes; `special` characters behind a backslash. */
static void put_doc(const char *doc, const char *special)
{
	size_t length = 0;

	while (doc && !ends_here(&doc[length]))
		length++;
	while (length && doc[length - 1] == ' ')
		length--;
	for (size_t i = 0; i < length; i++)
		if (doc[i] == '\'')
			fputs("\u2019", stdout);
		else
			printf(strchr(special, doc[i]) ? "\\%c" : "%c", doc[i]);
}

/* '--name=[what it does]:value:action', and the same for its letter. */
static void put_zsh_option(const char *command, const struct argp_option *option)
{
	bool is_short = has_letter(option);

	(void)command;
	for (int i = 0; i <= is_short; i++) {
		if (i)
			printf("\t\t'-%c%s[", option->key, option->arg ? "+" : "");
		else
			printf("\t\t'--%s%s[", option->name, option->arg ? "=" : "");
		put_doc(option->doc, "[]:\\");
		printf("]%s", option->arg ? ":value:" : "");
		if (takes_names(option)) {
			printf("_sequence -s , compadd - ");
			put_names(option);
		} else if (option->arg) {
			printf("_files");
		}
		printf("' \\\n");
	}
}

static void put_zsh_rest(const struct argp *argp)
{
	const char *names = names_of(argp);

	each_option("", &everywhere, put_zsh_option);
	printf("\t\t'*:%s", *names ? "name:compadd - " : "file:_files");
	put_choices(names);
	puts("' ;;");
}

static void complete_zsh(void)
{
	printf("#compdef exitbench\n# zsh completion for exitbench %s, from its own tables\n"
	       "_exitbench()\n{\n\tlocal -a commands=(\n", exitbench_version);
#define COMMAND(name, words) printf("\t\t'" #name ":"), put_doc(words, ":\\"), puts("'");
	COMMANDS(COMMAND)
#undef COMMAND
	puts("\t)\n\tif [[ $CURRENT = 2 && $words[2] = -* ]]; then _arguments \\");
	each_option("", &everywhere, put_zsh_option);
	puts("\t\t; return; fi\n"
	     "\tif ((CURRENT == 2)); then _describe command commands; return; fi\n"
	     "\tlocal command=$words[2]\n\tshift words\n\t((CURRENT--))\n\tcase $command in");
#define COMMAND(name, words) \
	puts("\t" #name ") _arguments \\"); \
	each_option(#name, &name##_argp, put_zsh_option); \
	put_zsh_rest(&name##_argp);
	COMMANDS(COMMAND)
#undef COMMAND
	puts("\tesac\n}\n# Loaded by its name, or sourced.\n"
	     "if [[ $funcstack[1] = _exitbench ]]; then _exitbench \"$@\"; "
	     "else compdef _exitbench exitbench; fi");
}

static void put_fish_option(const char *command, const struct argp_option *option)
{
	fputs("complete -c exitbench", stdout);
	if (*command)
		printf(" -n '__fish_seen_subcommand_from %s'", command);
	printf(" -l %s", option->name);
	if (has_letter(option))
		printf(" -s %c", option->key);
	printf(" -d '");
	put_doc(option->doc, "\\");
	putchar('\'');
	if (takes_names(option)) {
		printf(" -x -a '(__exitbench_list ");
		put_names(option);
		printf(")'");
	} else if (option->arg) {
		printf(" -r");
	}
	putchar('\n');
}

static void put_fish_rest(const char *command, const struct argp *argp)
{
	if (!*names_of(argp))
		return;
	printf("complete -c exitbench -n '__fish_seen_subcommand_from %s' -f -a '", command);
	put_choices(names_of(argp));
	puts("'");
}

/* A list is completed at its last name. */
static void complete_fish(void)
{
	printf("# fish completion for exitbench %s, from its own tables\n"
	       "function __exitbench_list\n"
	       "\tset -l before (string match -rg '^(?:-[^=]*=)?(.*,)' -- (commandline -ct))\n"
	       "\tprintf '%%s\\n' \"$before\"$argv\nend\n", exitbench_version);
	each_option("", &everywhere, put_fish_option);
#define COMMAND(name, words) \
	printf("complete -c exitbench -n __fish_use_subcommand -f -a " #name " -d '"); \
	put_doc(words, "\\"); \
	puts("'"); \
	each_option(#name, &name##_argp, put_fish_option); \
	put_fish_rest(#name, &name##_argp);
	COMMANDS(COMMAND)
#undef COMMAND
}

enum program_status command_completion(void)
{
	static void (*const completions[])(void) = { complete_bash, complete_zsh, complete_fish };
	const char *shell = "bash";

	if (arguments.count > 1)
		refuse_usage("completion: one shell at a time");
	if (arguments.count)
		shell = arguments.files[0];
	completions[choice_of("completion", "bash|zsh|fish", shell)]();
	return PROGRAM_OK;
}
