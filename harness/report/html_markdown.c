// SPDX-License-Identifier: GPL-2.0-only
/*
 * As much Markdown as doc/METHOD.md needs: line by line, a block open at a time.
 * Its text is our own, and escaped all the same.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "report/html.h"

enum block { NO_BLOCK, PARAGRAPH, LIST, CODE };

static const char *const opening[] = { "", "<p>", "<ul><li>", "<pre>" };
static const char *const closing[] = { "", "</p>\n", "</li></ul>\n", "</pre>\n" };

struct writer {
	FILE *page;
	enum block block;
};

static void change(struct writer *writer, enum block block)
{
	if (writer->block == block)
		return;
	fputs(closing[writer->block], writer->page);
	fputs(opening[block], writer->page);
	writer->block = block;
}

/* `code` and **strong**, by turns open and closed. */
static void put_inline(FILE *page, const char *line)
{
	bool code = false, strong = false;

	for (; *line; line++) {
		if (*line == '`') {
			fputs(code ? "</code>" : "<code>", page);
			code = !code;
		} else if (!code && !strncmp(line, "**", 2)) {
			fputs(strong ? "</strong>" : "<strong>", page);
			strong = !strong;
			line++;
		} else {
			html_text(page, (char[]){ *line, 0 });
		}
	}
	fputs(code ? "</code>" : "", page);
	fputs(strong ? "</strong>" : "", page);
}

static void put_heading(struct writer *writer, const char *line)
{
	size_t level = strspn(line, "#");

	change(writer, NO_BLOCK);
	fprintf(writer->page, "<h%zu>", level + 2);
	put_inline(writer->page, line + level + strspn(line + level, " "));
	fprintf(writer->page, "</h%zu>\n", level + 2);
}

static void put_line(struct writer *writer, const char *line)
{
	bool item = !strncmp(line, "- ", 2),
	     more = writer->block == LIST || writer->block == PARAGRAPH;

	if (!*line) {
		change(writer, NO_BLOCK);
	} else if (*line == '#') {
		put_heading(writer, line);
	} else if (!strncmp(line, "    ", 4) && !more) {
		change(writer, CODE);
		html_print(writer->page, "%s\n", line + 4);
	} else {
		if (item && writer->block == LIST)
			fputs("</li>\n<li>", writer->page);
		else if (item || !more)
			change(writer, item ? LIST : PARAGRAPH);
		else
			fputc(' ', writer->page);
		put_inline(writer->page, item ? line + 2 : line + strspn(line, " "));
	}
}

void html_markdown(FILE *page, const char *text, size_t bytes)
{
	struct writer writer = { .page = page };
	char *copy = strndup(text, bytes), *rest = copy;
	const char *line;

	while (copy && (line = strsep(&rest, "\n")))
		put_line(&writer, line);
	change(&writer, NO_BLOCK);
	free(copy);
}
