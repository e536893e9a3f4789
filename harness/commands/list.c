// SPDX-License-Identifier: GPL-2.0-only
/*
 * exitbench list: what can be measured, from the tables, and for each cell whether it runs on this
 * machine or why not, from the backends. Measures nothing.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "commands/command.h"
#include "commands/list_choices.h"
#include "text/notes.h"
#include "commands/select.h"
#include "text/table.h"

static struct {
	struct selection selection;
	bool json;
} options;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options.selection;
		return 0;
	case 'j':
		options.json = true;
		return 0;
	}
	return parse_arguments(key, argument, state);
}

static const struct argp_option option_rows[] = {
	OPTION("json", 'j', NULL, "As JSON, for programs"),
	{ 0 }
};

static const struct argp_child children[] = { { .argp = &select_argp }, { 0 } };

const struct argp list_argp = {
	.options = option_rows, .parser = parse, .children = children,
	.doc = "Operations, environments, backends and exit reasons, and which cells run "
	       "here.\v"
	       "Examples:\n"
	       "  $ exitbench list --json | jq '.cells[] | select(.state == \"skip\")'\n",
};

/* Rows of the tables that the chosen cells are made of. */
static struct listed listed;

/* What this machine answered: why a backend, or a cell, does not run. */
static struct {
	struct machine_vm *vm[BACKENDS_MAX];
	struct words backend[BACKENDS_MAX];
	struct planned_cell *plan;
	char **reason, **id; /* no reason: the cell runs */
	size_t cells;
} here;

static struct words ask_cell(const struct planned_cell *planned)
{
	size_t backend = (size_t)(planned->backend - backends);

	if (*here.backend[backend].text)
		return here.backend[backend];
	return planned->backend->refuses(here.vm[backend], &planned->cell);
}

static void ask_cells(void)
{
	here.reason = calloc(here.cells + 1, sizeof(*here.reason));
	here.id = calloc(here.cells + 1, sizeof(*here.id));
	for (size_t i = 0; here.reason && here.id && i < here.cells; i++) {
		struct words reason = ask_cell(&here.plan[i]);

		here.reason[i] = *reason.text ? strdup(reason.text) : NULL;
		here.id[i] = planned_cell_id(&here.plan[i]);
	}
}

/* Without a filter all rows are listed, also those that make no cell here. */
static void choose_rows(void)
{
	const struct selection *selection = &options.selection;
	bool is_filtered = selection->any_op || selection->any_env || selection->any_backend ||
			   selection->any_ring || selection->any_knob;

	memset(&listed, !is_filtered, sizeof(listed));
	select_all_knobs(&options.selection);
	here.cells = select_cells(&options.selection, &here.plan);
	for (size_t i = 0; is_filtered && i < here.cells; i++) {
		const struct cell *cell = &here.plan[i].cell;

		listed.op[cell->op] = listed.env[cell->env] = listed.knob[cell->knob] = true;
		listed.backend[here.plan[i].backend - backends] = true;
		list_reasons_of(&listed.reasons, cell);
	}
}

static void ask(void)
{
	choose_rows();
	for (size_t i = 0; i < backend_count; i++)
		here.backend[i] = backends[i].open(&here.vm[i]);
	ask_cells();
	for (size_t i = 0; i < backend_count; i++)
		if (!*here.backend[i].text)
			backends[i].close(here.vm[i]);
}

/* NULL: it is usable. */
static const char *obstacle_of(size_t backend)
{
	return *here.backend[backend].text ? here.backend[backend].text : NULL;
}

static json_t *state_of(const char *reason)
{
	return json_string(reason ? "skip" : "runs");
}

/* The environments an operation has a claim for. */
static json_t *envs_of(size_t op)
{
	json_t *list = json_array();

	for (size_t env = 0; env < ENVS; env++)
		if (is_measured_in((enum op)op, (enum env)env))
			json_array_append_new(list, json_string(envs[env].name));
	return list;
}

static json_t *cells_as_json(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < here.cells; i++) {
		const struct planned_cell *planned = &here.plan[i];

		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:o, s:s?, s:s?}", "id",
				  here.id[i], "op", ops[planned->cell.op].name, "env",
				  envs[planned->cell.env].name, "backend", planned->backend->name,
				  "form", form_names[planned->cell.form], "ring",
				  planned->cell.ring, "knobs", knobs[planned->cell.knob].name,
				  "state", state_of(here.reason[i]), "reason", here.reason[i],
				  "hole", cell_hole(&planned->cell)));
	}
	return list;
}

static json_t *add_row(json_t *list, const char *name, const char *words)
{
	json_t *row = json_pack("{s:s, s:s}", "name", name, "words", words);

	json_array_append_new(list, row);
	return row;
}

