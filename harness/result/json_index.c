// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pass over a text. RFC 8259's grammar, and no more of it than that: a string with escapes or
 * letters beyond ASCII and a number that might not fit are given to Jansson, one by one, to be
 * judged.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "result/json_index.h"
#include "text/words.h"

#define DEPTH_NUMBERS 2 /* lists in the root's objects are of no numbers alone */

struct scan {
	struct json_index *index;
	const char *at;
	size_t room;
	int depth_max;
};

static const char *behind_digits(const char *at)
{
	while (*at >= '0' && *at <= '9')
		at++;
	return at;
}

static const char *behind_space(const char *at)
{
	while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')
		at++;
	return at;
}

static void skip_space(struct scan *scan)
{
	scan->at = behind_space(scan->at);
}

static bool take(struct scan *scan, char c)
{
	skip_space(scan);
	if (*scan->at != c)
		return false;
	scan->at++;
	return true;
}

static uint32_t offset(const struct scan *scan)
{
	return (uint32_t)(scan->at - scan->index->text);
}

/* A node that begins here; false without memory. */
static bool add_node(struct scan *scan, json_type type)
{
	struct json_index *index = scan->index;

	if (index->count == scan->room) {
		size_t room = 2 * scan->room + 64;
		struct json_node *nodes = reallocarray(index->nodes, room, sizeof(*nodes));

		if (!nodes)
			return false;
		index->nodes = nodes;
		scan->room = room;
	}
	index->nodes[index->count++] = (struct json_node){ .begin = offset(scan),
							   .type = (uint8_t)type,
							   .is_plain = true };
	return true;
}

/* The node ends here. */
static void end_node(struct scan *scan, size_t node)
{
	scan->index->nodes[node].end = offset(scan);
	scan->index->nodes[node].next = (uint32_t)scan->index->count;
}

/* Any value as Jansson takes it, without a control character. */
static bool is_sound(const char *begin, size_t bytes)
{
	json_t *json = json_loadb(begin, bytes, JSON_DECODE_ANY, NULL);
	bool sound = json && text_is_printable(json_string_value(json));

	json_decref(json);
	return sound;
}

/* What stands for itself in a string. */
static const bool plain_letters[256] = {
	[' ' ... '!'] = true, ['#' ... '['] = true, [']' ... '~'] = true
};

/* Up to the closing quote, or to where there is none. */
static void skip_foreign(struct scan *scan)
{
	while (*scan->at && *scan->at != '"')
		scan->at += *scan->at == '\\' && scan->at[1] ? 2 : 1;
}

static bool scan_string(struct scan *scan)
{
	const char *quote = scan->at++, *at;
	size_t node = scan->index->count;

	if (*quote != '"' || !add_node(scan, JSON_STRING))
		return false;
	for (at = scan->at; plain_letters[(unsigned char)*at]; at++)
		;
	scan->at = at;
	scan->index->nodes[node].is_plain = *scan->at == '"';
	if (*scan->at != '"')
		skip_foreign(scan);
	end_node(scan, node);
	return *scan->at++ == '"' &&
	       (scan->index->nodes[node].is_plain || is_sound(quote, (size_t)(scan->at - quote)));
}

static size_t skip_digits(struct scan *scan)
{
	const char *first = scan->at;

	scan->at = behind_digits(first);
	return (size_t)(scan->at - first);
}

/* How many digits, which do not begin with a 0 of no use; 0: no number. */
static size_t skip_whole(struct scan *scan)
{
	if (*scan->at != '0')
		return skip_digits(scan);
	scan->at++;
	return 1;
}

/* ".25", or nothing. */
static bool skip_fraction(struct scan *scan)
{
	if (*scan->at != '.')
		return true;
	scan->at++;
	return skip_digits(scan);
}

/* "e-9", or nothing; how many digits. */
static bool skip_exponent(struct scan *scan, size_t *digits)
{
	*digits = 0;
	if (*scan->at != 'e' && *scan->at != 'E')
		return true;
	scan->at++;
	if (*scan->at == '+' || *scan->at == '-')
		scan->at++;
	*digits = skip_digits(scan);
	return *digits;
}

