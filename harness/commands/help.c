// SPDX-License-Identifier: GPL-2.0-only
/*
 * --help, from the tables that argp parses by. argp's own help, when its buffer is full, puts the
 * indentation of a line before the lines that wait there, and so tears options from their words.
 */
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "text/table.h"

#define WIDTH    79
#define WORDS_AT 30 /* the column where an option's words begin */

/* Lines that begin with a blank are laid out by hand. */
static void put_text(const char *text, size_t length, FILE *stream)
{
	char *copy = strndup(text, length), *rest = copy, *line;

	while (rest && (line = strsep(&rest, "\n")))
		if (*line == ' ')
			fprintf(stream, "%s\n", line);
		else if (*line || rest)
			print_wrapped(stream, line, 0, WIDTH);
	free(copy);
}

void help_usage(const struct argp *argp, const char *name, FILE *stream)
{
	const char *words = argp->args_doc ? argp->args_doc : "", *begin = "Usage:";

	do {
		size_t length = strcspn(words, "\n");

		fprintf(stream, "%s %s [OPTION...]%s%.*s\n", begin, name, length ? " " : "",
			(int)length, words);
		words += length + (words[length] == '\n');
		begin = "  or: ";
	} while (*words);
}

static void put_option(const struct argp_option *option, FILE *stream)
{
	bool has_letter = option->key > ' ' && option->key <= '~';
	struct words left = words("  %c%c%c --%s%s%s", has_letter ? '-' : ' ',
				  has_letter ? option->key : ' ', has_letter ? ',' : ' ',
				  option->name, option->arg ? "=" : "",
				  option->arg ? option->arg : "");
	bool fits = text_width(left.text) + 2 <= WORDS_AT;

	fprintf(stream, "%-*s", fits ? WORDS_AT : 0, left.text);
	if (!fits)
		fprintf(stream, "\n%*s", WORDS_AT, "");
	print_wrapped_from(stream, option->doc, WORDS_AT, WORDS_AT, WIDTH);
}

/* A row without a name is the heading of those below it. */
static void put_rows(const struct argp_option *option, FILE *stream)
{
	for (; option && (option->name || option->doc); option++)
		if (option->name)
			put_option(option, stream);
		else
			fprintf(stream, "\n %s\n", option->doc);
}

/* Those of children stand below, unless their place is above the groups of a command. */
static void put_options(const struct argp *argp, FILE *stream)
{
	bool has_groups = argp->options && !argp->options->name && argp->options->doc;

	if (!has_groups)
		put_rows(argp->options, stream);
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		put_options(child->argp, stream);
	if (has_groups)
		put_rows(argp->options, stream);
}

void help_print(const struct argp *argp, const struct argp_option *everywhere, const char *name,
		FILE *stream)
{
	const char *doc = argp->doc, *end = strchr(doc, '\v');
	char *filtered = NULL;

	help_usage(argp, name, stream);
	put_text(doc, strcspn(doc, "\v"), stream);
	fputs(argp->options && argp->options->name ? "\n" : "", stream);
	put_options(argp, stream);
	fputc('\n', stream);
	put_rows(everywhere, stream);
	if (!end)
		return;
	if (argp->help_filter)
		filtered = argp->help_filter(ARGP_KEY_HELP_POST_DOC, end + 1, NULL);
	fputc('\n', stream);
	put_text(filtered ? filtered : end + 1, strlen(filtered ? filtered : end + 1), stream);
	free(filtered);
}
