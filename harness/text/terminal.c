// SPDX-License-Identifier: GPL-2.0-only
/* What a terminal can show: its width, colours, running text broken at its edge. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "text/table.h"

#define PROSE_MOST 100

static const char *const paint_codes[] = {
	[PAINT_NONE] = "", [PAINT_HEAD] = "\033[1m", [PAINT_GOOD] = "\033[32m",
	[PAINT_FAIR] = "\033[33m", [PAINT_BAD] = "\033[31m",
};

bool is_colourful(FILE *stream)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return isatty(fileno(stream)) && !(no && *no) && !(terminal && !strcmp(terminal, "dumb"));
}

void print_painted(FILE *stream, enum paint paint, const char *text)
{
	bool paints = paint != PAINT_NONE && *text && is_colourful(stream);

	fprintf(stream, "%s%s%s", paints ? paint_codes[paint] : "", text, paints ? "\033[0m" : "");
}

size_t text_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

size_t terminal_width(FILE *stream)
{
	struct winsize size = { 0 };
	const char *columns = getenv("COLUMNS");

	if (isatty(fileno(stream)) && !ioctl(fileno(stream), TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return columns ? strtoul(columns, NULL, 10) : 0;
}

size_t prose_width(FILE *stream)
{
	size_t width = terminal_width(stream);

	return width && width < PROSE_MOST ? width : PROSE_MOST;
}

void print_wrapped(FILE *stream, const char *text, size_t indent, size_t width)
{
	fprintf(stream, "%*s", (int)indent, "");
	print_wrapped_from(stream, text, indent, indent, width);
}

void print_wrapped_from(FILE *stream, const char *text, size_t at, size_t indent, size_t width)
{
	while (*text) {
		size_t bytes = strcspn(text, " "), length = 0;

		for (size_t i = 0; i < bytes; i++)
			length += (text[i] & 0xc0) != 0x80;
		if (width && at > indent && at + 1 + length > width) {
			fputc('\n', stream);
			fprintf(stream, "%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			fputc(' ', stream);
			at++;
		}
		fwrite(text, 1, bytes, stream);
		at += length;
		text += bytes;
		text += strspn(text, " ");
	}
	fputc('\n', stream);
}
