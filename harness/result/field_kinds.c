// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kinds of members: reader and writer of each side by side. Nothing from a file is trusted:
 * types, ranges and characters are checked here.
 */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"
#include "result/histogram.h"

#define NO_PLACE "is not a place, the first of which is 1"
#define NO_FLAG  "is neither true nor false"

static json_t *text_write(const void *member, json_t *tables)
{
	const char *text = *(char *const *)member;

	(void)tables;
	return text ? json_string(text) : json_null();
}

/* A new copy where the string does not stand for itself. NULL: no string, or no memory. */
static const char *string_of(struct json_view json, size_t *length, char **copy)
{
	const char *plain = json_view_plain(json, length);

	*copy = plain ? NULL : json_view_copy(json);
	if (*copy)
		*length = strlen(*copy);
	return plain ? plain : *copy;
}

static bool text_read(struct json_view json, void *member, struct reading *reading)
{
	size_t length;
	char *copy;
	const char *text = string_of(json, &length, &copy);

	*(char **)member = text && length <= RESULT_TEXT_MAX
				   ? texts_keep(reading->texts, text, length)
				   : NULL;
	free(copy);
	return *(char **)member || refuse(reading, !text                     ? "is not a string"
						   : length > RESULT_TEXT_MAX ? "is too long"
						   : "does not fit in memory");
}

/* No knobs is null, not an empty name. */
static json_t *name_write(const void *member, json_t *tables)
{
	const char *name = *(char *const *)member;

	return name && *name ? text_write(member, tables) : json_null();
}

static bool is_name(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("_-+.,=:/", *c))
			return false;
	return *text;
}

static bool name_read(struct json_view json, void *member, struct reading *reading)
{
	if (!json_view_is(json, JSON_STRING))
		return refuse(reading, "is not a name");
	return text_read(json, member, reading) &&
	       (is_name(*(char **)member) || refuse(reading, "is not a name"));
}

static bool ring_read(struct json_view json, void *member, struct reading *reading)
{
	json_int_t value = json_view_integer(json);

	if (!json_view_is(json, JSON_INTEGER) || value < 0 || value > RING_MAX)
		return refuse(reading, "is not a ring from 0 to 3");
	*(int *)member = (int)value;
	return true;
}

static json_t *count_write(const void *member, json_t *tables)
{
	(void)tables;
	return json_integer((json_int_t)*(const size_t *)member);
}

static bool count_read(struct json_view json, void *member, struct reading *reading)
{
	json_int_t value = json_view_integer(json);

	if (!json_view_is(json, JSON_INTEGER) || value < 0 || value > INT64_C(1) << 53)
		return refuse(reading, "is not a count");
	*(size_t *)member = (size_t)value;
	return true;
}

static json_t *place_write(const void *member, json_t *tables)
{
	return *(const size_t *)member ? count_write(member, tables) : json_null();
}

static bool place_read(struct json_view json, void *member, struct reading *reading)
{
	return count_read(json, member, reading) &&
	       (*(size_t *)member || refuse(reading, NO_PLACE));
}

/*
 * Of as many digits as a file has, so that it reads the same again. A whole number needs no ".0",
 * which makes it a fifth shorter.
 */
static json_t *figure_write(const void *member, json_t *tables)
{
	double value = *(const double *)member;
	char digits[32];

	(void)tables;
	if (!isfinite(value))
		return json_null();
	snprintf(digits, sizeof(digits), "%.*g", RESULT_DIGITS, value);
	value = strtod(digits, NULL);
	return value == floor(value) && fabs(value) < 1e9 ? json_integer((json_int_t)value)
							   : json_real(value);
}

/* So near to 0 a number is what is left of a subtraction, and a ratio to it says nothing. */
static double figure_of(double number)
{
	return fabs(number) < RESULT_VALUE_LEAST ? 0 : number;
}

