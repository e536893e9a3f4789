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

/* Our folder in the user's settings; made if there is none. NULL: there is no place. */
static char *own_folder(void)
{
	const char *settings = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	bool has_settings = settings && *settings == '/';
	char *parent, *folder;

	if (!has_settings && (!home || *home != '/'))
		return NULL;
	if (asprintf(&parent, "%s%s", has_settings ? settings : home,
		     has_settings ? "" : "/.config") < 0)
		return NULL;
	if (asprintf(&folder, "%s/exitbench", parent) < 0)
		folder = NULL;
	mkdir(parent, 0777);
	if (folder)
		mkdir(folder, 0777);
	free(parent);
	return folder;
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
	char *id = read_id(SHARED_FILE), *folder = id ? NULL : own_folder(), *path;

	if (!folder)
		return id;
	if (asprintf(&path, "%s/machine-id", folder) >= 0) {
		id = read_id(path);
		if (!id)
			id = make_id(path);
		free(path);
	}
	free(folder);
	return id;
}
