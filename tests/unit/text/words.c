// SPDX-License-Identifier: GPL-2.0-only
/* Words that are too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "text/words.h"

#define TEST(name) static void name(void **state __attribute__((unused)))

/* A text of `count` times the letter, behind `before` bytes. */
static char *text_of(const char *letter, size_t count, size_t before)
{
	char *text = calloc(before + count * strlen(letter) + 1, 1);

	memset(text, 'x', before);
	while (count--)
		strcat(text, letter);
	return text;
}

TEST(a_long_text_is_cut_between_letters)
{
	static const char *const letters[] = { "a", "\u00e4", "\u20ac", "\U0001f600" };

	for (size_t letter = 0; letter < 4; letter++)
		for (size_t before = 0; before < 4; before++) {
			char *text = text_of(letters[letter], 600, before);
			struct words cut = words("%s", text);

			assert_non_null(strstr(cut.text, " [...] "));
			assert_true(strlen(cut.text) > sizeof(cut.text) - 16);
			assert_null(strchr(cut.text, '?'));
			assert_true(text_is_printable(cut.text));
			free(text);
		}
}

/* Nothing but bytes that begin no letter: there is no place to cut at, and none to look beyond. */
TEST(a_long_text_without_a_letter_is_cut_all_the_same)
{
	char *text = text_of("\x80", 600, 0);

	assert_string_equal(words("%s", text).text, " [...] ");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_text_is_cut_between_letters),
		cmocka_unit_test(a_long_text_without_a_letter_is_cut_all_the_same),
	};

	return cmocka_run_group_tests_name("text/words", tests, NULL, NULL);
}
