// SPDX-License-Identifier: GPL-2.0-only
/* The frame of every page: one file that loads nothing and allows no script but its own. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "show/words.h"
#include "text/words.h"

/* report/assets.S */
extern const char page_css[], page_css_end[], page_js[], page_js_end[], page_method[],
	page_method_end[], page_js_hash[], page_js_hash_end[],
	page_words[];

static void put(FILE *page, const char *from, const char *to)
{
	fwrite(from, 1, (size_t)(to - from), page);
}

/* The shapes of all charts' points, around 0. */
static const char marks[] =
	"<svg class=\"marks\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>"
	"<circle id=\"m-full\" r=\"4.5\"/>"
	"<path id=\"m-lean\" d=\"M-4-4H4V4H-4Z\"/>"
	"<path id=\"m-kvm\" d=\"M0-5.5 5.5 4H-5.5Z\"/>"
	"<path id=\"m-native\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
	"d=\"M-4-4 4 4M4-4-4 4\"/>"
	"<path id=\"m-literature\" d=\"M0-6 5 0 0 6-5 0Z\"/></defs></svg>\n";

static void put_meta(FILE *page, const char *kind, const char *name, const char *content)
{
	fprintf(page, "\n<meta %s=\"%s\"", kind, name);
	html_attribute(page, "content", "%s", content);
	fputs(">", page);
}

void page_begin(FILE *page, const char *title, const char *about)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; img-src data:; "
	      "script-src 'sha256-",
	      page);
	put(page, page_js_hash, page_js_hash_end);
	fputs("'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" "
	      "href=\"data:,\">\n",
	      page);
	html_element(page, "title", "%s", title);
	put_meta(page, "name", "description", about);
	put_meta(page, "property", "og:title", title);
	put_meta(page, "property", "og:description", about);
	put_meta(page, "property", "og:type", "article");
	fputs("\n<style>", page);
	put(page, page_css, page_css_end);
	fprintf(page, "</style></head>\n<body>\n%s", marks);
}

void page_end(FILE *page)
{
	fputs("</main>\n<footer>", page);
	html_element(page, "p class=\"quiet\"", "Made by exitbench %s.", exitbench_version);
	page_prose(page, "quiet", "footer");
	page_prose(page, "quiet", "licence");
	fputs("</footer>", page);
	fputs("\n<script>", page);
	put(page, page_js, page_js_end);
	fputs("</script>\n</body></html>\n", page);
}

#define PAGE_MOST 600000

char *page_part_text(page_part *part, const struct run_file *file, size_t *bytes)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, bytes);

	if (stream)
		part(stream, file);
	if (stream && !fclose(stream) && *bytes)
		return text;
	free(text);
	return NULL;
}

bool page_put_if_room(FILE *page, page_part *part, const struct run_file *file, size_t rest)
{
	size_t bytes = 0;
	char *text = page_part_text(part, file, &bytes);
	bool has_room = text && (size_t)ftello(page) + bytes + rest <= PAGE_MOST;

	if (has_room)
		fwrite(text, 1, bytes, page);
	free(text);
	return has_room;
}

struct words run_title(const struct run_file *file)
{
	const char *label = json_string_value(json_object_get(file->result.run, "label"));

	return words("%.200s%s%.200s%s", label ? label : "", label ? ": " : "",
		     model_words(file->result.machine).text,
		     is_counted(&file->result) ? " (emulated)" : "");
}

void page_prose(FILE *page, const char *class, const char *name)
{
	const char *from = NULL;

	for (const char *at = page_words; !from && (at = strstr(at, "\n## ")); at++)
		if (!strncmp(at + 4, name, strlen(name)) && at[4 + strlen(name)] == '\n')
			from = at + 5 + strlen(name);
	fprintf(page, "<p class=\"%s\">", class);
	if (from)
		html_print(page, "%.*s",
			   (int)(strstr(from, "\n\n") ? strstr(from, "\n\n") - from
						      : (ptrdiff_t)strlen(from)),
			   from);
	fputs("</p>\n", page);
}

static void put_kind(FILE *page, const struct run_file *file)
{
	if (is_counted(&file->result))
		page_prose(page, "note", "counted");
	if (is_software_kvm(file->result.machine) && result_has_figure_by(&file->result, "kvm"))
		page_prose(page, "note", "software-kvm");
	if (!file->result.complete)
		page_prose(page, "note", "interrupted");
}

void page_heading(FILE *page, const struct run_file *file)
{
	struct words caption = machine_caption(file->result.machine, file->result.run);

	/* A browser would break a date at its hyphens. */
	const char *day = strrchr(caption.text, ' ') + 1;

	fputs("<p class=\"caption\">", page);
	html_print(page, "%.*s", (int)(day - caption.text), caption.text);
	html_element(page, "span class=\"whole\"", "%s", day);
	fputs("</p>\n", page);
	put_kind(page, file);
}

void page_method_section(FILE *page)
{
	fputs("<h2 id=\"method\">Method</h2>\n<details class=\"printed method\"><summary>How a "
	      "figure is made, with sources</summary>\n",
	      page);
	put(page, page_method, page_method_end);
	fputs("</details>\n", page);
}

void page_notes(FILE *page, const struct notes *notes, size_t most)
{
	fputs("<ul>\n", page);
	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->list[i];

		fputs("<li>", page);
		html_text(page, note->text);
		fputs("<span class=\"quiet\">", page);
		for (size_t j = 0; j < note->count && j < most; j++)
			html_print(page, "%s%s", j ? ", " : ": ", note->about[j]);
		if (note->count > most)
			html_print(page, " and %zu more", note->count - most);
		fputs("</span></li>\n", page);
	}
	fputs("</ul>\n", page);
}
