/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write a file atomically: to a temporary file beside its place, then rename. An existing file is
 * replaced only on request, and only a regular one.
 */
#ifndef HARNESS_WHOLE_FILE_H
#define HARNESS_WHOLE_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include "text/words.h"

/*
 * A whole file, unpacked if gzip packed it, "-" is standard input: a new text with a 0 after its
 * last byte. Words begin with the path; then there is no text.
 */
struct words file_read(const char *path, size_t most, char **text, size_t *bytes);

struct whole_file {
	const char *path;
	bool replace;     /* a file that is there already */
	bool is_made_again; /* from what is on the disk: need not be there after a crash */
	bool takes_no_stdout; /* `-' is no remedy */
	FILE *stream;     /* to write to, between begin and end */
	char *temporary;  /* the name it has, or will have for a moment */
	bool is_nameless;
	bool is_read;     /* whole_file_reads(): as it was then */
	struct stat read;
};

/* Whether both are one place for a file, also by other words, such as ./a of a. */
bool is_same_place(const char *a, const char *b);

/* With path and replace set: no words if a file could be put there, else why not. */
struct words whole_file_refused(const struct whole_file *file);

/* With path and replace set. 0, or -1 and errno; then there is nothing to end. */
int whole_file_begin(struct whole_file *file);

/*
 * About to read what is in its place now, to replace it later: if anything else is there by then,
 * the end fails with ESTALE.
 */
void whole_file_reads(struct whole_file *file);

/* Room on the disk for so much: 0, or -1 and errno (full, over quota, over `ulimit -f'). */
int whole_file_reserve(struct whole_file *file, size_t bytes);

/*
 * On disk, with the mode a new file would have, and in its place. 0, or -1 and errno, and nothing
 * is left of it.
 */
int whole_file_end(struct whole_file *file);

/* As if it had not been begun. */
void whole_file_drop(struct whole_file *file);

/* A temporary folder with files in it, no folders; removed however the program ends. */
struct folder_aside {
	char *path;
};

/* In `directory`; its path is as absolute as that. Or why it cannot be made. */
struct words folder_aside_make(struct folder_aside *folder, const char *directory);

/* With all that is in it; if it was not made, nothing. */
void folder_aside_remove(struct folder_aside *folder);

#endif
