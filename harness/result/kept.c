// SPDX-License-Identifier: GPL-2.0-only
/* By device and number, for a file has many names. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "result/kept.h"
#include "result/result.h"

#define HEAD_BYTES 24 /* of JSON: enough for the blank behind a name, too few for a text with one */

static struct file_id {
	dev_t device;
	ino_t number;
} *kept;
static size_t kept_count;

bool results_keep(char **paths, size_t count)
{
	kept = calloc(count + 1, sizeof(*kept));
	for (size_t i = 0; kept && i < count; i++) {
		struct stat status;

		if (!(strcmp(paths[i], "-") ? stat(paths[i], &status) : fstat(0, &status)))
			kept[kept_count++] = (struct file_id){ status.st_dev, status.st_ino };
	}
	return kept;
}

static bool is_kept(const struct stat *status)
{
	for (size_t i = 0; i < kept_count; i++)
		if (kept[i].device == status->st_dev && kept[i].number == status->st_ino)
			return true;
	return false;
}

/* As `run' writes it, and most other programs. */
static bool has_white_space(const char *path)
{
	char head[HEAD_BYTES + 1] = "", last = 0;
	FILE *file = fopen(path, "re");

	if (file) {
		head[fread(head, 1, HEAD_BYTES, file)] = 0;
		if (!fseek(file, -1, SEEK_END))
			last = (char)fgetc(file);
		fclose(file);
	}
	return *head == '{' && (strpbrk(head, " \t\r\n") || last == '\n');
}

static bool is_result(const char *path)
{
	struct result result;
	bool is = !*result_load(&result, path).text;

	result_free(&result);
	return is;
}

struct words result_kept(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return NO_WORDS;
	if (is_kept(&status))
		return words("%s would be replaced, and is one of the results to read; give "
			     "another directory", path);
	if (S_ISREG(status.st_mode) && has_white_space(path) && is_result(path))
		return words("%s would be replaced, and is a result; give another directory", path);
	return NO_WORDS;
}

struct words whole_file_begin_beside_results(struct whole_file *file)
{
	struct words wrong = file->path ? result_kept(file->path) : words("out of memory");

	if (!*wrong.text && whole_file_begin(file))
		wrong = words("cannot write %s: %s", file->path, strerror(errno));
	return wrong;
}
