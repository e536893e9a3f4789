/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The members of a cell and of a trial as the file names them, as data: what
 * is written and what is read go through the same rows, so they cannot differ.
 * A new member is one row here.
 */
#ifndef HARNESS_RESULT_FIELDS_H
#define HARNESS_RESULT_FIELDS_H

#include "result/json_index.h"
#include "result/result.h"

enum field_kind {
	FIELD_NAME,      /* char *: a word of letters, digits and _-+.,=: */
	FIELD_TEXT,      /* char *: any line of text, or null */
	FIELD_RING,      /* int */
	FIELD_COUNT,     /* size_t */
	FIELD_PLACE,     /* size_t from 1; 0 is left out */
	FIELD_FIGURE,    /* double */
	FIELD_EXITS,     /* double, null when negative */
	FIELD_FLAG,      /* bool */
	FIELD_STATUS,    /* enum cell_status */
	FIELD_STATISTIC, /* struct statistic, null without a method */
	FIELD_OBJECT,    /* json_t *: an object as it is, or null */
	FIELD_CAUSES,    /* struct disturbed */
	FIELD_HISTOGRAM, /* struct histogram, null without blocks */
	FIELD_KINDS
};

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	bool required;
};

extern const struct field cell_fields[], trial_fields[];
extern const size_t cell_field_count, trial_field_count;

/* A new reference to `object` as JSON. */
json_t *fields_write(const struct field *fields, size_t count, const void *object);

/*
 * The members of `json` into `object`: NULL, or what is wrong, in words that name the field.
 * Strings are new copies, or kept texts. Members that no row knows, except `besides`, are a new
 * object in *unknown; NULL if there are none, or only figures are wanted.
 */
const char *fields_read(const struct field *fields, size_t count, const char *besides,
			struct json_view json, void *object, json_t **unknown);

/* Add a member under its name to an object, which is made if need be; false without memory. */
bool fields_keep_unknown(struct json_view name, json_t **unknown);

#endif
