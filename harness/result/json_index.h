/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the values of a JSON text lie: found in one pass, without copies. A result file has tens of
 * thousands of values, and Jansson's tree of all of them takes three times as long. The index is
 * strict: it accepts only what Jansson accepts, without duplicate names and control characters.
 * tests/fuzz/result_load.c compares the two. The index gives no reasons; Jansson does.
 */
#ifndef HARNESS_JSON_INDEX_H
#define HARNESS_JSON_INDEX_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a text of less than 4 GiB. A name is a string before its value. */
struct json_node {
	uint32_t begin, end;  /* of a string without its quotes */
	uint32_t next;        /* the first node behind this one and all that is in it */
	uint32_t count;       /* of the elements of an array */
	uint8_t type;         /* enum json_type */
	bool is_plain;        /* a string that stands for itself, a number that needs no care */
	uint8_t numbers;      /* of an array: enum json_numbers */
};

/*
 * Most values of a file are numbers in lists. A list in which all are short and none is negative is
 * one node, without nodes for them.
 */
enum json_numbers { JSON_NO_NUMBERS, JSON_NUMBERS, JSON_WHOLE_NUMBERS };
#define JSON_NUMBER_SHORT 15 /* characters: below 10^15, and its digits fit a double */

struct json_index {
	const char *text;
	struct json_node *nodes;
	size_t count;
};

/*
 * A value, or nothing where `index` is NULL. Names and numbers of what is not there are none, too.
 */
struct json_view {
	const struct json_index *index;
	uint32_t at;
};

/*
 * Of `bytes` bytes behind which there is a 0; they must outlive the index. false: not JSON, nested
 * deeper than `depth_max`, a name twice, a control character, a number that no double holds, a name
 * that needs decoding (then let Jansson write it again), or no memory; nothing is left then.
 */
bool json_index_make(struct json_index *index, const char *text, size_t bytes, int depth_max);
void json_index_free(struct json_index *index);

/* Of an object, which is the last value so far. false: no, or no memory. */
bool json_names_differ(const struct json_index *index, uint32_t object, size_t count);

/* The value of the whole text. */
struct json_view json_index_root(const struct json_index *index);

bool json_view_exists(struct json_view view);
bool json_view_is(struct json_view view, json_type type);
bool json_view_is_number(struct json_view view);

/* 0 of what is no integer, or no number. */
json_int_t json_view_integer(struct json_view view);
double json_view_number(struct json_view view);

/*
 * The bytes of a string that stands for itself, without a 0 behind them; NULL for any other and for
 * what is none.
 */
const char *json_view_plain(struct json_view view, size_t *length);

/* A new copy of a string, or NULL. */
char *json_view_copy(struct json_view view);
bool json_view_equals(struct json_view view, const char *text);

/* As Jansson has it: a new value. */
json_t *json_view_to_json(struct json_view view);

/*
 * A list of numbers that is one node, or JSON_NO_NUMBERS. It has no elements as views: the first of
 * its json_view_count() numbers is taken from where json_view_numbers() sets `at`, and so on.
 */
enum json_numbers json_view_numbers(struct json_view view, const char **at);
double json_take_number(const char **at);

/*
 * The first and the next element of an array, or name in an object; the value of a name; a member
 * by its name.
 */
struct json_view json_view_first(struct json_view container);
struct json_view json_view_next(struct json_view container, struct json_view view);
struct json_view json_view_value(struct json_view name);
struct json_view json_view_find(struct json_view object, const char *name);

/* Members by their names, in one pass; those that are not there stay as they were: nothing. */
void json_view_find_all(struct json_view object, const char *const *names,
			struct json_view *members, size_t count);
size_t json_view_count(struct json_view array);

#endif
