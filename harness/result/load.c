// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read a result file. It may be truncated, hostile or of another version, so its size, depth,
 * characters, types and ranges are checked before anything is used; the words name the wrong cell.
 * A good file is only indexed. Jansson, which is several times slower, gives the reason for any
 * other and decodes names with escapes.
 */
#define _GNU_SOURCE
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"
#include "result/find.h"
#include "result/json_index.h"
#include "text/file.h"
#include "text/words.h"

/* A file's text, and where its values lie. */
struct json_text {
	char *text;
	struct json_index index;
};

/* No control characters anywhere (a terminal would obey them), and no deep nesting. */
static bool check_texts(json_t *json, int depth, struct reading *reading)
{
	const char *name;
	json_t *value;
	size_t i;

	if (depth > RESULT_DEPTH_MAX)
		return refuse(reading, "nested too deeply");
	json_object_foreach(json, name, value) {
		if (!text_is_printable(name))
			return refuse(reading, "a control character in a name");
		if (!check_texts(value, depth + 1, reading))
			return false;
	}
	json_array_foreach(json, i, value)
		if (!check_texts(value, depth + 1, reading))
			return false;
	return text_is_printable(json_string_value(json)) ||
	       refuse(reading, "a control character in a text");
}

/* NULL: refused. */
static json_t *parse(const char *text, size_t bytes, struct reading *reading)
{
	json_error_t error;
	json_t *json = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);

	if (!json && foreign_words(text, bytes))
		reading->wrong = words("%s", foreign_words(text, bytes));
	else if (!json && is_truncated_json(text, bytes, &error))
		reading->wrong = words("truncated: it ends in line %d", error.line);
	else if (!json)
		reading->wrong = words("not JSON: line %d: %s", error.line, error.text);
	if (json && check_texts(json, 0, reading))
		return json;
	json_decref(json);
	return NULL;
}

/*
 * Jansson has words for what the index refused. If it has none, a name has escapes: written again,
 * each name has one spelling.
 */
static bool read_again(struct json_text *result, size_t bytes, struct reading *reading)
{
	json_t *json = parse(result->text, bytes, reading);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	bool is_refused = !json;

	json_decref(json);
	free(result->text);
	result->text = text;
	if (is_refused)
		return false;
	return (text && json_index_make(&result->index, text, strlen(text), RESULT_DEPTH_MAX)) ||
	       refuse(reading, "does not fit in memory");
}

static bool read_text(struct json_text *json, size_t bytes, struct reading *reading)
{
	if (!bytes)
		return refuse(reading, "empty");
	return json_index_make(&json->index, json->text, bytes, RESULT_DEPTH_MAX) ||
	       read_again(json, bytes, reading);
}

#define FORMAT     "exitbench/"
#define LITERATURE "exitbench-published/"

static bool begins_with(const char *text, const char *beginning)
{
	return text && !strncmp(text, beginning, strlen(beginning));
}

/* What lies beside results; or any other file. A result names its schema, too. */
static void refuse_other(struct json_view json, const char *format, struct reading *reading)
{
	struct json_view schema = json_view_find(json, "$schema");
	bool is_schema = json_view_exists(schema) && !json_view_equals(schema, RESULT_SCHEMA);

	reading->lies_beside = is_schema || begins_with(format, LITERATURE);
	if (is_schema)
		reading->wrong = words("a JSON Schema, which describes results and is none");
	else if (reading->lies_beside)
		reading->wrong = words("figures of the literature, which is no result; `report' "
				       "and `generations' show them by themselves");
	else if (begins_with(format, "exitbench-"))
		reading->wrong = words("%.64s: written by exitbench, but no result", format);
	else
		reading->wrong =
			words("not an exitbench result (no \"format\": \"exitbench/1.0\")");
}

/* "exitbench/1.0", without signs and spaces. */
static bool check_format(struct json_view json, struct reading *reading)
{
	char *format = json_view_copy(json_view_find(json, "format"));
	struct words ours = words(FORMAT "%d.", RESULT_FORMAT_MAJOR);
	bool is_any = format && !fnmatch(FORMAT "+([0-9]).+([0-9])", format, FNM_EXTMATCH),
	     is_ours = is_any && begins_with(format, ours.text);

	if (!is_any)
		refuse_other(json, format, reading);
	else if (!is_ours)
		reading->wrong =
			words("the format is %.64s, but this program reads exitbench/%d.x", format,
			      RESULT_FORMAT_MAJOR);
	free(format);
	return is_ours;
}