/* With at most 18 digits before the point and two in the exponent it fits, whatever else. */
static bool scan_number(struct scan *scan)
{
	const char *first = scan->at, *point;
	size_t node = scan->index->count, digits, exponent;
	bool is_plain;

	if (!add_node(scan, JSON_INTEGER))
		return false;
	scan->at += *scan->at == '-';
	digits = skip_whole(scan);
	point = scan->at;
	if (!digits || !skip_fraction(scan) || !skip_exponent(scan, &exponent))
		return false;
	end_node(scan, node);
	is_plain = digits <= 18 && exponent <= 2;
	scan->index->nodes[node].is_plain = is_plain;
	if (scan->at > point)
		scan->index->nodes[node].type = JSON_REAL;
	return is_plain || is_sound(first, (size_t)(scan->at - first));
}

static bool scan_word(struct scan *scan, const char *word, json_type type)
{
	size_t node = scan->index->count;

	if (strncmp(scan->at, word, strlen(word)) || !add_node(scan, type))
		return false;
	scan->at += strlen(word);
	end_node(scan, node);
	return true;
}

/* A short number, neither negative nor with an exponent; NULL: it is none. */
static const char *behind_short(const char *first, bool *are_whole)
{
	const char *at = behind_digits(first), *point = at;

	if (*at == '.') {
		*are_whole = false;
		at = behind_digits(point + 1);
	}
	return point == first || at == point + 1 || at - first > JSON_NUMBER_SHORT ||
			       (*first == '0' && point > first + 1)
		       ? NULL
		       : at;
}

/* What follows "[" is short numbers and "]". If not, it is still to be scanned. */
static bool scan_numbers(struct scan *scan, struct json_node *list)
{
	const char *at = scan->at - 1;
	bool are_whole = true;

	do {
		at = behind_short(behind_space(at + 1), &are_whole);
		if (!at)
			return false;
		at = behind_space(at);
		list->count++;
	} while (*at == ',');
	if (*at != ']')
		return false;
	scan->at = at + 1;
	list->numbers = are_whole ? JSON_WHOLE_NUMBERS : JSON_NUMBERS;
	return true;
}

static bool scan_value(struct scan *scan, int depth);

/* A name and its colon; a name that does not stand for itself could be another in disguise. */
static bool scan_name(struct scan *scan)
{
	skip_space(scan);
	return scan_string(scan) && scan->index->nodes[scan->index->count - 1].is_plain &&
	       take(scan, ':');
}

static bool scan_container(struct scan *scan, int depth, json_type type)
{
	size_t node = scan->index->count, count = 0;
	char close = type == JSON_OBJECT ? '}' : ']';

	if (!add_node(scan, type))
		return false;
	scan->at++;
	if (type == JSON_ARRAY && depth >= DEPTH_NUMBERS && depth < scan->depth_max &&
	    scan_numbers(scan, &scan->index->nodes[node])) {
		end_node(scan, node);
		return true;
	}
	if (!take(scan, close)) {
		do {
			if ((type == JSON_OBJECT && !scan_name(scan)) ||
			    !scan_value(scan, depth + 1))
				return false;
			count++;
		} while (take(scan, ','));
		if (!take(scan, close))
			return false;
	}
	end_node(scan, node);
	scan->index->nodes[node].count = (uint32_t)count;
	return type == JSON_ARRAY || json_names_differ(scan->index, (uint32_t)node, count);
}

static bool scan_value(struct scan *scan, int depth)
{
	skip_space(scan);
	if (depth > scan->depth_max)
		return false;
	switch (*scan->at) {
	case '{': return scan_container(scan, depth, JSON_OBJECT);
	case '[': return scan_container(scan, depth, JSON_ARRAY);
	case '"': return scan_string(scan);
	case 't': return scan_word(scan, "true", JSON_TRUE);
	case 'f': return scan_word(scan, "false", JSON_FALSE);
	case 'n': return scan_word(scan, "null", JSON_NULL);
	default:  return scan_number(scan);
	}
}

bool json_index_make(struct json_index *index, const char *text, size_t bytes, int depth_max)
{
	struct scan scan = { .index = index, .at = text, .depth_max = depth_max };

	*index = (struct json_index){ .text = text };
	if (bytes <= UINT32_MAX && scan_value(&scan, 0)) {
		skip_space(&scan);
		if (scan.at == text + bytes && index->nodes[0].type <= JSON_ARRAY)
			return true;
	}
	json_index_free(index);
	return false;
}

void json_index_free(struct json_index *index)
{
	free(index->nodes);
	*index = (struct json_index){ 0 };
}
