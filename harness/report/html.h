/* SPDX-License-Identifier: GPL-2.0-only */
/* HTML output. Every text that comes from a file goes through here and comes out as text. */
#ifndef HARNESS_HTML_H
#define HARNESS_HTML_H

#include <stdbool.h>
#include <stdio.h>

/* The text with < > & " and ' as entities, for use between tags and in quotes. NULL is nothing. */
void html_text(FILE *page, const char *text);

/* As printf(), and the whole result escaped. For tags use fprintf() and literals. */
__attribute__((format(printf, 2, 3))) void html_print(FILE *page, const char *format, ...);

/* <tag>text</tag>; `tag` is a literal and may have attributes. */
__attribute__((format(printf, 3, 4))) void html_element(FILE *page, const char *tag,
							const char *format, ...);

/* ` name="text"`, inside a tag. */
__attribute__((format(printf, 3, 4))) void html_attribute(FILE *page, const char *name,
							  const char *format, ...);

/*
 * A table that scrolls by itself. `heads` ends with NULL and the first head stands left; where
 * `heads` itself is NULL, the caller writes <thead> and <tbody>.
 */
void html_table_begin(FILE *page, const char *class, const char *caption,
		      const char *const *heads);
void html_table_end(FILE *page);

#define HTML_HEADS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/*
 * Cells of a row. `kinds` has a letter for each text: h a row's head, n a number, t a text, w a
 * text that wraps, q quiet words in place of a figure, l a figure from the literature.
 */
#define html_cells(page, kinds, ...) \
	html_cells_of(page, kinds, (const char *const[]){ __VA_ARGS__, NULL })
void html_cells_of(FILE *page, const char *kinds, const char *const *texts);

/* A text as a data: address for a download: gzip, base64. No memory: nothing. */
void html_data_address(FILE *page, const char *text);

#endif
