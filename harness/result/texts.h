/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of texts, each kept once, since a thousand files of one machine name the same cells. One
 * thread uses it at a time.
 */
#ifndef HARNESS_TEXTS_H
#define HARNESS_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

struct texts {
	char **slots;        /* by hash, the next free one on a collision */
	size_t room, count;
};

/* The kept copy of these bytes, which have no 0 among them; NULL without memory. */
char *texts_keep(struct texts *texts, const char *bytes, size_t count);
/* Whether the text was not there before. */
bool texts_add(struct texts *texts, const char *text);
void texts_free(struct texts *texts);

#endif
