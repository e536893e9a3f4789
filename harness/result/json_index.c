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

#define NAMES_FEW 64 /* of an object; more are sorted to find one that is there twice */

struct scan {
	struct json_index *index;
	const char *at;
	size_t room;
	int depth_max;
};

static void skip_space(struct scan *scan)
{
	while (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\t' || *scan->at == '\r')
		scan->at++;
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

static bool is_plain_letter(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

/* Up to the closing quote, or to where there is none. */
static void skip_foreign(struct scan *scan)
{
	while (*scan->at && *scan->at != '"')
		scan->at += *scan->at == '\\' && scan->at[1] ? 2 : 1;
}

static bool scan_string(struct scan *scan)
{
	const char *quote = scan->at++;
	size_t node = scan->index->count;

	if (*quote != '"' || !add_node(scan, JSON_STRING))
		return false;
	while (is_plain_letter(*scan->at))
		scan->at++;
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

	while (*scan->at >= '0' && *scan->at <= '9')
		scan->at++;
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

static bool is_same_text(const struct json_index *index, const struct json_node *a,
			 const struct json_node *b)
{
	return a->end - a->begin == b->end - b->begin &&
	       !memcmp(index->text + a->begin, index->text + b->begin, a->end - a->begin);
}

/* By length, then by their bytes. */
static int by_text(const void *a, const void *b, void *data)
{
	const struct json_index *index = data;
	const struct json_node *one = &index->nodes[*(const uint32_t *)a],
			       *other = &index->nodes[*(const uint32_t *)b];
	uint32_t length = one->end - one->begin, others = other->end - other->begin;

	return length != others
		       ? (length > others) - (length < others)
		       : memcmp(index->text + one->begin, index->text + other->begin, length);
}

/* For an object of many names. */
static bool sorted_names_differ(struct json_index *index, uint32_t object, size_t count)
{
	uint32_t *names = malloc((count + 1) * sizeof(*names));
	size_t found = 0;
	bool differ = names;

	for (uint32_t at = object + 1; names && at < index->count; at = index->nodes[at + 1].next)
		names[found++] = at;
	if (names)
		qsort_r(names, found, sizeof(*names), by_text, index);
	for (size_t i = 1; i < found && differ; i++)
		differ = !is_same_text(index, &index->nodes[names[i - 1]], &index->nodes[names[i]]);
	free(names);
	return differ;
}

/*
 * One of 64 bits, by the length and the ends of a name: most names of an object have one of their
 * own.
 */
static uint64_t sketch_of(const struct json_index *index, const struct json_node *name)
{
	const unsigned char *text = (const unsigned char *)index->text + name->begin;
	uint32_t length = name->end - name->begin;

	return UINT64_C(1) << ((length ? 5 * length + 3u * text[0] + text[length - 1] : 0) & 63);
}

/* The object is the last value so far. */
static bool names_differ(struct json_index *index, uint32_t object, size_t count)
{
	const struct json_node *nodes = index->nodes;
	uint64_t seen = 0;

	if (count > NAMES_FEW)
		return sorted_names_differ(index, object, count);
	for (uint32_t at = object + 1; at < index->count; at = nodes[at + 1].next) {
		uint64_t sketch = sketch_of(index, &nodes[at]);

		for (uint32_t other = object + 1; (seen & sketch) && other < at;
		     other = nodes[other + 1].next)
			if (is_same_text(index, &nodes[at], &nodes[other]))
				return false;
		seen |= sketch;
	}
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
	return type == JSON_ARRAY || names_differ(scan->index, (uint32_t)node, count);
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
