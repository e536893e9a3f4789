// SPDX-License-Identifier: GPL-2.0-only
/* Results in memory: their ids, their figures, and as JSON. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"
#include "result/find.h"
#include "result/legs.h"
#include "statistics/rules.h"
#include "statistics/statistics.h"

char *result_cell_id(const struct cell_result *cell)
{
	const char *knobs = cell->knobs && *cell->knobs ? cell->knobs : "default";
	char *id = NULL;

	if (asprintf(&id, "%s/%s/%s/%s/%d/%s", cell->op, cell->env, cell->backend, cell->form,
		     cell->ring, knobs) < 0)
		return NULL;
	return id;
}

bool same_text(const char *a, const char *b)
{
	return a == b || !strcmp(a ? a : "", b ? b : "");
}

char *copy_of_text(const char *text)
{
	return text ? strdup(text) : NULL;
}

const char *const unit_names[UNITS] = { NULL, "cycles", "instructions", "ns" };

enum unit unit_of(const char *name)
{
	enum unit unit = UNITS;

	while (--unit && !same_text(unit_names[unit], name))
		;
	return unit;
}

bool cell_is_counted(const struct cell_result *cell)
{
	return unit_of(cell->unit) == UNIT_INSTRUCTIONS;
}

bool cell_is_timed(const struct cell_result *cell)
{
	return unit_of(cell->unit) == UNIT_CYCLES;
}

bool machine_is_counting(const json_t *machine)
{
	const json_t *unit = json_object_get(json_object_get(machine, "clock"), "unit");

	return unit_of(json_string_value(unit)) == UNIT_INSTRUCTIONS;
}

double cell_trial_value(const struct cell_result *cell, size_t i, bool is_median)
{
	if (cell->trial_figures)
		return is_median ? cell->trial_figures[i].median : cell->trial_figures[i].floor;
	return is_median ? cell->trials[i].median : cell->trials[i].floor;
}

double cell_trial_alone(const struct cell_result *cell, size_t i, bool is_median)
{
	if (cell->trial_figures)
		return is_median ? cell->trial_figures[i].alone_median
				 : cell->trial_figures[i].alone_floor;
	return is_median ? cell->trials[i].alone_median : cell->trials[i].alone_floor;
}

bool is_below(const struct statistic *figure)
{
	return figure->below > 0;
}

bool is_exact_figure(const struct statistic *figure)
{
	return figure->method && !strcmp(figure->method, EXACT_RULE);
}

bool cell_is_precise(const struct cell_result *cell, double fraction)
{
	const struct statistic *figure = cell->alone.is_known ? &cell->alone.floor : &cell->floor;
	struct interval floor = { figure->value, figure->lo, figure->hi };

	if (!figure->method)
		return false;
	return is_exact_figure(&cell->floor) || is_below(&cell->floor) ||
	       interval_is_precise(floor, cell->raw.value, cell->trial_count, fraction);
}

/* A cell without a figure has no zeros in it, either. */
static json_t *cell_to_json(const struct cell_result *cell, json_t *tables)
{
	json_t *json = fields_write(cell_fields, cell_field_count, cell,
				    cell->status != STATUS_OK, tables);

	if (cell->trials && cell->trial_count)
		json_object_set_new(json, "trial_data", trials_write(cell));
	json_object_update_missing(json, cell->unknown);
	return json;
}

/* What all cells say is said once, in the root. */
static void say_once(json_t *root, json_t *cells, const char *name)
{
	json_t *common = json_object_get(json_array_get(cells, 0), name), *cell;
	size_t i;

	if (!common)
		return;
	json_array_foreach(cells, i, cell)
		if (!json_equal(common, json_object_get(cell, name)))
			return;
	json_object_set(root, name, common);
	json_array_foreach(cells, i, cell)
		json_object_del(cell, name);
}

static json_t *root_to_json(const struct result *result)
{
	return json_pack("{s:s, s:o, s:b, s:O?, s:O?, s:s?, s:s?, s:O?}", "$schema", RESULT_SCHEMA,
			 "format",
			 json_sprintf("exitbench/%d.%d", RESULT_FORMAT_MAJOR, RESULT_FORMAT_MINOR),
			 "complete", result->complete, "machine", result->machine, "run",
			 result->run, "guest_sha256", result->guest_sha256, "table_sha256",
			 result->table_sha256, "module", result->module);
}

