// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages put together from their sections. Pages of a site are made by as many
 * processes as there are CPUs, for each waits on gnuplot; and some at once, for gnuplot takes
 * longer to begin than to draw a picture.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "report/html.h"
#include "report/report.h"
#include "show/words.h"
#include "text/words.h"

#define FILES_IN_FULL 4   /* on an index, with their matrices */
#define WORKERS_MOST 64
#define PAGES_AT_ONCE 8

/* Said once, however many pages it is about. */
static bool told;

struct drawing {
	struct pictures pictures;
	char *trouble; /* why there are not all of them; or NULL */
	char directory[40];
};

static void prepare(struct drawing *drawing, const char *caption)
{
	static const char *const formats[] = { "svg", "narrow", NULL };
	const char *wrong = "cannot write to /tmp";

	strcpy(drawing->directory, "/tmp/exitbench-report-XXXXXX");
	if (mkdtemp(drawing->directory))
		wrong = pictures_prepare(&drawing->pictures, drawing->directory, "", formats,
					 caption);
	drawing->trouble = wrong ? strdup(wrong) : NULL;
}

/*
 * What is wrong with one of several drawings is no matter of the others: then each is drawn alone.
 */
static bool draw_together(struct drawing *const *drawings, size_t count)
{
	struct pictures *sets[PAGES_AT_ONCE];
	size_t sound = 0;

	for (size_t i = 0; i < count; i++)
		if (!drawings[i]->trouble)
			sets[sound++] = &drawings[i]->pictures;
	return sound && !pictures_draw_together(sets, sound);
}

static void draw_alone(struct drawing *drawing)
{
	struct pictures *set = &drawing->pictures;
	const char *wrong = drawing->trouble ? NULL : pictures_draw_together(&set, 1);

	if (wrong)
		drawing->trouble = strdup(wrong);
	if (drawing->trouble && !told)
		complain("%s", drawing->trouble);
	told |= drawing->trouble != NULL;
}

static void discard(struct drawing *drawing)
{
	for (size_t i = 0; i < drawing->pictures.count; i++)
		unlink(drawing->pictures.list[i].output);
	for (size_t i = 0; drawing->pictures.data && i < drawing->pictures.charts; i++)
		if (drawing->pictures.data[i])
			unlink(drawing->pictures.data[i]);
	rmdir(drawing->directory);
	pictures_free(&drawing->pictures);
	free(drawing->trouble);
}

static bool finish(FILE *page, const char *path)
{
	bool wrong = ferror(page);

	if (fclose(page) || wrong) {
		complain("cannot write %s: %s", path, strerror(errno));
		return false;
	}
	printf("%s\n", path);
	return true;
}

static FILE *open_page(const char *directory, const char *name, char **path)
{
	FILE *page = asprintf(path, "%s/%s.html", directory, name) < 0 ? NULL : fopen(*path, "we");

	if (!page)
		complain("cannot write %s/%s.html: %s", directory, name, strerror(errno));
	return page;
}

static void put_navigation(FILE *page, bool alone)
{
	fputs("<nav>", page);
	if (!alone)
		fputs("<a href=\"index.html\">all machines</a>", page);
	fputs("<a href=\"#matrix\">figures</a><a href=\"#plots\">plots</a><a "
	      "href=\"#classic\">2006 beside this</a><a href=\"#generations\">generations</a><a "
	      "href=\"#machine\">machine</a><a href=\"#method\">method</a><a "
	      "href=\"#reproduce\">reproduce, download</a></nav>\n",
	      page);
}

static void put_generations(FILE *page, const struct generations *generations)
{
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", page);
	page_generations(page, generations);
}

/* Everything about one file. */
static void put_result(FILE *page, const struct run_files *one, const struct library *library,
		       const struct generations *generations, const struct drawing *drawing,
		       bool alone)
{
	const struct run_file *file = one->list;

	page_begin(page, run_title(file).text);
	html_element(page, "h1", "What leaving a virtual machine costs: %s", run_title(file).text);
	page_heading(page, file);
	put_navigation(page, alone);
	fputs("<h2>Findings</h2>\n", page);
	page_findings(page, file);
	fputs("<h2 id=\"matrix\">Figures</h2>\n", page);
	page_matrices(page, file);
	page_legs(page, file);
	page_reasons(page, file);
	fputs("<h2 id=\"plots\">Plots</h2>\n", page);
	page_pictures(page, &drawing->pictures, drawing->trouble);
	page_classic(page, one, library);
	put_generations(page, generations);
	page_details(page, file);
	page_literature(page, library);
	page_machine(page, file);
	page_method_section(page);
	page_reproduce(page, file);
	page_end(page);
}

