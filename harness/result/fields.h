/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The members of a cell and of a trial as the file names them, as data: writing and reading go
 * through the same rows, so they cannot differ. A new member is one row here.
 */
#ifndef HARNESS_FIELDS_H
#define HARNESS_FIELDS_H

#include "result/json_index.h"
#include "result/result.h"

enum field_kind {
	FIELD_NAME,      /* char *: a word of letters, digits and _-+.,=: */
	FIELD_PART,      /* the same, as a part of the cell's id: not written; so is the ring */
	FIELD_RING,      /* int */
	FIELD_TEXT,      /* char *: any line of text, or null */
	FIELD_REASON,    /* the same, by its place in the file's reasons */
	FIELD_COUNT,     /* size_t */
	FIELD_PLACE,     /* size_t from 1; 0 is left out */
	FIELD_FIGURE,    /* double */
	FIELD_EXITS,     /* double, left out when negative */
	FIELD_FLAG,      /* bool */
	FIELD_STATUS,    /* enum cell_status */
	FIELD_FAULT,     /* enum cell_fault; one that is not known is none */
	FIELD_ANSWERER,  /* enum answerer; likewise */
	FIELD_STATISTIC, /* struct statistic, left out without a method */
	FIELD_LEGS,      /* struct legs_result *, left out without */
	FIELD_OBJECT,    /* json_t *: an object as it is, or null */
	FIELD_CAUSES,    /* struct disturbed */
	FIELD_BLOCKS,    /* char *: of a histogram; of trials only */
	FIELD_APART,     /* read and written by other functions than these */
	FIELD_KINDS
};

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	bool required;
};

extern const struct field cell_fields[], trial_fields[], histogram_fields[];
extern const size_t cell_field_count, trial_field_count, histogram_field_count;

/* A list of the file: each of its texts is there once, and cells have its place. */
struct text_list {
	char **texts;
	size_t count;
};

/* What a file's members are read with, and why one of them is refused. */
struct reading {
	struct texts *texts;   /* keeps the names and texts */
	struct text_list methods, reasons;
	struct json_view *columns; /* lists that several cells have */
	size_t column_count, trials; /* trials so far */
	char *unit, *clock;    /* of cells that do not say */
	bool is_figures_only;  /* keep no histograms, objects or unknown members */
	struct trial_result *scratch; /* then: of the cell that is read, and room for so many */
	size_t scratch_room;
	bool lies_beside;      /* not a result but what is kept beside them */
	struct words wrong;
};

/* Readers return true, or say why not. reading->wrong may be an argument, too: words are copied. */
#define refuse(reading, ...) ((reading)->wrong = words(__VA_ARGS__), false)

/*
 * `object` as a new JSON object. Members without a value are left out, and counts and flags that
 * are 0; if `sparse`, so are all zeros. A method or reason becomes its place in the list "methods"
 * or "reasons" of `tables`, where it is put if it is new; without tables it is as it is.
 */
json_t *fields_write(const struct field *fields, size_t count, const void *object, bool sparse,
		     json_t *tables);

/*
 * The members of `json` into `object`, or `read` by another function. false: refused, in words that
 * name the field. Strings are kept in reading->texts, and members without a row in a new object in
 * *unknown; NULL: not kept. fields_read() keeps none where only figures are kept.
 */
typedef bool field_reader(const struct field *field, struct json_view json, void *object,
			  struct reading *reading);
bool fields_read_by(field_reader *read, const struct field *fields, size_t count,
		    struct json_view json, void *object, json_t **unknown,
		    struct reading *reading);
bool fields_read(const struct field *fields, size_t count, struct json_view json, void *object,
		 json_t **unknown, struct reading *reading);

/* One writer and one reader for each kind. */
json_t *field_write(enum field_kind kind, const void *member, json_t *tables);
bool field_read(enum field_kind kind, struct json_view json, void *member,
		struct reading *reading);

/* The same of a number from a list of such, which is whole if the kind must be. */
bool field_set_number(enum field_kind kind, double number, void *member, struct reading *reading);

/* The kinds that choose: FIELD_STATUS, FIELD_FAULT, FIELD_ANSWERER. */
#define FIELD_CHOICES(X) X(status) X(fault) X(answerer)
#define CHOICE_DECLARED(what)                                      \
	json_t *what##_write(const void *member, json_t *tables); \
	bool what##_read(struct json_view json, void *member, struct reading *reading);
FIELD_CHOICES(CHOICE_DECLARED)

/* Texts by their place in a list of the file; a missing method is the first of the list. */
json_t *place_in(json_t *tables, const char *name, const char *text);
json_t *reason_write(const void *member, json_t *tables);
bool reason_read(struct json_view json, void *member, struct reading *reading);
bool method_read(struct json_view json, const char **member, struct reading *reading);

/* The lists of a file, which older formats lack. To be freed in either case. */
bool lists_read(struct json_view root, struct reading *reading);
void lists_free(struct reading *reading);

/* The list that {"column": 3} stands for; any other value is itself. false: there is none. */
bool column_find(struct json_view *column, const struct reading *reading);

/* The kind FIELD_LEGS. */
json_t *legs_write(const void *member, json_t *tables);
bool legs_read(struct json_view json, void *member, struct reading *reading);

/*
 * The trials of a cell as columns, and back: "trial_data". A column has an element for each trial,
 * or is one value that all trials have. Before format 1.1 this was a list of trials as objects.
 * columns_share() puts a list that several of the cells have into `columns`, and its place into
 * the cells: {"column": 3}.
 */
json_t *trials_write(const struct cell_result *cell);
void columns_share(json_t *cells, json_t *columns);
bool trials_read(struct json_view json, struct cell_result *cell, struct reading *reading);

/* Of a text that is no JSON, words that help more than the place where JSON ends; or NULL. */
const char *foreign_words(const char *text, size_t bytes);

/* It begins like a result, and its last token is cut off or missing. */
bool is_truncated_json(const char *text, size_t bytes, const json_error_t *error);

#endif
