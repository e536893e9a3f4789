// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of names from the command line, looked up in the tables. Refuses an unknown name and
 * suggests the nearest one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "commands/select.h"

/* A table with names, whatever else its rows hold. */
struct names {
	const char *option, *kind;
	size_t count;
	/* the second may be missing, or give NULL */
	const char *(*at)(size_t row), *(*alias)(size_t row);
};

static const char *op_at(size_t row)      { return ops[row].name; }
static const char *op_also(size_t row)    { return op_alias((enum op)row); }
static const char *env_at(size_t row)     { return envs[row].name; }
static const char *backend_at(size_t row) { return backends[row].name; }
static const char *knob_at(size_t row)    { return knobs[row].name; }

static const struct names op_names = { "--ops", "operation", OPS, op_at, op_also };
static const struct names env_names = { "--envs", "environment", ENVS, env_at, NULL };
static const struct names knob_names = { "--knobs", "knob", KNOBS, knob_at, NULL };

static struct names backend_names(void)
{
	return (struct names){ "--backends", "backend", backend_count, backend_at, NULL };
}

static const char *alias_at(const struct names *names, size_t row)
{
	return names->alias ? names->alias(row) : NULL;
}

void select_print_names(const char *option, FILE *stream)
{
	const struct names all[] = { op_names, env_names, backend_names(), knob_names };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		for (size_t row = 0; !strcmp(all[i].option + 2, option) && row < all[i].count;
		     row++) {
			const char *alias = alias_at(&all[i], row);

			fprintf(stream, "%s %s%s", all[i].at(row), alias ? alias : "",
				alias ? " " : "");
		}
}

/* Levenshtein's distance, for short names. */
static size_t distance(const char *a, const char *b)
{
	size_t row[64], length = strlen(b);

	if (length >= sizeof(row) / sizeof(row[0]))
		return length;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			row[j] = change < row[j] ? change : row[j];
		}
	}
	return row[length];
}

static const char *nearest(const struct names *names, const char *word)
{
	size_t best = 3;
	const char *found = NULL;

	for (size_t i = 0; i < names->count; i++)
		if (distance(word, names->at(i)) < best) {
			best = distance(word, names->at(i));
			found = names->at(i);
		}
	return found;
}

__attribute__((noreturn)) static void refuse_name(const struct names *names, const char *word)
{
	const char *meant = nearest(names, word);
	char *list = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&list, &bytes);

	for (size_t i = 0; stream && i < names->count; i++)
		fprintf(stream, "%s%s", i ? ", " : "", names->at(i));
	if (stream)
		fclose(stream);
	refuse_usage("%s: there is no %s `%s'%s%s%s; there are %s", names->option, names->kind,
		     word, meant ? ", did you mean `" : "", meant ? meant : "", meant ? "'" : "",
		     list ? list : "");
}

static size_t row_of(const struct names *names, const char *word)
{
	for (size_t row = 0; row < names->count; row++)
		if (!strcmp(names->at(row), word) ||
		    (alias_at(names, row) && !strcmp(alias_at(names, row), word)))
			return row;
	refuse_name(names, word);
}

static void choose(const struct names *names, const char *list, bool *chosen)
{
	char *copy = strdup(list), *rest, *word = copy ? strtok_r(copy, ",", &rest) : NULL;

	if (!word)
		refuse_usage("%s: the list is empty", names->option);
	for (; word; word = strtok_r(NULL, ",", &rest))
		chosen[row_of(names, word)] = true;
	free(copy);
}

static void choose_knobs(const char *list, struct selection *selection)
{
	if (!strcmp(list, "all"))
		select_all_knobs(selection);
	else
		choose(&knob_names, list, selection->knob);
	selection->any_knob = true;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct selection *selection = state->input;
	const struct names backend_list = backend_names();

	switch (key) {
	case 'O':
		choose(&op_names, argument, selection->op);
		selection->any_op = true;
		return 0;
	case 'E':
		choose(&env_names, argument, selection->env);
		selection->any_env = true;
		return 0;
	case 'B':
		choose(&backend_list, argument, selection->backend);
		selection->any_backend = true;
		return 0;
	case 'K':
		choose_knobs(argument, selection);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ .doc = "Which cells:", .group = 1 },
	OPTION("ops", 'O', "A,B",
	       "Only these operations (`exitbench list'), by the table's name or the "
	       "literature's"),
	OPTION("envs", 'E', "A,B", "Only these environments"),
	OPTION("backends", 'B', "A,B", "Only these backends"),
	OPTION("knobs", 'K', "A,B|all",
	       "Only cells under these knobs (default: the knobs that `exitbench list' does not "
	       "exclude)"),
	{ 0 }
};

const struct argp select_argp = { .options = options, .parser = parse };