static bool figure_read(struct json_view json, void *member, struct reading *reading)
{
	double value = json_view_number(json);

	if (!json_view_is_number(json) || !isfinite(value) || fabs(value) > RESULT_VALUE_MAX)
		return refuse(reading, "is not a plausible number");
	*(double *)member = figure_of(value);
	return true;
}

static json_t *exits_write(const void *member, json_t *tables)
{
	return *(const double *)member < 0 ? json_null() : figure_write(member, tables);
}

static bool exits_read(struct json_view json, void *member, struct reading *reading)
{
	return json_view_number(json) < 0 ? refuse(reading, "is negative")
					  : figure_read(json, member, reading);
}

static json_t *flag_write(const void *member, json_t *tables)
{
	(void)tables;
	return json_boolean(*(const bool *)member);
}

/* In a column it is 1 or 0. */
static bool flag_read(struct json_view json, void *member, struct reading *reading)
{
	json_int_t number = json_view_is(json, JSON_INTEGER) ? json_view_integer(json) : -1;

	*(bool *)member = json_view_is(json, JSON_TRUE) || number == 1;
	return *(bool *)member || json_view_is(json, JSON_FALSE) || !number ||
	       refuse(reading, NO_FLAG);
}

/* An interval of no width is left out, and the first method. */
static json_t *statistic_write(const void *member, json_t *tables)
{
	const struct statistic *statistic = member;
	json_t *json, *method;

	if (!statistic->method)
		return json_null();
	json = json_pack("{s:o}", "value", figure_write(&statistic->value, NULL));
	if (statistic->lo != statistic->value || statistic->hi != statistic->value) {
		json_object_set_new(json, "lo", figure_write(&statistic->lo, NULL));
		json_object_set_new(json, "hi", figure_write(&statistic->hi, NULL));
	}
	if (is_below(statistic))
		json_object_set_new(json, "below", figure_write(&statistic->below, NULL));
	method = place_in(tables, "methods", statistic->method);
	if (json_is_string(method) || json_integer_value(method))
		json_object_set(json, "method", method);
	json_decref(method);
	return json;
}

static bool is_bound(const struct statistic *statistic)
{
	return statistic->below > 0 && statistic->below >= statistic->value;
}

static bool statistic_read(struct json_view json, void *member, struct reading *reading)
{
	static const char *const names[] = { "value", "lo", "hi", "below", "method" };
	struct json_view members[5] = { 0 }, lo, hi, below;
	struct statistic *statistic = member;

	if (!json_view_is(json, JSON_OBJECT))
		return refuse(reading, "is not an object of value, lo, hi and method");
	json_view_find_all(json, names, members, 5);
	lo = members[1], hi = members[2], below = members[3];
	if (!figure_read(members[0], &statistic->value, reading))
		return false;
	statistic->lo = statistic->hi = statistic->value;
	if ((json_view_exists(lo) || json_view_exists(hi)) &&
	    (!figure_read(lo, &statistic->lo, reading) ||
	     !figure_read(hi, &statistic->hi, reading)))
		return false;
	if (statistic->lo > statistic->hi)
		return refuse(reading, "has an interval that ends before it begins");
	if (statistic->value < statistic->lo || statistic->value > statistic->hi)
		return refuse(reading, "has a value outside its own interval");
	if (json_view_exists(below) && !figure_read(below, &statistic->below, reading))
		return false;
	if (json_view_exists(below) && !is_bound(statistic))
		return refuse(reading, "is below a bound that is not above 0, or not above it");
	return method_read(members[4], &statistic->method, reading);
}

/* An object as it is, or null. */
static json_t *object_write(const void *member, json_t *tables)
{
	json_t *object = *(json_t *const *)member;

	(void)tables;
	return object ? json_incref(object) : json_null();
}

static bool object_read(struct json_view json, void *member, struct reading *reading)
{
	if (!json_view_is(json, JSON_OBJECT))
		return refuse(reading, "is not an object");
	if (reading->is_figures_only)
		return true;
	*(json_t **)member = json_view_to_json(json);
	return *(json_t **)member || refuse(reading, "does not fit in memory");
}

