// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read a result file. It may be truncated, hostile or of another version, so its size, depth,
 * characters, types and ranges are checked before anything is used; the words name the wrong cell.
 * A good file is only indexed. Jansson, which is several times slower, gives the reason for any
 * other and decodes names with escapes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"
#include "result/json_index.h"
#include "text/file.h"
#include "text/words.h"

/* A file's text, and where its values lie. */
struct json_text {
	char *text;
	struct json_index index;
};

/* The text begins like a result, and its last token is wrong or missing. */
static bool is_truncated(const char *text, size_t bytes, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (json_error_code(error) == json_error_invalid_syntax && text[0] == '{' &&
		(size_t)error->position >= bytes);
}

/* No control characters anywhere (a terminal would obey them), and no deep nesting. */
static const char *check_texts(json_t *json, int depth)
{
	const char *name, *wrong = NULL;
	json_t *value;
	size_t i;

	if (depth > RESULT_DEPTH_MAX)
		return "nested too deeply";
	json_object_foreach(json, name, value) {
		if (!text_is_printable(name))
			return "a control character in a name";
		if ((wrong = check_texts(value, depth + 1)))
			return wrong;
	}
	json_array_foreach(json, i, value)
		if ((wrong = check_texts(value, depth + 1)))
			return wrong;
	return text_is_printable(json_string_value(json)) ? NULL : "a control character in a text";
}

static json_t *parse(const char *text, size_t bytes, const char *path, const char **wrong)
{
	json_error_t error;
	json_t *json = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);

	if (!json)
		*wrong = is_truncated(text, bytes, &error) ?
			 words_kept("%s: truncated: it ends in line %d", path, error.line) :
			 words_kept("%s: not JSON: line %d: %s", path, error.line, error.text);
	else if ((*wrong = check_texts(json, 0)))
		*wrong = words_kept("%s: %s", path, *wrong);
	return json;
}

/*
 * Jansson has words for what the index refused. If it has none, a name has escapes: written again,
 * each name has one spelling.
 */
static const char *read_again(struct json_text *result, size_t bytes, const char *path)
{
	const char *wrong = NULL;
	json_t *json = parse(result->text, bytes, path, &wrong);
	char *text = wrong ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	free(result->text);
	result->text = text;
	if (!wrong &&
	    (!text || !json_index_make(&result->index, text, strlen(text), RESULT_DEPTH_MAX)))
		wrong = words_kept("%s: does not fit in memory", path);
	return wrong;
}

static void text_free(struct json_text *json)
{
	json_index_free(&json->index);
	free(json->text);
	*json = (struct json_text){ 0 };
}

static const char *read_text(struct json_text *json, const char *path)
{
	struct words refused;
	const char *wrong = NULL;
	size_t bytes;

	*json = (struct json_text){ 0 };
	refused = file_read(path, RESULT_BYTES_MAX, &json->text, &bytes);
	if (*refused.text)
		return words_kept("%s", refused.text);
	if (!bytes)
		wrong = words_kept("%s: empty", path);
	else if (!json_index_make(&json->index, json->text, bytes, RESULT_DEPTH_MAX))
		wrong = read_again(json, bytes, path);
	if (wrong)
		text_free(json);
	return wrong;
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
	char *format = json_view_copy(json_view_find(json, "format")), ours[16];
	const char *major = format ? major_of(format) : NULL, *wrong = NULL;

	snprintf(ours, sizeof(ours), "%d.", RESULT_FORMAT_MAJOR);
	if (!major)
		wrong = "not an exitbench result (no \"format\": \"exitbench/1.0\")";
	else if (strncmp(major, ours, strlen(ours)))
		wrong = words_kept("the format is %.64s, but this program reads exitbench/%d.x",
				   format, RESULT_FORMAT_MAJOR);
	free(format);
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
	if (unit_of(cell->unit) == UNIT_UNKNOWN)
		return "\"unit\" is neither cycles nor instructions";
	return cell->floor.method && cell->median.method ? NULL
							 : "is ok but has no floor or median";
}

