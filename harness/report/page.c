// SPDX-License-Identifier: GPL-2.0-only
/* The frame of every page: one file, nothing fetched, nothing but our own script allowed to run. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "report/html.h"
#include "report/page.h"
#include "show/words.h"
#include "text/words.h"

static void put(FILE *page, const char *from, const char *to)
{
	fwrite(from, 1, (size_t)(to - from), page);
}

void page_begin(FILE *page, const char *title)
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
	fputs("\n<style>", page);
	put(page, page_css, page_css_end);
	fputs("</style></head>\n<body>\n", page);
}

void page_end(FILE *page)
{
	fprintf(page, "<p class=\"quiet\">Made by exitbench ");
	html_text(page, exitbench_version);
	fputs(". This page is one file and loads nothing.</p>\n<script>", page);
	put(page, page_js, page_js_end);
	fputs("</script>\n</body></html>\n", page);
}

struct run_title run_title(const struct run_file *file)
{
	const char *label = json_string_value(json_object_get(file->result.run, "label"));
	const char *model = json_string_value(
		json_object_get(json_object_get(file->result.machine, "cpu"), "model_name"));
	bool exact = is_counted(&file->result);
	struct run_title title;

	snprintf(title.text, sizeof(title.text), "%.60s%s%.60s%s", label ? label : "",
		 label ? ": " : "", model && *model ? model : "unknown CPU",
		 exact ? " (emulated)" : "");
	return title;
}

static void put_kind(FILE *page, const struct run_file *file)
{
	if (is_counted(&file->result))
		fputs("<p class=\"note\"><strong>Counted in an emulator.</strong> Figures are "
		      "numbers of instructions, exact and the same on every run where no interval "
		      "is given. They are not a time, and nothing here compares with cycles.</p>\n",
		      page);
	if (is_software_kvm(file->result.machine))
		fputs("<p class=\"note\"><strong>This KVM is a software one</strong>, without VT-x "
		      "or SVM under it. What its cells measure are traps to its monitor, not VM "
		      "exits.</p>\n",
		      page);
	if (!file->result.complete)
		fputs("<p class=\"note\"><strong>The run was interrupted.</strong> Cells have "
		      "fewer trials, or are missing.</p>\n",
		      page);
}

void page_heading(FILE *page, const struct run_file *file)
{
	char *caption = machine_caption(file->result.machine, file->result.run);

	html_element(page, "p class=\"caption\"", "%s", caption ? caption : "");
	free(caption);
	put_kind(page, file);
}

void page_method_section(FILE *page)
{
	fputs("<h2 id=\"method\">How a figure is made</h2>\n<details><summary>The method, with its "
	      "sources</summary>\n",
	      page);
	put(page, page_method, page_method_end);
	fputs("</details>\n", page);
}

void page_notes(FILE *page, const struct notes *notes, size_t most)
{
	fputs("<ul>\n", page);
	for (size_t i = 0; i < notes->count; i++) {
		size_t first = 0, count = 0;

		while (strcmp(notes->list[first].text, notes->list[i].text))
			first++;
		if (first < i)
			continue;
		fputs("<li>", page);
		html_text(page, notes->list[i].text);
		for (size_t j = i; j < notes->count; j++)
			if (!strcmp(notes->list[j].text, notes->list[i].text) &&
			    *notes->list[j].about && count++ < most)
				html_element(page, "span class=\"quiet\"", "%s%s",
					     count > 1 ? ", " : ": ", notes->list[j].about);
		if (count > most)
			html_element(page, "span class=\"quiet\"", " and %zu more", count - most);
		fputs("</li>\n", page);
	}
	fputs("</ul>\n", page);
}
