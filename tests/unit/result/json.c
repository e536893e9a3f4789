// SPDX-License-Identifier: GPL-2.0-only
/*
 * The index of a JSON text: it takes what the grammar takes and nothing else, and finds in it what
 * Jansson finds. The fuzzer goes on from here; see tests/fuzz/result_load.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "result/json_index.h"
#include "result/texts.h"

#define TEST(name) static void name(void **state __attribute__((unused)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_taken(const char *text)
{
	struct json_index index;
	bool taken = json_index_make(&index, text, strlen(text), 4);

	if (taken)
		json_index_free(&index);
	return taken;
}

TEST(what_the_grammar_has_is_taken)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		" [ ] ",
		"\t{\r\n}\n",
		"[1]",
		"[-0]",
		"[0.5e+7,1E5,-1.25e-3]",
		"[true,false,null]",
		"{\"a\":{\"a\":[\"a\",\"\"]},\"\":1}",
		"[\"\\\"\\u00e9\\ud83d\\ude00\"]",
		"[\"\xc3\xa9\"]",
		"[123456789012345678901.5, 1e-999]",
		"[9223372036854775807]",
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!is_taken(texts[i]))
			fail_msg("%s is not taken", texts[i]);
}

TEST(what_the_grammar_does_not_have_is_refused)
{
	static const char *const texts[] = {
		"",
		" ",
		"1",
		"\"a\"",
		"null",
		"[",
		"]",
		"{",
		"[1",
		"[1,]",
		"[,1]",
		"[1 2]",
		"[[[1,]]]",
		"[[[1 2]]]",
		"[[[1,,2]]]",
		"[[[1.]]]",
		"[[[01]]]",
		"[[[1",
		"[[[1}]]",
		"[01]",
		"[1.]",
		"[.5]",
		"[+1]",
		"[-]",
		"[1e]",
		"[1e+]",
		"[0x1]",
		"[NaN]",
		"[Infinity]",
		"[tru]",
		"[trueish]",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\" 1}",
		"{a:1}",
		"{1:1}",
		"{\"a\":1,}",
		"{\"a\":{}",
		"{\"a\":[}",
		"[1]x",
		"[] []",
		"['a']",
		"[\"a]",
		"[\"\\x\"]",
		"[\"\\ud800\"]",
		"[\"\\u0000\"]",
		"[\"\xff\"]",
		"[\"\xc0\x80\"]",
		"[// a\n1]",
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (is_taken(texts[i]))
			fail_msg("%s is taken", texts[i]);
}

TEST(what_would_harm_is_refused)
{
	assert_true(is_taken("[[[[1]]]]"));
	assert_false(is_taken("[[[[[1]]]]]"));
	assert_false(is_taken("[[[[[\"a\"]]]]]"));
	assert_false(is_taken("[1e999]"));
	assert_false(is_taken("[9223372036854775808]"));
	assert_false(is_taken("[\"\033[2J\"]"));
	assert_false(is_taken("[\"\\u001b[2J\"]"));
	assert_false(is_taken("[\"\x7f\"]"));
	assert_false(is_taken("[\"\xc2\x9b\"]"));
	assert_false(is_taken("{\"a\":1,\"a\":1}"));
	assert_false(is_taken("{\"\\u0061\":1}"));
}

/* "n0" to the last but one, and a name that may be one of them again. */
static bool names_are_taken(size_t count, const char *last)
{
	char *text = malloc(count * 32 + 64), *at = text + sprintf(text, "{");
	bool taken;

	for (size_t i = 0; i + 1 < count; i++)
		at += sprintf(at, "\"n%zu\":[{\"n0\":0}],", i);
	sprintf(at, "\"%s\":0}", last);
	taken = is_taken(text);
	free(text);
	return taken;
}

TEST(a_name_twice_is_refused_however_many_there_are)
{
	for (size_t count = 2; count < 300; count += 7) {
		assert_true(names_are_taken(count, "last"));
		assert_false(names_are_taken(count, "n0"));
	}
}

TEST(numbers_are_what_strtod_makes_of_them)
{
	static const char *const numbers[] = {
		"0",
		"-0.0",
		"1",
		"0.1",
		"123.456",
		"1e22",
		"1e23",
		"1e-22",
		"9007199254740993",
		"9007199254740992.5",
		"0.3",
		"2.2250738585072014e-308",
		"5e-324",
		"1.7976931348623157e308",
		"123456789012345678",
		"1234567890123456789012.0",
		"0.70258743750000001",
		"179.99999999999997",
		"1e-30",
		"8.5e-9",
	};

	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct json_index index;
		char text[64];
		double value;

		snprintf(text, sizeof(text), "[%s]", numbers[i]);
		assert_true(json_index_make(&index, text, strlen(text), 4));
		value = json_view_number(json_view_first(json_index_root(&index)));
		if (value != strtod(numbers[i], NULL))
			fail_msg("%s is read as %.17g", numbers[i], value);
		json_index_free(&index);
	}
}

