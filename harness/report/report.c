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
	const struct library *library;
	const char *directory;
	size_t pages; /* number 0 is index.html, number n that of file n - 1 */
	atomic_size_t next;
	atomic_bool failed;
};

/* A page while it is made. */
struct page {
	struct run_files files; /* on an index all, otherwise one */
	struct generations generations;
	struct pictures pictures;
	char *path;
	struct whole_file file;
};

static void put_navigation(FILE *page, bool alone)
{
	fputs("<nav>", page);
	if (!alone)
		fputs("<a href=\"index.html\">all machines</a>", page);
	fputs("<a href=\"#matrix\">figures</a><a href=\"#plots\">plots</a><a "
	      "href=\"#classic\">2006 and now</a><a href=\"#generations\">generations</a><a "
	      "href=\"#machine\">machine</a><a href=\"#method\">method</a><a "
	      "href=\"#reproduce\">reproduce, download</a></nav>\n",
	      page);
}

static void put_result(FILE *stream, const struct page *page, const struct library *library,
		       bool alone)
{
	const struct run_file *file = page->files.list;

	page_begin(stream, run_title(file).text);
	html_element(stream, "h1", "What leaving a virtual machine costs: %s",
		     run_title(file).text);
	page_heading(stream, file);
	put_navigation(stream, alone);
	fputs("<h2>Findings</h2>\n", stream);
	page_findings(stream, file);
	fputs("<h2 id=\"matrix\">Figures</h2>\n", stream);
	page_matrices(stream, file);
	page_legs(stream, file);
	page_reasons(stream, file);
	fputs("<h2 id=\"plots\">Plots</h2>\n", stream);
	page_charts(stream, &page->pictures, file->name);
	page_classic(stream, &page->files, library);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	page_generations(stream, &page->generations);
	page_details(stream, file);
	page_literature(stream, library);
	page_machine(stream, file);
	page_method_section(stream);
	page_reproduce(stream, file);
	page_end(stream);
}

static void put_index(FILE *stream, const struct page *page, const struct library *library)
{
	page_begin(stream, "What leaving a virtual machine costs");
	html_element(stream, "h1", "What leaving a virtual machine costs, on %zu runs",
		     page->files.count);
	html_element(stream, "p class=\"caption\"", "exitbench %s", exitbench_version);
	page_machines(stream, &page->files);
	fputs("<h2 id=\"generations\">By CPU generation</h2>\n", stream);
	page_charts(stream, &page->pictures, "all");
	page_generations(stream, &page->generations);
	if (page->files.count <= FILES_IN_FULL)
		page_classic(stream, &page->files, library);
	page_literature(stream, library);
	page_method_section(stream);
	page_end(stream);
}

static bool page_begin_file(struct page *page)
{
	page->file = (struct whole_file){ .path = page->path, .replace = true,
					  .is_made_again = true };
	return page->path && !whole_file_begin(&page->file);
}

static void page_open(struct page *page, const struct site *site, size_t number)
{
	struct run_file *file = &site->files->list[number ? number - 1 : 0];
	bool index = !number && site->pages > 1;

	*page = (struct page){ .files = index ? *site->files : (struct run_files){ 1, file } };
	if (asprintf(&page->path, "%s/%s.html", site->directory, number ? file->name : "index") < 0)
		page->path = NULL;
	if (!page_begin_file(page)) {
		complain("cannot write %s: %s", page->path ? page->path : site->directory,
			 strerror(errno));
		return;
	}
	page->generations = generations_find(&page->files, site->library);
	if (!index)
		pictures_of_result(&page->pictures, file);
	pictures_of_files(&page->pictures, &page->files, &page->generations);
}

static bool page_write(struct page *page, const struct site *site, size_t number)
{
	if (!page->file.stream)
		return false;
	if (!number && site->pages > 1)
		put_index(page->file.stream, page, site->library);
	else
		put_result(page->file.stream, page, site->library, site->pages == 1);
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
	generations_free(&page->generations);
	free(page->path);
}

static void work(void *data)
{
	struct site *site = data;
	size_t number;

	while ((number = atomic_fetch_add(&site->next, 1)) < site->pages) {
		struct page page;

		page_open(&page, site, number);
		if (!page_write(&page, site, number))
			site->failed = true;
		page_close(&page);
	}
}

bool report_write(const struct run_files *files, const struct library *library,
		  const char *directory)
{
	struct site site = { .files = files,
			     .library = library,
			     .directory = directory,
			     .pages = files->count > 1 ? files->count + 1 : 1 };

	workers_run(work, &site, site.pages);
	return !site.failed;
}