/* A page of one result on its way. */
struct page {
	struct run_files one;
	struct generations generations;
	struct drawing drawing;
	char *caption, *path;
	FILE *stream;
};

static void page_open(struct page *page, const struct run_file *file, const struct library *library,
		      const char *directory, const char *name)
{
	*page = (struct page){ .one = { .count = 1, .list = (struct run_file *)file } };
	page->stream = open_page(directory, name, &page->path);
	page->generations = generations_find(&page->one, library);
	page->caption = machine_caption(file->result.machine, file->result.run);
	if (!page->stream)
		return;
	pictures_of_result(&page->drawing.pictures, file);
	pictures_of_files(&page->drawing.pictures, &page->one, &page->generations);
	prepare(&page->drawing, page->caption ? page->caption : "");
}

static bool page_close(struct page *page, const struct library *library, bool alone)
{
	bool written = false;

	if (page->stream) {
		put_result(page->stream, &page->one, library, &page->generations, &page->drawing,
			   alone);
		written = finish(page->stream, page->path) && !page->drawing.trouble;
		discard(&page->drawing);
	}
	generations_free(&page->generations);
	free(page->caption);
	free(page->path);
	return written;
}

/* At most PAGES_AT_ONCE files; a site's pages have the files' names. */
static bool write_results(const struct run_file *const *files, size_t count,
			  const struct library *library, const char *directory, bool alone)
{
	struct page pages[PAGES_AT_ONCE];
	struct drawing *drawings[PAGES_AT_ONCE];
	bool drawn, written = true;

	for (size_t i = 0; i < count; i++) {
		page_open(&pages[i], files[i], library, directory,
			  alone ? "index" : files[i]->name);
		drawings[i] = &pages[i].drawing;
	}
	drawn = count > 1 && draw_together(drawings, count);
	for (size_t i = 0; i < count; i++) {
		if (pages[i].stream && (!drawn || drawings[i]->trouble))
			draw_alone(drawings[i]);
		written &= page_close(&pages[i], library, alone);
	}
	return written;
}

static void put_machine_row(FILE *page, const struct run_file *file)
{
	const json_t *cpu = json_object_get(file->result.machine, "cpu");
	struct microarchitecture known = microarchitecture_of(cpu);
	const char *kernel = json_string_value(json_object_get(file->result.machine, "kernel"));
	const char *started = json_string_value(json_object_get(file->result.run, "started"));
	size_t figures = 0;

	for (size_t i = 0; i < file->result.cell_count; i++)
		figures += has_figure(&file->result.cells[i]);
	fputs("<tr><th scope=\"row\"><a href=\"", page);
	html_text(page, file->name);
	html_print(page, ".html");
	fputs("\">", page);
	html_text(page, run_title(file).text);
	fputs("</a></th>", page);
	html_element(page, "td class=\"text\"", "%s", known.name ? known.name : "unknown");
	html_element(page, "td", "%.0d", known.year);
	html_element(page, "td class=\"text\"", "%s",
		     is_counted(&file->result) ? "instructions" : "TSC cycles");
	html_element(page, "td class=\"text\"", "%s", kernel ? kernel : "unknown");
	html_element(page, "td", "%zu", figures);
	html_element(page, "td class=\"text\"", "%.10s", started ? started : "");
	html_element(page, "td class=\"text\"", "%s", file->name);
	fputs("</tr>\n", page);
}

static void put_machines(FILE *page, const struct run_files *files)
{
	fputs("<h2 id=\"machines\">Machines</h2>\n<p class=\"hint\">The table scrolls "
	      "sideways.</p>\n<div class=\"scroll\" tabindex=\"0\"><table class=\"machines "
	      "sortable\"><thead><tr><th "
	      "class=\"text\">machine</th><th>microarchitecture</th><th>year</th><th>unit</th>"
	      "<th>kernel</th><th>figures</th><th>date</th><th>file</th></tr></thead><tbody>\n",
	      page);
	for (size_t i = 0; i < files->count; i++)
		put_machine_row(page, &files->list[i]);
	fputs("</tbody></table></div>\n", page);
}

