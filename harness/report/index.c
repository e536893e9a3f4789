// SPDX-License-Identifier: GPL-2.0-only
/*
 * The index page of a site. What it says of several files (machines, differences, figures) is
 * gathered while their pages are made, so that ten thousand results are never in memory.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "compare/machines.h"
#include "report/html.h"
#include "report/page.h"
#include "report/report.h"
#include "show/matrix.h"
#include "show/words.h"

static void put_link(FILE *page, const struct run_file *file, const char *text)
{
	fputs("<a", page);
	html_attribute(page, "href", "%s.html", file->name);
	fputs(">", page);
	html_text(page, text);
	fputs("</a>", page);
}

static const char *keep(struct texts *texts, const char *text)
{
	return text ? texts_keep(texts, text, strlen(text)) : NULL;
}

static struct index_row row_of(struct report_index *index, const struct run_file *file)
{
	const struct result *result = &file->result;
	struct index_row row = {
		.title = keep(&index->texts, run_title(file).text),
		.kernel = keep(&index->texts, json_text_of(result->machine, "kernel", NULL)),
		.day = keep(&index->texts,
			    words("%.10s", json_text_of(result->run, "started", "")).text),
		.microarchitecture =
			microarchitecture_of(json_object_get(result->machine, "cpu")),
	};

	for (size_t i = 0; i < result->cell_count; i++)
		row.figures += has_figure(&result->cells[i]);
	return row;
}

bool report_index_add(struct report_index *index, struct run_file *file, size_t count)
{
	struct index_row *rows = reallocarray(index->rows, index->files.count + 1, sizeof(*rows));

	if (!rows)
		return false;
	index->rows = rows;
	rows[index->files.count] = row_of(index, file);
	if (!index->first)
		index->first = json_incref(file->result.machine);
	index->differ |= generations_differ(index->first, file->result.machine);
	generations_add(&index->generations, file);
	file_legs_add(&index->legs, file);
	return machines_add(&index->machines, &index->files, file, count);
}

bool report_index_end(struct report_index *index, const struct library *library)
{
	generations_end(&index->generations, library);
	return machines_end(&index->machines, &index->files, NO_BASE);
}

void report_index_free(struct report_index *index)
{
	machines_free(&index->machines);
	generations_free(&index->generations);
	file_legs_free(&index->legs);
	run_files_free(&index->files);
	texts_free(&index->texts);
	json_decref(index->first);
	free(index->rows);
}

static void put_machine(FILE *page, const struct report_index *index, size_t number)
{
	const struct run_file *file = &index->files.list[number];
	const struct index_row *row = &index->rows[number];
	struct microarchitecture known = row->microarchitecture;

	fputs("<tr><th scope=\"row\">", page);
	put_link(page, file, row->title ? row->title : "");
	fputs("</th>", page);
	html_cells(page, "tnttntt", known.name ? known.name : "unknown",
		   words("%.0d", known.year).text,
		   unit_label_of(index->machines.of[number].unit),
		   row->kernel ? row->kernel : "unknown", words("%zu", row->figures).text,
		   row->day ? row->day : "", file->name);
	fputs("</tr>\n", page);
}

static void put_differences(FILE *page, const struct report_index *index)
{
	struct notes notes = { 0 };

	if (index->differ && index->files.count > MACHINES_WHOLE) {
		page_prose(page, "note", "many-differences");
	} else if (index->differ) {
		generations_warnings(&index->files, &notes);
		html_element(page, "h3", "Other differences between the machines");
		page_prose(page, "quiet", "differences");
		page_notes(page, &notes, SIZE_MAX);
	}
	notes_free(&notes);
}

static void put_figures(FILE *page, const struct run_file *file)
{
	fputs("<details><summary>All figures</summary>\n", page);
	page_matrices(page, file, words("%s:", file->name).text);
	page_reasons(page, file);
	fputs("</details>\n", page);
}

#define REST 150000 /* the other files in words, pictures, generations, literature, method */

static void put_file(FILE *page, const struct run_file *file)
{
	html_element(page, "h2", "%s", run_title(file).text);
	page_heading(page, file);
	page_findings(page, file);
	page_put_if_room(page, put_figures, file, REST);
	fputs("<p>", page);
	put_link(page, file, "Plots, every figure, the machine and the data of this run");
	fputs("</p>\n", page);
}

static bool is_in_unit(const struct machines *machines, size_t file, const char *unit)
{
	return same_text(machines->of[file].unit, unit);
}

