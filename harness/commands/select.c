// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of names from the command line, looked up in the tables. Refuses an unknown name and
 * suggests the nearest one.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "commands/select.h"
#include "result/find.h"

enum { KEY_RINGS = 0x400, KEY_PRESET };

#define PRESET_CHOICES "all|quick|classic|anatomy|literature"

/* A table whose rows begin with their name. */
struct names {
	const char *option, *kind;
	const void *rows;
	size_t stride, count;
};

static struct names names_of(const char *option)
{
	const struct names all[] = {
		{ "ops", "operation", ops, sizeof(ops[0]), OPS },
		{ "envs", "environment", envs, sizeof(envs[0]), ENVS },
		{ "backends", "backend", backends, sizeof(backends[0]), backend_count },
		{ "knobs", "knob", knobs, sizeof(knobs[0]), KNOBS },
	};

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (!strcmp(all[i].option, option))
			return all[i];
	return (struct names){ .count = 0 };
}

static const char *name_at(const struct names *names, size_t row)
{
	return *(const char *const *)((const char *)names->rows + row * names->stride);
}

/* Only operations have other names. */
static const char *alias_at(const struct names *names, size_t row, u32 n)
{
	return names->rows == ops ? op_alias((enum op)row, n) : NULL;
}

void select_print_names(const char *option, FILE *stream)
{
	const struct names names = names_of(option);

	fputs(strcmp(option, "rings") ? "" : "0 1 2 3 ", stream);
	for (size_t row = 0; row < names.count; row++) {
		fprintf(stream, "%s ", name_at(&names, row));
		for (u32 n = 0; alias_at(&names, row, n); n++)
			if (!strchr(alias_at(&names, row, n), ':')) /* parts words in shells */
				fprintf(stream, "%s ", alias_at(&names, row, n));
	}
}

/* Levenshtein's distance, for short names; capitals are no other letters. */
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
			bool same = tolower((unsigned char)a[i - 1]) ==
				    tolower((unsigned char)b[j - 1]);
			size_t change = diagonal + !same;

			diagonal = row[j];
			row[j] = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			row[j] = change < row[j] ? change : row[j];
		}
	}
	return row[length];
}

/* Of a shorter word nothing would be left as it was. */
static const char *nearest(const struct names *names, const char *word)
{
	size_t best = strlen(word) < 3 ? strlen(word) : 3;
	const char *found = NULL;

	for (size_t i = 0; i < names->count; i++)
		if (distance(word, name_at(names, i)) < best) {
			best = distance(word, name_at(names, i));
			found = name_at(names, i);
		}
	return found;
}

/* More would hide the sentence that they stand in. */
#define NAMES_IN_A_SENTENCE 20

static struct words all_names(const struct names *names)
{
	struct words all = words("there are ");

	if (names->count > NAMES_IN_A_SENTENCE)
		return words("`exitbench list' names all %zu", names->count);
	for (size_t i = 0; i < names->count; i++)
		all = words("%s%s%s", all.text, i ? ", " : "", name_at(names, i));
	return all;
}

__attribute__((noreturn)) static void refuse_name(const struct names *names, const char *word)
{
	const char *meant = nearest(names, word);

	if (names->rows == knobs && !strcmp(word, "all"))
		refuse_usage("--knobs: `all' is every knob, and stands alone");
	refuse_usage("--%s: there is no %s `%s'%s%s%s; %s", names->option, names->kind, word,
		     meant ? ", did you mean `" : "", meant ? meant : "", meant ? "'" : "",
		     all_names(names).text);
}

static size_t row_of(const struct names *names, const char *word)
{
	if (names->rows == ops && op_named(word) < OPS)
		return op_named(word);
	for (size_t row = 0; row < names->count; row++)
		if (!strcmp(name_at(names, row), word))
			return row;
	refuse_name(names, word);
}