/*
 * Older formats also have the parts as members, which then must be these. It mostly is that of the
 * cell before.
 */
static bool part_is(char **part, const char *before, const char *bytes, size_t count,
		    struct texts *texts)
{
	if (!*part && before && !strncmp(before, bytes, count) && !before[count])
		*part = (char *)before;
	if (!*part)
		*part = texts_keep(texts, bytes, count);
	return *part && count && strlen(*part) == count && !memcmp(*part, bytes, count);
}

static bool ring_is(int *ring, const char *bytes, size_t count)
{
	int digit = *bytes - '0';

	*ring = *ring < 0 ? digit : *ring;
	return count == 1 && digit >= 0 && digit <= RING_MAX && *ring == digit;
}

static bool parts_are(struct cell_result *cell, const struct cell_result *before,
		      struct texts *texts)
{
	char **const parts[] = { &cell->op, &cell->env, &cell->backend, &cell->form, NULL };
	const char *const known[] = { before->op, before->env, before->backend, before->form };
	const char *at = cell->id;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t count = strcspn(at, "/");

		if (!at[count] || !(parts[i] ? part_is(parts[i], known[i], at, count, texts)
					     : ring_is(&cell->ring, at, count)))
			return false;
		at += count + 1;
	}
	return part_is(&cell->knobs, before->knobs, at, strlen(at), texts);
}

static bool check_cell(struct cell_result *cell, const struct cell_result *before,
		       struct reading *reading)
{
	if (!parts_are(cell, before, reading->texts))
		return refuse(reading, "\"id\" is not what its parts say");
	cell->unit = cell->unit ? cell->unit : reading->unit;
	cell->clock = cell->clock ? cell->clock : reading->clock;
	if (cell->status != STATUS_OK)
		return true;
	if (unit_of(cell->unit) == UNIT_UNKNOWN)
		return refuse(reading, "\"unit\" is neither cycles nor instructions");
	return (cell->floor.method && cell->median.method) ||
	       refuse(reading, "is ok but has no floor or median");
}

static bool read_cell(struct json_view json, struct cell_result *cell,
		      const struct cell_result *before, struct reading *reading)
{
	if (!json_view_is(json, JSON_OBJECT))
		return refuse(reading, "is not an object");
	return fields_read(cell_fields, cell_field_count, json, cell, &cell->unknown, reading) &&
	       trials_read(json_view_find(json, "trial_data"), cell, reading) &&
	       check_cell(cell, before, reading);
}

static bool check_ids_differ(struct result *result, struct reading *reading)
{
	if (!result_index(result))
		return refuse(reading, "does not fit in memory");
	for (size_t i = 1; i < result->cell_count; i++)
		if (!strcmp(result->by_id[i - 1]->id, result->by_id[i]->id))
			return refuse(reading, "the cell %s is there twice", result->by_id[i]->id);
	return true;
}

static bool read_cells(struct json_view list, struct result *result, struct reading *reading)
{
	static const struct cell_result none;
	const struct cell_result *before = &none;
	struct json_view at = json_view_first(list);
	size_t count = json_view_count(list);
	struct cell_result *cell;

	if (!json_view_is(list, JSON_ARRAY) || count > RESULT_CELLS_MAX)
		return refuse(reading, "\"cells\" is not a list of a plausible length");
	result->cells = calloc(count + 1, sizeof(*result->cells));
	if (!result->cells)
		return refuse(reading, "does not fit in memory");
	for (; json_view_exists(at); at = json_view_next(list, at), before = cell) {
		cell = &result->cells[result->cell_count++];
		if (!read_cell(at, cell, before, reading))
			return refuse(reading, "cell %zu: %.256s", result->cell_count - 1,
				      reading->wrong.text);
	}
	return check_ids_differ(result, reading);
}

