// SPDX-License-Identifier: GPL-2.0-only
/*
 * A libFuzzer target: any bytes as a result file, through the loader and, where it takes
 * them, through what reads results afterwards. It must never crash, hang or leak; what it
 * prints goes nowhere. What the index takes Jansson must take, and find the same in it. The unit
 * suite replays tests/fuzz/corpus through it without libFuzzer. make fuzz FUZZ_SECONDS=600
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "compare/print.h"
#include "commands/export.c" /* its exporters are static */
#include "result/json_index.h"
#include "compare/merge.h"
#include "result/publish.h"
#include "show/show.h"
#include "result/texts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The path of a file in memory that holds these bytes and no others. */
static const char *file_of(const uint8_t *bytes, size_t size)
{
	static char path[64];
	static int file = -1;

	if (file < 0)
		file = memfd_create("fuzz", MFD_CLOEXEC);
	if (file < 0 || ftruncate(file, 0) || pwrite(file, bytes, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return path;
}

/*
 * As another session of the same machine, which it is taken for without a seed. A gate refuses most
 * of what is invented.
 */
static void compare_with_itself(const struct result *result, bool is_gate, FILE *nowhere)
{
	const struct compare_options options = { .is_gate = is_gate, .is_same_machine = true };
	json_t *run = json_deep_copy(result->run);
	struct result again = *result;
	const struct compare_side side = { result, 1 }, other = { &again, 1 };
	char *names[] = { "fuzz" };
	struct comparison comparison;

	json_object_del(run, "seed");
	again.run = run;
	if (!*compare(&comparison, side, other, &options).text && nowhere) {
		compare_print_table(&comparison, &(struct side_names){ names, names }, nowhere);
		compare_print_json(&comparison, &(struct side_names){ names, names }, nowhere);
	}
	comparison_free(&comparison);
	json_decref(run);
}

static void merge_alone(const struct result *result)
{
	struct result merged;

	merge(&merged, result, 1, true);
	result_free(&merged);
}

/* What is written again is read again. */
static void write_and_load(const struct result *result)
{
	json_t *json = result_to_json(result);
	char *text = json_dumps(json, JSON_REAL_PRECISION(10)), path[64];
	int file = memfd_create("again", MFD_CLOEXEC);
	struct result again;

	if (file < 0 || !text || write(file, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (*result_load(&again, path).text)
		abort();
	result_free(&again);
	close(file);
	free(text);
	json_decref(json);
}

static void export_alone(const struct result *result, FILE *nowhere)
{
	struct run_file file = { .path = "fuzz", .name = "fuzz", .result = *result };

	for (chosen = 0; chosen < EXPORT_FORMATS; chosen++)
		export(&file, nowhere);
}

/* In the end it is as it would be published. */
static void use(struct result *result)
{
	FILE *nowhere = fopen("/dev/null", "w");

	if (!nowhere)
		abort();
	show_result(result, "fuzz", &(struct show_options){ .all = false }, nowhere);
	show_result(result, "fuzz", &(struct show_options){ .all = true, .notes = true }, nowhere);
	write_and_load(result);
	compare_with_itself(result, true, nowhere);
	compare_with_itself(result, false, nowhere);
	merge_alone(result);
	export_alone(result, nowhere);
	publish_strip(result, nowhere);
	fclose(nowhere);
}

static json_t *tree_of(struct json_view view);

/* The list as Jansson has it, if its numbers are those that are taken one by one. */
static json_t *numbers_of(struct json_view view, const char *at)
{
	json_t *json = json_view_to_json(view), *number;
	size_t i;

	if (json_array_size(json) != json_view_count(view))
		abort();
	json_array_foreach(json, i, number)
		if (json_take_number(&at) != json_number_value(number))
			abort();
	return json;
}

static json_t *container_of(struct json_view view)
{
	bool is_array = json_view_is(view, JSON_ARRAY);
	json_t *json = is_array ? json_array() : json_object();
	const char *at;

	if (json_view_numbers(view, &at)) {
		json_decref(json);
		return numbers_of(view, at);
	}
	for (struct json_view at = json_view_first(view); json_view_exists(at);
	     at = json_view_next(view, at)) {
		char *name = is_array ? NULL : json_view_copy(at);

		if (is_array)
			json_array_append_new(json, tree_of(at));
		else
			json_object_set_new(json, name, tree_of(json_view_value(at)));
		free(name);
	}
	return json;
}

static json_t *string_of(struct json_view view)
{
	char *text = json_view_copy(view);
	json_t *json = json_string(text);

	free(text);
	return json;
}

/* What the index says of a value, through all its functions. */
static json_t *tree_of(struct json_view view)
{
	if (json_view_is(view, JSON_OBJECT) || json_view_is(view, JSON_ARRAY))
		return container_of(view);
	if (json_view_is(view, JSON_STRING))
		return string_of(view);
	if (json_view_is(view, JSON_INTEGER))
		return json_integer(json_view_integer(view));
	if (json_view_is(view, JSON_REAL))
		return json_real(json_view_number(view));
	return json_view_is(view, JSON_NULL) ? json_null()
					     : json_boolean(json_view_is(view, JSON_TRUE));
}

static void hold_against_jansson(const char *text, size_t size)
{
	struct json_index index;
	json_t *ours, *theirs;

	if (!json_index_make(&index, text, size, RESULT_DEPTH_MAX))
		return;
	ours = tree_of(json_index_root(&index));
	theirs = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	if (!json_equal(ours, theirs))
		abort();
	json_decref(ours);
	json_decref(theirs);
	json_index_free(&index);
}

/* The same file with less kept of it is refused for the same reason. */
static void load_figures(const char *path, struct words wrong)
{
	struct texts texts = { 0 };
	struct result result;
	struct words also_wrong = result_load_figures(&result, path, &texts);

	if (strcmp(wrong.text, also_wrong.text))
		abort();
	if (!*wrong.text)
		compare_with_itself(&result, false, NULL);
	result_free(&result);
	texts_free(&texts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *path = file_of(bytes, size);
	char *text = calloc(size + 1, 1);
	struct result result;
	struct words wrong;

	memcpy(text, bytes, size);
	hold_against_jansson(text, size);
	free(text);
	wrong = result_load(&result, path);
	if (!*wrong.text)
		use(&result);
	load_figures(path, wrong);
	result_free(&result);
	return 0;
}
