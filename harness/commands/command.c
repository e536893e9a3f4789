// SPDX-License-Identifier: GPL-2.0-only
/*
 * What command lines share. Around a command's argp stands another one: getopt begins an error with
 * the first word, which therefore is the program's name; argp's second line, where to find help, is
 * dropped; --help and --usage are answered here, because they name the command, too.
 */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "commands/command.h"
#include "result/fields.h"
#include "text/endings.h"
#include "text/file.h"

#define OPTIONS_BYTES_MAX 65536

enum { KEY_HELP = '?', KEY_USAGE = 0x1000, KEY_VERSION = 'V' };

struct arguments arguments;

static void add_file(char *file, int room)
{
	if (!arguments.files)
		arguments.files = calloc((size_t)room + 2, sizeof(*arguments.files));
	if (!arguments.files)
		refuse_usage("out of memory");
	arguments.files[arguments.count++] = file;
}

error_t parse_arguments(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case 'o':
		arguments.output = argument;
		return 0;
	case KEY_FORCE:
		arguments.force = true;
		return 0;
	case ARGP_KEY_ARG:
		add_file(argument, state->argc);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

size_t choice_of(const char *option, const char *names, const char *name)
{
	size_t length = strlen(name), choice = 0;

	for (const char *at = names; *at; at += strspn(at, "|"), choice++) {
		if (strcspn(at, "|") == length && !strncmp(at, name, length))
			return choice;
		at += strcspn(at, "|");
	}
	refuse_usage("%s: `%s' is not one of %s", option, name, names);
}

static bool is_number(const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return end > text && !*end && !isspace((unsigned char)*text);
}

double number_of(const char *option, const char *text, double least, double most)
{
	double value;

	if (!is_number(text, &value) || !(value >= least && value <= most))
		refuse_usage("%s: `%s' is not a number from %.10g to %.10g", option, text, least,
			     most);
	return value;
}

double whole_number_of(const char *option, const char *text, double least, double most)
{
	double value;

	if (!is_number(text, &value) || !(value >= least && value <= most) || value != floor(value))
		refuse_usage("%s: `%s' is not a whole number from %.10g to %.10g", option, text,
			     least, most);
	return value;
}

void need_files(const char *command, size_t least, size_t most)
{
	if (arguments.count < least)
		refuse_usage(least > 1 ? "%s: which result files? Give two or more" :
					 "%s: which result file?", command);
	if (arguments.count > most && !most)
		refuse_usage("%s takes no argument `%s'", command, arguments.files[0]);
	if (arguments.count > most)
		refuse_usage("%s: one result file at a time", command);
}

void need_output(const char *command, const char *what)
{
	if (!arguments.output)
		refuse_usage("%s: where to? Give -o %s", command, what);
}

bool output_folder_begin(bool is_new)
{
	const char *path = arguments.output;

	if (!*path || !strcmp(path, "-")) {
		complain(*path ? "-o takes a directory here, not standard output: give its name "
				 "(./- is one that is called -)"
			       : "the name of the directory to write to is empty");
		return false;
	}
	if (!mkdir(path, 0777)) {
		ending_removes_if_empty(path);
		return true;
	}
	if (errno == EEXIST && !is_new)
		return true;
	complain("cannot make %s: %s", path, strerror(errno));
	return false;
}

void refuse_usage(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	complain_of(format, list);
	va_end(list);
	exit(PROGRAM_USAGE);
}

enum program_status finish_output(enum program_status status)
{
	if (fflush(stdout) || ferror(stdout))
		return complain("%s", output_failure(errno).text);
	return status;
}

struct line {
	const struct argp *argp;
	const char *name;
	void *input;
	FILE *nowhere;
};

const struct argp_option options_everywhere[] = {
	{ .name = "help", .key = KEY_HELP, .doc = "Print this help" },
	{ .name = "usage", .key = KEY_USAGE, .doc = "Print a short usage message" },
	{ .name = "version", .key = KEY_VERSION, .doc = "Print the program's version" },
	{ 0 }
};

static error_t parse_around(int key, char *argument, struct argp_state *state)
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
		help_print(line->argp, options_everywhere, line->name, stdout);
		exit(finish_output(PROGRAM_OK));
	case KEY_USAGE:
		help_usage(line->argp, line->name, stdout);
		exit(finish_output(PROGRAM_OK));
	case KEY_VERSION:
		printf("exitbench %s\n", exitbench_version);
		exit(finish_output(PROGRAM_OK));
	}
	return ARGP_ERR_UNKNOWN;
}

