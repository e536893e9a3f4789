// SPDX-License-Identifier: GPL-2.0-only
/*
 * Members of a result on their way in: one function a kind, found by field_kinds.h. Nothing
 * from a file is believed: types, ranges and characters are checked here.
 */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "result/field_kinds.h"

static const char *check_length(size_t length)
{
	return length > RESULT_TEXT_MAX ? "is too long" : NULL;
}

/* A string kept in `texts`; without them it is the member's own. NULL, or what is wrong. */
static const char *string_read(struct json_view json, struct texts *texts, char **member)
{
	size_t length;
	const char *plain = json_view_plain(json, &length), *wrong;
	char *copy = plain && texts ? NULL : json_view_copy(json);

	if (!json_view_is(json, JSON_STRING))
		return "is not a string";
	if (!plain && copy)
		length = strlen(copy);
	wrong = plain || copy ? check_length(length) : NULL;
	if (wrong || !texts) {
		*member = copy;
		return wrong || copy ? wrong : "does not fit in memory";
	}
	*member = plain || copy ? texts_keep(texts, plain ? plain : copy, length) : NULL;
	free(copy);
	return *member ? NULL : "does not fit in memory";
}

static const char *text_read(struct json_view json, void *member)
{
	return string_read(json, json.index->texts, member);
}

static bool is_name(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_-+.,=:/", *c))
			return false;
	return *text;
}

static const char *name_read(struct json_view json, void *member)
{
	const char *wrong = text_read(json, member);

	if (!json_view_is(json, JSON_STRING))
		return "is not a name";
	return wrong || is_name(*(char **)member) ? wrong : "is not a name";
}

static const char *ring_read(struct json_view json, void *member)
{
	json_int_t value = json_view_integer(json);

	if (!json_view_is(json, JSON_INTEGER) || value < 0 || value > 3)
		return "is not a ring from 0 to 3";
	*(int *)member = (int)value;
	return NULL;
}

static const char *count_read(struct json_view json, void *member)
{
	json_int_t value = json_view_integer(json);

	if (!json_view_is(json, JSON_INTEGER) || value < 0 || value > INT64_C(1) << 53)
		return "is not a count";
	*(size_t *)member = (size_t)value;
	return NULL;
}

static const char *place_read(struct json_view json, void *member)
{
	const char *wrong = count_read(json, member);

	return wrong || *(size_t *)member ? wrong : "is not a place, the first of which is 1";
}

static const char *figure_read(struct json_view json, void *member)
{
	double value = json_view_number(json);

	if (!json_view_is_number(json) || !isfinite(value) || fabs(value) > RESULT_VALUE_MAX)
		return "is not a plausible number";
	*(double *)member = value;
	return NULL;
}

static const char *exits_read(struct json_view json, void *member)
{
	return json_view_number(json) < 0 ? "is negative" : figure_read(json, member);
}

static const char *flag_read(struct json_view json, void *member)
{
	*(bool *)member = json_view_is(json, JSON_TRUE);
	return json_view_is(json, JSON_TRUE) || json_view_is(json, JSON_FALSE)
		       ? NULL
		       : "is neither true nor false";
}

static const char *status_read(struct json_view json, void *member)
{
	for (int status = 0; status < STATUSES; status++)
		if (json_view_equals(json, status_names[status])) {
			*(enum cell_status *)member = (enum cell_status)status;
			return NULL;
		}
	return "is none of ok, skip, fail, error";
}

/* Methods are few, and the same in most cells. */
static const char *method_read(struct json_view json, const char **member)
{
	char *method;
	const char *wrong = json_view_is(json, JSON_STRING)
				    ? string_read(json, json.index->methods, &method)
				    : "has no plausible method";

	if (!wrong)
		*member = method;
	return wrong;
}

static const char *statistic_read(struct json_view json, void *member)
{
	struct statistic *statistic = member;
	const char *wrong;

	if (!json_view_is(json, JSON_OBJECT))
		return "is not an object of value, lo, hi and method";
	if ((wrong = figure_read(json_view_find(json, "value"), &statistic->value)) ||
	    (wrong = figure_read(json_view_find(json, "lo"), &statistic->lo)) ||
	    (wrong = figure_read(json_view_find(json, "hi"), &statistic->hi)))
		return wrong;
	if (statistic->lo > statistic->hi)
		return "has an interval that ends before it begins";
	if (statistic->value < statistic->lo || statistic->value > statistic->hi)
		return "has a value outside its own interval";
	return method_read(json_view_find(json, "method"), &statistic->method);
}

/* Not kept where only figures are wanted. */
static const char *object_read(struct json_view json, void *member)
{
	if (!json_view_is(json, JSON_OBJECT))
		return "is not an object";
	if (json.index->texts)
		return NULL;
	*(json_t **)member = json_view_to_json(json);
	return *(json_t **)member ? NULL : "does not fit in memory";
}

static const char *causes_read(struct json_view json, void *member)
{
	struct disturbed *disturbed = member;

	if (!json_view_is(json, JSON_OBJECT))
		return "is not an object of counts";
	for (int cause = DISTURBED_NOT + 1; cause < DISTURBANCES; cause++) {
		struct json_view count = json_view_find(json, disturbance_names[cause]);

		if (json_view_exists(count) && count_read(count, &disturbed->by[cause]))
			return "is not an object of counts";
	}
	return NULL;
}

static const char *check_blocks(const char *text, size_t length)
{
	if (length > HISTOGRAM_BYTES_MAX)
		return "is too long";
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != ';')
			return "has blocks that are not letters, counts and semicolons";
	return NULL;
}

/* Not kept where only figures are wanted. */
static const char *blocks_read(struct json_view json, char **blocks)
{
	size_t length;
	const char *plain = json_view_plain(json, &length), *wrong;
	char *copy = json.index->texts && plain ? NULL : json_view_copy(json);

	if (!plain && !copy)
		return "is not an object of lo, hi and blocks";
	wrong = plain ? check_blocks(plain, length) : check_blocks(copy, strlen(copy));
	if (!wrong && !json.index->texts)
		*blocks = copy;
	else
		free(copy);
	return wrong;
}

static const char *histogram_read(struct json_view json, void *member)
{
	struct histogram *histogram = member;
	struct json_view blocks = json_view_find(json, "blocks");

	if (!json_view_is(blocks, JSON_STRING) ||
	    figure_read(json_view_find(json, "lo"), &histogram->lo) ||
	    figure_read(json_view_find(json, "hi"), &histogram->hi) ||
	    histogram->lo > histogram->hi)
		return "is not an object of lo, hi and blocks";
	return blocks_read(blocks, &histogram->blocks);
}

const char *(*const field_readers[FIELD_KINDS])(struct json_view json, void *member) = {
	[FIELD_NAME]      = name_read,
	[FIELD_TEXT]      = text_read,
	[FIELD_RING]      = ring_read,
	[FIELD_COUNT]     = count_read,
	[FIELD_PLACE]     = place_read,
	[FIELD_FIGURE]    = figure_read,
	[FIELD_EXITS]     = exits_read,
	[FIELD_FLAG]      = flag_read,
	[FIELD_STATUS]    = status_read,
	[FIELD_STATISTIC] = statistic_read,
	[FIELD_OBJECT]    = object_read,
	[FIELD_CAUSES]    = causes_read,
	[FIELD_HISTOGRAM] = histogram_read,
};
