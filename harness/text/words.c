// SPDX-License-Identifier: GPL-2.0-only
/* Words, and which characters they may hold. */
#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "text/words.h"

#ifndef EXITBENCH_VERSION
#define EXITBENCH_VERSION "0.1"
#endif

const char exitbench_version[] = EXITBENCH_VERSION;

struct words words(const char *format, ...)
{
	struct words words;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words.text, sizeof(words.text), format, arguments);
	va_end(arguments);
	for (char *c = words.text; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	return words;
}

enum program_status complain(const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fputs("exitbench: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return PROGRAM_FAILED;
}

/* Beyond ASCII: control characters, zero width, and changes of the writing direction. */
static const struct {
	uint32_t first, last;
} not_printable[] = {
	{ 0x80, 0x9f },     { 0x61c, 0x61c },   { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x2069 }, { 0xfeff, 0xfeff },
};

static bool is_printable(uint32_t point)
{
	for (size_t i = 0; i < sizeof(not_printable) / sizeof(not_printable[0]); i++)
		if (point >= not_printable[i].first && point <= not_printable[i].last)
			return false;
	return true;
}

/* One byte is ASCII; four bytes are beyond every range that is refused. */
bool text_is_printable(const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; c && *c; c++) {
		if (*c < ' ' || *c == 0x7f)
			return false;
		if ((*c & 0xe0) == 0xc0 &&
		    !is_printable((uint32_t)(c[0] & 0x1f) << 6 | (c[1] & 0x3f)))
			return false;
		if ((*c & 0xf0) == 0xe0 &&
		    !is_printable((uint32_t)(c[0] & 0xf) << 12 | (uint32_t)(c[1] & 0x3f) << 6 |
				  (c[2] & 0x3f)))
			return false;
	}
	return true;
}
