// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of names from the command line, looked up in the tables, and the cells
 * that come of them. Refuses unknown names; guesses which one was meant.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "result.h"
#include "select.h"

const char *const form_names[FORM_COUNT] = {
#define FORM(id, name, words) name,
	RUN_FORMS(FORM)
#undef FORM
};

/* A table with names, whatever else its rows hold. */
struct names {
	const char *option, *kind;
	size_t count;
	const char *(*at)(size_t row);
};

static const char *op_at(size_t row)      { return ops[row].name; }
static const char *env_at(size_t row)     { return envs[row].name; }
static const char *backend_at(size_t row) { return backends[row].name; }

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
	refuse_usage("%s: there is no %s `%s'%s%s%s; there are %s", names->option, names->kind, word,
		     meant ? ", did you mean `" : "", meant ? meant : "", meant ? "'" : "", list ? list : "");
}

static size_t row_of(const struct names *names, const char *word)
{
	for (size_t row = 0; row < names->count; row++)
		if (!strcmp(names->at(row), word))
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

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct selection *selection = state->input;

	switch (key) {
	case 'O':
		choose(&(struct names){ "--ops", "operation", OPS, op_at }, argument, selection->op);
		selection->any_op = true;
		return 0;
	case 'E':
		choose(&(struct names){ "--envs", "environment", ENVS, env_at }, argument, selection->env);
		selection->any_env = true;
		return 0;
	case 'B':
		choose(&(struct names){ "--backends", "backend", backend_count, backend_at }, argument,
		       selection->backend);
		selection->any_backend = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ .doc = "Which cells:", .group = 1 },
	{ .name = "ops", .key = 'O', .arg = "A,B", .doc = "Only these operations (`exitbench list')" },
	{ .name = "envs", .key = 'E', .arg = "A,B", .doc = "Only these environments" },
	{ .name = "backends", .key = 'B', .arg = "A,B", .doc = "Only these backends" },
	{ 0 }
};

const struct argp select_argp = { .options = options, .parser = parse };

static bool is_chosen(const struct selection *selection, enum op op, enum env env, size_t backend)
{
	return (!selection->any_op || selection->op[op]) && (!selection->any_env || selection->env[env]) &&
	       (!selection->any_backend || selection->backend[backend]);
}

size_t select_cells(const struct selection *selection, struct planned_cell **plan)
{
	size_t count = 0, most = (size_t)OPS * ENVS * backend_count * FORM_COUNT * RINGS;

	*plan = calloc(most, sizeof(**plan));
	for (size_t i = 0; *plan && i < most; i++) {
		size_t rest = i / FORM_COUNT / RINGS, backend = rest % backend_count;
		struct cell cell = { .op = (enum op)(rest / backend_count / ENVS),
				     .env = (enum env)(rest / backend_count % ENVS),
				     .form = (enum run_form)(i / RINGS % FORM_COUNT),
				     .ring = (u8)(i % RINGS) };

		if (is_chosen(selection, cell.op, cell.env, backend) &&
		    cell_exists(&cell, backends[backend].id))
			(*plan)[count++] = (struct planned_cell){ cell, &backends[backend] };
	}
	return count;
}

size_t select_all(struct planned_cell **plan)
{
	return select_cells(&(struct selection){ 0 }, plan);
}

char *planned_cell_id(const struct planned_cell *planned)
{
	const struct cell *cell = &planned->cell;

	return result_cell_id(&(struct cell_result){
		.op = (char *)ops[cell->op].name, .env = (char *)envs[cell->env].name,
		.backend = (char *)planned->backend->name, .form = (char *)form_names[cell->form],
		.ring = cell->ring });
}
