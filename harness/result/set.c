// SPDX-License-Identifier: GPL-2.0-only
/*
 * Result files with names that can serve as names of pages: letters, digits, dots and dashes, each
 * once.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/set.h"
#include "text/file.h"
#include "text/words.h"
#include "text/workers.h"

static char *stem_of(const char *path)
{
	char *name = strdup(strcmp(path, "-") ? basename(path) : "standard-input"),
	     *dot = name ? strrchr(name, '.') : NULL;

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

/*
 * Every CPU takes the next file: its result goes to its place in the list, or why there is none to
 * `wrongs`.
 */
struct loading {
	struct run_file *list;
	char *const *paths;
	char **wrongs;
	size_t count;
	atomic_size_t next;
};

static void load_some(void *data)
{
	struct loading *loading = data;
	size_t i;

	while ((i = atomic_fetch_add(&loading->next, 1)) < loading->count) {
		const char *wrong = result_load(&loading->list[i].result, loading->paths[i]);

		if (wrong)
			loading->wrongs[i] = strdup(wrong);
		loading->list[i].path = wrong ? NULL : loading->paths[i];
	}
}

struct run_files run_files_load(char *const *paths, size_t count, bool *failed)
{
	struct run_files files = { .list = calloc(count + 1, sizeof(*files.list)) };
	struct loading loading = { .list = files.list,
				   .paths = paths,
				   .wrongs = calloc(count + 1, sizeof(char *)),
				   .count = count };

	if (files.list && loading.wrongs)
		workers_run(load_some, &loading, count);
	for (size_t i = 0; files.list && i < count; i++) {
		struct run_file file = files.list[i];

		if (file.path) {
			file.name = unique_name(&files, file.path);
			files.list[files.count++] = file;
		} else {
			complain("%s", loading.wrongs && loading.wrongs[i] ? loading.wrongs[i]
									   : "out of memory");
			*failed = true;
		}
		if (loading.wrongs)
			free(loading.wrongs[i]);
	}
	free(loading.wrongs);
	return files;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* White space outside of strings is no part of what a JSON text says. */
static void squeeze(char *text)
{
	bool is_in_string = false;
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (!is_in_string && is_space(*from))
			continue;
		is_in_string ^= *from == '"';
		*to++ = *from;
		if (is_in_string && *from == '\\' && from[1])
			*to++ = *++from;
	}
	*to = 0;
}

static char *text_of(const char *path)
{
	size_t bytes;
	char *text;

	return *file_read(path, RESULT_BYTES_MAX, &text, &bytes).text ? NULL : text;
}

char *run_file_text(const struct run_file *file)
{
	char *text = strcmp(file->path, "-") ? text_of(file->path) : NULL;
	json_t *json = text ? NULL : result_to_json(&file->result);

	if (text)
		squeeze(text);
	else
		text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(10));
	json_decref(json);
	return text;
}

void run_files_free(struct run_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		result_free(&files->list[i].result);
		free(files->list[i].name);
	}
	free(files->list);
	*files = (struct run_files){ 0 };
}
