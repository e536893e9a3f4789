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

/* How many are in memory before they are used. */
size_t files_at_once(void);

/*
 * All of them, but what lies beside results. No words, or why the first that cannot be read is
 * refused; then the set is empty. `use`, which may be NULL, gets one by one and in their order;
 * what it drops of a result is not in memory when the next files_at_once() are loaded.
 */
typedef void result_use(struct result *result, const char *name, void *data);
struct words result_set_load(struct result_set *set, char **names, size_t count,
			     enum result_extent extent, result_use *use, void *data);
void result_set_free(struct result_set *set);

/* Pages of a report with "-" and one of these behind a file's name are no other file's. */
#define PAGES_BESIDE(X) X(legs) X(cells)

struct run_file {
	const char *path;
	char *name;            /* "mine" of ".../mine.json", made unique by a number */
	struct result result;
	char *text;            /* of what cannot be read again, such as standard input; or NULL */
};

struct run_files {
	size_t count;
	struct run_file *list;
};

/* Those that are results. Others are complained about, and set `failed`. */
struct run_files run_files_load(char **paths, size_t count, bool *failed);

/*
 * The same one by one and in their order, so that only some are in memory at a time. `use` may take
 * a file by run_files_keep(). Returns how many results there were.
 */
typedef void run_file_use(struct run_file *file, void *data);
size_t run_files_each(char **paths, size_t count, enum result_extent extent,
		      run_file_use *use, void *data, bool *failed);

/* It is no pipe, so that its result is there a second time. Of nothing and of folders: true. */
bool file_can_be_read_again(const char *path);

/* Moves the file to the end of the list. false: no memory. */
bool run_files_keep(struct run_files *files, struct run_file *file);

/*
 * The file without white space, as it was before a reader made it over; or written anew if it is
 * gone. A new text, NULL without memory. A file is read again, so that the texts of 500 are not all
 * in memory.
 */
char *run_file_text(const struct run_file *file);

void run_files_free(struct run_files *files);

#endif
