// SPDX-License-Identifier: GPL-2.0-only
/* Pages put together from their sections. All CPUs make pages. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "report/html.h"
#include "report/page.h"
#include "report/report.h"
#include "show/words.h"
#include "text/file.h"
#include "text/words.h"
#include "text/workers.h"

struct site {
	const struct run_files *files;
	const struct report_index *index;
	const struct library *library;
	const char *directory;
	enum report_pages kind;
	size_t pages;
	atomic_size_t next;
	atomic_bool failed;
};

/* A page while it is made. */
struct page {
	struct run_files files; /* on an index all, otherwise one */
	struct generations own; /* where there is no index */
	const struct generations *generations;
	struct pictures pictures;
	char *path;
	struct whole_file file;
};

static void put_navigation(FILE *page, bool alone)
{
	fputs("<nav aria-label=\"this page\">", page);
	if (!alone)
		fputs("<a href=\"index.html\">all machines</a>", page);
	fputs("<a href=\"#answer\">answer</a><a href=\"#plots\">pictures</a><a "
	      "href=\"#matrix\">all figures</a><a href=\"#machine\">machine</a><a "
	      "href=\"#method\">method</a><a href=\"#reproduce\">reproduce, cite, download</a>"
	      "</nav>\n",
	      page);
}

static bool is_hero(const struct chart *chart)
{
	return !strcmp(chart->kind->name, "path");
}

static void put_pictures(FILE *stream, const struct page *page, bool hero)
{
	fputs("<div class=\"charts\">\n", stream);
	for (size_t i = 0; i < page->pictures.charts; i++)
		if (is_hero(page->pictures.chart[i]) == hero)
			page_chart(stream, page->pictures.chart[i]);
	fputs("</div>\n", stream);
}

/* What the page says first, for who links to it. */
static struct words about(const struct page *page)
{
	for (size_t i = 0; i < page->pictures.charts; i++)
		if (is_hero(page->pictures.chart[i]))
			return words("%s", page->pictures.chart[i]->title);
	return words("What VM exits and privileged operations cost on %zu machine%s",
		     page->files.count, page->files.count > 1 ? "s" : "");
}

static void put_answer(FILE *stream, const struct page *page)
{
	fputs("<h2 id=\"answer\">What a VM exit costs here</h2>\n", stream);
	put_pictures(stream, page, true);
	page_findings(stream, page->files.list);
	page_screen(stream, page->files.list);
	fputs("<h2 id=\"plots\">Pictures</h2>\n", stream);
	put_pictures(stream, page, false);
}

static void put_figures(FILE *stream, const struct page *page, const struct library *library)
{
	const struct run_file *file = page->files.list;

	fputs("<h2 id=\"matrix\">All figures</h2>\n<details class=\"printed all\"><summary>Every "
	      "operation in every environment</summary>\n",
	      stream);
	page_matrices(stream, file, "");
	fputs("</details>\n<div class=\"unprinted\">\n", stream);
	page_reasons(stream, file);
	page_anatomy(stream, file);
	page_legs(stream, file);
	page_details(stream, file);
	page_classic(stream, &page->files, library);
	page_claims(stream, file);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	page_generations(stream, page->generations);
	page_literature(stream, library);
	fputs("</div>\n", stream);
}

/* Whether its data are beside it. */
static bool put_result(FILE *stream, const struct page *page, const struct library *library,
		       bool alone)
{
	const struct run_file *file = page->files.list;
	bool has_data_beside;

	page_begin(stream, run_title(file).text, about(page).text);
	fputs("<header>", stream);
	html_element(stream, "h1", "What leaving a virtual machine costs: %s",
		     run_title(file).text);
	page_heading(stream, file);
	fputs("</header>\n", stream);
	put_navigation(stream, alone);
	fputs("<main>\n", stream);
	put_answer(stream, page);
	put_figures(stream, page, library);
	page_machine(stream, file);
	page_method_section(stream);
	has_data_beside = page_reproduce(stream, file, !alone);
	page_end(stream);
	return has_data_beside;
}

