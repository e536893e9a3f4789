// SPDX-License-Identifier: GPL-2.0-only
/* A hash table of texts, at most half full. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "texts.h"

#define ROOM_FIRST 64u /* a power of two, as all its successors */

/* FNV-1a. Files cannot choose texts so as to slow it down much: they have at most 64 MiB. */
static size_t hash_of(const char *bytes, size_t count)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < count; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	return (size_t)(hash ^ hash >> 32);
}

/* The slot of a text, or the free one where it would be. */
static char **slot_of(const struct texts *texts, const char *bytes, size_t count)
{
	size_t i = hash_of(bytes, count) & (texts->room - 1);

	while (texts->slots[i] && (strncmp(texts->slots[i], bytes, count) || texts->slots[i][count]))
		i = (i + 1) & (texts->room - 1);
	return &texts->slots[i];
}

static bool grow(struct texts *texts)
{
	struct texts grown = { .room = texts->room ? 2 * texts->room : ROOM_FIRST, .count = texts->count };

	grown.slots = calloc(grown.room, sizeof(*grown.slots));
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < texts->room; i++)
		if (texts->slots[i])
			*slot_of(&grown, texts->slots[i], strlen(texts->slots[i])) = texts->slots[i];
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

void texts_free(struct texts *texts)
{
	for (size_t i = 0; i < texts->room; i++)
		free(texts->slots[i]);
	free(texts->slots);
	*texts = (struct texts){ 0 };
}