static const char *verdict_class(const char *words)
{
	return strstr(words, "slower")	 ? " class=\"v-slower\""
	       : strstr(words, "faster") ? " class=\"v-faster\""
					 : "";
}

struct rows_of {
	FILE *page;
	const char *unit;
	size_t files; /* in it */
};

static void put_machines_row(const struct machines *machines, const struct machines_row *row,
			     void *data)
{
	const struct rows_of *rows = data;
	FILE *page = rows->page;

	if (row->heading) {
		fprintf(page, "<tr><th scope=\"rowgroup\" colspan=\"%zu\">",
			rows->files + 1);
		html_text(page, row->heading);
		fputs("</th></tr>\n", page);
	}
	fputs("<tr>", page);
	html_cells(page, "h", row->label.text);
	for (size_t i = 0; i < machines->count; i++) {
		const struct statistic *figure = machines_figure(machines, row->place, i);
		struct words words = machines_cell_words(machines, row->place, i);

		if (!is_in_unit(machines, i, rows->unit))
			continue;
		fprintf(page, "<td%s", verdict_class(words.text));
		/* Of a ratio: a table of figures may have hundreds of columns. */
		if (figure && machines->base != NO_BASE)
			fprintf(page, " data-value=\"%.10g\"", figure->value);
		fputs(">", page);
		html_text(page, words.text);
	}
	fputs("</tr>\n", page);
}

static void put_machines_head(FILE *page, const struct machines *machines, const char *unit)
{
	fputs("<thead><tr><th scope=\"col\" class=\"text\">operation</th>", page);
	for (size_t i = 0; i < machines->count; i++) {
		if (!is_in_unit(machines, i, unit))
			continue;
		fputs("<th scope=\"col\">", page);
		put_link(page, &machines->files->list[i], machines->files->list[i].name);
		fputs(i == machines->base ? " (base)" : "", page);
		html_element(page, "small", "%s",
			     short_model_words(machines->files->list[i].result.machine).text);
		fputs("</th>", page);
	}
	fputs("</tr></thead><tbody>\n", page);
}

/* Operations by machines, a table for each unit; with a base, multiples of it and verdicts. */
static void put_operations(FILE *page, const struct machines *machines)
{
	size_t base = machines->base;

	for (enum unit unit = UNIT_CYCLES; unit < UNITS; unit++) {
		const char *name = unit_names[unit];
		size_t any = 0;

		for (size_t i = 0; i < machines->count; i++)
			any += is_in_unit(machines, i, name);
		if (!any || (base != NO_BASE && !is_in_unit(machines, base, name)))
			continue;
		html_table_begin(page, "by-machine",
				 words("%s, in %s",
				       base == NO_BASE ? "Operations by machine"
						       : "Against the first file",
				       unit_label_of(name))
					 .text,
				 NULL);
		put_machines_head(page, machines, name);
		machines_rows(machines, name, put_machines_row,
			      &(struct rows_of){ page, name, any });
		html_table_end(page);
	}
}

static void put_against_first(FILE *page, const struct run_files *files)
{
	struct machines machines;

	if (machines_make(&machines, files, 0))
		put_operations(page, &machines);
	machines_free(&machines);
}

/* Another file is of the first one's machine, so there may be verdicts. */
static bool is_same_machine_there(const struct run_files *files)
{
	const char *id = json_string_value(json_object_get(files->list[0].result.machine, "id"));

	for (size_t i = 1; id && files->count <= MACHINES_WHOLE && i < files->count; i++)
		if (same_text(id, json_string_value(json_object_get(
					  files->list[i].result.machine, "id"))))
			return true;
	return false;
}

void page_machines(FILE *page, const struct report_index *index)
{
	const struct run_files *files = &index->files;

	fputs("<h2 id=\"answer\">Operations by machine</h2>\n", page);
	fputs("<div class=\"abreast\">\n", page);
	put_operations(page, &index->machines);
	if (is_same_machine_there(files))
		put_against_first(page, files);
	fputs("</div>\n", page);
	page_prose(page, "quiet", "machines");
	html_element(page, "h2 id=\"machines\"", "Machines");
	html_table_begin(page, "machines sortable", "Result files",
			 HTML_HEADS("machine", "microarchitecture", "year", "unit", "kernel",
				    "figures", "date", "file"));
	for (size_t i = 0; i < files->count; i++)
		put_machine(page, index, i);
	html_table_end(page);
	put_differences(page, index);
	for (size_t i = 0; files->count <= FILES_IN_FULL && i < files->count; i++)
		put_file(page, &files->list[i]);
}
