// SPDX-License-Identifier: GPL-2.0-only
/* Notes about cells, grouped by their texts. */
#define _GNU_SOURCE /* asprintf */
#include <stdlib.h>
#include <string.h>
#include "text/notes.h"
#include "text/table.h"

/* The note of this text, made if need be; NULL without memory. Most often it is the last one. */
static struct note *note_of(struct notes *notes, const char *text)
{
	struct note *list;

	for (size_t i = notes->count; i--;)
		if (!strcmp(notes->list[i].text, text))
			return &notes->list[i];
	list = reallocarray(notes->list, notes->count + 1, sizeof(*list));
	if (!list)
		return NULL;
	notes->list = list;
	list[notes->count] = (struct note){ .text = strdup(text) };
	return list[notes->count].text ? &list[notes->count++] : NULL;
}

void notes_add(struct notes *notes, const char *text, const char *about)
{
	struct note *note = note_of(notes, text);
	char **list = note && *about
			      ? reallocarray(note->about, note->count + 1, sizeof(*list))
			      : NULL;

	if (!list)
		return;
	note->about = list;
	list[note->count] = strdup(about);
	note->count += list[note->count] != NULL;
}

void notes_add_why(struct notes *notes, const char *text, const char *why, const char *about)
{
	char *words = NULL;

	if (asprintf(&words, "%s: %s", text, why) < 0)
		return;
	notes_add(notes, words, about);
	free(words);
}

size_t notes_kinds(const struct notes *notes, const char *beginning)
{
	size_t kinds = 0;

	for (size_t i = 0; i < notes->count; i++)
		kinds += !strncmp(notes->list[i].text, beginning, strlen(beginning));
	return kinds;
}

static void print_about(const struct note *note, size_t most, size_t width, FILE *stream)
{
	char *about = NULL;
	size_t bytes;
	FILE *words = open_memstream(&about, &bytes);

	if (!words)
		return;
	for (size_t i = 0; i < note->count && i < most; i++)
		fprintf(words, "%s%s", i ? ", " : "", note->about[i]);
	if (note->count > most)
		fprintf(words, " and %zu more", note->count - most);
	fclose(words);
	print_wrapped(stream, about, 6, width);
	free(about);
}

void notes_print(const struct notes *notes, size_t most, size_t width, FILE *stream)
{
	for (size_t i = 0; i < notes->count; i++) {
		print_wrapped(stream, notes->list[i].text, 2, width);
		if (notes->list[i].count)
			print_about(&notes->list[i], most, width, stream);
	}
}

void notes_free(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		struct note *note = &notes->list[i];

		while (note->count)
			free(note->about[--note->count]);
		free(note->about);
		free(note->text);
	}
	free(notes->list);
	*notes = (struct notes){ 0 };
}
