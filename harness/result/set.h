/* SPDX-License-Identifier: GPL-2.0-only */
/* Result files read for a report, by all CPUs. */
#ifndef HARNESS_RUN_FILES_H
#define HARNESS_RUN_FILES_H

#include "result/result.h"

struct run_file {
	const char *path;
	char *name;            /* "mine" of ".../mine.json", made unique by a number */
	struct result result;
};

struct run_files {
	size_t count;
	struct run_file *list;
};

/* Those that are results; each other is complained about, and `failed` is set. */
struct run_files run_files_load(char *const *paths, size_t count, bool *failed);

/*
 * The file as it stands but for white space, or written anew if it was standard input or is gone: a
 * new text, NULL without memory. It is read again, so that nobody has to hold the texts of five
 * hundred files.
 */
char *run_file_text(const struct run_file *file);

void run_files_free(struct run_files *files);

#endif
