// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows that tie struct cell_result and struct trial_result to their JSON names, and the loops
 * over them. Members that no row knows are a later minor version's, and are kept.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "result/fields.h"
#include "text/words.h"

#define CELL(name, kind, member, required) \
	{ name, kind, offsetof(struct cell_result, member), required }
#define TRIAL(name, kind, member, required) \
	{ name, kind, offsetof(struct trial_result, member), required }

const struct field cell_fields[] = {
	CELL("id",           FIELD_NAME,      id,           true),
	CELL("op",           FIELD_PART,      op,           false),
	CELL("env",          FIELD_PART,      env,          false),
	CELL("backend",      FIELD_PART,      backend,      false),
	CELL("form",         FIELD_PART,      form,         false),
	CELL("ring",         FIELD_RING,      ring,         false),
	CELL("knobs",        FIELD_PART,      knobs,        false),
	CELL("status",       FIELD_STATUS,    status,       true),
	CELL("fault",        FIELD_FAULT,     fault,        false),
	CELL("reason",       FIELD_REASON,    reason,       false),
	CELL("answered_by",  FIELD_ANSWERER,  answered_by,  false),
	CELL("unit",         FIELD_TEXT,      unit,         false),
	CELL("clock",        FIELD_TEXT,      clock,        false),
	CELL("trials",       FIELD_COUNT,     trial_count,  false),
	CELL("iterations",   FIELD_COUNT,     iterations,   false),
	CELL("n",            FIELD_COUNT,     batches,      false),
	CELL("disturbed",    FIELD_COUNT,     disturbed,    false),
	CELL("disturbed_by", FIELD_CAUSES,    disturbed_by, false),
	CELL("trials_troubled", FIELD_COUNT, troubled,      false),
	CELL("precise",      FIELD_FLAG,      precise,      false),
	CELL("exits_per_op", FIELD_EXITS,     exits_per_op, false),
	CELL("floor",        FIELD_STATISTIC, floor,        false),
	CELL("median",       FIELD_STATISTIC, median,       false),
	CELL("p99",          FIELD_STATISTIC, p99,          false),
	CELL("raw",          FIELD_STATISTIC, raw,          false),
	CELL("overhead",     FIELD_STATISTIC, overhead,     false),
	CELL("canaries",     FIELD_FLAG,      alone.is_known, false),
	CELL("never_alone",  FIELD_FLAG,      alone.never,  false),
	CELL("alone_batches", FIELD_COUNT,    alone.batches, false),
	CELL("beside_batches", FIELD_COUNT,   alone.beside_batches, false),
	CELL("alone_floor",  FIELD_STATISTIC, alone.floor,  false),
	CELL("alone_median", FIELD_STATISTIC, alone.median, false),
	CELL("beside_median", FIELD_STATISTIC, alone.beside, false),
	CELL("legs",         FIELD_LEGS,      legs,         false),
	CELL("events",       FIELD_OBJECT,    events,       false),
	{ .name = "trial_data", .kind = FIELD_APART },
};
const size_t cell_field_count = sizeof(cell_fields) / sizeof(cell_fields[0]);
_Static_assert(sizeof(cell_fields) / sizeof(cell_fields[0]) <= 64,
	       "fields_read() has a bit for each");

const struct field trial_fields[] = {
	TRIAL("trial",     FIELD_COUNT,     number,    false),
	TRIAL("session",   FIELD_PLACE,     session,   false),
	TRIAL("floor",     FIELD_FIGURE,    floor,     true),
	TRIAL("median",    FIELD_FIGURE,    median,    true),
	TRIAL("overhead",  FIELD_FIGURE,    overhead,  false),
	TRIAL("core_cycles", FIELD_FIGURE,  core_cycles, false),
	TRIAL("alone_floor", FIELD_FIGURE,  alone_floor, false),
	TRIAL("alone_median", FIELD_FIGURE, alone_median, false),
	TRIAL("alone_n",   FIELD_COUNT,     alone_batches, false),
	TRIAL("n",         FIELD_COUNT,     batches,   false),
	TRIAL("disturbed", FIELD_COUNT,     disturbed, false),
	TRIAL("slow",      FIELD_FLAG,      slow,      false),
	{ .name = "histogram", .kind = FIELD_APART },
};
const size_t trial_field_count = sizeof(trial_fields) / sizeof(trial_fields[0]);

const struct field histogram_fields[] = {
	TRIAL("lo",     FIELD_FIGURE, histogram.lo,     true),
	TRIAL("hi",     FIELD_FIGURE, histogram.hi,     true),
	TRIAL("blocks", FIELD_BLOCKS, histogram.blocks, true),
};
const size_t histogram_field_count = sizeof(histogram_fields) / sizeof(histogram_fields[0]);

const char *const status_names[STATUSES] = { "ok", "skip", "fail", "error" };

