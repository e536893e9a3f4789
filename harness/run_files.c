// SPDX-License-Identifier: GPL-2.0-only
/* Result files with names that can serve as names of pages: letters, digits, dots and dashes, each once. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "run_files.h"

static char *stem_of(const char *path)
{
	char *name = strdup(strcmp(path, "-") ? basename(path) : "standard-input"), *dot = name ? strrchr(name, '.') : NULL;

	if (dot && dot > name)
		*dot = 0;
	for (char *c = name; c && *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			*c = '-';
	return name;
}

static bool is_taken(const struct run_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (!strcmp(files->list[i].name, name))
			return true;
	return !strcmp(name, "index");
}

static char *unique_name(const struct run_files *files, const char *path)
{
	char *stem = stem_of(path), *name = stem ? strdup(stem) : NULL;

	for (size_t number = 2; name && is_taken(files, name); number++) {
		free(name);
		if (asprintf(&name, "%s-%zu", stem, number) < 0)
			name = NULL;
	}
	free(stem);
	return name;
}

static bool load(struct run_files *files, const char *path)
{
	struct run_file *file = &files->list[files->count];
	const char *wrong = result_load(&file->result, path);

	if (wrong) {
		complain("%s", wrong);
		return false;
	}
	file->path = path;
	file->name = unique_name(files, path);
	file->json = strcmp(path, "-") ? json_load_file(path, 0, NULL) : result_to_json(&file->result);
	files->count++;
	return true;
}

struct run_files run_files_load(char *const *paths, size_t count, bool *failed)
{
	struct run_files files = { .list = calloc(count + 1, sizeof(*files.list)) };

	for (size_t i = 0; files.list && i < count; i++)
		if (!load(&files, paths[i]))
			*failed = true;
	return files;
}

void run_files_free(struct run_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		result_free(&files->list[i].result);
		json_decref(files->list[i].json);
		free(files->list[i].name);
	}
	free(files->list);
	*files = (struct run_files){ 0 };
}
