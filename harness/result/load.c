// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results on their way in. A file may be hostile or from another version: types and
 * ranges are checked before anything is used, and the words say which cell is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"
#include "result/result_json.h"
#include "text/words.h"

/* A string that is short enough, or nothing. */
static void text_of(struct json_view json, char *text, size_t bytes)
{
	char *copy = json_view_copy(json);

	if (copy && strlen(copy) < bytes)
		strcpy(text, copy);
	free(copy);
}

/* Digits only: no sign and no space, which strtoul() would take. */
static size_t digits_in(const char *text)
{
	return strspn(text, "0123456789");
}

/* "exitbench/1.0": where its major version is, or NULL. */
static const char *major_of(const char *format)
{
	static const char name[] = "exitbench/";
	const char *major = format + strlen(name), *minor;
	size_t digits;

	if (strncmp(format, name, strlen(name)))
		return NULL;
	digits = digits_in(major);
	if (!digits || major[digits] != '.')
		return NULL;
	minor = major + digits + 1;
	return digits_in(minor) && !minor[digits_in(minor)] ? major : NULL;
}

static const char *check_format(struct json_view json)
{
	char format[64] = "", ours[16];
	const char *major;

	text_of(json_view_find(json, "format"), format, sizeof(format));
	major = major_of(format);
	if (!major)
		return "not an exitbench result (no \"format\": \"exitbench/1.0\")";
	snprintf(ours, sizeof(ours), "%d.", RESULT_FORMAT_MAJOR);
	if (strncmp(major, ours, strlen(ours)))
		return words_kept("the format is %s, but this program reads exitbench/%d.x", format,
				  RESULT_FORMAT_MAJOR);
	return NULL;
}

/* One trial in full, or its figures only. */
static const char *read_trial(struct json_view json, struct cell_result *cell, size_t i)
{
	struct trial_result trial = { 0 }, *place = cell->trials ? &cell->trials[i] : &trial;
	const char *wrong =
		fields_read(trial_fields, trial_field_count, "", json, place, &place->unknown);

	if (cell->trial_figures)
		cell->trial_figures[i] = (struct trial_figures){ trial.floor, trial.median,
								 trial.core_cycles, trial.session };
	return wrong;
}

/*
 * Written at once, also by an older minor version: the trials a cell counts are there or left out.
 */
static const char *read_trials(struct json_view list, struct cell_result *cell)
{
	size_t count = json_view_count(list), i = 0;
	struct json_view at = json_view_first(list);
	const char *wrong = NULL;

	if (!json_view_exists(list) || json_view_is(list, JSON_NULL) ||
	    (json_view_is(list, JSON_ARRAY) && !count))
		return NULL;
	if (!json_view_is(list, JSON_ARRAY) || count != cell->trial_count)
		return "\"trial_data\" is not a list of as many trials as \"trials\" says";
	if (list.index->texts)
		cell->trial_figures = calloc(count, sizeof(*cell->trial_figures));
	else
		cell->trials = calloc(count, sizeof(*cell->trials));
	if (!cell->trials && !cell->trial_figures)
		return "does not fit in memory";
	for (; json_view_exists(at) && !wrong; at = json_view_next(list, at))
		wrong = read_trial(at, cell, i++);
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
	return cell->floor.method && cell->median.method ? NULL
							 : "is ok but has no floor or median";
}

static const char *read_cell(struct json_view json, struct cell_result *cell)
{
	const char *wrong;

	if (!json_view_is(json, JSON_OBJECT))
		return "is not an object";
	if ((wrong = fields_read(cell_fields, cell_field_count, "trial_data", json, cell,
				 &cell->unknown)) ||
	    (wrong = read_trials(json_view_find(json, "trial_data"), cell)))
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
			wrong = words_kept("the cell %s is there twice", ids[i]);
	free(ids);
	return wrong;
}