/* "[...]" as the value of a member of the root's object. */
static struct json_view list_of(const char *list, char *text, struct json_index *index)
{
	sprintf(text, "{\"a\":{\"b\":%s}}", list);
	if (!json_index_make(index, text, strlen(text), 4))
		fail_msg("%s is not taken", list);
	return json_view_find(json_view_find(json_index_root(index), "a"), "b");
}

TEST(a_list_of_short_numbers_is_one_value_and_they_are_taken_one_by_one)
{
	static const double numbers[] = { 0, 12.5, 999999999999999, 0.0000000000001 };
	struct json_index index;
	char text[256];
	const char *at;
	struct json_view list =
		list_of("[0, 12.5 ,\n999999999999999,0.0000000000001 ]", text, &index);

	assert_int_equal(json_view_numbers(list, &at), JSON_NUMBERS);
	assert_int_equal(json_view_count(list), COUNT(numbers));
	assert_false(json_view_exists(json_view_first(list)));
	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_true(json_take_number(&at) == numbers[i]);
	json_index_free(&index);
	assert_int_equal(json_view_numbers(list_of("[3,0]", text, &index), &at),
			 JSON_WHOLE_NUMBERS);
	json_index_free(&index);
}

TEST(a_list_with_any_other_value_has_all_of_them_as_views)
{
	static const char *const lists[] = {
		"[1,-1]", "[1,1e2]", "[1,1234567890123456]", "[1,0.12345678901234]",
		"[1,null]", "[1,\"2\"]", "[1,[2]]", "[1,true]",
	};

	for (size_t i = 0; i < COUNT(lists); i++) {
		struct json_index index;
		char text[256];
		const char *at;
		struct json_view list = list_of(lists[i], text, &index);

		assert_int_equal(json_view_numbers(list, &at), JSON_NO_NUMBERS);
		assert_int_equal(json_view_count(list), 2);
		assert_int_equal(json_view_integer(json_view_first(list)), 1);
		json_index_free(&index);
	}
}

TEST(members_are_found_by_name_and_strings_are_decoded)
{
	const char *text = "{\"a\": [1, {\"b\": 2}, -3], \"b\": \"\\u0078y\", \"c\": {}}";
	struct json_view root, list, second;
	struct json_index index;
	char *copy;

	assert_true(json_index_make(&index, text, strlen(text), 4));
	root = json_index_root(&index);
	list = json_view_find(root, "a");
	assert_int_equal(json_view_count(list), 3);
	second = json_view_next(list, json_view_first(list));
	assert_int_equal(json_view_integer(json_view_find(second, "b")), 2);
	assert_int_equal(json_view_integer(json_view_next(list, second)), -3);
	copy = json_view_copy(json_view_find(root, "b"));
	assert_string_equal(copy, "xy");
	free(copy);
	assert_true(json_view_equals(json_view_find(root, "b"), "xy"));
	assert_false(json_view_exists(json_view_first(json_view_find(root, "c"))));
	assert_false(json_view_exists(json_view_find(root, "d")));
	assert_true(json_view_number(json_view_find(list, "d")) == 0);
	json_index_free(&index);
}

TEST(a_text_is_kept_once)
{
	struct texts texts = { 0 };
	char text[32];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 1000; i++) {
			snprintf(text, sizeof(text), "text %d", i);
			assert_string_equal(texts_keep(&texts, text, strlen(text)), text);
		}
	assert_int_equal(texts.count, 1000);
	assert_ptr_equal(texts_keep(&texts, "text 12 and more", 7),
			 texts_keep(&texts, "text 12", 7));
	assert_string_equal(texts_keep(&texts, "", 0), "");
	texts_free(&texts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_grammar_has_is_taken),
		cmocka_unit_test(what_the_grammar_does_not_have_is_refused),
		cmocka_unit_test(what_would_harm_is_refused),
		cmocka_unit_test(a_name_twice_is_refused_however_many_there_are),
		cmocka_unit_test(numbers_are_what_strtod_makes_of_them),
		cmocka_unit_test(
			a_list_of_short_numbers_is_one_value_and_they_are_taken_one_by_one),
		cmocka_unit_test(a_list_with_any_other_value_has_all_of_them_as_views),
		cmocka_unit_test(members_are_found_by_name_and_strings_are_decoded),
		cmocka_unit_test(a_text_is_kept_once),
	};

	return cmocka_run_group_tests_name("harness_json", tests, NULL, NULL);
}
