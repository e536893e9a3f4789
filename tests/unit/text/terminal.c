// SPDX-License-Identifier: GPL-2.0-only
/* Lines of a terminal, and those that a text takes there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "text/table.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

static size_t lines_printed(const char *text, size_t width)
{
	char *printed = NULL;
	size_t bytes, lines = 0;
	FILE *stream = open_memstream(&printed, &bytes);

	print_wrapped(stream, text, 0, width);
	fclose(stream);
	for (const char *at = printed; *at; at++)
		lines += *at == '\n';
	free(printed);
	return lines;
}

TEST(as_many_lines_are_counted_as_are_printed)
{
	static const char *const texts[] = {
		"", "a", "one two three", "one  two   three four", "\u00b11 \u00b12 \u00b13",
		"a-word-that-is-longer-than-any-line and more", "more a-word-that-is-too-long",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t width = 0; width < 50; width++)
			assert_int_equal(wrapped_lines(texts[i], width),
					 lines_printed(texts[i], width));
}

TEST(a_terminal_has_at_least_24_lines)
{
	char *text = NULL;
	size_t bytes;
	FILE *stream = open_memstream(&text, &bytes);

	unsetenv("LINES");
	assert_int_equal(terminal_lines(stream), 24);
	setenv("LINES", "40", 1);
	assert_int_equal(terminal_lines(stream), 40);
	setenv("LINES", "3", 1);
	assert_int_equal(terminal_lines(stream), 24);
	unsetenv("LINES");
	fclose(stream);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_lines_are_counted_as_are_printed),
		cmocka_unit_test(a_terminal_has_at_least_24_lines),
	};

	return cmocka_run_group_tests_name("text/terminal", tests, NULL, NULL);
}
