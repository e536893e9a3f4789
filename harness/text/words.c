// SPDX-License-Identifier: GPL-2.0-only
/* Words, and which characters they may hold. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "text/words.h"

#ifndef EXITBENCH_VERSION
#define EXITBENCH_VERSION "0.1"
#endif

const char exitbench_version[] = EXITBENCH_VERSION;

/* Control characters, zero width, changes of the writing direction, and what XML may not have. */
static const struct {
	uint32_t first, last;
} not_printable[] = {
	{ 0, 0x1f },        { 0x7f, 0x9f },     { 0x61c, 0x61c },   { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x2069 }, { 0xfeff, 0xfeff },     { 0xfff9, 0xfffb },
	{ 0xfffe, 0xffff },
};

static bool is_printable(uint32_t point)
{
	for (size_t i = 0; i < sizeof(not_printable) / sizeof(not_printable[0]); i++)
		if (point >= not_printable[i].first && point <= not_printable[i].last)
			return false;
	return true;
}

bool text_is_within_letter(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The point of the UTF-8 character at `text`, and its bytes; 0 bytes: there is none. */
static size_t decode(const unsigned char *text, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t bytes = *text < 0x80   ? 1
		       : *text < 0xc0 ? 0
		       : *text < 0xe0 ? 2
		       : *text < 0xf0 ? 3
		       : *text < 0xf5 ? 4
				      : 0;

	*point = bytes == 1 ? *text : *text & (0x7fu >> bytes);
	for (size_t i = 1; i < bytes; i++) {
		if (!text_is_within_letter((char)text[i]))
			return 0;
		*point = *point << 6 | (text[i] & 0x3f);
	}
	return *point < least[bytes] || *point > 0x10ffff || *point >> 11 == 0x1b ? 0 : bytes;
}

/* The bytes of the character at `text`, if it is one to show; otherwise 0. */
static size_t shown(const char *text)
{
	uint32_t point;
	size_t bytes;

	if (*text >= ' ' && *text <= '~') /* nearly all of them, in all that is printed */
		return 1;
	bytes = decode((const unsigned char *)text, &point);
	return is_printable(point) ? bytes : 0;
}

/* In place. */
static void make_printable(char *text)
{
	for (size_t bytes; *text; text += bytes ? bytes : 1) {
		bytes = shown(text);
		if (!bytes)
			*text = '?';
	}
}

void print_name(FILE *stream, const char *name)
{
	for (size_t bytes; *name; name += bytes ? bytes : 1) {
		bytes = shown(name);
		fwrite(bytes ? name : "?", 1, bytes ? bytes : 1, stream);
	}
}

void print_name_line(const char *name)
{
	flockfile(stdout);
	print_name(stdout, name);
	putchar('\n');
	funlockfile(stdout);
}

bool text_is_printable(const char *text)
{
	for (size_t bytes; text && *text; text += bytes) {
		bytes = shown(text);
		if (!bytes)
			return false;
	}
	return true;
}

#define GAP " [...] "

/* What is wrong with a path does not drown in it: of a text that is too long both ends are kept. */
static void keep_ends(struct words *words, const char *format, va_list arguments)
{
	size_t begin = sizeof(words->text) / 2, end = begin - sizeof(GAP);
	char *whole, *from;
	int bytes = vasprintf(&whole, format, arguments);

	if (bytes < 0)
		return;
	while (begin && text_is_within_letter(words->text[begin]))
		begin--;
	for (from = whole + bytes - end; text_is_within_letter(*from);)
		from++;
	snprintf(words->text + begin, sizeof(words->text) - begin, GAP "%s", from);
	free(whole);
}

struct words words(const char *format, ...)
{
	struct words words;
	va_list arguments;
	int bytes;

	va_start(arguments, format);
	bytes = vsnprintf(words.text, sizeof(words.text), format, arguments);
	va_end(arguments);
	if (bytes >= (int)sizeof(words.text)) {
		va_start(arguments, format);
		keep_ends(&words, format, arguments);
		va_end(arguments);
	}
	make_printable(words.text);
	return words;
}

struct words count_words(size_t count, const char *noun)
{
	return words("%zu %s%s", count, noun, count == 1 ? "" : "s");
}

struct words output_failure(int error)
{
	__fpurge(stdout);
	clearerr(stdout);
	return words("cannot write to standard output: %s",
		     error == EBADF ? "it is closed" : strerror(error ? error : EIO));
}

struct words output_refused(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	return flags < 0 || (flags & O_ACCMODE) == O_RDONLY ? output_failure(EBADF) : NO_WORDS;
}

#define COMPLAINT_BYTES_MAX 6000 /* a path may have 4,096 */

void complain_of(const char *format, va_list arguments)
{
	char *line = NULL;

	fflush(stdout);
	fputs("exitbench: ", stderr);
	if (vasprintf(&line, format, arguments) >= 0)
		print_name(stderr, strlen(line) > COMPLAINT_BYTES_MAX ? words("%s", line).text
								      : line);
	free(line);
	fputc('\n', stderr);
}

enum program_status complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_of(format, arguments);
	va_end(arguments);
	return PROGRAM_FAILED;
}