json_t *result_to_json(const struct result *result)
{
	json_t *tables = json_pack("{s:[], s:[], s:[]}", "methods", "reasons", "columns"),
	       *cells = json_array(), *json = root_to_json(result);

	for (size_t i = 0; i < result->cell_count; i++)
		json_array_append_new(cells, cell_to_json(&result->cells[i], tables));
	columns_share(cells, json_object_get(tables, "columns"));
	say_once(json, cells, "unit");
	say_once(json, cells, "clock");
	json_object_update(json, tables);
	json_object_set_new(json, "cells", cells);
	json_object_update_missing(json, result->unknown);
	json_decref(tables);
	return json;
}

/* Frees what the cell has beside its texts and figures. */
static void strip(struct cell_result *cell)
{
	for (size_t i = 0; cell->trials && i < cell->trial_count; i++)
		free(cell->trials[i].histogram.blocks);
	free(cell->trials);
	free(cell->trial_figures);
	json_decref(cell->events);
	json_decref(cell->unknown);
	json_decref(cell->unknown_trials);
	cell->trials = NULL;
	cell->trial_figures = NULL;
	cell->events = cell->unknown = cell->unknown_trials = NULL;
}

static void cell_free(struct cell_result *cell, bool borrows_texts)
{
	char *texts[] = { cell->id, cell->op, cell->env, cell->backend, cell->form, cell->knobs,
			  cell->reason, cell->unit, cell->clock };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && !borrows_texts; i++)
		free(texts[i]);
	legs_free(cell->legs, borrows_texts);
	strip(cell);
}

void result_keep(struct result *result, cell_filter *is_kept, const void *data)
{
	size_t kept = 0;

	for (size_t i = 0; i < result->cell_count; i++)
		if (is_kept(&result->cells[i], data))
			result->cells[kept++] = result->cells[i];
		else
			cell_free(&result->cells[i], result->borrows_texts);
	if (result->by_id && kept < result->cell_count) {
		result->cell_count = kept;
		result_index(result);
	}
	result->cell_count = kept;
}

void result_drop_cells(struct result *result)
{
	for (size_t i = 0; i < result->cell_count; i++)
		cell_free(&result->cells[i], result->borrows_texts);
	free(result->cells);
	free(result->by_id);
	result->cells = NULL;
	result->by_id = NULL;
	result->cell_count = 0;
}

static void share_equal(json_t *object, const json_t *before)
{
	const char *name;
	json_t *member;

	json_object_foreach(object, name, member) {
		json_t *known = json_object_get(before, name);

		if (known && json_equal(member, known))
			json_object_set(object, name, known);
		else if (json_is_object(member))
			share_equal(member, known);
	}
}

void result_share_wholes(struct result *result, const struct result *before)
{
	json_object_del(result->machine, "findings");
	if (before && json_equal(result->machine, before->machine)) {
		json_decref(result->machine);
		result->machine = json_incref(before->machine);
	} else {
		share_equal(result->machine, before ? before->machine : NULL);
	}
	share_equal(result->run, before ? before->run : NULL);
}

void result_free(struct result *result)
{
	result_drop_cells(result);
	free(result->guest_sha256);
	free(result->table_sha256);
	json_decref(result->module);
	json_decref(result->unknown);
	json_decref(result->machine);
	json_decref(result->run);
	texts_free(&result->texts);
	*result = (struct result){ 0 };
}

/* Older files say it in words only. */
static bool says_noise(const char *reason)
{
	static const char twin[] = " does not run: ", *const begins[] = {
		"the net cost is negative", "no cost is visible", "its nop twin is unsteady",
		"every batch was disturbed", "interrupted before it was measured",
	};
	const char *of_twin = strstr(reason, twin);

	reason = of_twin ? of_twin + strlen(twin) : reason;
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (!strncmp(reason, begins[i], strlen(begins[i])))
			return true;
	return false;
}

bool cell_is_noisy(const struct cell_result *cell)
{
	if (cell->status == STATUS_OK || cell->fault)
		return cell->fault == FAULT_NOISE || cell->fault == FAULT_INTERRUPTED;
	return cell->reason && says_noise(cell->reason);
}
