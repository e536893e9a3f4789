// SPDX-License-Identifier: GPL-2.0-only
/* What the index page of a site says of several files: machines, differences, figures of a few. */
#include <stdint.h>
#include "report/html.h"
#include "report/page.h"
#include "show/words.h"

#define FILES_DIFFERING 20 /* with every difference */

static void put_link(FILE *page, const struct run_file *file, const char *text)
{
	fputs("<a", page);
	html_attribute(page, "href", "%s.html", file->name);
	fputs(">", page);
	html_text(page, text);
	fputs("</a>", page);
}

static void put_machine(FILE *page, const struct run_file *file)
{
	const json_t *cpu = json_object_get(file->result.machine, "cpu");
	struct microarchitecture known = microarchitecture_of(cpu);
	const char *kernel = json_string_value(json_object_get(file->result.machine, "kernel"));
	const char *started = json_string_value(json_object_get(file->result.run, "started"));
	size_t figures = 0;

	for (size_t i = 0; i < file->result.cell_count; i++)
		figures += has_figure(&file->result.cells[i]);
	fputs("<tr><th scope=\"row\">", page);
	put_link(page, file, run_title(file).text);
	fputs("</th>", page);
	html_cells(page, "tnttntt", known.name ? known.name : "unknown",
		   words("%.0d", known.year).text, unit_label(is_counted(&file->result)),
		   kernel ? kernel : "unknown", words("%zu", figures).text,
		   words("%.10s", started ? started : "").text, file->name);
	fputs("</tr>\n", page);
}

static void put_differences(FILE *page, const struct run_files *files)
{
	struct notes notes = { 0 };

	generations_warnings(files, &notes);
	if (notes.count && files->count <= FILES_DIFFERING) {
		html_element(page, "h3", "Other differences between the machines");
		page_prose(page, "quiet", "differences");
		page_notes(page, &notes, SIZE_MAX);
	} else if (notes.count) {
		page_prose(page, "note", "many-differences");
	}
	notes_free(&notes);
}

static void put_file(FILE *page, const struct run_file *file)
{
	html_element(page, "h2", "%s", run_title(file).text);
	page_heading(page, file);
	page_findings(page, file);
	page_matrices(page, file);
	page_reasons(page, file);
	fputs("<p>", page);
	put_link(page, file, "Plots, every figure, the machine and the data of this run");
	fputs("</p>\n", page);
}

void page_machines(FILE *page, const struct run_files *files)
{
	fputs("<h2 id=\"machines\">Machines</h2>\n", page);
	html_table_begin(page, "machines sortable", "Result files",
			 HTML_HEADS("machine", "microarchitecture", "year", "unit", "kernel",
				    "figures", "date", "file"));
	for (size_t i = 0; i < files->count; i++)
		put_machine(page, &files->list[i]);
	html_table_end(page);
	put_differences(page, files);
	for (size_t i = 0; files->count <= FILES_IN_FULL && i < files->count; i++)
		put_file(page, &files->list[i]);
}