static void put_index(FILE *stream, const struct page *page, const struct site *site)
{
	page_begin(stream, "What leaving a virtual machine costs", about(page).text);
	fputs("<header>", stream);
	html_element(stream, "h1", "What leaving a virtual machine costs, on %zu runs",
		     page->files.count);
	html_element(stream, "p class=\"caption\"", "exitbench %s", exitbench_version);
	fputs("</header><main>\n", stream);
	page_machines(stream, site->index);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	put_pictures(stream, page, false);
	fputs("<div class=\"unprinted\">\n", stream);
	page_generations(stream, page->generations);
	if (page->files.count <= FILES_IN_FULL)
		page_classic(stream, &page->files, site->library);
	page_literature(stream, site->library);
	fputs("</div>\n", stream);
	page_method_section(stream);
	page_end(stream);
}

static bool page_begin_file(struct page *page)
{
	page->file = (struct whole_file){ .path = page->path, .replace = true,
					  .is_made_again = true };
	return page->path && !whole_file_begin(&page->file);
}

/* Of several files their index has gathered it. */
static void find_figures(struct page *page, const struct site *site)
{
	static const struct legs_of_files none;
	const struct legs_of_files *legs = &none;

	if (site->kind == PAGE_INDEX) {
		page->generations = &site->index->generations;
		legs = &site->index->legs;
	} else {
		page->own = generations_find(&page->files, site->library);
		page->generations = &page->own;
		pictures_of_result(&page->pictures, page->files.list);
	}
	pictures_of_files(&page->pictures, &page->files, page->generations, legs);
}

static void page_open(struct page *page, const struct site *site, size_t number)
{
	struct run_file *file = &site->files->list[number];

	*page = (struct page){ .files = { .count = 1, .list = file } };
	if (site->kind == PAGE_INDEX)
		page->files = *site->files;
	if (asprintf(&page->path, "%s/%s.html", site->directory,
		     site->kind == PAGES_OF_FILES ? file->name : "index") < 0)
		page->path = NULL;
	if (!page_begin_file(page)) {
		complain("cannot write %s: %s", page->path ? page->path : site->directory,
			 strerror(errno));
		return;
	}
	find_figures(page, site);
}

/* So that the page stays small. */
static bool write_data(const struct run_file *of, const char *directory)
{
	char *text = run_file_text(of), *path = NULL;
	struct whole_file file = { .replace = true, .is_made_again = true };
	bool begun = text && asprintf(&path, "%s/" PAGE_DATA_NAME, directory, of->name) >= 0;

	file.path = path;
	begun = begun && !whole_file_begin(&file);
	if (begun)
		fputs(text, file.stream);
	if (!begun || whole_file_end(&file))
		begun = complain("cannot write the data of %s: %s", of->name, strerror(errno)) ==
			PROGRAM_OK;
	free(text);
	free(path);
	return begun;
}

static bool page_write(struct page *page, const struct site *site)
{
	FILE *stream = page->file.stream;

	if (!stream)
		return false;
	if (site->kind == PAGE_INDEX)
		put_index(stream, page, site);
	else if (put_result(stream, page, site->library, site->kind == PAGE_ALONE) &&
		 !write_data(page->files.list, site->directory)) {
		whole_file_drop(&page->file);
		return false;
	}
	if (whole_file_end(&page->file)) {
		complain("cannot write %s: %s", page->path, strerror(errno));
		return false;
	}
	print_name_line(page->path);
	return true;
}

static void page_close(struct page *page)
{
	pictures_free(&page->pictures);
	generations_free(&page->own);
	free(page->path);
}

static void work(void *data)
{
	struct site *site = data;
	size_t number;

	while ((number = atomic_fetch_add(&site->next, 1)) < site->pages) {
		struct page page;

		page_open(&page, site, number);
		if (!page_write(&page, site))
			site->failed = true;
		page_close(&page);
	}
}

bool report_write(enum report_pages kind, const struct run_files *files,
		  const struct report_index *index, const struct library *library,
		  const char *directory)
{
	struct site site = { .files = files,
			     .index = index,
			     .library = library,
			     .directory = directory,
			     .kind = kind,
			     .pages = kind == PAGES_OF_FILES ? files->count : 1 };

	workers_run(work, &site, site.pages);
	return !site.failed;
}