static bool choose(const char *option, const char *list, bool *chosen)
{
	const struct names names = names_of(option);
	char *copy = strdup(list), *rest, *word = copy ? strtok_r(copy, ",", &rest) : NULL;

	if (!word)
		refuse_usage("--%s: the list is empty", option);
	for (; word; word = strtok_r(NULL, ",", &rest))
		chosen[row_of(&names, word)] = true;
	free(copy);
	return true;
}

static bool choose_rings(const char *list, bool *chosen)
{
	for (const char *at = list; ; at += 2) {
		if (*at < '0' || *at >= '0' + RINGS || (at[1] && at[1] != ','))
			refuse_usage("--rings: `%s' is not a list of rings, 0 to %d", list,
				     RINGS - 1);
		chosen[*at - '0'] = true;
		if (!at[1])
			return true;
	}
}

/*
 * Beside operations that --ops names, if there are any. The anatomy is under all knobs. What the
 * literature timed without EPT, VPID and the other secondary controls, or with a VMWRITE, is
 * measured like that as well.
 */
static void choose_preset(const char *name, struct selection *selection)
{
	enum preset preset = (enum preset)choice_of("--preset", PRESET_CHOICES, name);

	if (preset == PRESET_ANATOMY) {
		select_all_knobs(selection);
		selection->any_env = selection->env[ENV_hvm] = true;
	}
	if (preset == PRESET_LITERATURE) {
		selection->any_knob = selection->knob[KNOB_default] = true;
		selection->knob[KNOB_secondary_off] = true;
		selection->knob[KNOB_loop_vmlatency] = true;
	}
	for (enum op op = 0; op < OPS && preset != PRESET_ALL; op++)
		selection->op[op] |= op_is_in(op, preset);
	selection->any_op |= preset != PRESET_ALL;
}

/* Whether the list says nothing, or has this name. A name that no table has is not chosen. */
static bool is_chosen(const char *option, bool any, const bool *chosen, const char *name)
{
	const struct names names = any ? names_of(option) : (struct names){ .count = 0 };

	for (size_t row = 0; name && row < names.count; row++)
		if (!strcmp(name_at(&names, row), name))
			return chosen[row];
	return !any;
}

static bool is_kept(const struct cell_result *cell, const void *data)
{
	const struct selection *selection = data;
	const char *knobs = are_default(cell->knobs) ? "default" : cell->knobs;

	return is_chosen("ops", selection->any_op, selection->op, cell->op) &&
	       is_chosen("envs", selection->any_env, selection->env, cell->env) &&
	       is_chosen("backends", selection->any_backend, selection->backend, cell->backend) &&
	       is_chosen("knobs", selection->any_knob, selection->knob, knobs) &&
	       (!selection->any_ring || selection->ring[cell->ring & (RINGS - 1)]);
}

void select_results(const struct selection *selection, struct result *result)
{
	result_keep(result, is_kept, selection);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct selection *selection = state->input;

	switch (key) {
	case 'O':
		selection->any_op = choose("ops", argument, selection->op);
		return 0;
	case 'E':
		selection->any_env = choose("envs", argument, selection->env);
		return 0;
	case 'B':
		selection->any_backend = choose("backends", argument, selection->backend);
		return 0;
	case KEY_RINGS:
		selection->any_ring = choose_rings(argument, selection->ring);
		return 0;
	case KEY_PRESET:
		choose_preset(argument, selection);
		return 0;
	case 'K':
		if (!strcmp(argument, "all"))
			select_all_knobs(selection);
		else
			selection->any_knob = choose("knobs", argument, selection->knob);
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
	OPTION("rings", KEY_RINGS, "N,N", "Only loops in these rings"),
	OPTION("preset", KEY_PRESET, PRESET_CHOICES,
	       "Only these operations: quick is five, classic those of the first screen; "
	       "anatomy takes the exits of two apart, under all knobs; literature is what "
	       "papers timed, VMCALL and CPUID also without secondary controls, and as "
	       "vmlatency loops"),
	OPTION("knobs", 'K', "A,B|all",
	       "Only cells under these knobs (default: the knobs that `exitbench list' does not "
	       "exclude)"),
	{ 0 }
};

const struct argp select_argp = { .options = options, .parser = parse };
