// SPDX-License-Identifier: GPL-2.0-only
/* What a file is that is no JSON, and what to do with it. */
#include <ctype.h>
#include <string.h>
#include "result/fields.h"

/* What other files begin with. */
static const struct {
	const char *bytes;
	size_t count;
	const char *words;
} kinds[] = {
#define KIND(bytes, words) { bytes, sizeof(bytes) - 1, words }
	KIND("\xef\xbb\xbf", "it begins with a byte order mark: remove it (tail -c +4)"),
	KIND("\xff\xfe\0\0", "it is UTF-32: convert it (iconv -f utf-32 -t utf-8)"),
	KIND("\0\0\xfe\xff", "it is UTF-32: convert it (iconv -f utf-32 -t utf-8)"),
	KIND("{\0\0\0", "it is UTF-32: convert it (iconv -f utf-32le -t utf-8)"),
	KIND("\0\0\0{", "it is UTF-32: convert it (iconv -f utf-32be -t utf-8)"),
	KIND("\xff\xfe", "it is UTF-16: convert it (iconv -f utf-16 -t utf-8)"),
	KIND("\xfe\xff", "it is UTF-16: convert it (iconv -f utf-16 -t utf-8)"),
	KIND("{\0", "it is UTF-16: convert it (iconv -f utf-16le -t utf-8)"),
	KIND("\0{", "it is UTF-16: convert it (iconv -f utf-16be -t utf-8)"),
	KIND("\x1f\x8b", "it is packed by gzip twice: unpack it once (gzip -d)"),
	KIND("\xfd" "7zXZ", "it is packed by xz: unpack it (xz -d)"),
	KIND("\x28\xb5\x2f\xfd", "it is packed by zstd: unpack it (zstd -d)"),
	KIND("BZh", "it is packed by bzip2: unpack it (bzip2 -d)"),
	KIND("PK\3\4", "it is a zip file: unpack it"),
	KIND("<", "it is HTML or XML; the page of a result has it under \"download\""),
#undef KIND
};

static bool has_control_character(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if ((unsigned char)text[i] < ' ' && !memchr("\t\r\n", text[i], 3))
			return true;
	return false;
}

const char *foreign_words(const char *text, size_t bytes)
{
	if (strspn(text, " \t\r\n") == bytes)
		return "blank: there is nothing but white space in it";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (bytes >= kinds[i].count && !memcmp(text, kinds[i].bytes, kinds[i].count))
			return kinds[i].words;
	if (text[strspn(text, " \t\r\n")] != '{' && has_control_character(text, bytes))
		return "it is a binary file, of no kind that is known here";
	return memchr(text, 0, bytes) ? "there are zeros in it: a part was never written, as when "
					"the machine crashes; take another copy"
				      : NULL;
}

/* "tru", "-", "1.": what may yet become a token. */
static bool ends_in_part_of_token(const char *text, size_t bytes)
{
	static const char *const whole[] = { "true", "false", "null" };
	size_t from = bytes;

	while (from && (isalnum((unsigned char)text[from - 1]) ||
			memchr("+-.", text[from - 1], 3)))
		from--;
	if (from == bytes)
		return false;
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (!strncmp(whole[i], text + from, bytes - from))
			return true;
	return text[from] == '-' || isdigit((unsigned char)text[from]);
}

bool is_truncated_json(const char *text, size_t bytes, const json_error_t *error)
{
	return json_error_code(error) == json_error_premature_end_of_input ||
	       (json_error_code(error) == json_error_invalid_syntax && text[0] == '{' &&
		(size_t)error->position >= bytes && ends_in_part_of_token(text, bytes));
}
