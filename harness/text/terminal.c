// SPDX-License-Identifier: GPL-2.0-only
/* What a terminal can show: its width, colours, running text broken at its edge. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "text/table.h"

#define PROSE_MOST  100
#define LINES_LEAST 24

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

static struct winsize window_of(FILE *stream)
{
	struct winsize size = { 0 };

	if (isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size))
		size = (struct winsize){ 0 };
	return size;
}

/* Of what the environment says. */
static size_t number_in(const char *name)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : 0;
}

size_t terminal_width(FILE *stream)
{
	struct winsize size = window_of(stream);

	return size.ws_col ? size.ws_col : number_in("COLUMNS");
}

size_t terminal_lines(FILE *stream)
{
	struct winsize size = window_of(stream);
	size_t lines = size.ws_row ? size.ws_row : number_in("LINES");

	return lines > LINES_LEAST ? lines : LINES_LEAST;
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

/* The word at `text` goes on a line that has `at` characters, or on the next. */
static bool is_broken_before(const char *text, size_t at, size_t indent, size_t width)
{
	size_t length = 0;

	for (; *text && *text != ' '; text++)
		length += (*text & 0xc0) != 0x80;
	return width && at > indent && at + 1 + length > width;
}

void print_wrapped_from(FILE *stream, const char *text, size_t at, size_t indent, size_t width)
{
	while (*text) {
		size_t bytes = strcspn(text, " ");

		if (is_broken_before(text, at, indent, width)) {
			fprintf(stream, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			fputc(' ', stream);
			at++;
		}
		for (size_t i = 0; i < bytes; i++)
			at += (text[i] & 0xc0) != 0x80;
		fwrite(text, 1, bytes, stream);
		text += bytes;
		text += strspn(text, " ");
	}
	fputc('\n', stream);
}

size_t wrapped_lines(const char *text, size_t width)
{
	size_t lines = 1, at = 0;

	while (*text) {
		bool is_next = is_broken_before(text, at, 0, width);

		lines += is_next;
		at = is_next || !at ? 0 : at + 1;
		for (; *text && *text != ' '; text++)
			at += (*text & 0xc0) != 0x80;
		text += strspn(text, " ");
	}
	return lines;
}
