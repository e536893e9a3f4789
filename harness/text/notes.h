/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Things to say about cells after the numbers: why one was skipped, what
 * spoils another. Cells with the same reason share it.
 */
#ifndef HARNESS_NOTES_H
#define HARNESS_NOTES_H

#include <stdio.h>

struct notes {
	size_t count;
	struct note { char *text, *about; } *list;
};

/* Copies are kept; lost silently if there is no memory. */
void notes_add(struct notes *notes, const char *text, const char *about);

/* The same of "TEXT: WHY". */
void notes_add_why(struct notes *notes, const char *text, const char *why, const char *about);

/* Each text once, with what it is about, at most `most` of that, in the order they came. */
#define NOTES_ALL ((size_t)-1)
void notes_print(const struct notes *notes, size_t most, size_t width, FILE *stream);

/* How many different texts begin so. */
size_t notes_kinds(const struct notes *notes, const char *beginning);

void notes_free(struct notes *notes);

#endif