static const char *read_cell(struct json_view json, struct cell_result *cell,
			     const struct reading *reading)
{
	const char *wrong;

	if (!json_view_is(json, JSON_OBJECT))
		return "is not an object";
	if ((wrong = fields_read(cell_fields, cell_field_count, json, cell, reading)) ||
	    (wrong = trials_read(json_view_find(json, "trial_data"), cell, reading)))
		return wrong;
	cell->unknown = fields_unknown(cell_fields, cell_field_count, "trial_data", json, reading);
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

static const char *read_cells(struct json_view list, struct result *result,
			      const struct reading *reading)
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
		wrong = read_cell(at, &result->cells[result->cell_count++], reading);
	return wrong ? words_kept("cell %zu: %.256s", result->cell_count - 1, wrong)
		     : check_ids_differ(result);
}

/* An object, or NULL. */
static const char *read_object(struct json_view root, const char *name, json_t **object)
{
	struct json_view value = json_view_find(root, name);

	if (!json_view_exists(value) || json_view_is(value, JSON_NULL))
		return NULL;
	if (!json_view_is(value, JSON_OBJECT))
		return words_kept("\"%s\" is not an object", name);
	*object = json_view_to_json(value);
	return *object ? NULL : "does not fit in memory";
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

/* Before format 1.1 there is no list of methods. */
static const char *read_methods(struct json_view root, struct reading *reading)
{
	struct json_view list = json_view_find(root, "methods"), at = json_view_first(list);

	if (!json_view_exists(list))
		return NULL;
	if (!json_view_is(list, JSON_ARRAY) || json_view_count(list) > RESULT_METHODS_MAX)
		return "\"methods\" is not a list of a plausible length";
	reading->methods = calloc(json_view_count(list) + 1, sizeof(*reading->methods));
	for (; reading->methods && json_view_exists(at); at = json_view_next(list, at))
		if (field_read(FIELD_TEXT, at, &reading->methods[reading->method_count++], reading))
			return "\"methods\" is not a list of texts";
	return reading->methods ? NULL : "does not fit in memory";
}

static const char *read_root(struct json_view json, struct result *result,
			     struct reading *reading)
{
	static const struct field known[] = {
		{ .name = "format" },       { .name = "complete" }, { .name = "machine" },
		{ .name = "run" },          { .name = "module" },   { .name = "guest_sha256" },
		{ .name = "table_sha256" }, { .name = "methods" },  { .name = "cells" },
	};
	struct json_view complete = json_view_find(json, "complete");
	const char *wrong;

	if ((wrong = check_format(json)))
		return wrong;
	if (!json_view_is(complete, JSON_TRUE) && !json_view_is(complete, JSON_FALSE))
		return "\"complete\" is neither true nor false";
	result->complete = json_view_is(complete, JSON_TRUE);
	if ((wrong = read_object(json, "machine", &result->machine)) ||
	    (wrong = read_object(json, "run", &result->run)) ||
	    (wrong = read_object(json, "module", &result->module)) ||
	    (wrong = read_hash(json, "guest_sha256", &result->guest_sha256)) ||
	    (wrong = read_hash(json, "table_sha256", &result->table_sha256)) ||
	    (wrong = read_methods(json, reading)))
		return wrong;
	result->machine = result->machine ? result->machine : json_object();
	result->run = result->run ? result->run : json_object();
	result->unknown =
		fields_unknown(known, sizeof(known) / sizeof(known[0]), "", json, reading);
	return read_cells(json_view_find(json, "cells"), result, reading);
}

static const char *load(struct result *result, const char *path, struct texts *texts)
{
	struct reading reading = { .is_figures_only = texts,
				   .texts = texts ? texts : &result->texts };
	struct json_text json;
	const char *wrong;

	*result = (struct result){ .borrows_texts = true };
	wrong = read_text(&json, path);
	if (!wrong && (wrong = read_root(json_index_root(&json.index), result, &reading)))
		wrong = words_kept("%.200s: %.300s", path, wrong);
	if (wrong)
		result_free(result);
	text_free(&json);
	free(reading.methods);
	return wrong;
}

const char *result_load(struct result *result, const char *path)
{
	return load(result, path, NULL);
}

const char *result_load_figures(struct result *result, const char *path, struct texts *texts)
{
	return load(result, path, texts);
}
