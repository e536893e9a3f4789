// SPDX-License-Identifier: GPL-2.0-only
/* What a terminal can show: its width, colours, running text broken at its edge. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "text/table.h"
#include "text/words.h"

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

static size_t letters_in(const char *text, size_t bytes)
{
	size_t letters = 0;

	for (size_t i = 0; i < bytes; i++)
		letters += !text_is_within_letter(text[i]);
	return letters;
}

size_t text_width(const char *text)
{
	return letters_in(text, strlen(text));
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

/*
 * Words on a line that has `at` characters already. How many lines come after that one. Without a
 * stream they are only counted.
 */
static size_t wrap(FILE *stream, const char *text, size_t at, size_t indent, size_t width)
{
	size_t ended = 0;

	while (*text) {
		size_t bytes = strcspn(text, " "), length = letters_in(text, bytes);
		bool is_next = width && at > indent && at + 1 + length > width;
		int gap = is_next ? (int)indent : at > indent;

		if (stream)
			fprintf(stream, "%s%*s%.*s", is_next ? "\n" : "", gap, "", (int)bytes,
				text);
		at = (is_next ? 0 : at) + (size_t)gap + length;
		ended += is_next;
		text += bytes;
		text += strspn(text, " ");
	}
	return ended;
}

void print_wrapped_from(FILE *stream, const char *text, size_t at, size_t indent, size_t width)
{
	wrap(stream, text, at, indent, width);
	fputc('\n', stream);
}

size_t wrapped_lines(const char *text, size_t width)
{
	return 1 + wrap(NULL, text, 0, 0, width);
}
