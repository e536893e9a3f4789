/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notes about cells, printed after the numbers: why one was skipped, what spoils another. Cells
 * with the same reason share a note.
 */
#ifndef HARNESS_NOTES_H
#define HARNESS_NOTES_H

#include <stdio.h>

struct note {
	char *text, **about;
	size_t count; /* of what it is about */
};

struct notes {
	size_t count;
	struct note *list; /* each text once, in the order in which they came */
};

/* Copies are kept. "" is about nothing. Without memory the note is lost. */
void notes_add(struct notes *notes, const char *text, const char *about);

/* The same of "TEXT: WHY". */
void notes_add_why(struct notes *notes, const char *text, const char *why, const char *about);

/* Each text, with what it is about, at most `most` of that. */
#define NOTES_ALL ((size_t)-1)
void notes_print(const struct notes *notes, size_t most, size_t width, FILE *stream);

/* How many texts begin so. */
size_t notes_kinds(const struct notes *notes, const char *beginning);

void notes_free(struct notes *notes);

#endif
