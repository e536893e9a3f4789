/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * HTML on its way out. Every text that comes from a file goes through here and comes out as text.
 */
#ifndef HARNESS_HTML_H
#define HARNESS_HTML_H

#include <stdio.h>

/*
 * The text with < > & " and ' as entities: good between tags and in quoted attributes. NULL is
 * nothing.
 */
void html_text(FILE *page, const char *text);

/* As printf(), and the whole result escaped. For tags use fprintf() and literals. */
__attribute__((format(printf, 2, 3))) void html_print(FILE *page, const char *format, ...);

/* <tag>text</tag>; `tag` is a literal and may have attributes. */
__attribute__((format(printf, 3, 4))) void html_element(FILE *page, const char *tag,
							const char *format, ...);

/* A text of JSON as a data: address that can be downloaded, base64. */
void html_data_address(FILE *page, const char *json);

#endif