static json_t *causes_write(const void *member, json_t *tables)
{
	const struct disturbed *disturbed = member;
	json_t *json = json_object();

	(void)tables;
	for (int cause = DISTURBED_NOT + 1; cause < DISTURBANCES; cause++)
		if (disturbed->by[cause])
			json_object_set_new(json, disturbance_names[cause],
					    json_integer((json_int_t)disturbed->by[cause]));
	return json;
}

static bool causes_read(struct json_view json, void *member, struct reading *reading)
{
	struct json_view counts[DISTURBANCES - 1] = { 0 };
	struct disturbed *disturbed = member;

	if (!json_view_is(json, JSON_OBJECT))
		return refuse(reading, "is not an object of counts");
	json_view_find_all(json, disturbance_names + 1, counts, DISTURBANCES - 1);
	for (int cause = DISTURBED_NOT + 1; cause < DISTURBANCES; cause++)
		if (json_view_exists(counts[cause - 1]) &&
		    !count_read(counts[cause - 1], &disturbed->by[cause], reading))
			return refuse(reading, "is not an object of counts");
	return true;
}

static bool blocks_read(struct json_view json, void *member, struct reading *reading)
{
	size_t length;
	char *copy;
	const char *text = string_of(json, &length, &copy),
		   *wrong = histogram_check(text ? text : "?", text ? length : 1);

	if (!wrong && !reading->is_figures_only && !(*(char **)member = strndup(text, length)))
		wrong = "does not fit in memory";
	free(copy);
	return !wrong || refuse(reading, "%s", wrong);
}

static json_t *apart_write(const void *member, json_t *tables)
{
	(void)member, (void)tables;
	return json_null();
}

static bool apart_read(struct json_view json, void *member, struct reading *reading)
{
	(void)json, (void)member, (void)reading;
	return true;
}

static const struct {
	json_t *(*write)(const void *member, json_t *tables);
	bool (*read)(struct json_view json, void *member, struct reading *reading);
} kinds[FIELD_KINDS] = {
	[FIELD_NAME]      = { name_write, name_read },
	[FIELD_PART]      = { apart_write, name_read },
	[FIELD_RING]      = { apart_write, ring_read },
	[FIELD_TEXT]      = { text_write, text_read },
	[FIELD_REASON]    = { reason_write, reason_read },
	[FIELD_COUNT]     = { count_write, count_read },
	[FIELD_PLACE]     = { place_write, place_read },
	[FIELD_FIGURE]    = { figure_write, figure_read },
	[FIELD_EXITS]     = { exits_write, exits_read },
	[FIELD_FLAG]      = { flag_write, flag_read },
	[FIELD_STATUS]    = { status_write, status_read },
	[FIELD_FAULT]     = { fault_write, fault_read },
	[FIELD_ANSWERER]  = { answerer_write, answerer_read },
	[FIELD_STATISTIC] = { statistic_write, statistic_read },
	[FIELD_LEGS]      = { legs_write, legs_read },
	[FIELD_OBJECT]    = { object_write, object_read },
	[FIELD_CAUSES]    = { causes_write, causes_read },
	[FIELD_BLOCKS]    = { text_write, blocks_read },
	[FIELD_APART]     = { apart_write, apart_read },
};

json_t *field_write(enum field_kind kind, const void *member, json_t *tables)
{
	return kinds[kind].write(member, tables);
}

bool field_read(enum field_kind kind, struct json_view json, void *member,
		struct reading *reading)
{
	return kinds[kind].read(json, member, reading);
}

bool field_set_number(enum field_kind kind, double number, void *member, struct reading *reading)
{
	if (kind == FIELD_FIGURE) {
		*(double *)member = figure_of(number);
		return true;
	}
	if (kind == FIELD_FLAG) {
		*(bool *)member = number > 0;
		return number <= 1 || refuse(reading, NO_FLAG);
	}
	*(size_t *)member = (size_t)number;
	return kind == FIELD_COUNT || number > 0 || refuse(reading, NO_PLACE);
}
