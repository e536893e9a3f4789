// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows that tie struct cell_result and struct trial_result to their JSON
 * names, and one reader and one writer for each kind of member. Nothing from a
 * file is believed: types, ranges and characters are checked here.
 */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "result_fields.h"

#define CELL(name, kind, member, required) \
	{ name, kind, offsetof(struct cell_result, member), required }
#define TRIAL(name, kind, member) { name, kind, offsetof(struct trial_result, member), true }

const struct field cell_fields[] = {
	CELL("id",           FIELD_NAME,      id,           true),
	CELL("op",           FIELD_NAME,      op,           true),
	CELL("env",          FIELD_NAME,      env,          true),
	CELL("backend",      FIELD_NAME,      backend,      true),
	CELL("form",         FIELD_NAME,      form,         true),
	CELL("ring",         FIELD_RING,      ring,         true),
	CELL("knobs",        FIELD_NAME,      knobs,        false),
	CELL("status",       FIELD_STATUS,    status,       true),
	CELL("reason",       FIELD_TEXT,      reason,       false),
	CELL("unit",         FIELD_TEXT,      unit,         false),
	CELL("clock",        FIELD_TEXT,      clock,        false),
	CELL("trials",       FIELD_COUNT,     trial_count,  false),
	CELL("iterations",   FIELD_COUNT,     iterations,   false),
	CELL("n",            FIELD_COUNT,     batches,      false),
	CELL("disturbed",    FIELD_COUNT,     disturbed,    false),
	CELL("exits_per_op", FIELD_EXITS,     exits_per_op, false),
	CELL("floor",        FIELD_STATISTIC, floor,        false),
	CELL("median",       FIELD_STATISTIC, median,       false),
	CELL("p99",          FIELD_STATISTIC, p99,          false),
	CELL("raw",          FIELD_STATISTIC, raw,          false),
	CELL("overhead",     FIELD_STATISTIC, overhead,     false),
};
const size_t cell_field_count = sizeof(cell_fields) / sizeof(cell_fields[0]);

const struct field trial_fields[] = {
	TRIAL("floor",     FIELD_FIGURE, floor),
	TRIAL("median",    FIELD_FIGURE, median),
	TRIAL("n",         FIELD_COUNT,  batches),
	TRIAL("disturbed", FIELD_COUNT,  disturbed),
	TRIAL("slow",      FIELD_FLAG,   slow),
};
const size_t trial_field_count = sizeof(trial_fields) / sizeof(trial_fields[0]);

const char *const status_names[STATUSES] = { "ok", "skip", "fail", "error" };

const char *result_words(const char *format, ...)
{
	static char words[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	for (char *c = words; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	return words;
}

/* Writing: one function a kind. */

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

/* Reading: NULL, or what is wrong. */

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

/* Methods are few and live as long as the program: a statistic does not own its own. */
static const char *method_read(const json_t *json, const char **method)
{
	static char *kept[64];
	size_t i = 0;

	for (; i < sizeof(kept) / sizeof(kept[0]) && kept[i]; i++)
		if (json_is_string(json) && !strcmp(kept[i], json_string_value(json))) {
			*method = kept[i];
			return NULL;
		}
	if (!json_is_string(json) || i == sizeof(kept) / sizeof(kept[0]))
		return "has no plausible method";
	*method = kept[i] = strdup(json_string_value(json));
	return *method ? NULL : "does not fit in memory";
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

static const struct {
	json_t *(*write)(const void *member);
	const char *(*read)(const json_t *json, void *member);
} kinds[FIELD_KINDS] = {
	[FIELD_NAME]      = { name_write, name_read },
	[FIELD_TEXT]      = { text_write, text_read },
	[FIELD_RING]      = { ring_write, ring_read },
	[FIELD_COUNT]     = { count_write, count_read },
	[FIELD_FIGURE]    = { figure_write, figure_read },
	[FIELD_EXITS]     = { exits_write, exits_read },
	[FIELD_FLAG]      = { flag_write, flag_read },
	[FIELD_STATUS]    = { status_write, status_read },
	[FIELD_STATISTIC] = { statistic_write, statistic_read },
};

json_t *fields_write(const struct field *fields, size_t count, const void *object)
{
	json_t *json = json_object();

	for (size_t i = 0; i < count; i++)
		json_object_set_new(json, fields[i].name,
				    kinds[fields[i].kind].write((const char *)object + fields[i].offset));
	return json;
}

const char *fields_read(const struct field *fields, size_t count, const json_t *json, void *object)
{
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_object_get(json, fields[i].name);
		void *member = (char *)object + fields[i].offset;
		const char *wrong = NULL;

		if (value && (fields[i].required || !json_is_null(value)))
			wrong = kinds[fields[i].kind].read(value, member);
		else if (fields[i].required)
			wrong = "is missing";
		else if (fields[i].kind == FIELD_EXITS)
			*(double *)member = -1;
		if (wrong)
			return result_words("\"%s\" %s", fields[i].name, wrong);
	}
	return NULL;
}
