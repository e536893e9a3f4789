// SPDX-License-Identifier: GPL-2.0-only
/* Which files pictures leave where they cannot all be written: whole ones, or the old ones. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "plot/pictures.h"
#include "split_session.h"
#include "text/file.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

/* As `ulimit -f'. A full disk says it no earlier. */
static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void assert_text(const char *path, const char *expected)
{
	size_t bytes;
	char *text;

	assert_string_equal(file_read(path, 1000, &text, &bytes).text, "");
	assert_string_equal(text, expected);
	free(text);
}

TEST(data_that_cannot_be_written_whole_leave_the_older_file)
{
	static const char *const no_format[] = { NULL };
	char directory[] = "/tmp/exitbench-pictures-XXXXXX";
	struct run_file file = { .name = "file", .result = split_session() };
	struct pictures pictures = { .directory = mkdtemp(directory) };
	struct folder_aside aside = { NULL };
	struct words wrong;
	FILE *old;

	assert_int_equal(chdir(directory), 0);
	pictures_of_result(&pictures, &file);
	assert_true(pictures.charts > 0);
	old = fopen(words("%s.tsv", pictures.chart[0]->name).text, "w");
	assert_true(old && fputs("old", old) >= 0 && !fclose(old));
	assert_string_equal(folder_aside_make(&aside, directory).text, "");

	limit_files(10);
	wrong = pictures_prepare(&pictures, aside.path, "", no_format, "");
	limit_files(RLIM_INFINITY);
	assert_string_equal(wrong.text, words("cannot write %s/%s.tsv: File too large", directory,
					      pictures.chart[0]->name).text);
	assert_string_equal(pictures_place(&pictures).text, "");
	assert_text(words("%s.tsv", pictures.chart[0]->name).text, "old");
	for (size_t i = 0; i < pictures.charts; i++)
		assert_null(pictures.chart[i]->data);

	free(pictures.list);
	assert_string_equal(pictures_prepare(&pictures, aside.path, "", no_format, "").text, "");
	assert_string_equal(pictures_place(&pictures).text, "");
	for (size_t i = 0; i < pictures.charts; i++)
		assert_int_equal(unlink(pictures.chart[i]->data), 0);
	pictures_free(&pictures);
	folder_aside_remove(&aside);
	result_free(&file.result);
	assert_int_equal(rmdir(directory), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_that_cannot_be_written_whole_leave_the_older_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
