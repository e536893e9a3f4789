// SPDX-License-Identifier: GPL-2.0-only
/* Escaping, tables, and base64 for embedded data. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "report/html.h"

static const char *entity(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
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

void html_attribute(FILE *page, const char *name, const char *format, ...)
{
	va_list arguments;

	fprintf(page, " %s=\"", name);
	va_start(arguments, format);
	print(page, format, arguments);
	va_end(arguments);
	fputc('"', page);
}

void html_table_begin(FILE *page, const char *class, const char *caption, const char *const *heads)
{
	fputs("<p class=\"hint\">The table scrolls sideways.</p>\n<div class=\"scroll\" "
	      "tabindex=\"0\" role=\"region\"",
	      page);
	html_attribute(page, "aria-label", "%s", caption);
	fprintf(page, "><table class=\"%s\">", class);
	html_element(page, "caption", "%s", caption);
	if (!heads)
		return;
	fputs("<thead><tr>", page);
	for (size_t i = 0; heads[i]; i++)
		html_element(page, i ? "th scope=\"col\"" : "th scope=\"col\" class=\"text\"", "%s",
			     heads[i]);
	fputs("</tr></thead><tbody>\n", page);
}

void html_table_end(FILE *page)
{
	fputs("</tbody></table></div>\n", page);
}

void html_cells_of(FILE *page, const char *kinds, const char *const *texts)
{
	static const char *const tags[] = {
		['h'] = "th scope=\"row\"",  ['n'] = "td",
		['t'] = "td class=\"text\"", ['w'] = "td class=\"wrap\"",
		['q'] = "td class=\"none\"", ['l'] = "td class=\"literature\"",
	};

	/* HTML needs no end tag of a cell, and a page has thousands. */
	for (size_t i = 0; kinds[i] && texts[i]; i++) {
		fprintf(page, "<%s>", tags[(unsigned char)kinds[i]]);
		html_text(page, texts[i]);
	}
}

#define GZIP_WINDOW (15 + 16) /* zlib's word for the largest window and a gzip header */
#define LINE_BYTES  3072 /* a multiple of three: only the last line needs filling up */

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

/* As gzip(1) does it, without a name or a time, so that equal texts make equal pages. */
static unsigned char *gzipped(const char *text, size_t *count)
{
	z_stream stream = { .next_in = (unsigned char *)(uintptr_t)text,
			    .avail_in = (unsigned int)strlen(text) };
	unsigned char *bytes = NULL;

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	*count = deflateBound(&stream, stream.avail_in);
	bytes = malloc(*count);
	stream.next_out = bytes;
	stream.avail_out = (unsigned int)*count;
	if (bytes)
		deflate(&stream, Z_FINISH);
	*count = stream.total_out;
	deflateEnd(&stream);
	return bytes;
}

void html_data_address(FILE *page, const char *text)
{
	size_t count = 0;
	unsigned char *bytes = gzipped(text, &count);

	if (!bytes)
		return;
	fputs("data:application/gzip;base64,", page);
	for (size_t i = 0; i < count; i += LINE_BYTES)
		put_base64(page, bytes + i, count - i < LINE_BYTES ? count - i : LINE_BYTES);
	free(bytes);
}