static void put_differences(FILE *page, const struct run_files *files)
{
	struct notes notes = { 0 };

	generations_warnings(files, &notes);
	if (notes.count && files->count <= 20) {
		fputs("<h3>What differs beside the CPU</h3>\n<p class=\"quiet\">A difference "
		      "between figures may come from any of these.</p>\n",
		      page);
		page_notes(page, &notes, SIZE_MAX);
	} else if (notes.count) {
		fputs("<p class=\"note\">Microcode, kernel or mitigations differ between these "
		      "machines: a difference between figures may come from any of them. Each page "
		      "tells its machine's.</p>\n",
		      page);
	}
	notes_free(&notes);
}

/* Few enough to be shown whole: their findings and matrices. */
static void put_files(FILE *page, const struct run_files *files)
{
	for (size_t i = 0; files->count <= FILES_IN_FULL && i < files->count; i++) {
		const struct run_file *file = &files->list[i];

		html_element(page, "h2", "%s", run_title(file).text);
		page_heading(page, file);
		page_findings(page, file);
		page_matrices(page, file);
		page_reasons(page, file);
		fputs("<p><a href=\"", page);
		html_text(page, file->name);
		fputs(".html\">Plots, every figure, the machine and the data of this run</a></p>\n",
		      page);
	}
}

static void put_index(FILE *page, const struct run_files *files, const struct library *library,
		      const struct generations *generations, const struct drawing *drawing)
{
	struct run_files few = { .count = files->count <= FILES_IN_FULL ? files->count : 0,
				 .list = files->list };

	page_begin(page, "What leaving a virtual machine costs");
	html_element(page, "h1", "What leaving a virtual machine costs, on %zu runs", files->count);
	html_element(page, "p class=\"caption\"", "exitbench %s", exitbench_version);
	put_machines(page, files);
	put_differences(page, files);
	put_files(page, files);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", page);
	page_pictures(page, &drawing->pictures, drawing->trouble);
	page_generations(page, generations);
	if (few.count)
		page_classic(page, &few, library);
	page_literature(page, library);
	page_method_section(page);
	page_end(page);
}

static bool write_index(const struct run_files *files, const struct library *library,
			const char *directory)
{
	struct generations generations = generations_find(files, library);
	struct drawing drawing = { 0 };
	char *caption = pictures_caption(files), *path = NULL;
	FILE *page = open_page(directory, "index", &path);
	bool written = false;

	if (page) {
		pictures_of_files(&drawing.pictures, files, &generations);
		prepare(&drawing, caption ? caption : "");
		draw_alone(&drawing);
		put_index(page, files, library, &generations, &drawing);
		written = finish(page, path) && !drawing.trouble;
		discard(&drawing);
	}
	generations_free(&generations);
	free(caption);
	free(path);
	return written;
}

/* Every `workers`th page from `first` on, in a process of its own. */
static pid_t start_worker(const struct run_files *files, const struct library *library,
			  const char *directory, size_t first, size_t workers)
{
	const struct run_file *some[PAGES_AT_ONCE];
	size_t count = 0;
	bool written = true;
	pid_t child = fork();

	if (child)
		return child;
	for (size_t i = first; i < files->count; i += workers) {
		some[count++] = &files->list[i];
		if (count < PAGES_AT_ONCE && i + workers < files->count)
			continue;
		written &= write_results(some, count, library, directory, false);
		count = 0;
	}
	fflush(stdout);
	_exit(written ? PROGRAM_OK : PROGRAM_FAILED);
}

static bool write_pages(const struct run_files *files, const struct library *library,
			const char *directory)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t workers = cpus < 1 ? 1 : cpus > WORKERS_MOST ? WORKERS_MOST : (size_t)cpus;
	pid_t children[WORKERS_MOST];
	bool written = true;
	int status;

	fflush(stdout);
	for (size_t i = 0; i < workers; i++)
		children[i] = start_worker(files, library, directory, i, workers);
	for (size_t i = 0; i < workers; i++)
		written &= children[i] > 0 && waitpid(children[i], &status, 0) == children[i] &&
			   !status;
	return written;
}

bool report_write(const struct run_files *files, const struct library *library,
		  const char *directory)
{
	bool written;

	if (files->count == 1)
		return write_results((const struct run_file *const[]){ files->list }, 1, library,
				     directory, true);
	written = write_index(files, library, directory);
	return write_pages(files, library, directory) && written;
}
