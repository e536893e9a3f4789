/* SPDX-License-Identifier: GPL-2.0-only */
/* Result files read for a report: checked by the loader, and the JSON as it stands, for what is embedded. */
#ifndef HARNESS_RUN_FILES_H
#define HARNESS_RUN_FILES_H

#include "result.h"

struct run_file {
	const char *path;
	char *name;            /* "mine" of ".../mine.json", made unique by a number */
	struct result result;
	json_t *json;
};

struct run_files {
	size_t count;
	struct run_file *list;
};

/* Those that are results; each other is complained about, and `failed` is set. */
struct run_files run_files_load(char *const *paths, size_t count, bool *failed);
void run_files_free(struct run_files *files);

#endif
