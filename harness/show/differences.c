// SPDX-License-Identifier: GPL-2.0-only
/* What differs between the machines of several files, beside the CPU. */
#include <stdlib.h>
#include <string.h>
#include "show/generations.h"

/* The text; or a hash of an object, the same for equal ones. */
static struct words member_words(const json_t *member)
{
	char *text = json_is_string(member)
			     ? NULL
			     : json_dumps(member, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY);
	unsigned int mark = 0;

	for (const char *c = text; c && *c; c++)
		mark = mark * 31 + (unsigned char)*c;
	free(text);
	if (!member || json_is_null(member))
		return words("unknown");
	return text ? words("set %04x", mark & 0xffff) : words("%.40s", json_string_value(member));
}

/* Of the machine, or of a part of it. */
static const struct matter {
	const char *part, *name, *text;
} matters[] = {
	{ "cpu", "microcode", "microcode differs between these files" },
	{ NULL, "kernel", "the kernel differs between these files" },
	{ NULL, "mitigations", "mitigations differ between these files" },
};

#define MATTERS_OF_MACHINES (sizeof(matters) / sizeof(*matters))

static json_t *member_of(const json_t *machine, const struct matter *matter)
{
	const json_t *part = matter->part ? json_object_get(machine, matter->part) : machine;

	return json_object_get(part, matter->name);
}

static struct words words_of(const json_t *machine, const struct matter *matter)
{
	return member_words(member_of(machine, matter));
}

static bool differ(const json_t *machine, const json_t *other, const struct matter *matter)
{
	return strcmp(words_of(machine, matter).text, words_of(other, matter).text);
}

json_t *generations_matters(const json_t *machine)
{
	json_t *kept = json_object();

	for (size_t i = 0; i < MATTERS_OF_MACHINES; i++) {
		const struct matter *matter = &matters[i];
		json_t *part = kept;

		if (matter->part)
			json_object_set_new(kept, matter->part, part = json_object());
		json_object_set(part, matter->name, member_of(machine, matter));
	}
	return kept;
}

bool generations_differ(const json_t *machine, const json_t *other)
{
	for (size_t i = 0; i < MATTERS_OF_MACHINES; i++)
		if (differ(machine, other, &matters[i]))
			return true;
	return false;
}

/* If the files differ, a note for each. */
static void note_differences(const struct run_files *files, const struct matter *matter,
			     struct notes *notes)
{
	const struct run_file *list = files->list;
	bool any = false;

	for (size_t i = 1; i < files->count && !any; i++)
		any = differ(list[0].result.machine, list[i].result.machine, matter);
	for (size_t i = 0; any && i < files->count; i++)
		notes_add(notes, matter->text,
			  words("%s (%s)", list[i].name,
				words_of(list[i].result.machine, matter).text)
				  .text);
}

void generations_warnings(const struct run_files *files, struct notes *notes)
{
	for (size_t i = 0; i < MATTERS_OF_MACHINES; i++)
		note_differences(files, &matters[i], notes);
}
