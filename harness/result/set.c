// SPDX-License-Identifier: GPL-2.0-only
/* Many files at once. A file of a report has a unique name of letters, digits, dots and dashes. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "result/set.h"
#include "text/file.h"

#define FILES_A_WORKER 4 /* fewer are not worth a thread */

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

/* Every CPU takes the next file. The texts are the worker's own, so that none waits for another. */
struct loading {
	struct result_set *set;
	enum result_extent extent;
	struct words *wrongs; /* why a file cannot be read, or no words */
	size_t count;
	atomic_size_t next, workers;
};

static void take_files(void *data)
{
	struct loading *loading = data;
	struct texts *texts = &loading->set->texts[atomic_fetch_add(&loading->workers, 1)];
	size_t i;

	while ((i = atomic_fetch_add(&loading->next, 1)) < loading->count) {
		struct result *result = &loading->set->results[i];
		const char *name = loading->set->names[i];

		loading->wrongs[i] = loading->extent == RESULT_WHOLE
					     ? result_load(result, name)
					     : result_load_figures(result, name, texts);
	}
}

/* All that can be read, and words for the others; NULL without memory. */
static struct words *load_files(struct result_set *set, char **names, size_t count,
				enum result_extent extent)
{
	struct loading loading = { .set = set, .extent = extent, .count = count,
				   .wrongs = calloc(count + 1, sizeof(struct words)) };

	*set = (struct result_set){ .names = names,
				    .results = calloc(count + 1, sizeof(*set->results)) };
	if (set->results && loading.wrongs) {
		workers_run(take_files, &loading, (count + FILES_A_WORKER - 1) / FILES_A_WORKER);
		set->count = count;
		return loading.wrongs;
	}
	free(set->results);
	free(loading.wrongs);
	return NULL;
}

void result_set_free(struct result_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		result_free(&set->results[i]);
	for (size_t i = 0; i < WORKERS_MAX; i++)
		texts_free(&set->texts[i]);
	free(set->results);
	*set = (struct result_set){ 0 };
}

#define GIVE_RESULTS "give result files, as `exitbench run -o FILE' writes them"
#define NO_RESULTS   "none of these files is a result: " GIVE_RESULTS

/* What lies beside results is named with them by a pattern: that alone is no failure. */
static void leave_out(const struct result *result, const struct words *wrong, size_t count,
		      bool *failed)
{
	complain("%s%s%s", wrong->text, result->lies_beside ? ": " : "",
		 !result->lies_beside ? ""
		 : count > 1	      ? "left out"
				      : GIVE_RESULTS);
	*failed |= !result->lies_beside || count == 1;
}

/* The set is of those that are left. */
static void keep_results(struct result_set *set, const struct words *wrongs, bool *failed)
{
	size_t count = set->count;

	set->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (*wrongs[i].text) {
			leave_out(&set->results[i], &wrongs[i], count, failed);
			continue;
		}
		set->names[set->count] = set->names[i];
		set->results[set->count++] = set->results[i];
	}
}

/* What a side cannot do without. */
static struct words first_wrong(const struct result_set *set, const struct words *wrongs)
{
	for (size_t i = 0; i < set->count; i++)
		if (*wrongs[i].text && (!set->results[i].lies_beside || set->count == 1))
			return wrongs[i];
	return NO_WORDS;
}

struct words result_set_load(struct result_set *set, char **names, size_t count,
			     enum result_extent extent)
{
	struct words *wrongs = load_files(set, names, count, extent), wrong;
	bool failed;

	if (!wrongs)
		return words("out of memory");
	wrong = first_wrong(set, wrongs);
	if (!*wrong.text)
		keep_results(set, wrongs, &failed);
	if (!set->count)
		wrong = words(NO_RESULTS);
	free(wrongs);
	if (*wrong.text)
		result_set_free(set);
	return wrong;
}

struct run_files run_files_load(char **paths, size_t count, bool *failed)
{
	struct run_files files = { .list = calloc(count + 1, sizeof(*files.list)) };
	struct result_set set;
	struct words *wrongs = files.list ? load_files(&set, paths, count, RESULT_WHOLE) : NULL;

	if (!wrongs) {
		*failed = complain("out of memory");
		return files;
	}
	keep_results(&set, wrongs, failed);
	for (; files.count < set.count; files.count++)
		files.list[files.count] =
			(struct run_file){ .path = paths[files.count],
					   .name = unique_name(&files, paths[files.count]),
					   .result = set.results[files.count] };
	if (count && !set.count && !*failed)
		*failed = complain(NO_RESULTS);
	free(set.results);
	free(wrongs);
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
