// SPDX-License-Identifier: GPL-2.0-only
/* The random machine id: read it, or make it. Never overwrites a file. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include "machine/machine.h"

#define SHARED_FILE "/var/lib/exitbench/machine-id"

static char *read_id(const char *path)
{
	char line[MACHINE_ID_DIGITS + 2];
	bool is_id = machine_line(path, line, sizeof(line)) &&
		     strspn(line, "0123456789abcdef") >= MACHINE_ID_DIGITS;

	return is_id ? strndup(line, MACHINE_ID_DIGITS) : NULL;
}

/* In the user's settings, whose folders are made. "": there is no place. */
static struct words own_file(void)
{
	const char *settings = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct words folder;

	if (settings && *settings == '/')
		folder = words("%s", settings);
	else if (home && *home == '/')
		folder = words("%s/.config", home);
	else
		return NO_WORDS;
	mkdir(folder.text, 0777);
	folder = words("%s/exitbench", folder.text);
	mkdir(folder.text, 0777);
	return words("%s/machine-id", folder.text);
}

static char *make_id(const char *path)
{
	unsigned char bytes[MACHINE_ID_DIGITS / 2];
	FILE *file =
		getrandom(bytes, sizeof(bytes), 0) == sizeof(bytes) ? fopen(path, "wxe") : NULL;
	bool failed = !file;

	for (size_t i = 0; file && i < sizeof(bytes); i++)
		failed |= fprintf(file, "%02x", bytes[i]) < 0;
	if (file) {
		failed |= fputc('\n', file) == EOF;
		failed |= fclose(file);
	}
	return failed ? NULL : read_id(path);
}

char *machine_id(void)
{
	char *id = read_id(SHARED_FILE);
	struct words own = id ? NO_WORDS : own_file();

	if (!id && *own.text)
		id = read_id(own.text);
	return id || !*own.text ? id : make_id(own.text);
}
