// SPDX-License-Identifier: GPL-2.0-only
/* A hash table of texts, at most half full. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "result/texts.h"

#define ROOM_FIRST 64u /* a power of two, as all its successors */

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 29;
}

/* Seeded with the address of the table, so that no file can choose texts that collide. */
static size_t hash_of(const struct texts *texts, const char *bytes, size_t count)
{
	uint64_t hash = mix(count, (uint64_t)(uintptr_t)texts->slots), word;

	for (; count >= sizeof(word); bytes += sizeof(word), count -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, bytes, count);
	return (size_t)mix(hash, word);
}

/* The slot of a text, or the free one where it would be. */
static char **slot_of(const struct texts *texts, const char *bytes, size_t count)
{
	size_t i = hash_of(texts, bytes, count) & (texts->room - 1);

	while (texts->slots[i] &&
	       (strncmp(texts->slots[i], bytes, count) || texts->slots[i][count]))
		i = (i + 1) & (texts->room - 1);
	return &texts->slots[i];
}

static bool grow(struct texts *texts)
{
	struct texts grown = { .room = texts->room ? 2 * texts->room : ROOM_FIRST,
			       .count = texts->count };

	grown.slots = calloc(grown.room, sizeof(*grown.slots));
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < texts->room; i++)
		if (texts->slots[i])
			*slot_of(&grown, texts->slots[i], strlen(texts->slots[i])) =
				texts->slots[i];
	free(texts->slots);
	*texts = grown;
	return true;
}

char *texts_keep(struct texts *texts, const char *bytes, size_t count)
{
	char **slot;

	if (2 * texts->count >= texts->room && !grow(texts))
		return NULL;
	slot = slot_of(texts, bytes, count);
	if (!*slot) {
		*slot = strndup(bytes, count);
		texts->count += *slot != NULL;
	}
	return *slot;
}

bool texts_add(struct texts *texts, const char *text)
{
	size_t before = texts->count;

	texts_keep(texts, text, strlen(text));
	return texts->count > before;
}

void texts_free(struct texts *texts)
{
	for (size_t i = 0; i < texts->room; i++)
		free(texts->slots[i]);
	free(texts->slots);
	*texts = (struct texts){ 0 };
}