/* The first alone, too, as it was when there was no more than one. */
static void add_aliases(json_t *row, enum op op)
{
	json_t *all = json_array();

	for (u32 n = 0; op_alias(op, n); n++)
		json_array_append_new(all, json_string(op_alias(op, n)));
	if (op_alias(op, 0))
		json_object_set_new(row, "alias", json_string(op_alias(op, 0)));
	json_object_set_new(row, "aliases", all);
}

static json_t *ops_as_json(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < OPS; i++) {
		json_t *row = listed.op[i] ? add_row(list, ops[i].name, ops[i].words) : NULL;

		if (!row)
			continue;
		add_aliases(row, (enum op)i);
		json_object_set_new(row, "envs", envs_of(i));
	}
	return list;
}

static json_t *backends_as_json(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < backend_count; i++) {
		json_t *row = listed.backend[i]
				      ? add_row(list, backends[i].name, backends[i].words)
				      : NULL;

		if (!row)
			continue;
		json_object_set_new(row, "state", state_of(obstacle_of(i)));
		if (obstacle_of(i))
			json_object_set_new(row, "reason", json_string(obstacle_of(i)));
	}
	return list;
}

static json_t *as_json(void)
{
	json_t *env_list = json_array(), *knob_list = json_array();

	for (size_t i = 0; i < ENVS; i++)
		if (listed.env[i])
			add_row(env_list, envs[i].name, envs[i].words);
	for (size_t i = 0; i < KNOBS; i++)
		if (listed.knob[i])
			json_object_set_new(add_row(knob_list, knobs[i].name, knobs[i].words),
					    "default", json_boolean(knobs[i].by_default));
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "guest_sha256",
			 guest_sha256, "table_sha256", table_sha256, "ops", ops_as_json(), "envs",
			 env_list, "backends", backends_as_json(), "knobs", knob_list,
			 "exit_reasons", list_reasons_as_json(&listed.reasons, ENGINE_VMX),
			 "svm_exit_codes", list_reasons_as_json(&listed.reasons, ENGINE_SVM),
			 "cells", cells_as_json());
}

static void print_named(const char *name, const char *words, size_t width)
{
	printf("  %s\n", name);
	print_wrapped(stdout, words, 6, width);
}

static void print_ops(size_t width)
{
	for (enum op op = 0; op < OPS; op++) {
		if (!listed.op[op])
			continue;
		printf("  %s", ops[op].name);
		for (u32 n = 0; op_alias(op, n); n++)
			printf(n ? ", %s" : " (%s", op_alias(op, n));
		puts(op_alias(op, 0) ? ")" : "");
		print_wrapped(stdout, ops[op].words, 6, width);
	}
}

static void print_tables(size_t width)
{
	puts("Operations");
	print_ops(width);
	puts("\nEnvironments");
	for (size_t i = 0; i < ENVS; i++)
		if (listed.env[i])
			print_named(envs[i].name, envs[i].words, width);
	puts("\nBackends");
	for (size_t i = 0; i < backend_count; i++) {
		if (!listed.backend[i])
			continue;
		print_named(backends[i].name, backends[i].words, width);
		print_wrapped(stdout, obstacle_of(i) ? obstacle_of(i) : "usable here", 6, width);
	}
	puts("\nKnobs");
	for (size_t i = 0; i < KNOBS; i++) {
		if (!listed.knob[i])
			continue;
		print_named(knobs[i].name, knobs[i].words, width);
		if (!knobs[i].by_default)
			print_wrapped(stdout, "measured only with --knobs", 6, width);
	}
}

static void print_cells(size_t width)
{
	struct notes notes = { 0 };

	puts("\nCells that run here: op/env/backend/form/ring/knobs (hole: neither traps nor gives "
	     "the right result)");
	for (size_t i = 0; i < here.cells; i++)
		if (here.reason[i])
			notes_add(&notes, here.reason[i], here.id[i]);
		else
			printf("  %s%s\n", here.id[i],
			       cell_hole(&here.plan[i].cell) ? "  hole" : "");
	if (notes.count == here.cells)
		puts("  none");
	if (notes.count)
		puts("\nCells that do not run here");
	notes_print(&notes, NOTES_ALL, width, stdout);
	notes_free(&notes);
}

static size_t count_running(void)
{
	size_t running = 0;

	for (size_t i = 0; i < here.cells; i++)
		running += !here.reason[i];
	return running;
}

enum program_status command_list(void)
{
	size_t width = prose_width(stdout);
	json_t *json;

	need_files("list", 0, 0);
	ask();
	if (options.json) {
		json = as_json();
		json_dumpf(json, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(json);
	} else {
		print_tables(width);
		print_cells(width);
		list_reasons_print(&listed.reasons, width);
		list_choices(&listed, count_running(), here.cells, width);
	}
	return PROGRAM_OK;
}