/* The next word of a file of options, in its place: apart by blanks, and quoted if need be. */
static char *next_word(char **text, const char *path)
{
	char *word, *to, quote = 0;

	*text += strspn(*text, " \t\r\n");
	while (**text == '#') {
		*text += strcspn(*text, "\n");
		*text += strspn(*text, " \t\r\n");
	}
	if (**text == '@')
		refuse_usage("@%s: a file of options names no other: `%.*s' is to be in quotes if "
			     "it is a word", path, (int)strcspn(*text, " \t\r\n"), *text);
	for (word = to = *text; **text && (quote || !strchr(" \t\r\n", **text)); ++*text)
		if (quote ? **text == quote : strchr("'\"", **text) != NULL)
			quote = quote ? 0 : **text;
		else
			*to++ = **text;
	if (quote)
		refuse_usage("@%s: a quote is not closed", path);
	if (!**text && to == word && word == *text)
		return NULL;
	*text += **text ? 1 : 0;
	*to = 0;
	return word;
}

static void add_word(char ***list, int *count, char *word)
{
	char **longer = reallocarray(*list, (size_t)*count + 2, sizeof(*longer));

	if (!longer)
		refuse_usage("out of memory");
	longer[(*count)++] = word;
	longer[*count] = NULL;
	*list = longer;
}

static void check_is_options(const char *path, const char *text, size_t bytes)
{
	size_t blanks = strspn(text, " \t\r\n");

	if (text[blanks] == '{')
		refuse_usage("@%s: it has JSON and no options; a result is given without the @",
			     path);
	if (blanks < bytes && foreign_words(text, bytes))
		refuse_usage("@%s: no options: %s", path, foreign_words(text, bytes));
}

/* Kept until the program ends, as the words of a command line are. */
static void add_words_of_file(char ***list, int *count, const char *path)
{
	char *text, *rest, *word;
	int before = *count;
	size_t bytes;
	struct words wrong = file_read(path, OPTIONS_BYTES_MAX, &text, &bytes);

	if (*wrong.text)
		refuse_usage("@%s", wrong.text);
	check_is_options(path, text, bytes);
	for (rest = text; (word = next_word(&rest, path));)
		add_word(list, count, word);
	if (*count == before)
		free(text);
}

void command_line_expand(int *count, char ***words)
{
	static char **list; /* kept as long as the words */
	int expanded = 0;

	for (int i = 0; i < *count; i++)
		if ((*words)[i][0] == '@' && (*words)[i][1])
			add_words_of_file(&list, &expanded, (*words)[i] + 1);
		else
			add_word(&list, &expanded, (*words)[i]);
	*words = list;
	*count = expanded;
}

/* How many options "--name=value", or the beginning of a name, may be; 1 if it is one's name. */
static size_t long_options(const struct argp *argp, const char *word)
{
	size_t length = strcspn(word + 2, "="), count = 0;

	for (const struct argp_option *at = argp->options; at && (at->name || at->doc); at++) {
		bool begins = at->name && !strncmp(at->name, word + 2, length);

		if (begins && !at->name[length])
			return 1;
		count += begins;
	}
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		count += long_options(child->argp, word);
	return count;
}

static const struct argp_option *short_option(const struct argp *argp, unsigned char letter)
{
	const struct argp_option *found = NULL;

	for (const struct argp_option *at = argp->options; at && (at->name || at->doc); at++)
		if (at->key == letter)
			return at;
	for (const struct argp_child *at = argp->children; at && at->argp && !found; at++)
		found = short_option(at->argp, letter);
	return found;
}

/* "-abc", "-avalue": each letter is an option, up to one that takes the rest as its value. */
static bool are_short_options(const struct argp *argp, const char *letters)
{
	const struct argp_option *option = NULL;

	for (; *letters && !(option && option->arg); letters++) {
		option = short_option(argp, (unsigned char)*letters);
		if (!option)
			return false;
	}
	return true;
}

/* What getopt would print to the terminal as it is. Behind a command the options are its own. */
static void refuse_unprintable(const struct argp *argp, bool has_command, char **list)
{
	for (; *list && strcmp(*list, "--") && (has_command || **list == '-'); list++)
		if (**list == '-' && !text_is_printable(*list) &&
		    (!strncmp(*list, "--", 2) ? long_options(argp, *list) != 1
					      : !are_short_options(argp, *list + 1)))
			refuse_usage("there is no option `%s'", *list);
}

void command_line_parse(const struct argp *argp, const char *name, int count, char **words,
			void *input)
{
	const struct argp_child children[] = { { .argp = argp }, { 0 } };
	const struct argp around = { options_everywhere, parse_around, NULL, NULL, children, 0, 0 };
	struct line line = { .argp = argp, .name = name, .input = input,
			     .nowhere = fopen("/dev/null", "we") };

	words[0] = "exitbench";
	refuse_unprintable(argp, strchr(name, ' '), words + 1);
	argp_parse(&around, count, words, ARGP_IN_ORDER | ARGP_NO_HELP, NULL, &line);
	if (line.nowhere)
		fclose(line.nowhere);
}
