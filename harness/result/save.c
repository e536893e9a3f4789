// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write a result file for people, too, and small: Jansson writes one line or one for each value.
 * Here a member of a cell that has objects or lists in it has a line, and the others share lines.
 */
#include <stdbool.h>
#include <errno.h>
#include <string.h>
#include "result/result.h"
#include "text/file.h"
#include "text/words.h"

#define MEMBERS_IN_A_LINE  11
#define DEPTH_OF_MEMBERS   2 /* in a file the root, the list of cells, a cell */

static int put_value(const json_t *json, int depth, FILE *stream);

static void begin_line(int depth, const char *before, FILE *stream)
{
	fprintf(stream, "%s\n%*s", before, depth, "");
}

static int put_in_line(const json_t *json, FILE *stream)
{
	return json_dumpf(json, stream,
			  JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(RESULT_DIGITS));
}

static int put_name(const char *name, FILE *stream)
{
	json_t *json = json_string(name);
	int failed = put_in_line(json, stream);

	json_decref(json);
	return failed | (fputc(':', stream) == EOF);
}

static int put_array(const json_t *array, int depth, FILE *stream)
{
	int failed = fputc('[', stream) == EOF;

	for (size_t i = 0; i < json_array_size(array); i++) {
		begin_line(depth + 1, i ? "," : "", stream);
		failed |= put_value(json_array_get(array, i), depth + 1, stream);
	}
	begin_line(depth, "", stream);
	return failed | (fputc(']', stream) == EOF);
}

/* It has an object or a list in it. */
static bool has_lines(const json_t *value)
{
	bool has = json_array_size(value);
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)value, name, member)
		has |= json_is_object(member) || json_is_array(member);
	return has;
}

/* At the depth of members, those without lines share one. */
static int put_object(json_t *object, int depth, FILE *stream)
{
	int failed = fputc('{', stream) == EOF;
	bool is_in_line = false;
	const char *name, *before = "";
	json_t *value;

	json_object_foreach(object, name, value) {
		if (is_in_line && !has_lines(value))
			failed |= fputs(before, stream) == EOF;
		else
			begin_line(depth + 1, before, stream);
		is_in_line = depth == DEPTH_OF_MEMBERS && !has_lines(value);
		failed |= put_name(name, stream) | put_value(value, depth + 1, stream);
		before = ",";
	}
	begin_line(depth, "", stream);
	return failed | (fputc('}', stream) == EOF);
}

static int put_value(const json_t *json, int depth, FILE *stream)
{
	if (json_object_size(json) > (depth < DEPTH_OF_MEMBERS ? 0 : MEMBERS_IN_A_LINE) &&
	    depth <= DEPTH_OF_MEMBERS)
		return put_object((json_t *)json, depth, stream);
	if (json_array_size(json) && depth <= DEPTH_OF_MEMBERS + 1)
		return put_array(json, depth, stream);
	return put_in_line(json, stream);
}

static int layout(const json_t *json, FILE *stream)
{
	int failed = put_value(json, 0, stream);

	return failed || fputc('\n', stream) == EOF ? -1 : 0;
}

static bool is_stdout(const char *path)
{
	return !strcmp(path, "-");
}

static struct words explain(const char *path, int error)
{
	if (error == ESTALE)
		return words("cannot write %s: it has changed since it was read, and `exitbench "
			     "merge' pools it with what was measured", path);
	return is_stdout(path) ? output_failure(error)
			       : words("cannot write %s: %s", path, strerror(error ? error : EIO));
}

struct words result_begin(struct whole_file *file, size_t bytes)
{
	struct words wrong = NO_WORDS;

	file->stream = NULL;
	if (is_stdout(file->path))
		return output_refused();
	wrong = whole_file_refused(file);
	if (*wrong.text)
		return wrong;
	if (whole_file_begin(file))
		return explain(file->path, errno);
	if (!bytes || !whole_file_reserve(file, bytes))
		return NO_WORDS;
	wrong = explain(file->path, errno);
	whole_file_drop(file);
	return wrong;
}

static int write_json(const json_t *json, struct whole_file *file)
{
	errno = 0;
	if (is_stdout(file->path))
		return layout(json, stdout) || fflush(stdout);
	if (!layout(json, file->stream))
		return whole_file_end(file);
	whole_file_drop(file);
	return -1;
}

struct words result_end(const struct result *result, struct whole_file *file)
{
	struct words wrong = NO_WORDS;
	json_t *json = result_to_json(result);

	if (!json)
		wrong = words("cannot write %s: a text in the result is not UTF-8", file->path);
	else if (write_json(json, file))
		wrong = explain(file->path, errno);
	json_decref(json);
	if (file->stream)
		whole_file_drop(file);
	return wrong;
}

struct words result_check_writable(struct whole_file file)
{
	struct words wrong = result_begin(&file, 0);

	if (file.stream)
		whole_file_drop(&file);
	return wrong;
}

struct words result_save(const struct result *result, const char *path, bool replace)
{
	struct whole_file file = { .path = path, .replace = replace };
	struct words wrong = result_begin(&file, 0);

	return *wrong.text ? wrong : result_end(result, &file);
}
