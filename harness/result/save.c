// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write a result file for people, too, and small: Jansson writes one line or one for each value.
 * Here an object or list that is a member of a cell has a line, and its plain members share lines.
 */
#include <stdbool.h>
#include <errno.h>
#include <string.h>
#include "result/result.h"
#include "text/file.h"
#include "text/words.h"

#define SIGNIFICANT_DIGITS 10
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
			  JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(SIGNIFICANT_DIGITS));
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

static bool has_lines(const json_t *value)
{
	return json_object_size(value) || json_array_size(value);
}

/* At the depth of members, those without members share a line. */
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

struct words result_check_writable(const char *path, bool replace)
{
	struct whole_file file = { .path = path };
	struct words wrong = is_stdout(path) ? NO_WORDS : whole_file_refused(path, replace);

	if (*wrong.text || is_stdout(path))
		return wrong;
	if (whole_file_begin(&file))
		return words("cannot write %s: %s", path, strerror(errno));
	whole_file_drop(&file);
	return NO_WORDS;
}

static int save_json(const json_t *json, const char *path, bool replace)
{
	struct whole_file file = { .path = path, .replace = replace };

	if (is_stdout(path))
		return layout(json, stdout) || fflush(stdout);
	if (whole_file_begin(&file))
		return -1;
	if (!layout(json, file.stream))
		return whole_file_end(&file);
	whole_file_drop(&file);
	return -1;
}

struct words result_save(const struct result *result, const char *path, bool replace)
{
	struct words wrong = is_stdout(path) ? NO_WORDS : whole_file_refused(path, replace);
	json_t *json;

	if (*wrong.text)
		return wrong;
	json = result_to_json(result);
	if (!json)
		return words("cannot write %s: a text in the result is not UTF-8", path);
	errno = 0;
	if (save_json(json, path, replace))
		wrong = words("cannot write %s: %s", path, strerror(errno ? errno : EIO));
	json_decref(json);
	return wrong;
}
