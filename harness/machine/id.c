// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's id: a keyed hash of an identifier that the system has, so all users get the same
 * id. The identifier itself is not shown, because it names the machine elsewhere.
 */
#include <sha256.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "machine/machine.h"

#define KEY "exitbench machine id 1"

/* The first that has one counts. What an administrator wrote is taken as it is. */
static const struct {
	const char *name, *path;
	bool is_hashed;
} sources[] = {
	{ "file", "/var/lib/exitbench/machine-id", false },
	{ "machine-id", "/etc/machine-id", true },
	{ "dmi", "/sys/class/dmi/id/product_uuid", true },
};

/* 32 digits in lower case, without dashes. Firmware without an id has all 0 or all f. */
static bool take_digits(const char *line, char digits[MACHINE_ID_DIGITS + 1])
{
	size_t count = 0;

	for (; *line && count < MACHINE_ID_DIGITS; line++)
		if (*line != '-')
			digits[count++] = *line >= 'A' && *line <= 'F' ? *line - 'A' + 'a' : *line;
	digits[count] = 0;
	return count == MACHINE_ID_DIGITS && !line[strspn(line, " ")] &&
	       strspn(digits, "0123456789abcdef") == count &&
	       strspn(digits, "0") < count && strspn(digits, "f") < count;
}

static void hash(const char *source, char digits[MACHINE_ID_DIGITS + 1])
{
	struct words keyed = words(KEY " %s %s", source, digits);
	char whole[SHA256_DIGEST_STRING_LENGTH];

	SHA256Data((const uint8_t *)keyed.text, strlen(keyed.text), whole);
	snprintf(digits, MACHINE_ID_DIGITS + 1, "%.*s", MACHINE_ID_DIGITS, whole);
}

/* False: this source has no id. id->wrong says why if the source is there. */
static bool take(const char *root, size_t source, struct machine_id *id)
{
	char line[64];
	struct words path = words("%s%s", root, sources[source].path);

	if (access(path.text, F_OK))
		return false;
	machine_line(path.text, line, sizeof(line));
	if (!take_digits(line, id->digits)) {
		if (!*id->wrong.text)
			id->wrong = words("%s has no id of %d hexadecimal digits that can be read",
					  path.text, MACHINE_ID_DIGITS);
		return false;
	}
	id->source = sources[source].name;
	if (sources[source].is_hashed)
		hash(id->source, id->digits);
	return true;
}

struct machine_id machine_id(const char *root)
{
	struct machine_id id = { .source = NULL };

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (take(root, i, &id))
			return id;
	*id.digits = 0;
	return id;
}