static const char *read_cells(struct json_view list, struct result *result)
{
	struct json_view at = json_view_first(list);
	size_t count = json_view_count(list);
	const char *wrong = NULL;

	if (!json_view_is(list, JSON_ARRAY) || count > RESULT_CELLS_MAX)
		return "\"cells\" is not a list of a plausible length";
	result->cells = calloc(count + 1, sizeof(*result->cells));
	if (!result->cells)
		return "does not fit in memory";
	for (; json_view_exists(at) && !wrong; at = json_view_next(list, at))
		wrong = read_cell(at, &result->cells[result->cell_count++]);
	if (wrong) {
		char copy[256];

		snprintf(copy, sizeof(copy), "%s", wrong);
		return words_kept("cell %zu: %s", result->cell_count - 1, copy);
	}
	return check_ids_differ(result);
}

/* An object, or an empty one if it is not there. */
static const char *read_object(struct json_view root, const char *name, json_t **object)
{
	struct json_view value = json_view_find(root, name);

	*object = json_view_is(value, JSON_OBJECT) ? json_view_to_json(value) : json_object();
	if (json_view_exists(value) && !json_view_is(value, JSON_NULL) &&
	    !json_view_is(value, JSON_OBJECT))
		return words_kept("\"%s\" is not an object", name);
	return *object ? NULL : "does not fit in memory";
}

/* NULL if there was none. */
static const char *read_module(struct json_view root, json_t **module)
{
	struct json_view value = json_view_find(root, "module");

	if (json_view_is(value, JSON_OBJECT))
		*module = json_view_to_json(value);
	return !json_view_exists(value) || json_view_is(value, JSON_NULL) || *module
		       ? NULL
		       : "\"module\" is not an object";
}

static const char *read_hash(struct json_view root, const char *name, char **member)
{
	struct json_view json = json_view_find(root, name);
	char *hash;

	if (!json_view_exists(json) || json_view_is(json, JSON_NULL))
		return NULL;
	*member = hash = json_view_copy(json);
	if (!hash || strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64)
		return words_kept("\"%s\" is not a SHA-256", name);
	return NULL;
}

static bool is_known(struct json_view name)
{
	static const char *const known[] = { "format",       "complete",     "machine", "run",
					     "guest_sha256", "table_sha256", "module",  "cells" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (json_view_equals(name, known[i]))
			return true;
	return false;
}

/* What a later minor version has besides. */
static const char *read_unknown(struct json_view root, json_t **unknown)
{
	for (struct json_view name = json_view_first(root); json_view_exists(name);
	     name = json_view_next(root, name))
		if (!is_known(name) && !root.index->texts && !fields_keep_unknown(name, unknown))
			return "does not fit in memory";
	return NULL;
}

static const char *read_root(struct json_view json, struct result *result)
{
	struct json_view complete = json_view_find(json, "complete");
	const char *wrong;

	if ((wrong = check_format(json)))
		return wrong;
	if (!json_view_is(complete, JSON_TRUE) && !json_view_is(complete, JSON_FALSE))
		return "\"complete\" is neither true nor false";
	result->complete = json_view_is(complete, JSON_TRUE);
	if ((wrong = read_object(json, "machine", &result->machine)) ||
	    (wrong = read_object(json, "run", &result->run)) ||
	    (wrong = read_module(json, &result->module)) ||
	    (wrong = read_hash(json, "guest_sha256", &result->guest_sha256)) ||
	    (wrong = read_hash(json, "table_sha256", &result->table_sha256)) ||
	    (wrong = read_unknown(json, &result->unknown)))
		return wrong;
	return read_cells(json_view_find(json, "cells"), result);
}

static const char *load(struct result *result, const char *path, struct texts *texts)
{
	static _Thread_local char words[512];
	struct result_json json;
	const char *wrong;

	*result = (struct result){ .borrows_texts = texts };
	wrong = result_json_read(&json, path);
	if (wrong)
		return wrong;
	json.index.texts = texts;
	json.index.methods = texts ? texts : &result->methods;
	wrong = read_root(json_index_root(&json.index), result);
	result_json_free(&json);
	if (!wrong)
		return NULL;
	snprintf(words, sizeof(words), "%.200s: %.300s", path, wrong);
	result_free(result);
	return words;
}

const char *result_load(struct result *result, const char *path)
{
	return load(result, path, NULL);
}

const char *result_load_figures(struct result *result, const char *path, struct texts *texts)
{
	return load(result, path, texts);
}