/* An object, or NULL. */
static bool read_object(struct json_view root, const char *name, json_t **object,
			struct reading *reading)
{
	struct json_view value = json_view_find(root, name);

	if (!json_view_exists(value) || json_view_is(value, JSON_NULL))
		return true;
	if (!json_view_is(value, JSON_OBJECT))
		return refuse(reading, "\"%s\" is not an object", name);
	*object = json_view_to_json(value);
	return *object || refuse(reading, "does not fit in memory");
}

static bool read_hash(struct json_view root, const char *name, char **member,
		      struct reading *reading)
{
	struct json_view json = json_view_find(root, name);
	char *hash;

	if (!json_view_exists(json) || json_view_is(json, JSON_NULL))
		return true;
	*member = hash = json_view_copy(json);
	return (hash && strlen(hash) == 64 && strspn(hash, "0123456789abcdef") == 64) ||
	       refuse(reading, "\"%s\" is not a SHA-256", name);
}

/* Of all cells; NULL: each says it. */
static bool read_common(struct json_view root, const char *name, char **text,
			struct reading *reading)
{
	struct json_view json = json_view_find(root, name);

	return !json_view_exists(json) || json_view_is(json, JSON_NULL) ||
	       field_read(FIELD_TEXT, json, text, reading) ||
	       refuse(reading, "\"%s\" is not a text", name);
}

static bool read_root(struct json_view json, struct result *result, struct reading *reading)
{
#define ROOT(root_name) { .name = root_name, .kind = FIELD_APART }
	static const struct field known[] = {
		ROOT("format"),       ROOT("complete"),     ROOT("machine"),
		ROOT("run"),          ROOT("module"),       ROOT("guest_sha256"),
		ROOT("table_sha256"), ROOT("unit"),         ROOT("clock"),
		ROOT("methods"),      ROOT("reasons"),      ROOT("columns"),
		ROOT("cells"),        ROOT("$schema"),
	};
#undef ROOT
	struct json_view complete = json_view_find(json, "complete");

	if (!check_format(json, reading))
		return false;
	if (!json_view_is(complete, JSON_TRUE) && !json_view_is(complete, JSON_FALSE))
		return refuse(reading, "\"complete\" is neither true nor false");
	result->complete = json_view_is(complete, JSON_TRUE);
	if (!read_object(json, "machine", &result->machine, reading) ||
	    !read_object(json, "run", &result->run, reading) ||
	    !read_object(json, "module", &result->module, reading) ||
	    !read_hash(json, "guest_sha256", &result->guest_sha256, reading) ||
	    !read_hash(json, "table_sha256", &result->table_sha256, reading) ||
	    !read_common(json, "unit", &reading->unit, reading) ||
	    !read_common(json, "clock", &reading->clock, reading) || !lists_read(json, reading))
		return false;
	result->machine = result->machine ? result->machine : json_object();
	result->run = result->run ? result->run : json_object();
	return fields_read(known, sizeof(known) / sizeof(known[0]), json, result, &result->unknown,
			   reading) &&
	       read_cells(json_view_find(json, "cells"), result, reading);
}

static struct words load(struct result *result, const char *path, struct texts *texts)
{
	struct reading reading = { .is_figures_only = texts,
				   .texts = texts ? texts : &result->texts };
	struct json_text json = { 0 };
	size_t bytes;

	*result = (struct result){ .borrows_texts = true };
	reading.wrong = file_read(path, RESULT_BYTES_MAX, &json.text, &bytes);
	if (*reading.wrong.text)
		return reading.wrong;
	if (!read_text(&json, bytes, &reading) ||
	    !read_root(json_index_root(&json.index), result, &reading)) {
		reading.wrong = words("%.200s: %.300s", path, reading.wrong.text);
		result_free(result);
		result->lies_beside = reading.lies_beside;
	}
	json_index_free(&json.index);
	free(json.text);
	lists_free(&reading);
	return reading.wrong;
}

struct words result_load(struct result *result, const char *path)
{
	return load(result, path, NULL);
}

struct words result_load_figures(struct result *result, const char *path, struct texts *texts)
{
	return load(result, path, texts);
}
