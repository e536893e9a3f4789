// SPDX-License-Identifier: GPL-2.0-only
/* Members of a result on their way out: one function a kind, found by field_kinds.h. */
#include <math.h>
#include "result/field_kinds.h"

static json_t *text_write(const void *member)
{
	const char *text = *(char *const *)member;

	return text ? json_string(text) : json_null();
}

/* No knobs is null, not an empty name. */
static json_t *name_write(const void *member)
{
	const char *name = *(char *const *)member;

	return name && *name ? json_string(name) : json_null();
}

static json_t *ring_write(const void *member)
{
	return json_integer(*(const int *)member);
}

static json_t *count_write(const void *member)
{
	return json_integer((json_int_t)*(const size_t *)member);
}

static json_t *place_write(const void *member)
{
	return *(const size_t *)member ? count_write(member) : NULL;
}

static json_t *figure_write(const void *member)
{
	double value = *(const double *)member;

	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *exits_write(const void *member)
{
	return *(const double *)member < 0 ? json_null() : figure_write(member);
}

static json_t *flag_write(const void *member)
{
	return json_boolean(*(const bool *)member);
}

static json_t *status_write(const void *member)
{
	return json_string(status_names[*(const enum cell_status *)member]);
}

static json_t *statistic_write(const void *member)
{
	const struct statistic *statistic = member;

	if (!statistic->method)
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:s}", "value", figure_write(&statistic->value),
			 "lo", figure_write(&statistic->lo), "hi", figure_write(&statistic->hi),
			 "method", statistic->method);
}

/* An object as it is, or null. */
static json_t *object_write(const void *member)
{
	json_t *object = *(json_t *const *)member;

	return object ? json_incref(object) : json_null();
}

static json_t *causes_write(const void *member)
{
	const struct disturbed *disturbed = member;
	json_t *json = json_object();

	for (int cause = DISTURBED_NOT + 1; cause < DISTURBANCES; cause++)
		json_object_set_new(json, disturbance_names[cause],
				    json_integer((json_int_t)disturbed->by[cause]));
	return json;
}

static json_t *histogram_write(const void *member)
{
	const struct histogram *histogram = member;

	if (!histogram->blocks)
		return json_null();
	return json_pack("{s:o, s:o, s:s}", "lo", figure_write(&histogram->lo), "hi",
			 figure_write(&histogram->hi), "blocks", histogram->blocks);
}

json_t *(*const field_writers[FIELD_KINDS])(const void *member) = {
	[FIELD_NAME]      = name_write,
	[FIELD_TEXT]      = text_write,
	[FIELD_RING]      = ring_write,
	[FIELD_COUNT]     = count_write,
	[FIELD_PLACE]     = place_write,
	[FIELD_FIGURE]    = figure_write,
	[FIELD_EXITS]     = exits_write,
	[FIELD_FLAG]      = flag_write,
	[FIELD_STATUS]    = status_write,
	[FIELD_STATISTIC] = statistic_write,
	[FIELD_OBJECT]    = object_write,
	[FIELD_CAUSES]    = causes_write,
	[FIELD_HISTOGRAM] = histogram_write,
};
