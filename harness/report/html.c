// SPDX-License-Identifier: GPL-2.0-only
/* Escaping, and base64 for what is embedded. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "report/html.h"

static const char *entity(char c)
{
	switch (c) {
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '&': return "&amp;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	}
	return NULL;
}

void html_text(FILE *page, const char *text)
{
	for (; text && *text; text++) {
		if (entity(*text))
			fputs(entity(*text), page);
		else
			putc_unlocked(*text, page);
	}
}

static void print(FILE *page, const char *format, va_list arguments)
{
	char *text = NULL;

	if (vasprintf(&text, format, arguments) >= 0)
		html_text(page, text);
	free(text);
}

void html_print(FILE *page, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print(page, format, arguments);
	va_end(arguments);
}

void html_element(FILE *page, const char *tag, const char *format, ...)
{
	va_list arguments;

	fprintf(page, "<%s>", tag);
	va_start(arguments, format);
	print(page, format, arguments);
	va_end(arguments);
	fprintf(page, "</%.*s>", (int)strcspn(tag, " "), tag);
}

#define LINE_BYTES 3072 /* a multiple of three: only the last line needs filling up */

/* At most LINE_BYTES. */
static void put_base64(FILE *page, const unsigned char *bytes, size_t count)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char line[LINE_BYTES / 3 * 4], *at = line;

	for (size_t i = 0; i < count; i += 3) {
		unsigned int group = (unsigned int)bytes[i] << 16 |
				     (i + 1 < count ? bytes[i + 1] : 0u) << 8 |
				     (i + 2 < count ? bytes[i + 2] : 0u);

		*at++ = digits[group >> 18];
		*at++ = digits[group >> 12 & 63];
		*at++ = i + 1 < count ? digits[group >> 6 & 63] : '=';
		*at++ = i + 2 < count ? digits[group & 63] : '=';
	}
	fwrite(line, 1, (size_t)(at - line), page);
}

void html_data_address(FILE *page, const char *json)
{
	size_t count = strlen(json);

	fputs("data:application/json;base64,", page);
	for (size_t i = 0; i < count; i += LINE_BYTES)
		put_base64(page, (const unsigned char *)json + i,
			   count - i < LINE_BYTES ? count - i : LINE_BYTES);
}
