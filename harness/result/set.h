/* SPDX-License-Identifier: GPL-2.0-only */
/* Many result files, loaded on all CPUs. */
#ifndef HARNESS_RESULT_SET_H
#define HARNESS_RESULT_SET_H

#include "result/result.h"
#include "result/texts.h"
#include "text/words.h"
#include "text/workers.h"

/* All that is in them, or what result_load_figures() keeps. */
enum result_extent { RESULT_WHOLE, RESULT_FIGURES };

struct result_set {
	size_t count;
	struct result *results;
	char **names;                    /* of the files; borrowed, those of results first */
	struct texts texts[WORKERS_MAX]; /* of RESULT_FIGURES */
};

/*
 * All of them, but what lies beside results. No words, or why the first that cannot be read is
 * refused; then the set is empty.
 */
struct words result_set_load(struct result_set *set, char **names, size_t count,
			     enum result_extent extent);
void result_set_free(struct result_set *set);

struct run_file {
	const char *path;
	char *name;            /* "mine" of ".../mine.json", made unique by a number */
	struct result result;
};

struct run_files {
	size_t count;
	struct run_file *list;
};

/* Those that are results; `paths` then begin with theirs. Others are complained about: `failed`. */
struct run_files run_files_load(char **paths, size_t count, bool *failed);

/*
 * The file without white space, or written anew if it was standard input or is gone: a new text,
 * NULL without memory. It is read again, so that the texts of 500 files are not all in memory.
 */
char *run_file_text(const struct run_file *file);

void run_files_free(struct run_files *files);

#endif
