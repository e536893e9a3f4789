// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results on their way in. A file may be hostile or from another version: types and
 * ranges are checked before anything is used, and the words say which cell is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result_fields.h"
#include "result_json.h"

static const char *check_format(const json_t *json)
{
	const char *format = json_string_value(json_object_get(json, "format"));
	unsigned int major, minor;
	char rest;

	if (!format || sscanf(format, "exitbench/%4u.%4u%c", &major, &minor, &rest) != 2)
		return "not an exitbench result (no \"format\": \"exitbench/1.0\")";
	if (major != RESULT_FORMAT_MAJOR)
		return result_words("the format is %s, but this program reads exitbench/%d.x", format,
				    RESULT_FORMAT_MAJOR);
	return NULL;
}

/* Written at once, also by an older minor version: the trials a cell counts are there or left out. */
static const char *read_trials(const json_t *list, struct cell_result *cell)
{
	size_t count = json_array_size(list);
	const char *wrong = NULL;

	if (!list || json_is_null(list) || (json_is_array(list) && !count))
		return NULL;
	if (!json_is_array(list) || count != cell->trial_count)
		return "\"trial_data\" is not a list of as many trials as \"trials\" says";
	cell->trials = calloc(count, sizeof(*cell->trials));
	if (!cell->trials)
		return "does not fit in memory";
	for (size_t i = 0; i < count && !wrong; i++) {
		json_t *trial = json_array_get(list, i);

		wrong = fields_read(trial_fields, trial_field_count, trial, &cell->trials[i]);
		cell->trials[i].unknown = fields_unknown(trial_fields, trial_field_count, "", trial);
	}
	return wrong;
}

static const char *check_cell(const struct cell_result *cell)
{
	char *id = result_cell_id(cell);
	bool same = id && !strcmp(id, cell->id);

	free(id);
	if (!same)
		return "\"id\" is not what its parts say";
	if (cell->status != STATUS_OK)
		return NULL;
	if (!cell->unit || (strcmp(cell->unit, "cycles") && strcmp(cell->unit, "instructions")))
		return "\"unit\" is neither cycles nor instructions";
	return cell->floor.method && cell->median.method ? NULL : "is ok but has no floor or median";
}

static const char *read_cell(json_t *json, struct cell_result *cell)
{
	const char *wrong;

	if (!json_is_object(json))
		return "is not an object";
	cell->unknown = fields_unknown(cell_fields, cell_field_count, "trial_data", json);
	if ((wrong = fields_read(cell_fields, cell_field_count, json, cell)) ||
	    (wrong = read_trials(json_object_get(json, "trial_data"), cell)))
		return wrong;
	return check_cell(cell);
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *check_ids_differ(const struct result *result)
{
	char **ids = calloc(result->cell_count + 1, sizeof(*ids));
	const char *wrong = NULL;

	for (size_t i = 0; ids && i < result->cell_count; i++)
		ids[i] = result->cells[i].id;
	if (ids)
		qsort(ids, result->cell_count, sizeof(*ids), by_id);
	for (size_t i = 1; ids && i < result->cell_count && !wrong; i++)
		if (!strcmp(ids[i - 1], ids[i]))
			wrong = result_words("the cell %s is there twice", ids[i]);
	free(ids);
	return wrong;
}

static const char *read_cells(const json_t *list, struct result *result)
{
	size_t count = json_array_size(list);
	const char *wrong = NULL;

	if (!json_is_array(list) || count > RESULT_CELLS_MAX)
		return "\"cells\" is not a list of a plausible length";
	result->cells = calloc(count + 1, sizeof(*result->cells));
	if (!result->cells)
		return "does not fit in memory";
	for (result->cell_count = 0; result->cell_count < count && !wrong; result->cell_count++)
		wrong = read_cell(json_array_get(list, result->cell_count), &result->cells[result->cell_count]);
	if (wrong) {
		char copy[256];

		snprintf(copy, sizeof(copy), "%s", wrong);
		return result_words("cell %zu: %s", result->cell_count - 1, copy);
	}
	return check_ids_differ(result);
}

/* An object, or an empty one if it is not there. */
static const char *read_object(const json_t *root, const char *name, json_t **object)
{
	json_t *value = json_object_get(root, name);

	*object = json_is_object(value) ? json_incref(value) : json_object();
	return !value || json_is_null(value) || json_is_object(value) ? NULL
	     : result_words("\"%s\" is not an object", name);
}

/* NULL if there was none. */
static const char *read_module(const json_t *root, json_t **module)
{
	json_t *value = json_object_get(root, "module");

	if (json_is_object(value))
		*module = json_incref(value);
	return !value || json_is_null(value) || *module ? NULL : "\"module\" is not an object";
}

static const char *read_hash(const json_t *root, const char *name, char **member)
{
	const json_t *json = json_object_get(root, name);
	const char *hash = json_string_value(json);

	if (!json || json_is_null(json))
		return NULL;
	if (!hash || strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64)
		return result_words("\"%s\" is not a SHA-256", name);
	*member = strdup(hash);
	return *member ? NULL : "does not fit in memory";
}

/* What a later minor version has besides. */
static json_t *unknown_of(json_t *root)
{
	static const struct field known[] = {
		{ .name = "format" }, { .name = "complete" }, { .name = "machine" }, { .name = "run" },
		{ .name = "guest_sha256" }, { .name = "table_sha256" }, { .name = "module" },
	};

	return fields_unknown(known, sizeof(known) / sizeof(known[0]), "cells", root);
}

static const char *read_root(json_t *json, struct result *result)
{
	const json_t *complete = json_object_get(json, "complete");
	const char *wrong;

	if ((wrong = result_json_check(json)) || (wrong = check_format(json)))
		return wrong;
	if (!json_is_boolean(complete))
		return "\"complete\" is neither true nor false";
	result->complete = json_is_true(complete);
	if ((wrong = read_object(json, "machine", &result->machine)) ||
	    (wrong = read_object(json, "run", &result->run)) ||
	    (wrong = read_module(json, &result->module)) ||
	    (wrong = read_hash(json, "guest_sha256", &result->guest_sha256)) ||
	    (wrong = read_hash(json, "table_sha256", &result->table_sha256)))
		return wrong;
	result->unknown = unknown_of(json);
	return read_cells(json_object_get(json, "cells"), result);
}

const char *result_load(struct result *result, const char *path)
{
	static _Thread_local char words[512];
	const char *wrong = NULL;
	json_t *json;

	*result = (struct result){ 0 };
	json = result_json_read(path, &wrong);
	if (!json)
		return wrong;
	wrong = read_root(json, result);
	json_decref(json);
	if (!wrong)
		return NULL;
	snprintf(words, sizeof(words), "%.200s: %.300s", path, wrong);
	result_free(result);
	return words;
}
