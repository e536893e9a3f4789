// SPDX-License-Identifier: GPL-2.0-only
/*
 * Members of a result on their way in: one function a kind, found by field_kinds.h. Nothing
 * from a file is believed: types, ranges and characters are checked here.
 */
#include <ctype.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include "field_kinds.h"

static const char *text_read(const json_t *json, void *member)
{
	const char *text = json_string_value(json);

	if (!text)
		return "is not a string";
	if (json_string_length(json) > RESULT_TEXT_MAX)
		return "is too long";
	*(char **)member = strdup(text);
	return *(char **)member ? NULL : "does not fit in memory";
}

static const char *name_read(const json_t *json, void *member)
{
	const char *text = json_string_value(json);

	if (!text || !*text)
		return "is not a name";
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_-+.,=:/", *c))
			return "is not a name";
	return text_read(json, member);
}

static const char *ring_read(const json_t *json, void *member)
{
	json_int_t value = json_integer_value(json);

	if (!json_is_integer(json) || value < 0 || value > 3)
		return "is not a ring from 0 to 3";
	*(int *)member = (int)value;
	return NULL;
}

static const char *count_read(const json_t *json, void *member)
{
	json_int_t value = json_integer_value(json);

	if (!json_is_integer(json) || value < 0 || value > INT64_C(1) << 53)
		return "is not a count";
	*(size_t *)member = (size_t)value;
	return NULL;
}

static const char *figure_read(const json_t *json, void *member)
{
	double value = json_number_value(json);

	if (!json_is_number(json) || !isfinite(value) || fabs(value) > RESULT_VALUE_MAX)
		return "is not a plausible number";
	*(double *)member = value;
	return NULL;
}

static const char *exits_read(const json_t *json, void *member)
{
	return json_number_value(json) < 0 ? "is negative" : figure_read(json, member);
}

static const char *flag_read(const json_t *json, void *member)
{
	*(bool *)member = json_is_true(json);
	return json_is_boolean(json) ? NULL : "is neither true nor false";
}

static const char *status_read(const json_t *json, void *member)
{
	for (int status = 0; json_is_string(json) && status < STATUSES; status++)
		if (!strcmp(json_string_value(json), status_names[status])) {
			*(enum cell_status *)member = (enum cell_status)status;
			return NULL;
		}
	return "is none of ok, skip, fail, error";
}

/* Methods are few and live as long as the program: a statistic does not own its own. One thread at a time. */
static const char *method_keep(const char *text, const char **method)
{
	static char *kept[64];
	size_t i = 0;

	for (; i < sizeof(kept) / sizeof(kept[0]) && kept[i]; i++)
		if (!strcmp(kept[i], text)) {
			*method = kept[i];
			return NULL;
		}
	if (i == sizeof(kept) / sizeof(kept[0]))
		return "has no plausible method";
	*method = kept[i] = strdup(text);
	return *method ? NULL : "does not fit in memory";
}

static const char *method_read(const json_t *json, const char **method)
{
	static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
	const char *wrong;

	if (!json_is_string(json))
		return "has no plausible method";
	pthread_mutex_lock(&one_at_a_time);
	wrong = method_keep(json_string_value(json), method);
	pthread_mutex_unlock(&one_at_a_time);
	return wrong;
}

static const char *statistic_read(const json_t *json, void *member)
{
	struct statistic *statistic = member;
	const char *wrong;

	if (!json_is_object(json))
		return "is not an object of value, lo, hi and method";
	if ((wrong = figure_read(json_object_get(json, "value"), &statistic->value)) ||
	    (wrong = figure_read(json_object_get(json, "lo"), &statistic->lo)) ||
	    (wrong = figure_read(json_object_get(json, "hi"), &statistic->hi)))
		return wrong;
	if (statistic->lo > statistic->hi)
		return "has an interval that ends before it begins";
	return method_read(json_object_get(json, "method"), &statistic->method);
}

static const char *object_read(const json_t *json, void *member)
{
	if (!json_is_object(json))
		return "is not an object";
	*(json_t **)member = json_incref((json_t *)json);
	return NULL;
}

static const char *causes_read(const json_t *json, void *member)
{
	struct disturbed *disturbed = member;

	if (!json_is_object(json))
		return "is not an object of counts";
	for (int cause = DISTURBED_NOT + 1; cause < DISTURBANCES; cause++) {
		const json_t *count = json_object_get(json, disturbance_names[cause]);

		if (count && count_read(count, &disturbed->by[cause]))
			return "is not an object of counts";
	}
	return NULL;
}

static const char *histogram_read(const json_t *json, void *member)
{
	struct histogram *histogram = member;
	const char *blocks = json_string_value(json_object_get(json, "blocks"));

	if (!blocks || figure_read(json_object_get(json, "lo"), &histogram->lo) ||
	    figure_read(json_object_get(json, "hi"), &histogram->hi) || histogram->lo > histogram->hi)
		return "is not an object of lo, hi and blocks";
	if (strlen(blocks) > HISTOGRAM_BYTES_MAX)
		return "is too long";
	for (const char *c = blocks; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != ';')
			return "has blocks that are not letters, counts and semicolons";
	histogram->blocks = strdup(blocks);
	return histogram->blocks ? NULL : "does not fit in memory";
}

const char *(*const field_readers[FIELD_KINDS])(const json_t *json, void *member) = {
	[FIELD_NAME]      = name_read,
	[FIELD_TEXT]      = text_read,
	[FIELD_RING]      = ring_read,
	[FIELD_COUNT]     = count_read,
	[FIELD_FIGURE]    = figure_read,
	[FIELD_EXITS]     = exits_read,
	[FIELD_FLAG]      = flag_read,
	[FIELD_STATUS]    = status_read,
	[FIELD_STATISTIC] = statistic_read,
	[FIELD_OBJECT]    = object_read,
	[FIELD_CAUSES]    = causes_read,
	[FIELD_HISTOGRAM] = histogram_read,
};
