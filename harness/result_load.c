// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results on their way in. A file may be truncated, hostile or from another
 * version: its size, depth, types, ranges and characters are checked before
 * anything is used, and the words say which cell is wrong.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "result_fields.h"

struct source {
	int file, error;
	size_t bytes; /* so far */
	char first;
};

static size_t read_some(void *buffer, size_t size, void *data)
{
	struct source *source = data;
	ssize_t got;

	do
		got = read(source->file, buffer, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		source->error = errno;
	if (got > 0 && !source->bytes)
		source->first = *(char *)buffer;
	if (got > 0)
		source->bytes += (size_t)got;
	return got < 0 || source->bytes > RESULT_BYTES_MAX ? (size_t)-1 : (size_t)got;
}

/* It began well, and what is wrong is its last token, or that there is none. */
static bool is_truncated(const struct source *source, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (json_error_code(error) == json_error_invalid_syntax && source->first == '{' &&
		(size_t)error->position >= source->bytes);
}

static json_t *parse(struct source *source, const char *path, const char **wrong)
{
	json_error_t error;
	json_t *json = json_load_callback(read_some, source, JSON_REJECT_DUPLICATES, &error);

	if (source->error)
		*wrong = result_words("%s: %s", path, strerror(source->error));
	else if (source->bytes > RESULT_BYTES_MAX)
		*wrong = result_words("%s: larger than %u MiB, no result of ours", path, RESULT_BYTES_MAX >> 20);
	else if (!source->bytes)
		*wrong = result_words("%s: empty", path);
	else if (!json && is_truncated(source, &error))
		*wrong = result_words("%s: truncated: it ends in line %d", path, error.line);
	else if (!json)
		*wrong = result_words("%s: not JSON: line %d: %s", path, error.line, error.text);
	return json;
}

static json_t *read_json(const char *path, const char **wrong)
{
	struct source source = { .file = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : 0 };
	json_t *json;

	if (source.file < 0) {
		*wrong = result_words("%s: %s", path, strerror(errno));
		return NULL;
	}
	json = parse(&source, path, wrong);
	if (source.file)
		close(source.file);
	return json;
}

/* U+0080 to U+009F are control characters, too. The text is valid UTF-8. */
static bool is_printable(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; c && *c; c++)
		if (iscntrl(*c) || (c[0] == 0xc2 && c[1] < 0xa0))
			return false;
	return true;
}

/* No control characters anywhere (a terminal would obey them), and no deep nesting. */
static const char *check_texts(json_t *json, int depth)
{
	const char *key, *wrong = NULL;
	json_t *value;
	size_t i;

	if (depth > RESULT_DEPTH_MAX)
		return "nested too deeply";
	json_object_foreach(json, key, value)
		if ((wrong = is_printable(key) ? check_texts(value, depth + 1) : "a control character in a name"))
			return wrong;
	json_array_foreach(json, i, value)
		if ((wrong = check_texts(value, depth + 1)))
			return wrong;
	return is_printable(json_string_value(json)) ? NULL : "a control character in a text";
}

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
	for (size_t i = 0; i < count && !wrong; i++)
		wrong = fields_read(trial_fields, trial_field_count, json_array_get(list, i), &cell->trials[i]);
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

static const char *read_cell(const json_t *json, struct cell_result *cell)
{
	const char *wrong;

	if (!json_is_object(json))
		return "is not an object";
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

static const char *read_guest(const json_t *json, struct result *result)
{
	const char *hash = json_string_value(json);

	if (!json || json_is_null(json))
		return NULL;
	if (!hash || strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64)
		return "\"guest_sha256\" is not a SHA-256";
	result->guest_sha256 = strdup(hash);
	return result->guest_sha256 ? NULL : "does not fit in memory";
}

static const char *read_root(json_t *json, struct result *result)
{
	const json_t *complete = json_object_get(json, "complete");
	const char *wrong;

	if ((wrong = check_texts(json, 0)) || (wrong = check_format(json)))
		return wrong;
	if (!json_is_boolean(complete))
		return "\"complete\" is neither true nor false";
	result->complete = json_is_true(complete);
	if ((wrong = read_object(json, "machine", &result->machine)) ||
	    (wrong = read_object(json, "run", &result->run)) ||
	    (wrong = read_guest(json_object_get(json, "guest_sha256"), result)))
		return wrong;
	return read_cells(json_object_get(json, "cells"), result);
}

const char *result_load(struct result *result, const char *path)
{
	static char words[512];
	const char *wrong = NULL;
	json_t *json;

	*result = (struct result){ 0 };
	json = read_json(path, &wrong);
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
