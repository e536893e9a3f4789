// SPDX-License-Identifier: GPL-2.0-only
/* What many cells have is once in a file, and comes back in each of them. */
#define _GNU_SOURCE
#include "tests/unit/result/example.h"

/* Of the formats before: emulated and with legs. */
static char old_files[2][4096];

static char *text_of(const char *path)
{
	size_t bytes;
	char *text;

	assert_string_equal(file_read(path, RESULT_BYTES_MAX, &text, &bytes).text, "");
	return text;
}

/* Saved as one.json, loaded, and saved again. */
static void assert_saved_the_same_again(const struct result *result)
{
	struct result loaded;
	char *text, *again;

	assert_string_equal(result_save(result, "one.json", true).text, "");
	assert_string_equal(result_load(&loaded, "one.json").text, "");
	assert_string_equal(result_save(&loaded, "two.json", true).text, "");
	text = text_of("one.json");
	again = text_of("two.json");
	assert_string_equal(text, again);
	free(text);
	free(again);
	result_free(&loaded);
}

TEST(a_loaded_result_is_saved_as_the_same_bytes)
{
	struct result result = example();

	result.cells[0].floor.value = 12.250000000001; /* more digits than a file has */
	assert_saved_the_same_again(&result);
	result_free(&result);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(result_load(&result, old_files[i]).text, "");
		assert_saved_the_same_again(&result);
		result_free(&result);
	}
}

/* Format 1.1 has the parts of the id and each text in every cell. */
TEST(what_cells_have_in_common_is_said_once_and_read_again)
{
	struct result result = example(), loaded;
	char *text;

	result.cells[1].reason[0] = 'N';
	result.cells[0].reason = strdup(result.cells[1].reason);
	result.cells[1].unit = strdup("instructions");
	assert_string_equal(result_save(&result, "common.json", true).text, "");
	text = text_of("common.json");
	assert_null(strstr(strstr(text, "No such control") + 1, "No such control"));
	assert_null(strstr(strstr(text, "\"instructions\"") + 1, "\"instructions\""));
	assert_null(strstr(text, "\"op\""));
	assert_non_null(strstr(text, "\"reason\":0"));
	assert_string_equal(result_load(&loaded, "common.json").text, "");
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(loaded.cells[i].op, result.cells[i].op);
		assert_string_equal(loaded.cells[i].knobs, i ? "vpid=off" : "default");
		assert_int_equal(loaded.cells[i].ring, result.cells[i].ring);
		assert_string_equal(loaded.cells[i].unit, "instructions");
		assert_string_equal(loaded.cells[i].reason, "No such control");
	}
	assert_null(loaded.cells[1].clock);
	free(text);
	result_free(&loaded);
	result_free(&result);
}

/* Both cells have nine trials by the same clock; a later version shares one more list. */
TEST(a_list_that_two_cells_have_is_once_in_a_file)
{
	struct result result = example(), loaded;
	json_t *json, *cells, *later;
	char *text;

	for (size_t i = 0; i < 2; i++) {
		struct cell_result *cell = &result.cells[i];

		cell->trial_count = 9;
		if (cell->trials)
			free(cell->trials[0].histogram.blocks);
		free(cell->trials);
		cell->trials = calloc(9, sizeof(*cell->trials));
		for (size_t j = 0; j < 9; j++)
			cell->trials[j] = (struct trial_result){
				.number = j, .core_cycles = 1 + (double)j / 8, .floor = i + 1,
			};
	}
	json = result_to_json(&result);
	cells = json_object_get(json, "cells");
	later = json_object_get(json_array_get(cells, 1), "trial_data");
	assert_int_equal(json_array_size(json_object_get(json, "columns")), 1);
	assert_null(json_object_get(later, "trial"));
	json_object_set(later, "later", json_object_get(later, "core_cycles"));
	text = json_dumps(json, 0);
	write_text("columns.json", text, strlen(text));
	assert_string_equal(result_load(&loaded, "columns.json").text, "");
	for (size_t i = 0; i < 18; i++) {
		const struct trial_result *trial = &loaded.cells[i / 9].trials[i % 9];

		assert_true(trial->core_cycles == 1 + (double)(i % 9) / 8);
		assert_int_equal(trial->number, i % 9);
	}
	assert_int_equal(json_array_size(json_object_get(loaded.cells[1].unknown_trials, "later")),
			 9);
	free(text);
	json_decref(json);
	result_free(&loaded);
	result_free(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_loaded_result_is_saved_as_the_same_bytes),
		ROW(what_cells_have_in_common_is_said_once_and_read_again),
		ROW(a_list_that_two_cells_have_is_once_in_a_file),
	};

	if (!realpath("results/emulated/corei7_skylake_x.json", old_files[0]) ||
	    !realpath("results/anatomy/corei7_haswell_4770.json", old_files[1]))
		return 1;
	return cmocka_run_group_tests_name("lists", tests, NULL, NULL);
}
