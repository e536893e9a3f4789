/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records in the order in which they came: in memory, and once they are many in a temporary file
 * without a name, if there can be one. Those of many sessions would take more memory than all else.
 */
#ifndef HARNESS_SPOOL_H
#define HARNESS_SPOOL_H

#include <stdbool.h>
#include <stdio.h>

struct spool {
	size_t room, used, total; /* bytes: of `memory', in it, and of all that came */
	char *memory;
	FILE *file;               /* what came before; NULL: nothing did */
	bool has_none;            /* there can be no file: all is in memory */
};

/* A copy of it, whose size is a multiple of 8. False, with errno: no memory, or no room for it. */
bool spool_add(struct spool *spool, const void *record, size_t size);

/* Every record, which is borrowed until the next. False, with errno: it cannot be read again. */
typedef void spool_use(const void *record, void *data);
bool spool_each(struct spool *spool, spool_use *use, void *data);

void spool_free(struct spool *spool);

#endif
