// SPDX-License-Identifier: GPL-2.0-only
/*
 * gnuplot's SVG inside the page. Its ids get a prefix of their own, since all
 * pictures of a page share one name space; its colours are turned by page.css,
 * which also shows either the wide picture or the one drawn for a phone.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"

#define SHEET 1.8 /* of paper, height to width, with a caption left */

static char *whole_file(const char *path)
{
	FILE *file = fopen(path, "re"), *copy;
	char *text = NULL, part[4096];
	size_t bytes, got;

	if (!file || !(copy = open_memstream(&text, &bytes))) {
		if (file)
			fclose(file);
		return NULL;
	}
	while ((got = fread(part, 1, sizeof(part), file)) > 0)
		fwrite(part, 1, got, copy);
	fclose(file);
	fclose(copy);
	return text;
}

/* What begins here and names an id: its length, or 0. */
static size_t id_prefix(const char *text)
{
	static const char *const begins[] = { "id='", "id=\"", "'#", "url(#" };

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (!strncmp(text, begins[i], strlen(begins[i])))
			return strlen(begins[i]);
	return 0;
}

static void put_body(FILE *page, const char *text, size_t number)
{
	while (*text) {
		size_t plain = strcspn(text, "i'u"), prefix;

		fwrite(text, 1, plain, page);
		text += plain;
		prefix = id_prefix(text);
		if (prefix)
			fprintf(page, "%.*sp%zu-", (int)prefix, text, number);
		else if (*text)
			fputc(*text, page);
		text += prefix ? prefix : *text ? 1 : 0;
	}
}

/* From <svg on, its title ours, its size left to the page. */
static bool put_svg(FILE *page, const struct picture *picture, size_t number)
{
	char *text = whole_file(picture->output), *box = text ? strstr(text, "viewBox=\"") : NULL;
	char *body = box ? strstr(box, "<g id=\"gnuplot_canvas\">") : NULL;
	bool found = body;

	if (body) {
		fprintf(page,
			"<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" "
			"xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
			"%.*s\">",
			(int)(strcspn(box + 9, "\"") + 9), box);
		html_element(page, "title", "%s", picture->chart->title);
		fputc('\n', page);
		put_body(page, body, number);
	}
	free(text);
	return found;
}

static void put_picture(FILE *page, const struct pictures *pictures, size_t number,
			const char *kind)
{
	fprintf(page, "<div class=\"%s\">", kind);
	if (!put_svg(page, &pictures->list[number], number))
		fputs("<p>This plot could not be read back.</p>", page);
	fputs("</div>", page);
}

/* Too tall to be read if all of it went on one sheet of paper. */
static bool is_tall(const char *path)
{
	double wide = 0, high = 0;
	char *text = whole_file(path), *box = text ? strstr(text, "viewBox=\"") : NULL;
	bool found = box && sscanf(box, "viewBox=\"0 0 %lf %lf\"", &wide, &high) == 2;

	free(text);
	return found && high > SHEET * wide;
}

/* The picture, and the narrow one of the same chart if it was drawn. */
static void put_figure(FILE *page, const struct pictures *pictures, size_t number)
{
	const struct picture *narrow =
		pictures_find(pictures, pictures->list[number].chart->name, "narrow");

	fprintf(page, "<figure id=\"plot-%s\"%s>", pictures->list[number].chart->name,
		is_tall(pictures->list[number].output) ? " class=\"tall\"" : "");
	put_picture(page, pictures, number, narrow && narrow->drawn ? "wide" : "only");
	if (narrow && narrow->drawn)
		put_picture(page, pictures, (size_t)(narrow - pictures->list), "narrow");
	fputs("</figure>\n", page);
}

void page_pictures(FILE *page, const struct pictures *pictures, const char *trouble)
{
	if (trouble) {
		fputs("<p class=\"note\">Not all plots could be drawn: ", page);
		html_text(page, trouble);
		fputs("</p>\n", page);
	}
	for (size_t i = 0; i < pictures->count; i++)
		if (pictures->list[i].drawn && !strcmp(pictures->list[i].format, "svg"))
			put_figure(page, pictures, i);
}
