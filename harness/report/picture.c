// SPDX-License-Identifier: GPL-2.0-only
/*
 * gnuplot's SVG inside the page. Its ids get a prefix, since all pictures of a page share one name
 * space. page.css changes its colours, and shows either the wide picture or the one for a phone.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "text/file.h"

#define SVG_BYTES_MAX (64u << 20)
#define SHEET         1.8 /* of paper, height to width, with a caption left */

/* `box` is the viewBox, `body` what follows <svg>; both are NULL if they are missing. */
struct svg {
	char *text;
	const char *box, *body;
};

static struct svg svg_read(const struct picture *picture)
{
	struct svg svg = { 0 };
	size_t bytes;

	file_read(picture->output, SVG_BYTES_MAX, &svg.text, &bytes);
	svg.box = svg.text ? strstr(svg.text, "viewBox=\"") : NULL;
	svg.body = svg.box ? strstr(svg.box, "<g id=\"gnuplot_canvas\">") : NULL;
	return svg;
}

/* Too tall to be read on one sheet of paper. */
static bool is_tall(const struct svg *svg)
{
	double wide = 0, high = 0;

	return svg->box && sscanf(svg->box, "viewBox=\"0 0 %lf %lf\"", &wide, &high) == 2 &&
	       high > SHEET * wide;
}

/* The length of what begins here and names an id, or 0. */
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

/* From <svg on; the title comes from the chart, the size from the page. */
static void put_svg(FILE *page, const struct pictures *pictures, size_t number,
		    const struct svg *svg, const char *class)
{
	fprintf(page, "<div class=\"%s\">", class);
	if (svg->body) {
		fprintf(page,
			"<svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" "
			"xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
			"%.*s\">",
			(int)(strcspn(svg->box + 9, "\"") + 9), svg->box);
		html_element(page, "title", "%s", pictures->list[number].chart->title);
		fputc('\n', page);
		put_body(page, svg->body, number);
	} else {
		fputs("<p>This plot could not be read back.</p>", page);
	}
	fputs("</div>", page);
}

/* The picture, and the narrow one of the same chart if it was drawn. */
static void put_figure(FILE *page, const struct pictures *pictures, size_t number)
{
	const struct picture *picture = &pictures->list[number];
	const struct picture *narrow = pictures_find(pictures, picture->chart->name, "narrow");
	struct svg svg = svg_read(picture), narrow_svg;

	fprintf(page, "<figure id=\"plot-%s\"%s>", picture->chart->name,
		is_tall(&svg) ? " class=\"tall\"" : "");
	put_svg(page, pictures, number, &svg, narrow && narrow->drawn ? "wide" : "only");
	free(svg.text);
	if (narrow && narrow->drawn) {
		narrow_svg = svg_read(narrow);
		put_svg(page, pictures, (size_t)(narrow - pictures->list), &narrow_svg, "narrow");
		free(narrow_svg.text);
	}
	fputs("</figure>\n", page);
}

void page_pictures(FILE *page, const struct pictures *pictures, const char *trouble)
{
	if (*trouble)
		html_element(page, "p class=\"note\"", "Not all plots could be drawn: %s", trouble);
	for (size_t i = 0; i < pictures->count; i++)
		if (pictures->list[i].drawn && !strcmp(pictures->list[i].format, "svg"))
			put_figure(page, pictures, i);
}