const char *const fault_names[FAULTS] = {
#define FAULT(id, status, name, ...) [id] = name,
	CELL_FAULTS(FAULT)
#undef FAULT
};

const char *const fault_words[FAULTS] = {
#define FAULT(id, status, name, words, ...) [id] = words,
	CELL_FAULTS(FAULT)
#undef FAULT
};

const char *const fault_counted[FAULTS] = {
#define FAULT(id, status, name, words, counted) [id] = counted,
	CELL_FAULTS(FAULT)
#undef FAULT
};

const enum cell_status fault_status[FAULTS] = {
#define FAULT(id, status, ...) [id] = status,
	CELL_FAULTS(FAULT)
#undef FAULT
};

const char *const answerer_names[ANSWERERS] = {
#define ANSWERER(id, name) [id] = name,
	ANSWERERS_(ANSWERER)
#undef ANSWERER
};

const char *const disturbance_names[DISTURBANCES] = {
#define DISTURBANCE(id, name) [id] = name,
	DISTURBANCE_NAMES(DISTURBANCE)
#undef DISTURBANCE
};

size_t disturbed_total(const struct disturbed *disturbed)
{
	size_t total = 0;

	for (int cause = DISTURBED_NOT + 1; cause < DISTURBANCES; cause++)
		total += disturbed->by[cause];
	return total;
}

static bool is_zero(const json_t *json)
{
	return json_is_false(json) || (json_is_integer(json) && !json_integer_value(json));
}

static bool says_nothing(const struct field *field, const json_t *json, bool sparse)
{
	bool is_count = field->kind == FIELD_COUNT || field->kind == FIELD_FLAG,
	     is_place = field->kind == FIELD_REASON;

	return json_is_null(json) || (json_is_object(json) && !json_object_size(json)) ||
	       ((sparse || is_count) && !is_place && is_zero(json));
}

json_t *fields_write(const struct field *fields, size_t count, const void *object, bool sparse,
		     json_t *tables)
{
	json_t *json = json_object();

	for (size_t i = 0; i < count; i++) {
		json_t *member = field_write(fields[i].kind,
					     (const char *)object + fields[i].offset, tables);

		if (fields[i].required || !says_nothing(&fields[i], member, sparse))
			json_object_set_new(json, fields[i].name, member);
		else
			json_decref(member);
	}
	return json;
}

/* Members come in the order of the rows, so the row after the last match is looked at first. */
static size_t row_of(const struct field *fields, size_t count, size_t first, struct json_view name)
{
	for (size_t i = 0; i < count; i++) {
		size_t row = first + i < count ? first + i : first + i - count;

		if (json_view_equals(name, fields[row].name))
			return row;
	}
	return count;
}

static bool check_missing(const struct field *fields, size_t count, uint64_t found, void *object,
			  struct reading *reading)
{
	for (size_t i = 0; i < count; i++) {
		if (found & UINT64_C(1) << i)
			continue;
		if (fields[i].required)
			return refuse(reading, "\"%s\" is missing", fields[i].name);
		if (fields[i].kind == FIELD_EXITS)
			*(double *)((char *)object + fields[i].offset) = -1;
		if (fields[i].kind == FIELD_RING)
			*(int *)((char *)object + fields[i].offset) = -1;
	}
	return true;
}

static void add_unknown(json_t **unknown, struct json_view name)
{
	char *key = json_view_copy(name);

	*unknown = *unknown ? *unknown : json_object();
	json_object_set_new(*unknown, key ? key : "", json_view_to_json(json_view_value(name)));
	free(key);
}

bool fields_read_by(field_reader *read, const struct field *fields, size_t count,
		    struct json_view json, void *object, json_t **unknown, struct reading *reading)
{
	size_t row, next = 0;
	uint64_t found = 0;

	for (struct json_view name = json_view_first(json); json_view_exists(name);
	     name = json_view_next(json, name)) {
		struct json_view value = json_view_value(name);

		row = row_of(fields, count, next, name);
		if (row == count && unknown)
			add_unknown(unknown, name);
		if (row == count)
			continue;
		next = row + 1;
		if (!fields[row].required && json_view_is(value, JSON_NULL))
			continue;
		found |= UINT64_C(1) << row;
		if (!read(&fields[row], value, object, reading))
			return refuse(reading, "\"%s\" %s", fields[row].name,
				      reading->wrong.text);
	}
	return check_missing(fields, count, found, object, reading);
}

static bool member_read(const struct field *field, struct json_view json, void *object,
			struct reading *reading)
{
	return field_read(field->kind, json, (char *)object + field->offset, reading);
}

bool fields_read(const struct field *fields, size_t count, struct json_view json, void *object,
		 json_t **unknown, struct reading *reading)
{
	return fields_read_by(member_read, fields, count, json, object,
			      reading->is_figures_only ? NULL : unknown, reading);
}
