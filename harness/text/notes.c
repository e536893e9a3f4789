// SPDX-License-Identifier: GPL-2.0-only
/* Notes about cells, grouped by what they say. */
#define _GNU_SOURCE /* asprintf */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "text/notes.h"
#include "text/table.h"

void notes_add(struct notes *notes, const char *text, const char *about)
{
	struct note *list = reallocarray(notes->list, notes->count + 1, sizeof(*list));

	if (!list)
		return;
	notes->list = list;
	list[notes->count] = (struct note){ strdup(text), strdup(about) };
	if (list[notes->count].text && list[notes->count].about)
		notes->count++;
}

void notes_add_why(struct notes *notes, const char *text, const char *why, const char *about)
{
	char *words = NULL;

	if (asprintf(&words, "%s: %s", text, why) < 0)
		return;
	notes_add(notes, words, about);
	free(words);
}

static bool is_first(const struct notes *notes, size_t note)
{
	for (size_t i = 0; i < note; i++)
		if (!strcmp(notes->list[i].text, notes->list[note].text))
			return false;
	return true;
}

size_t notes_kinds(const struct notes *notes, const char *beginning)
{
	size_t kinds = 0;

	for (size_t i = 0; i < notes->count; i++)
		kinds += is_first(notes, i) &&
			 !strncmp(notes->list[i].text, beginning, strlen(beginning));
	return kinds;
}

static void print_group(const struct notes *notes, size_t first, size_t most, size_t width,
			FILE *stream)
{
	char *about = NULL;
	size_t bytes, count = 0;
	FILE *words = open_memstream(&about, &bytes);

	print_wrapped(stream, notes->list[first].text, 2, width);
	if (!words)
		return;
	for (size_t i = first; i < notes->count; i++)
		if (!strcmp(notes->list[i].text, notes->list[first].text) && ++count <= most)
			fprintf(words, "%s%s", i > first ? ", " : "", notes->list[i].about);
	if (count > most)
		fprintf(words, " and %zu more", count - most);
	fclose(words);
	if (*about)
		print_wrapped(stream, about, 6, width);
	free(about);
}

void notes_print(const struct notes *notes, size_t most, size_t width, FILE *stream)
{
	for (size_t i = 0; i < notes->count; i++)
		if (is_first(notes, i))
			print_group(notes, i, most, width, stream);
}

void notes_free(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		free(notes->list[i].text);
		free(notes->list[i].about);
	}
	free(notes->list);
	*notes = (struct notes){ 0 };
}
