// SPDX-License-Identifier: GPL-2.0-only
/* Many files at once. A file of a report has a unique name of letters, digits, dots and dashes. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "result/set.h"
#include "text/file.h"

#define FILES_A_WORKER 4 /* fewer are not worth a thread */

size_t files_at_once(void)
{
	return FILES_A_WORKER * workers_most();
}

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

/* By a page beside that of another file. */
static bool is_taken(const char *name)
{
	const char *end = strrchr(name, '-');

#define IS_TAKEN(beside) || !strcmp(end, "-" #beside)
	return end && (false PAGES_BESIDE(IS_TAKEN));
#undef IS_TAKEN
}

/* `numbers` has the next one for each stem, for files of many folders may all have one name. */
static char *unique_name(struct texts *names, json_t *numbers, const char *path)
{
	char *stem = stem_of(path), *name = stem ? strdup(stem) : NULL;
	json_int_t number =
		stem ? json_integer_value(json_object_get(numbers, stem)) : 0;

	for (number = number ? number : 2; name && (is_taken(name) || !texts_add(names, name));
	     number++) {
		free(name);
		if (asprintf(&name, "%s-%" JSON_INTEGER_FORMAT, stem, number) < 0)
			name = NULL;
		json_object_set_new(numbers, stem, json_integer(number + 1));
	}
	free(stem);
	return name;
}

/* Every CPU takes the next file. The texts are the worker's own, so that none waits for another. */
struct loading {
	struct result_set *set;
	enum result_extent extent;
	struct words *wrongs; /* why a file cannot be read, or no words */
	size_t end;
	atomic_size_t next, workers;
};

static void take_files(void *data)
{
	struct loading *loading = data;
	struct texts *texts = &loading->set->texts[atomic_fetch_add(&loading->workers, 1)];
	size_t i;

	while ((i = atomic_fetch_add(&loading->next, 1)) < loading->end) {
		struct result *result = &loading->set->results[i];
		const char *name = loading->set->names[i];

		loading->wrongs[i] = loading->extent == RESULT_WHOLE
					     ? result_load(result, name)
					     : result_load_figures(result, name, texts);
	}
}

/* Those up to `end`. The results that can be read are used, and what is dropped is given back. */
static void load_some(struct loading *loading, size_t end, result_use *use, void *data)
{
	size_t first = loading->end;

	loading->end = end;
	loading->next = first;
	loading->workers = 0;
	workers_run(take_files, loading, (end - first + FILES_A_WORKER - 1) / FILES_A_WORKER);
	for (size_t i = first; use && i < end; i++)
		if (!*loading->wrongs[i].text)
			use(&loading->set->results[i], loading->set->names[i], data);
}

static size_t at_most(size_t most, size_t count)
{
	return count < most ? count : most;
}

/* All that can be read, and words for the others; NULL without memory. */
static struct words *load_files(struct result_set *set, char **names, size_t count,
				enum result_extent extent, result_use *use, void *data)
{
	struct loading loading = { .set = set, .extent = extent,
				   .wrongs = calloc(count + 1, sizeof(struct words)) };

	*set = (struct result_set){ .names = names,
				    .results = calloc(count + 1, sizeof(*set->results)) };
	if (set->results && loading.wrongs) {
		while (loading.end < count)
			load_some(&loading, at_most(loading.end + files_at_once(), count), use,
				  data);
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
static void leave_out(const struct result *result, const struct words *wrong, bool is_alone,
		      bool *failed)
{
	complain("%s%s%s", wrong->text, result->lies_beside ? ": " : "",
		 !result->lies_beside ? ""
		 : is_alone	      ? GIVE_RESULTS
				      : "left out");
	*failed |= !result->lies_beside || is_alone;
}

/* The set is of those that are left. */
static void keep_results(struct result_set *set, const struct words *wrongs)
{
	size_t count = set->count;
	bool failed;

	set->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (*wrongs[i].text) {
			leave_out(&set->results[i], &wrongs[i], count == 1, &failed);
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
			     enum result_extent extent, result_use *use, void *data)
{
	struct words *wrongs = load_files(set, names, count, extent, use, data), wrong;

	if (!wrongs)
		return words("out of memory");
	wrong = first_wrong(set, wrongs);
	if (!*wrong.text)
		keep_results(set, wrongs);
	if (!set->count)
		wrong = words(NO_RESULTS);
	free(wrongs);
	if (*wrong.text)
		result_set_free(set);
	return wrong;
}

static void run_file_free(struct run_file *file)
{
	result_free(&file->result);
	free(file->name);
	free(file->text);
}

/* What run_files_each() is asked for, and the names so far. */
struct each {
	enum result_extent extent;
	run_file_use *use;
	void *data;
	struct texts names;
	json_t *numbers;
	bool is_alone;
	bool *failed;
};

static char *written_anew(const struct result *result)
{
	json_t *json = result_to_json(result);
	char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(10));

	json_decref(json);
	return text;
}

bool file_can_be_read_again(const char *path)
{
	struct stat status;

	return strcmp(path, "-") && (stat(path, &status) || S_ISREG(status.st_mode) ||
				     S_ISDIR(status.st_mode));
}

static size_t use_some(struct each *each, char **paths, size_t count)
{
	struct result_set set;
	struct words *wrongs = load_files(&set, paths, count, each->extent, NULL, NULL);
	size_t used = 0;

	if (!wrongs) {
		*each->failed = complain("out of memory");
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct run_file file = { .path = paths[i], .result = set.results[i] };

		set.results[i] = (struct result){ 0 };
		if (*wrongs[i].text) {
			leave_out(&file.result, &wrongs[i], each->is_alone, each->failed);
			continue;
		}
		file.name = unique_name(&each->names, each->numbers, paths[i]);
		if (each->extent == RESULT_WHOLE && !file_can_be_read_again(paths[i]))
			file.text = written_anew(&file.result);
		each->use(&file, each->data);
		run_file_free(&file);
		used++;
	}
	free(wrongs);
	result_set_free(&set);
	return used;
}

size_t run_files_each(char **paths, size_t count, enum result_extent extent,
		      run_file_use *use, void *data, bool *failed)
{
	struct each each = { .extent = extent, .use = use, .data = data, .failed = failed,
			     .is_alone = count == 1, .numbers = json_object() };
	size_t used = 0;

	texts_add(&each.names, "index");
	for (size_t first = 0; first < count; first += files_at_once())
		used += use_some(&each, paths + first, at_most(files_at_once(), count - first));
	texts_free(&each.names);
	json_decref(each.numbers);
	if (count && !used && !*failed)
		*failed = complain(NO_RESULTS);
	return used;
}

bool run_files_keep(struct run_files *files, struct run_file *file)
{
	struct run_file *list = reallocarray(files->list, files->count + 1, sizeof(*list));

	if (!list)
		return false;
	files->list = list;
	list[files->count++] = *file;
	*file = (struct run_file){ 0 };
	return true;
}

static void keep(struct run_file *file, void *files)
{
	run_files_keep(files, file);
}

struct run_files run_files_load(char **paths, size_t count, bool *failed)
{
	struct run_files files = { 0 };
	size_t used = run_files_each(paths, count, RESULT_WHOLE, keep, &files, failed);

	if (used > files.count)
		*failed = complain("out of memory");
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
	char *text = file->text ? strdup(file->text) : text_of(file->path);

	if (text && !file->text)
		squeeze(text);
	return text ? text : written_anew(&file->result);
}

void run_files_free(struct run_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		run_file_free(&files->list[i]);
	free(files->list);
	*files = (struct run_files){ 0 };
}
