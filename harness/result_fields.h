/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The members of a cell and of a trial as the file names them, as data: what
 * is written and what is read go through the same rows, so they cannot differ.
 * A new member is one row here.
 */
#ifndef HARNESS_RESULT_FIELDS_H
#define HARNESS_RESULT_FIELDS_H

#include "result.h"

enum field_kind {
	FIELD_NAME,      /* char *: a word of letters, digits and _-+.,=: */
	FIELD_TEXT,      /* char *: any line of text, or null */
	FIELD_RING,      /* int */
	FIELD_COUNT,     /* size_t */
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

/* NULL, or what is wrong, in words that name the field. Strings are new copies. */
const char *fields_read(const struct field *fields, size_t count, const json_t *json,
			void *object);

/* A new object of the members that no row knows, except `besides`; NULL if there are none. */
json_t *fields_unknown(const struct field *fields, size_t count, const char *besides, json_t *json);

/* Words in a static buffer, good until the next call; control characters become '?'. */
__attribute__((format(printf, 1, 2))) const char *result_words(const char *format, ...);

#endif
