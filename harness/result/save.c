// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jansson writes everything on one line or nothing. Here a cell's members have a line each, and
 * what is in them has none of its own but for lists: a trial is a line. That is a quarter less to
 * read, for programs as well.
 */
#include <stdbool.h>
#include "result/save.h"

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
	return json_dumpf(json, stream, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(SIGNIFICANT_DIGITS));
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

int result_layout(const json_t *json, FILE *stream)
{
	int failed = put_value(json, 0, stream);

	return failed || fputc('\n', stream) == EOF ? -1 : 0;
}
