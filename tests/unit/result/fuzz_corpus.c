// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fuzzer's corpus once more, through the same target, without a fuzzer: nothing may crash or
 * leak.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "tests/fuzz/result_load.c"

#define CORPUS "tests/fuzz/corpus"
#define BYTES_MAX (1 << 20)

static void replay(const char *name)
{
	static uint8_t bytes[BYTES_MAX];
	char path[512];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), CORPUS "/%s", name);
	file = fopen(path, "r");
	assert_non_null(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	assert_int_equal(LLVMFuzzerTestOneInput(bytes, size), 0);
}

static void everything_in_the_corpus_is_taken_or_refused(void **state)
{
	DIR *directory = opendir(CORPUS);
	struct dirent *entry;
	unsigned replayed = 0;

	(void)state;
	assert_non_null(directory);
	while ((entry = readdir(directory)))
		if (entry->d_type == DT_REG) {
			replay(entry->d_name);
			replayed++;
		}
	closedir(directory);
	assert_true(replayed > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_in_the_corpus_is_taken_or_refused),
	};

	return cmocka_run_group_tests_name("harness_fuzz_corpus", tests, NULL, NULL);
}
