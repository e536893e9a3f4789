// SPDX-License-Identifier: GPL-2.0-only
/* exitbench run: what is measured is not lost because it has no place. */
#define _GNU_SOURCE
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "commands/command.h"
#include "commands/run.h"

/* NULL, or the path of the file that it is in now; to be freed. */
static char *save_in(const char *folder, const struct result *result, struct words *wrong)
{
	char *path = NULL;

	/* Not words(), which would give another name. */
	if (!folder || !*folder ||
	    asprintf(&path, "%s/exitbench-rescued-%d.json", folder, getpid()) < 0)
		return NULL;
	*wrong = result_save(result, path, false);
	if (!*wrong->text)
		return path;
	free(path);
	return NULL;
}

enum program_status run_rescue(const struct result *result, const struct words *lost)
{
	bool has_folder = arguments.output && strcmp(arguments.output, "-");
	char *copy = has_folder ? strdup(arguments.output) : NULL, *path = NULL;
	const char *const folders[] = { copy ? dirname(copy) : NULL, getenv("TMPDIR"), "/tmp",
					"." };
	struct words wrong = NO_WORDS;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && !path; i++)
		path = save_in(folders[i], result, &wrong);
	if (path)
		complain("%s; the result is in %s instead", lost->text, path);
	else
		complain("%s; %s", lost->text, wrong.text);
	free(path);
	free(copy);
	return PROGRAM_FAILED;
}
