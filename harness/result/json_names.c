// SPDX-License-Identifier: GPL-2.0-only
/* No object has a name twice: which of the two values would count? */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "result/json_index.h"

#define NAMES_FEW 64 /* of an object; more are sorted to find one that is there twice */

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
static bool sorted_names_differ(const struct json_index *index, uint32_t object, size_t count)
{
	uint32_t *names = malloc((count + 1) * sizeof(*names));
	size_t found = 0;
	bool differ = names;

	for (uint32_t at = object + 1; names && at < index->count; at = index->nodes[at + 1].next)
		names[found++] = at;
	if (names)
		qsort_r(names, found, sizeof(*names), by_text, (void *)index);
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

bool json_names_differ(const struct json_index *index, uint32_t object, size_t count)
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
