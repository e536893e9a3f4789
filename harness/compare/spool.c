// SPDX-License-Identifier: GPL-2.0-only
/* A record follows its size. The file has whole records. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "compare/spool.h"

#define MEMORY_MOST ((size_t)4 << 20) /* bytes, if no record is larger and there can be a file */

static bool fits(char **memory, size_t *room, size_t bytes)
{
	size_t wanted = bytes > 2 * *room ? bytes : 2 * *room;
	char *larger;

	if (bytes <= *room)
		return true;
	larger = realloc(*memory, wanted);
	*memory = larger ? larger : *memory;
	*room = larger ? wanted : *room;
	return larger;
}

/* Without a file all stays in memory. */
static bool has_file(struct spool *spool)
{
	if (!spool->file && !spool->has_none)
		spool->file = tmpfile();
	spool->has_none = !spool->file;
	return spool->file;
}

/* All that is in memory. */
static bool move_to_file(struct spool *spool)
{
	if (fseek(spool->file, 0, SEEK_END) ||
	    fwrite(spool->memory, 1, spool->used, spool->file) != spool->used)
		return false;
	spool->used = 0;
	return true;
}

bool spool_add(struct spool *spool, const void *record, size_t size)
{
	size_t bytes = sizeof(size) + size;
	char *at;

	if (spool->used && spool->used + bytes > MEMORY_MOST && has_file(spool) &&
	    !move_to_file(spool))
		return false;
	if (!fits(&spool->memory, &spool->room, spool->used + bytes))
		return false;
	at = spool->memory + spool->used;
	memcpy(at, &size, sizeof(size));
	memcpy(at + sizeof(size), record, size);
	spool->used += bytes;
	spool->total += bytes;
	return true;
}

static bool each_in_file(FILE *file, spool_use *use, void *data)
{
	size_t size, room = 0;
	char *record = NULL;
	bool is_whole;

	errno = 0;
	is_whole = !fflush(file);
	rewind(file);
	while (is_whole && fread(&size, sizeof(size), 1, file) == 1) {
		is_whole = fits(&record, &room, size) && fread(record, 1, size, file) == size;
		if (is_whole)
			use(record, data);
	}
	free(record);
	if (is_whole && feof(file))
		return true;
	errno = errno ? errno : EIO;
	return false;
}

bool spool_each(struct spool *spool, spool_use *use, void *data)
{
	size_t size;

	if (spool->file && !each_in_file(spool->file, use, data))
		return false;
	for (size_t at = 0; at < spool->used; at += sizeof(size) + size) {
		memcpy(&size, spool->memory + at, sizeof(size));
		use(spool->memory + at + sizeof(size), data);
	}
	return true;
}

void spool_free(struct spool *spool)
{
	if (spool->file)
		fclose(spool->file);
	free(spool->memory);
	*spool = (struct spool){ 0 };
}
